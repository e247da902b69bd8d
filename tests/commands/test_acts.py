"""An act of the round while somebody else saves the deal: what only adds is written, a value is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from arrange import TODAY
from running import new_book, run

from funnel_cli.commands.acts import ACTS
from funnel_cli.render.asking import Question
from funnel_cli.rules.moving import GateNotMet
from funnel_cli.session import Session
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.wishes import Wishes

DEAL = "data/opportunities/acme-erp.yaml"


class Interrupted(Session):
    """A session in which another command saves whenever something is asked."""

    said: Mapping[str, str]
    theirs: str = "log acme-erp Theirs"

    def asked(self, _: Sequence[Question], __: Mapping[str, str]) -> dict[str, Any]:
        """What was typed, after somebody else was faster."""
        run(self.theirs, self.root)
        return dict(self.said)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_book(tmp_path / "book")


def interrupted(book: Path, **said: str) -> Interrupted:
    session = Interrupted(Wishes(directory=book), TODAY, {})
    session.said = said
    assert "acme-erp" in session.written.opportunities
    return session


def text(book: Path) -> str:
    return (book / DEAL).read_text("utf-8")


def test_an_entry_is_added_beside_theirs(book: Path) -> None:
    ACTS["l"].do(interrupted(book, text="Mine"), "acme-erp")
    assert (text(book).count("Theirs"), text(book).count("Mine")) == (1, 1)


def test_a_criterion_is_ticked_beside_their_entry(book: Path) -> None:
    ACTS["c"].do(interrupted(book, milestone="plan", evidence="Mail"), "acme-erp")
    assert (text(book).count("Theirs"), text(book).count("evidence: Mail")) == (1, 1)


NEAR = """\
id: near-end
customer: Near
amount: 80000
currency: CNY
stage: close
created: 2026-09-01
expected_close: 2026-12-31
milestones: {need: 2026-09-10, plan: 2026-09-15, funds: 2026-10-01}
history:
- {date: 2026-09-01, stage: close, amount: 80000}
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [({}, ["stage: won"]), ({"amount": "90k", "contract": "C-1"}, ["amount: 90000", "number: C-1"])],
)
def test_a_deal_is_won_at_what_was_signed(said: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    book = new_book(tmp_path / "book", near_end=NEAR)
    ACTS["w"].do(interrupted(book, **said), "near-end")
    written = (book / "data/opportunities/near-end.yaml").read_text("utf-8")
    assert "stage: won" in written
    assert [each for each in expected if each not in written] == []


def test_a_deal_whose_gate_is_open_is_not_won(book: Path) -> None:
    before = text(book)
    with pytest.raises(GateNotMet):
        ACTS["w"].do(interrupted(book), "acme-erp")
    assert text(book) == before


def test_one_undo_takes_back_only_the_entry(book: Path) -> None:
    ACTS["l"].do(interrupted(book, text="Mine"), "acme-erp")
    run("undo", book)
    assert (text(book).count("Theirs"), text(book).count("Mine")) == (1, 0)


def test_what_they_ticked_is_not_ticked_twice(book: Path) -> None:
    session = interrupted(book, milestone="plan", evidence="Mail")
    session.theirs = "check acme-erp plan --evidence Letter"
    ACTS["c"].do(session, "acme-erp")
    assert (text(book).count("Letter"), text(book).count("Mail")) == (1, 0)


def test_a_value_that_was_asked_for_meanwhile_is_refused(book: Path) -> None:
    with pytest.raises(Changed):
        ACTS["d"].do(interrupted(book, close="2027-03-01"), "acme-erp")
    assert "2027-03-01" not in text(book)
