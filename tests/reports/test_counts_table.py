"""What a click, an inquiry and an order cost, worked out by hand."""

from dataclasses import replace
from decimal import Decimal

from arrange import METHOD, day, settings
from grids import cells, cny, part

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count, Rate
from funnel_cli.records.method import Step
from funnel_cli.reports.counts import IDEAL, counts
from funnel_cli.reports.counts_table import Cost, costs, counts_document
from funnel_cli.time.history import book_on
from funnel_cli.values.period import named

STEPS = (Step(id="shown"), Step(id="clicks"), Step(id="orders"))
COUNTING = replace(METHOD, kind="counts", stages=(), steps=STEPS, settings=settings().settings)
RATES = (
    Rate(date=day("09-01"), from_="USD", to="CNY", rate=Decimal(7)),
    Rate(date=day("11-05"), from_="USD", to="CNY", rate=Decimal(8)),
)


def line(text: str) -> Count:
    """`11-01 2026-10 baidu 300 USD clicks:20`: filed, period, channel, cost, currency, steps."""
    filed, period, channel, cost, code, *numbers = text.split()
    return Count(
        filed=day(filed),
        period=period,
        channel=channel,
        counts={step: int(count) for step, count in (number.split(":") for number in numbers)},
        cost=None if cost == "-" else Decimal(cost),
        currency=None if code == "-" else code,
    )


def book(*lines: str) -> Book:
    return book_on(Book(method=COUNTING, counts=tuple(map(line, lines)), rates=RATES), day("11-22"))


def found(some: Book, period: str, channel: str | None = None) -> tuple[Cost, ...]:
    return costs(some, counts(some, named(period), IDEAL, channel), channel)


def test_one_of_each_step_but_the_first_costs_the_cost_by_its_count_if_there_is_one() -> None:
    [baidu] = found(book("11-01 2026-10 baidu 300 - shown:1000 clicks:20 orders:3"), "2026-10")
    assert (baidu.total, baidu.each) == (cny("300"), {"clicks": cny("15"), "orders": cny("100")})

    [baidu] = found(book("11-01 2026-10 baidu 300 - clicks:0"), "2026-10")
    assert baidu.each == {}

    assert [(each.name, each.total) for each in found(book("11-01 2026-10 tv 300 -"), "2026-10")] == [
        ("tv", cny("300"))
    ]


def test_all_channels_cost_what_those_with_a_cost_and_the_count_do() -> None:
    some = book(
        "11-01 2026-10 baidu 300 - clicks:20 orders:3",
        "11-01 2026-10 fair 100 - orders:1",
        "11-01 2026-10 free - - clicks:5 orders:5",
    )
    *_, total = found(some, "2026-10")
    assert (total.name, total.total, total.each) == (
        None,
        cny("400"),
        {"clicks": cny("15"), "orders": cny("100")},
    )


def test_a_quarter_costs_what_its_months_do_and_a_month_without_a_cost_has_no_orders_in_it() -> None:
    some = book(
        "11-01 2026-10 baidu 300 - orders:3",
        "11-20 2026-11 baidu - - orders:7",
        "11-20 2026-W48 baidu 5 - orders:1",
    )
    [baidu] = found(some, "2026-Q4")
    assert (baidu.total, baidu.each) == (cny("300"), {"orders": cny("100")})


def test_a_foreign_cost_counts_at_the_rate_of_the_periods_last_day_or_of_today() -> None:
    some = book("11-01 2026-10 a 10 USD clicks:1", "11-20 2026-11 a 10 USD clicks:1")
    assert [each.total for period in ("2026-10", "2026-11") for each in found(some, period)] == [
        cny("70"),
        cny("80"),
    ]


def test_a_cost_without_a_rate_or_told_later_is_left_out() -> None:
    some = book("11-01 2026-10 a 10 EUR clicks:1")
    assert found(some, "2026-10") == ()
    assert [(each.file, each.key) for each in some.missing_rates] == [("data/counts.yaml", "2026-10.a.cost")]

    some = book("11-01 2026-10 a - - clicks:1", "11-23 2026-10 a 10 - clicks:1")
    assert found(some, "2026-10") == ()


def test_the_table_of_costs_has_a_row_per_channel() -> None:
    some = book("11-01 2026-10 a 10 - clicks:4", "11-01 2026-10 b 30 - clicks:4")
    asked = counts(some, named("2026-10"), IDEAL)
    table = part(counts_document(asked, some, IDEAL, costs(some, asked)), "costs")
    assert cells(table, "channel", "cost", "per_clicks", "per_orders") == [
        ("a", cny("10"), cny("2.5"), None),
        ("b", cny("30"), cny("7.5"), None),
    ]
    assert cells(table, "cost", "per_clicks", totals=True) == [(cny("40"), cny("5"))]
