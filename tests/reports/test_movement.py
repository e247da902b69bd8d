from dataclasses import replace
from datetime import date as Day
from typing import Any

import pytest
from arrange import METHOD, book, day, deal, line
from grids import cells, cny, usd

from funnel_cli.records.deal import HistoryLine, Opportunity, Pause
from funnel_cli.reports.movement import Movement, movement_table, movements
from funnel_cli.time.history import completed
from funnel_cli.values.message import Term, message
from funnel_cli.values.period import named
from funnel_cli.values.table import Cell

NOVEMBER = named("2026-11")


def moved(*deals: Opportunity) -> tuple[Movement, ...]:
    return movements(book(*deals).opportunities.values(), NOVEMBER, METHOD)


def left(some: Opportunity) -> Opportunity:
    """The deal as its lines leave it."""
    said: dict[str, Any] = {key: value for each in some.history for key, value in each.changes.items()}
    return replace(some, **said)


def moves(some: Opportunity) -> list[str]:
    return [each.move.value.id for each in moved(left(some))]


def changed(first: str, then: str) -> Opportunity:
    """A deal created in October with these values, and what changed in November."""
    return deal("a 1", f"10-01 {first}", f"11-10 {then}")


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("stage=verify", "stage=develop", ["promoted"]),
        ("stage=verify", "stage=propose", ["promoted"]),
        ("stage=verify", "stage=develop forced=credit", ["forced"]),
        ("stage=develop", "stage=verify", ["demoted"]),
        ("stage=close", "stage=won closed=11-10", ["won"]),
        ("stage=close", "stage=lost closed=11-10", ["lost"]),
        ("stage=lost", "stage=develop", ["reopened"]),
        ("stage=won", "stage=lost", ["lost"]),
        ("stage=verify", "stage=verify", []),
        ("stage=verify", "stage=ghost", []),
        ("stage=ghost", "stage=develop", []),
        ("close=12-01", "close=12-20", ["pushed"]),
        ("close=12-20", "close=12-01", ["pulled"]),
        ("close=12-20", "close=12-20", []),
        ("close=12-20", "close=", []),
        ("close=", "close=12-20", []),
        ("amount=1", "amount=2", ["up"]),
        ("amount=2", "amount=1", ["down"]),
        ("amount=1", "amount=1", []),
        ("amount=1", "amount=", []),
        ("owner=li", "owner=anna", ["owner"]),
        ("owner=li", "owner=li", []),
        ("category=commit", "category=omitted", []),
    ],
)
def test_a_dated_change_is_told_as_what_it_means(first: str, then: str, expected: list[str]) -> None:
    assert moves(changed(first, then)) == expected


def test_a_deal_is_new_on_the_day_of_its_first_fact_and_a_first_stage_line_tells_no_direction() -> None:
    assert moves(deal("a 1", "11-01 stage=verify amount=1 close=12-01 owner=li")) == ["new"]
    assert moves(deal("a 1 develop", "11-10 stage=develop", created=day("10-01"))) == []
    assert moves(deal("a 1 develop", "10-01 stage=verify", history=(line("11-10 reason=note"),))) == ["new"]


def test_a_win_and_a_removal_of_a_deal_without_earlier_history_are_told() -> None:
    assert moves(deal("a 1 won", "11-10 stage=won closed=11-10", created=day("10-01"))) == ["won"]
    assert moves(deal("a 1", created=day("10-01"), removed=day("11-05"))) == ["removed"]


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_an_outcome_that_only_the_record_tells_is_told_on_its_day(outcome: str) -> None:
    typed = Opportunity(id="a", customer="Acme", stage=outcome, closed=day("11-05"))
    assert [(each.day, each.move.value.id) for each in moved(typed)] == [(day("11-05"), outcome)]


