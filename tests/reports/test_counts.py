"""A funnel of counts: rates worked out by hand, the weakest step, periods made of their parts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from arrange import METHOD, day, settings
from grids import cells, column, part, texts
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.records.method import Choice, Method, Step
from funnel_cli.reports.counts import IDEAL, LAST_PERIOD, Counts, counts, last_counted, lines_of
from funnel_cli.reports.counts_table import counts_document
from funnel_cli.time.history import book_on
from funnel_cli.values.message import Label
from funnel_cli.values.period import Period, named

TODAY = day("11-22")


def method() -> Method:
    steps = (
        Step(id="shown"),
        Step(id="clicks", ideal=Decimal("0.02"), causes=(Label({"en": "Creative"}),)),
        Step(id="orders", ideal=Decimal("0.10"), causes=(Label({"en": "Skill"}),)),
    )
    return replace(METHOD, kind="counts", stages=(), steps=steps, settings=settings().settings)


def line(text: str) -> Count:
    """`11-01 2026-10 baidu 1000 20 1`: filed, period, channel, a number a step, `-` for none."""
    filed, period, channel, *numbers = text.split()
    names = (step.id for step in method().steps)
    each = {name: int(number) for name, number in zip(names, numbers, strict=False) if number != "-"}
    return Count(filed=day(filed), period=period, channel=channel, counts=each)


def book(*lines: str) -> Book:
    return book_on(Book(method=method(), counts=tuple(map(line, lines))), TODAY)


def found(some: Book, period: str, against: Choice = IDEAL, channel: str | None = None) -> Counts:
    return counts(some, named(period), against, channel)


def test_a_rate_is_the_step_by_the_one_before_and_the_weakest_reaches_the_least_of_its_ideal_if_any() -> None:
    [baidu] = found(book("11-01 2026-10 baidu 1000 30 6"), "2026-10").channels
    assert [step.rate for step in baidu.steps] == [None, Decimal("0.03"), Decimal("0.2")]

    [baidu] = found(book("11-01 2026-10 baidu 1000 20 1"), "2026-10").channels
    weakest = baidu.weakest
    assert weakest
    assert (weakest.step.id, weakest.reach) == ("orders", Decimal("0.5"))

    [baidu] = found(book("11-01 2026-10 baidu 1000 20 2"), "2026-10").channels
    assert baidu.weakest is None


def test_against_the_last_whole_period_another_step_even_the_first_may_be_the_weakest() -> None:
    some = book("10-01 2026-09 baidu 1000 40 2", "11-01 2026-10 baidu 1000 20 1")
    [baidu] = found(some, "2026-10", LAST_PERIOD).channels
    assert baidu.weakest
    assert (baidu.weakest.step.id, baidu.weakest.last) == ("clicks", Decimal("0.04"))

    some = book("10-01 2026-09 baidu 1200 24 3", "11-01 2026-10 baidu 1000 20 2")
    [baidu] = found(some, "2026-10").channels
    first = baidu.weakest
    assert first
    assert (first.step.id, first.now, first.past, first.reach) == ("shown", 1000, 1200, Decimal("0.833333"))

    some = book("11-01 2026-10 baidu 1200 24 3", "11-20 2026-11 baidu 1000 20 2")
    [baidu] = found(some, "2026-11").channels
    assert baidu.steps[0].reach is None


def test_channels_are_added_before_they_are_divided_over_those_that_count_both_steps() -> None:
    some = book("11-01 2026-10 baidu 1000 10 1", "11-01 2026-10 fair 100 50 5")
    total = found(some, "2026-10").total
    assert [(step.count, step.rate) for step in total.steps] == [
        (1100, None),
        (60, Decimal("0.054545")),
        (6, Decimal("0.1")),
    ]

    some = book("11-01 2026-10 baidu 1000 10 1", "11-01 2026-10 fair - 50 5")
    total = found(some, "2026-10").total
    assert [(step.count, step.rate) for step in total.steps] == [
        (1000, None),
        (60, Decimal("0.01")),
        (6, Decimal("0.1")),
    ]

    some = book("11-01 2026-10 baidu 1000 10 1", "11-01 2026-10 fair 100 50 5")
    assert [step.count for step in found(some, "2026-10", channel="fair").total.steps] == [100, 50, 5]

    some = book("11-01 2026-10 baidu 1000 30 6", "11-01 2026-10 fair - 50 5")
    assert [step.lost for step in found(some, "2026-10").total.steps] == [None, 970, 69]


@given(
    st.sets(
        st.sampled_from(("2026-10", "2026-11", "2026-W40", "2026-W41", "2026-W44", "2026-Q4")), min_size=1
    )
)
def test_no_day_counts_twice(periods: set[str]) -> None:
    """A week may begin in one month and end in the next: as many are counted as there are days."""
    lines = [f"11-20 {each} baidu {named(each).days}" for each in sorted(periods)]
    days = {each.start + timedelta(n) for each in map(named, periods) for n in range(each.days)}
    assert sum(line.counts["shown"] for line in lines_of(book(*lines), named("2026"), "baidu")) <= len(days)


def test_the_latest_line_known_counts_and_a_whole_instead_of_its_parts() -> None:
    some = book("11-01 2026-10 baidu 1000 10 1", "11-05 2026-10 baidu 2000 20 2", "11-04 2026-10 baidu 9 9 9")
    [baidu] = found(some, "2026-10").channels
    assert [step.count for step in baidu.steps] == [2000, 20, 2]

    assert found(book("11-23 2026-10 baidu 1000 10 1"), "2026-10").channels == ()

    some = book(
        "11-01 2026-10 baidu 1000 10 1", "11-20 2026-11 baidu 500 5 1", "11-20 2026-W45 baidu 100 1 0"
    )
    [baidu] = found(some, "2026-Q4").channels
    assert [step.count for step in baidu.steps] == [1500, 15, 2]

    some = book("11-01 2026-10 baidu 1000 10 1", "11-20 2026-Q4 baidu 5000 50 5")
    [baidu] = found(some, "2026-Q4").channels
    assert [step.count for step in baidu.steps] == [5000, 50, 5]


@pytest.mark.parametrize("numbers", ["0 0 0", "- 10 1", "- - 3"])
def test_a_rate_of_nothing_is_unknown(numbers: str) -> None:
    [baidu] = found(book(f"11-01 2026-10 baidu {numbers}"), "2026-10").channels
    assert baidu.steps[1].rate is None


def test_the_newest_period_is_shown_where_none_is_named() -> None:
    assert last_counted(book("11-01 2026-10 a 1 1 1", "11-20 2026-11 a 1 1 1")) == Period.month(2026, 11)
    assert last_counted(book()) == Period.month(2026, 11)


def test_the_document_says_the_weakest_step_and_its_causes() -> None:
    some = book("11-01 2026-10 baidu 1000 15 1", "11-01 2026-10 fair 100 1 1")
    document = counts_document(found(some, "2026-10"), some, IDEAL)
    assert [step.id for step in [document.head["weakest"]] if step] == ["clicks"]  # type: ignore[union-attr]
    assert texts(document.lines) == ["{said} Look at: {causes}."] * 2
    assert cells(part(document, "counts"), "channel", "shown", "clicks", "orders") == [
        ("baidu", 1000, 15, 1),
        ("fair", 100, 1, 1),
    ]
    assert column(part(document, "counts"), "orders", totals=True) == [2]
    assert column(part(document, "rates"), "step") == ["clicks", "orders"] * 3


def test_all_channels_are_held_over_those_that_counted_both_periods() -> None:
    some = book("10-01 2026-09 a 100 2 1", "11-01 2026-10 a 100 2 1", "11-01 2026-10 b 50 1 1")
    total = found(some, "2026-10").total
    assert (total.steps[0].now, total.steps[0].past) == (100, 100)
