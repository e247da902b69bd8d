"""What the kinds of log entries are good for, by the method and nothing else."""

from __future__ import annotations

import pytest

from funnel_cli.records.kinds import ACTIVITIES, ActivityKind, Kinds

OWN = Kinds(
    (
        ActivityKind(id="demo", visit=True),
        ActivityKind(id="chat"),
        ActivityKind(id="memo", contact=False),
    )
)


@pytest.mark.parametrize(
    ("kind", "is_one"), [("demo", True), ("memo", False), ("note", False), ("fax", True)]
)
def test_every_kind_is_a_contact_unless_the_method_says_otherwise(kind: str, is_one: bool) -> None:
    assert OWN.is_contact(kind) is is_one


def test_a_note_may_be_a_contact_of_a_method() -> None:
    assert Kinds((ActivityKind(id="note"),)).is_contact("note")


def test_what_nothing_is_said_of_is_the_first_that_is_no_contact() -> None:
    assert (OWN.note, Kinds(ACTIVITIES).note, Kinds((ActivityKind(id="call"),)).note) == (
        "memo",
        "note",
        "call",
    )


def test_speaking_to_somebody_is_the_first_contact_but_a_visit() -> None:
    assert (OWN.talk, Kinds(ACTIVITIES).talk) == ("chat", "call")


def test_a_visit_is_what_the_method_calls_one() -> None:
    assert OWN.visit
    assert (OWN.visit.id, OWN.is_visit("visit")) == ("demo", False)