def test_what_was_edited_by_hand_moved_on_the_day_of_its_last_line_whether_that_is_written_or_not() -> None:
    edited = deal(
        "a 2 develop 12-20",
        "10-01 stage=verify amount=1 close=12-01 owner=li",
        "11-10 stage=verify amount=1 close=12-01 owner=li",
        owner="anna",
    )
    found = [(each.day, each.move.value.id, each.old, each.new) for each in moved(edited)]
    assert {(on, move) for on, move, *_ in found} == {
        (day("11-10"), move) for move in ("promoted", "up", "pushed", "owner")
    }
    assert [(each.day, each.move.value.id, each.old, each.new) for each in moved(completed(edited))] == found


def test_an_owner_spelled_otherwise_or_left_to_the_settings_is_nobody_else() -> None:
    assert moved(deal("a 1", "10-01 owner=Anna", "11-10 owner=anna", owner="ＡNNA")) == ()
    assert moves(deal("a 1", "10-01 owner=li.wei", "11-10 owner=")) == []
    assert [each.new for each in moved(deal("a 1", "10-01 owner=anna", "11-10 owner="))] == ["li.wei"]


def test_the_first_pause_and_its_end_are_told() -> None:
    rest = Pause(since=day("11-03"))
    paused = deal(
        "a 1",
        created=day("10-01"),
        history=(
            HistoryLine(date=day("11-03"), changes={"paused": rest}),
            HistoryLine(date=day("11-04"), changes={"paused": replace(rest, until=day("12-01"))}),
            HistoryLine(date=day("11-05"), changes={"paused": None}),
        ),
    )

    assert moves(paused) == ["paused", "resumed"]


def test_only_what_happened_in_the_period_is_told() -> None:
    pushed = deal("a 1", "09-01 close=10-01", "10-31 close=11-01", "11-01 close=12-01", "12-01 close=12-31")

    assert [each.day for each in moved(left(pushed))] == [Day(2026, 11, 1)]


def test_moves_come_by_day_and_deal_and_within_a_day_as_written() -> None:
    a = changed("stage=verify amount=1", "stage=develop amount=2")
    b = deal("b 1", "10-01 amount=1", "11-09 amount=2", "11-10 amount=3")

    assert [(each.day.day, each.deal.id, each.move.value.id) for each in moved(left(b), left(a))] == [
        (9, "b", "up"),
        (10, "a", "promoted"),
        (10, "a", "up"),
        (10, "b", "up"),
    ]


def told(some: Opportunity) -> list[tuple[Cell, ...]]:
    known = book(left(some))
    found = movements(known.opportunities.values(), NOVEMBER, METHOD)
    return cells(movement_table(found, known), "from", "to", "reason")


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        (
            changed("stage=close", "stage=won reason=signed"),
            (Term("close", METHOD.stages[3].label), Term("won", message("won")), "signed"),
        ),
        (
            changed("amount=1", "amount=2"),
            (message("{money}", money=cny("1")), message("{money}", money=cny("2")), None),
        ),
        (changed("close=12-01", "close=12-20"), (day("12-01"), day("12-20"), None)),
        (changed("owner=li", "owner=anna"), ("li", "anna", None)),
        (deal("a 1", created=day("11-01"), name="Propose"), (None, "Propose", None)),
        (deal("a 1", created=day("11-01"), name="propose"), (None, "propose", None)),
        (deal("a 1", created=day("10-01"), removed=day("11-05")), (None, None, None)),
    ],
)
def test_a_move_is_told_from_what_to_what(some: Opportunity, expected: tuple[Cell, ...]) -> None:
    assert told(some) == [expected]


def test_a_move_has_the_deals_amount_and_currency() -> None:
    known = book(
        deal("a 5", created=day("11-01"), currency="USD"),
        deal("b 5", created=day("11-01")),
        deal("c", created=day("11-01")),
    )
    table = movement_table(movements(known.opportunities.values(), NOVEMBER, METHOD), known)

    assert cells(table, "amount", "currency") == [(usd("5"), "USD"), (cny("5"), "CNY"), (None, None)]
