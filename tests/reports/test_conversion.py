"""Conversion, win rate and time as people and machines read them."""

from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal
from grids import cells, cny, column, part, texts
from samples import decided

from funnel_cli.records.deal import Opening, Opportunity
from funnel_cli.reports.conversion import conversion_document, passage
from funnel_cli.reports.explanation import figures_in
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Message, message
from funnel_cli.values.period import named
from funnel_cli.values.table import Document


def opened(text: str, *history: str, **more: Any) -> Opportunity:
    """A deal that an import saw in its last stage on a day of September."""
    seen = Opening(date=day("09-10"), changes={"stage": "close"})
    return deal(text, *history, opening=seen, **more)


OPEN = deal("open 50 develop", "08-01 stage=verify", "08-20 stage=develop")


def document(*deals: Opportunity, period: str | None = None) -> Document:
    some = book(*deals)
    found = passage(standings(some), some, named(period) if period else None)
    return conversion_document(found, some)


def test_the_headline_tells_what_was_won_and_how_long_it_took() -> None:
    assert texts(document(*decided(3, 1)).lines) == [
        "Over the whole history.",
        "{won} of {decided:decided deal|decided deals} won: {share} by count, {amount} by amount.",
        "From creation to winning: {days:day|days}, the median of {count:win|wins}.",
    ]


@pytest.mark.parametrize("deals", [(), (OPEN,), (deal("bare"),)], ids=["none", "one open", "no history"])
def test_nothing_decided_is_said_so(deals: tuple[Opportunity, ...]) -> None:
    assert texts(document(*deals).lines)[-1:] == ["Nothing was won or lost: there is no win rate yet."]
    assert set(column(part(document(*deals), "win_rate"), "by_count")) == {None}


@pytest.mark.parametrize(
    ("deals", "known", "shown"),
    [
        ((), 0, []),
        ((deal("bare"), deal("a 1 verify", "09-01 stage=verify")), 1, ["time"]),
        ((deal("bare 1 propose"), deal("b 1 won")), 0, ["win_rate"]),
        ((opened("s 1 close"),), 0, []),
    ],
    ids=["empty", "one of two", "only an outcome", "seen and open"],
)
def test_without_a_decided_history_no_empty_table_is_drawn_and_how_many_have_one_is_said(
    deals: tuple[Opportunity, ...], known: int, shown: list[str]
) -> None:
    found = document(*deals)
    said = found.lines[1]
    assert isinstance(said, Message)
    assert (said.args["known"], said.args["deals"]) == (known, len(deals))
    assert [each.name for each in found.tables if each.on_screen] == shown
    assert (found.head["with_history"], found.head["deals"]) == (known, len(deals))


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_what_was_seen_in_a_stage_and_decided_from_it_has_a_history(outcome: str) -> None:
    some = opened(f"s 1 {outcome}", f"10-01 stage={outcome} closed=10-01", closed=day("10-01"))
    assert document(some).head["with_history"] == 1


def test_a_win_rate_is_of_what_was_decided_in_the_period_and_of_all_lost_nothing() -> None:
    overall = cells(part(document(*decided(0, 4)), "win_rate"), "by_count", "by_amount", "lost_amount")[0]
    assert overall == (Decimal(0), Decimal(0), cny("4"))

    assert cells(part(document(*decided(3, 1), period="2026-09"), "win_rate"), "won_deals", "lost_deals")[
        0
    ] == (0, 0)
    assert cells(part(document(*decided(3, 1), period="2026-10"), "win_rate"), "won_deals", "lost_deals")[
        0
    ] == (3, 1)


def test_a_stage_has_its_share_and_how_sure_it_is() -> None:
    row = cells(document(*decided(3, 1)).tables[0], "stage", "reached", "decided", "share", "waiting")[3]
    assert row[1:] == (3, 4, Decimal("0.75"), 0)
    low, high = cells(document(*decided(3, 1)).tables[0], "low", "high")[3]
    assert isinstance(low, Decimal)
    assert isinstance(high, Decimal)
    assert low < Decimal("0.75") < high


def test_deals_of_unknown_way_and_missing_amounts_are_told() -> None:
    tables = document(deal("bare 1 won", closed=day("10-01")), OPEN).tables
    assert column(tables[0], "unknown") == [1] * 4
    assert tables[0].notes[1:] == (message("Left out, no stage history: {count}.", count=1),)

    seen = opened("seen 1 won", "10-01 stage=won closed=10-01", closed=day("10-01"))
    assert texts(document(seen, deal("bare 1 won", closed=day("10-01"))).tables[0].notes[1:]) == [
        "Left out, no stage history: {count}.",
        "Left out of the stages before the one they were first seen in: {count}.",
    ]
    assert texts(document(seen).tables[0].notes[1:])[:1] == [
        "Left out of the stages before the one they were first seen in: {count}."
    ]

    bare = deal("bare - won", "10-01 stage=won closed=10-01", closed=day("10-01"))
    assert texts(part(document(bare), "win_rate").notes) == [
        "{count} without an amount: counted, not summed."
    ]


def test_a_median_that_may_become_more_carries_a_plus() -> None:
    time = part(document(OPEN), "time")
    assert cells(time, "days", "median", "is_at_least", "running", "longest")[:2] == [
        (19, message("{days:n}", days=19), False, 0, None),
        (94, message("{days:n}+", days=94), True, 1, 94),
    ]


def test_every_count_is_the_sum_of_the_deals_it_names() -> None:
    deals = (*decided(3, 1), OPEN)
    some = book(*deals)
    figures = list(figures_in(conversion_document(passage(standings(some), some), some)))
    counts = [each for each in figures if each.name.id in {"reached", "lost", "waiting"}]
    assert [each.value for each in counts] == [len(each.parts) for each in counts]
    won = next(each for each in figures if each.name.id == "won_amount")
    assert (won.value, [each.adds for each in won.parts]) == (cny("3"), [cny("1")] * 3)


def test_a_stay_is_found_at_the_line_that_began_it() -> None:
    some = book(OPEN)
    figures = figures_in(conversion_document(passage(standings(some), some), some))
    ways = [part.way for each in figures if each.name.id == "days" for part in each.parts]
    assert ways == [("history", 0, "stage"), ("history", 1, "stage")]
