from collections import Counter
from collections.abc import Callable
from datetime import date as Day
from decimal import Decimal

import pytest
from arrange import book, day, deal
from hypothesis import given
from hypothesis import strategies as st
from lives import World, days, patient, periods, worlds

from funnel_cli.forecasting.pipeline_changes import Bar, Waterfall, waterfall
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Rate
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing
from funnel_cli.values.money import Money, total
from funnel_cli.values.period import Period, named

NOVEMBER = Period.span(Day(2026, 11, 1), Day(2026, 11, 22))
QUARTER = named("2026-Q4")


def of(*deals: Opportunity, owner: str | None = None) -> Waterfall:
    """From the end of October to 22 November, of what is due in the fourth quarter."""

    def matches(standing: Standing) -> bool:
        return owner is None or standing.deal.owner == owner

    return waterfall(book(*deals), NOVEMBER, QUARTER, matches)


def bars(result: Waterfall) -> dict[str, str]:
    """The bars that hold something, and what."""
    return {each.bar.id: str(each.amount.amount) for each in result.bars if each.pieces}


MANY = (
    deal("stays 100 close 12-10", "09-01 stage=close amount=100 close=12-10"),
    deal("fresh 50 verify 12-20", "11-03 stage=verify amount=50 close=12-20"),
    deal("back 40 close 12-20", "09-01 stage=lost closed=09-01 close=12-20", "11-05 stage=close closed="),
    deal("given 30 close 12-20", "09-01 stage=close close=", "11-06 close=12-20"),
    deal("sooner 20 close 12-20", "09-01 stage=close close=2027-01-15", "11-07 close=12-20"),
    deal("grows 90 close 12-20", "09-01 stage=close close=12-20 amount=60", "11-08 amount=90"),
    deal("shrinks 10 close 12-20", "09-01 stage=close close=12-20 amount=25", "11-09 amount=10"),
    deal("later 70 close 2027-02-01", "09-01 stage=close close=12-20", "11-10 close=2027-02-01"),
    deal("vague 80 close -", "09-01 stage=close close=12-20", "11-11 close="),
    deal(
        "won 110 won 12-20",
        "09-01 stage=close close=12-20 amount=100",
        "11-12 stage=won closed=11-12 amount=110",
        closed=day("11-12"),
    ),
    deal("lost 5 lost 12-20", "09-01 stage=close close=12-20", "11-13 stage=lost closed=11-13"),
    deal("gone 4 close 12-20", "09-01 stage=close close=12-20", removed=day("11-14")),
)


def test_the_bars_of_a_month_are_those_counted_by_hand() -> None:
    assert bars(of(*MANY)) == {
        "start": "444",  # stays 100, grows 60, shrinks 25, later 70, vague 80, won 100, lost 5, gone 4
        "new": "50",
        "reopened": "40",
        "moved_in": "30",
        "pulled_in": "20",
        "increased": "40",  # grows 30, won 10
        "decreased": "15",
        "pushed_out": "70",
        "moved_out": "80",
        "won": "110",
        "lost": "5",
        "removed": "4",
        "end": "340",  # stays 100, fresh 50, back 40, given 30, sooner 20, grows 90, shrinks 10
    }


def test_every_bar_names_its_deals_and_their_days() -> None:
    increased = of(*MANY).of(Bar.INCREASED).pieces

    assert [(piece.bar.id, piece.deal.id, piece.day) for piece in increased] == [
        ("increased", "grows", day("11-08")),
        ("increased", "won", day("11-12")),
    ]


def test_a_deal_moves_out_of_one_funnel_and_into_the_other_when_it_changes_hands_window_or_category() -> None:
    handed = deal(
        "a 10 close 12-20", "09-01 stage=close close=12-20 owner=li.wei", "11-10 owner=anna", owner="anna"
    )

    assert [bars(of(handed, owner=owner)) for owner in ("li.wei", "anna")] == [
        {"start": "10", "moved_out": "10"},
        {"moved_in": "10", "end": "10"},
    ]

    assert bars(of(deal("a 10 close 12-20", "09-01 stage=close close=09-30", "11-10 close=12-20"))) == {
        "moved_in": "10",
        "end": "10",
    }

    omitted = deal(
        "a 10 close 12-20", "09-01 stage=close close=12-20", "11-10 category=omitted", category="omitted"
    )

    assert bars(of(omitted)) == {"start": "10", "moved_out": "10"}


def test_a_deal_that_comes_and_goes_is_in_both_bars() -> None:
    there_and_back = deal(
        "a 10 close 12-20", "09-01 stage=close close=12-20", "11-05 close=2027-01-31", "11-19 close=12-20"
    )

    assert bars(of(there_and_back)) == {"start": "10", "pulled_in": "10", "pushed_out": "10", "end": "10"}


def test_a_deal_won_from_outside_the_window_is_in_no_bar_but_named() -> None:
    early = deal(
        "a 10 won 2027-01-31", "09-01 stage=close", "11-10 stage=won closed=11-10", closed=day("11-10")
    )
    result = of(early)

    assert (bars(result), [one.id for one in result.elsewhere]) == ({}, ["a"])


def test_a_deal_without_an_amount_has_no_worth_until_it_becomes_known() -> None:
    piece = of(deal("a - close 12-20", "11-10 stage=close close=12-20")).of(Bar.NEW).pieces[0]

    assert (piece.amount, piece.worth) == (None, None)

    assert bars(of(deal("a 10 close 12-20", "09-01 stage=close amount= close=12-20", "11-10 amount=10"))) == {
        "start": "0",
        "increased": "10",
        "end": "10",
    }


