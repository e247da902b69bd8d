"""A sheet's deals come in with the gates before their stages taken over."""

from dataclasses import replace
from datetime import date as Day

import pytest
from arrange import after
from hypothesis import given
from hypothesis import strategies as st
from import_samples import EMPTY, METHOD, TODAY, applied, plan

from funnel_cli.exchange.account import owes, sentences
from funnel_cli.exchange.import_plan import ImportPlan
from funnel_cli.exchange.matching import as_change
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Tick
from funnel_cli.records.method import Milestone
from funnel_cli.rules.ticking import untick
from funnel_cli.time.gate import skipped
from funnel_cli.time.history import book_on
from funnel_cli.values.message import Label, message

SHEET = "from my sheet"
LATER = Day(2026, 12, 31)
STAGES = [stage.id for stage in METHOD.stages]
GATED = replace(
    METHOD,
    stages=tuple(
        replace(
            stage,
            milestones=(Milestone(id=f"{stage.id}-done", title=Label({"en": stage.id}), required=True),),
        )
        for stage in METHOD.stages
    ),
)
EMPTY_GATED = replace(EMPTY, method=GATED)
HEADER = "Deal ID,Customer,Name,Amount,Stage,Expected close"


def sheet(*stages: str) -> str:
    rows = (f"D{n},Customer {n},Belts,20000,{stage},2027-01-15" for n, stage in enumerate(stages))
    return "\n".join((HEADER, *rows)) + "\n"


def taken(text: str, book: Book = EMPTY_GATED, day: Day = TODAY) -> ImportPlan:
    return plan(text, book, day=day, taken_over=SHEET)


def in_book(text: str, book: Book = EMPTY_GATED, day: Day = TODAY) -> Book:
    return applied(taken(text, book, day), book)


def ticks(book: Book) -> list[dict[str, tuple[Tick, ...]]]:
    return [dict(deal.milestones) for deal in book.opportunities.values()]


@given(st.lists(st.sampled_from([*STAGES, "Won", "Lost"]), min_size=1, max_size=5))
def test_no_deal_owes_anything_to_earlier_stages_and_each_has_its_own_gate_to_earn(stages: list[str]) -> None:
    book = in_book(sheet(*stages))
    for deal in book.opportunities.values():
        passed = STAGES[: STAGES.index(deal.stage)] if deal.stage in STAGES else []
        assert [*deal.milestones] == [f"{stage}-done" for stage in passed]
        assert not deal.is_open or skipped(deal, replace(book, day=TODAY)) == ()


def test_what_is_taken_over_is_shown_as_such_on_the_day_of_the_import_and_not_before() -> None:
    assert ticks(in_book(sheet("develop"))) == [{"verify-done": (Tick(date=TODAY, evidence=SHEET),)}]

    (deal,) = in_book(sheet("develop")).opportunities.values()
    before = book_on(
        Book(method=GATED, opportunities={deal.id: replace(deal, created=Day(2026, 1, 1))}), Day(2026, 11, 21)
    )
    assert ticks(before) == [{}]


@given(st.lists(st.sampled_from(STAGES), min_size=1, max_size=4))
def test_a_second_import_neither_doubles_nor_undoes_it(stages: list[str]) -> None:
    book = in_book(sheet(*stages))
    assert not as_change(taken(sheet(*stages), book, LATER)).edits
    assert not as_change(plan(sheet(*stages), book, day=LATER)).edits


def test_deals_that_are_in_the_book_already_are_taken_over_too() -> None:
    book = applied(plan(sheet("propose"), EMPTY_GATED), EMPTY_GATED)
    done = taken(sheet("propose"), book)
    assert (done.taken_over, [row.kind.value.id for row in done.rows]) == (1, ["changed"])
    assert [*ticks(applied(done, book))[0]] == ["verify-done", "develop-done"]


def test_a_sheet_that_moves_a_deal_on_takes_over_the_gates_between() -> None:
    book = in_book(sheet("propose"), in_book(sheet("develop")), LATER)
    assert {id: some[0].date for id, some in ticks(book)[0].items()} == {
        "verify-done": TODAY,
        "develop-done": LATER,
    }


def test_a_deal_that_went_further_in_the_book_than_in_the_sheet_earns_the_gates_between() -> None:
    book = applied(plan(sheet("develop"), EMPTY_GATED), EMPTY_GATED)
    (deal,) = book.opportunities.values()
    book = replace(book, opportunities={deal.id: replace(deal, stage="close")})
    assert [*ticks(in_book(sheet("develop"), book))[0]] == ["verify-done"]


def test_what_was_taken_back_by_hand_stays_so() -> None:
    book = in_book(sheet("develop"))
    (deal,) = book.opportunities.values()
    unticked = after(untick(deal, GATED.stages[0].milestones, Day(2026, 12, 1)))
    book = replace(book, opportunities={deal.id: unticked})
    assert not as_change(taken(sheet("develop"), book, LATER)).edits


def test_how_many_deals_it_is_said_and_where_nothing_is_owed_that() -> None:
    said = [*sentences(taken(sheet("verify", "close", "propose", "Won")), "CNY")]
    assert message("{count:deal|deals}: what earlier stages ask for is taken over.", count=2) in said

    said = [*sentences(taken(sheet("verify")), "CNY")]
    assert message("Nothing is owed to earlier stages, so nothing is taken over.") in said


@pytest.mark.parametrize(("stage", "is_owing"), [("verify", False), ("develop", True), ("Won", False)])
def test_whether_something_could_be_taken_over_is_known(stage: str, *, is_owing: bool) -> None:
    assert owes(plan(sheet(stage), EMPTY_GATED)) is is_owing
    assert not owes(taken(sheet(stage)))
