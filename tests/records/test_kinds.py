"""What the kinds of log entries are good for, by the method and nothing else."""

import pytest

from funnel_cli.records.kinds import ACTIVITIES, ActivityKind, Kinds

OWN = Kinds(
    (ActivityKind(id="demo", visit=True), ActivityKind(id="chat"), ActivityKind(id="memo", contact=False))
)


@pytest.mark.parametrize(
    ("kind", "is_one"), [("demo", True), ("memo", False), ("note", False), ("fax", True)]
)
def test_every_kind_is_a_contact_unless_the_method_says_otherwise(kind: str, is_one: bool) -> None:
    assert OWN.is_contact(kind) is is_one


def test_a_note_a_talk_and_a_visit_are_what_the_method_calls_one() -> None:
    assert Kinds((ActivityKind(id="note"),)).is_contact("note")
    assert (OWN.note, Kinds(ACTIVITIES).note, Kinds((ActivityKind(id="call"),)).note) == (
        "memo",
        "note",
        "call",
    )
    assert (OWN.talk, Kinds(ACTIVITIES).talk) == ("chat", "call")

    assert OWN.visit
    assert (OWN.visit.id, OWN.is_visit("visit")) == ("demo", False)