def test_amounts_are_converted_at_the_rate_of_the_last_day_throughout() -> None:
    rates = tuple(
        Rate(date=day(on), from_="USD", to="CNY", rate=Decimal(rate))
        for on, rate in (("09-01", 6), ("11-20", 7))
    )
    some = book(
        deal("a 10 close 12-20", "09-01 stage=close amount=8 close=12-20", "11-10 amount=10", currency="USD"),
        deal("b 10 close 12-20", "09-01 stage=close close=12-20", currency="EUR"),
        rates=rates,
    )

    assert bars(waterfall(some, NOVEMBER, QUARTER)) == {"start": "56", "increased": "14", "end": "70"}


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        (("1", "7"), {"start": "100", "increased": "530", "end": "630"}),
        (("1",), {"start": "100", "increased": "0", "decreased": "100", "end": "0"}),
    ],
)
def test_an_amount_in_another_currency_is_compared_at_the_rates_of_the_last_day(
    rates: tuple[str, ...], expected: dict[str, str]
) -> None:
    some = deal(
        "acme 90 close 12-20",
        "09-01 stage=close amount=100 close=12-20",
        "11-12 amount=90 currency=USD",
        currency="USD",
    )
    known = tuple(
        Rate(date=day("09-01"), from_=code, to="CNY", rate=Decimal(rate))
        for code, rate in zip(("EUR", "USD"), rates, strict=False)
    )
    assert bars(waterfall(book(some, rates=known), NOVEMBER, QUARTER)) == expected


def test_a_span_that_is_still_to_come_has_no_change() -> None:
    result = waterfall(book(MANY[0]), named("2027-01"), QUARTER)

    assert (result.opening, result.closing, bars(result)) == (
        day("11-22"),
        day("11-22"),
        {"start": "100", "end": "100"},
    )


def test_the_categories_flow_from_the_start_to_the_end() -> None:
    flows = {id: (flow.before, flow.after) for flow in of(*MANY).flows for id in flow.ids}

    assert flows == {
        "stays": ("commit", "commit"),
        "fresh": ("outside", "pipeline"),
        "back": ("outside", "commit"),
        "given": ("outside", "commit"),
        "sooner": ("outside", "commit"),
        "grows": ("commit", "commit"),
        "shrinks": ("commit", "commit"),
        "later": ("commit", "outside"),
        "vague": ("commit", "outside"),
        "won": ("commit", "won"),
        "lost": ("commit", "lost"),
        "gone": ("commit", "removed"),
    }


def test_deals_at_the_end_whose_close_date_passed_are_named() -> None:
    assert [one.id for one in of(deal("a 10 close 11-10", "09-01 stage=close close=11-10")).overdue] == ["a"]


@pytest.mark.parametrize("deals", [(), (deal("a 1 won", closed=day("08-01")),), (deal("a 1 lost"),)])
def test_a_book_with_nothing_open_has_only_empty_bars(deals: tuple[Opportunity, ...]) -> None:
    assert bars(of(*deals)) == {}


def everything(_: Standing) -> bool:
    return True


def of_li_wei_from_develop(standing: Standing) -> bool:
    return standing.deal.owner == "li.wei" and standing.deal.stage != "verify"


@patient
@given(worlds(), days, st.tuples(days, days), periods, st.sampled_from([everything, of_li_wei_from_develop]))
def test_start_and_changes_add_up_to_the_end(
    world: World, on: Day, ends: tuple[Day, Day], window: Period, matches: Callable[[Standing], bool]
) -> None:
    some = book_on(world.until(Day.max), on)
    result = waterfall(some, Period.span(min(ends), max(ends)), window, matches)

    for amounts in (
        {each.bar: [piece.amount for piece in each.pieces] for each in result.bars},
        {each.bar: [piece.worth for piece in each.pieces] for each in result.bars},
    ):
        changes = [change for bar in Bar for change in signed(amounts[bar], bar.sign)]
        reached = total((*signed(amounts[Bar.START], 1), *changes))
        assert without_zeros(reached) == without_zeros(total(signed(amounts[Bar.END], 1)))


def signed(amounts: list[Money | None], sign: int) -> list[Money]:
    return [Money(money.amount * sign, money.currency) for money in amounts if money]


@patient
@given(worlds(), st.tuples(days, days), periods)
def test_deals_that_came_and_left_add_up_too(world: World, ends: tuple[Day, Day], window: Period) -> None:
    result = waterfall(book_on(world.until(Day.max), Day(2027, 1, 31)), Period.span(*sorted(ends)), window)
    count = Counter(piece.bar for piece in result.pieces)
    changed = sum(bar.sign * count[bar] for bar in set(Bar) - {Bar.INCREASED, Bar.DECREASED})

    assert count[Bar.START] + changed == count[Bar.END]


@patient
@given(worlds(), st.tuples(days, days), periods)
def test_start_and_end_are_the_open_deals_of_those_days(
    world: World, ends: tuple[Day, Day], window: Period
) -> None:
    span = Period.span(*sorted(ends))
    result = waterfall(book_on(world.until(Day.max), Day(2027, 1, 31)), span, window)

    assert [ids(result, bar) for bar in (Bar.START, Bar.END)] == [
        due(book_on(world.until(known), known), window) for known in (result.opening, result.closing)
    ]


def ids(result: Waterfall, bar: Bar) -> list[str]:
    return [piece.deal.id for piece in result.of(bar).pieces]


def due(some: Book, window: Period) -> list[str]:
    return sorted(
        id
        for id, one in some.opportunities.items()
        if one.is_open
        and one.category != "omitted"
        and one.expected_close is not None
        and one.expected_close in window
    )


def without_zeros(moneys: tuple[Money, ...]) -> set[Money]:
    return {money for money in moneys if money.amount}
