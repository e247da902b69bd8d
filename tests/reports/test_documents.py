"""What holds for every document: whole rows, stable keys, honest totals, and the past as it was."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date as Day
from decimal import Decimal
from functools import cache

import pytest
from arrange import METHOD, TODAY, book, day, deal, own_odds, step
from hypothesis import given
from lives import World, days, patient, worlds
from samples import call, target

from funnel_cli.finding.cuts import GROUPINGS
from funnel_cli.forecasting.calls import outcomes
from funnel_cli.forecasting.needs import plan_for
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.forecasting.pipeline_changes import waterfall
from funnel_cli.forecasting.track_record import PastQuestion, accuracy
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Loss, Opportunity, Pause
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.records.lists import Rate
from funnel_cli.reports.accuracy import accuracy_document
from funnel_cli.reports.attainment import results
from funnel_cli.reports.calibration import calibration_document, calibrations
from funnel_cli.reports.card import card, place
from funnel_cli.reports.checklist import checklist
from funnel_cli.reports.conversion import conversion_document, passage
from funnel_cli.reports.deals import listing
from funnel_cli.reports.filed_calls import calls_document
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.reports.health import health, health_document, vitals
from funnel_cli.reports.method_list import method_document, methods_document
from funnel_cli.reports.next_steps import agenda
from funnel_cli.reports.plan import plan_document
from funnel_cli.reports.problems import problems_document
from funnel_cli.reports.record_files import Undoable, steps_document
from funnel_cli.reports.review import weekly_review
from funnel_cli.reports.review_screens import review_document
from funnel_cli.reports.target import targets_document
from funnel_cli.reports.territory import balance, quota_document
from funnel_cli.reports.waterfall import waterfall_document
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Label, Message, Term, message
from funnel_cli.values.money import Money, total
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Kind, Table

FULL = book(
    deal(
        "a 100.05 verify 12-10",
        "09-01 stage=verify",
        "11-17 close=12-10",
        log="call:10-01",
        next_step=step("11-20"),
    ),
    deal(
        "b 50 close 12-11",
        "11-10 stage=close forced=funds",
        currency="USD",
        probability=own_odds("0.9", "11-11"),
    ),
    deal("c - propose", "09-01 amount=5", "11-17 amount=7", created=day("09-01")),
    deal("d 7 won", "09-01 stage=close", "11-18 stage=won closed=11-18", closed=day("11-18")),
    deal(
        "e 9 lost", "11-18 stage=lost", closed=day("11-18"), lost=Loss(reason="price"), created=day("09-01")
    ),
    deal("f 3 develop 11-01", category="omitted", currency="EUR"),
    deal("g 3 develop 11-01", paused=Pause(since=day("11-01"), until=day("11-20")), ticks="plan:11-02"),
    deal("h 3 ghost 2027-02-01", currency="EUR", tags=("mine",), refs={"crm": "1"}),
    targets=(target("11-01 2026-12 100"), target("11-02 2026-12 90 li.wei")),
    rates=(Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal("7.1")),),
    calls=(call("10-30 2026-11 9 li.wei"), call("10-30 2026-10 20"), call("10-30 2026-11 5", currency="USD")),
    reviews=(
        Review(
            as_of=day("11-15"),
            week="2026-W46",
            promises=(Promise(deal="a", action="call", due=day("11-20")),),
        ),
    ),
    problems=(Problem("x.yaml", 1, 2, "bad_date", message("wrong")),),
)
EMPTY = book()


def about_deals(some: Book) -> Mapping[str, Callable[[], Document]]:
    """The documents that answer about a book's deals, by name."""
    deals = standings(some)
    calendar = Calendar(some.day)
    month, periods = calendar.month(), (calendar.month(), calendar.next_quarter())
    held = health(deals, some, calendar.quarter())
    past = PastQuestion(some, some, deals, lambda _: True)

    def forecast_by(key: str) -> Callable[[], Document]:
        view = View(by=key, include=["undated", "overdue"], owner="li.wei")
        return lambda: forecast_document(outlooks(deals, some, periods, view), some, view)

    return {
        "list": lambda: listing(deals, some, ""),
        "next": lambda: agenda(deals, some),
        "targets": lambda: targets_document(some, some.targets, None, None),
        "results": lambda: targets_document(some, some.targets, month, None, results(deals, some, month)),
        "quotas": lambda: quota_document(balance(deals, some, "region"), some),
        "plan": lambda: plan_document(plan_for(deals, some, calendar.next_quarter()), some),
        "waterfall": lambda: waterfall_document(waterfall(some, month, calendar.quarter())),
        "accuracy": lambda: accuracy_document(accuracy(past, kind="quarter"), some),
        "accuracy by month": lambda: accuracy_document(accuracy(past), some),
        "calls": lambda: calls_document(outcomes(deals, some), some),
        "conversion": lambda: conversion_document(passage(deals, some), some),
        "conversion of a month": lambda: conversion_document(passage(deals, some, month), some),
        "calibration": lambda: calibration_document(calibrations([each.deal for each in deals], some)),
        "health": lambda: health_document(held, vitals(deals, some, held), some),
        "review": lambda: review_document(weekly_review(deals, some, calendar.week(), periods), some),
        **{f"forecast by {key}": forecast_by(key) for key in GROUPINGS},
    }


def about_one(some: Book, one: Opportunity) -> Mapping[str, Callable[[], Document]]:
    """The documents that answer about one deal, by name."""
    return {
        "card": lambda: card(one, some),
        "card with history": lambda: card(one, some, with_history=True),
        "checklist": lambda: checklist(one, some),
    }


OTHERS: Mapping[str, Callable[[], Document]] = {
    "problems": lambda: problems_document(FULL, FULL, str),
    "methods": lambda: methods_document([METHOD]),
    "method": lambda: method_document(METHOD),
    "steps": lambda: steps_document([Undoable(1, TODAY, "won", ("a.yaml",))]),
    "place": lambda: place(deal("a 1"), "/book"),
}


def every_document() -> Iterator[tuple[str, Callable[[], Document]]]:
    yield from ((f"{name}, empty", make) for name, make in about_deals(EMPTY).items())
    yield from about_deals(FULL).items()
    yield from OTHERS.items()
    for id, one in FULL.opportunities.items():
        yield from ((f"{name} of {id}", make) for name, make in about_one(FULL, one).items())


DOCUMENTS = {name: cache(make) for name, make in every_document()}
every = pytest.mark.parametrize("make", DOCUMENTS.values(), ids=DOCUMENTS)


@every
def test_every_row_and_total_has_the_columns_length(make: Callable[[], Document]) -> None:
    wrong = [
        (table.name, row)
        for table in make().tables
        for row in (*table.rows, *table.totals)
        if len(row) != len(table.columns)
    ]

    assert wrong == []


@every
def test_keys_are_unique_and_stable_words(make: Callable[[], Document]) -> None:
    document = make()
    names = [table.name for table in document.tables]
    keys = [[column.key for column in table.columns] for table in document.tables]

    assert [len(set(some)) for some in (names, *keys)] == [len(some) for some in (names, *keys)]
    assert [key for some in (names, *keys, list(document.head)) for key in some if not is_word(key)] == []


def is_word(key: str) -> bool:
    return key.isascii() and key.isidentifier() if key not in {"from", "for"} else True


@every
def test_no_head_hides_a_table_or_an_envelope_key(make: Callable[[], Document]) -> None:
    document = make()
    taken = {"schema", "as_of", "count", "items", "totals", "partial", "problems", "part"}

    assert set(document.head) & (taken | {table.name for table in document.tables[1:]}) == set()


@every
def test_money_never_goes_without_its_currency(make: Callable[[], Document]) -> None:
    bare = [
        table.name
        for table in make().tables
        if any(column.kind is Kind.MONEY for column in table.columns)
        and "currency" not in [column.key for column in table.columns]
    ]

    assert bare == []


TYPES: Mapping[Kind, type | tuple[type, ...]] = {
    Kind.MONEY: Money,
    Kind.RATIO: Decimal,
    Kind.BAR: Decimal,
    Kind.NUMBER: Decimal,
    Kind.COUNT: int,
    Kind.DAYS: int,
    Kind.DAY: Day,
    Kind.TEXT: (str, bool, Message, Label, Term, tuple, Mapping, Period, Day),
}


@every
def test_a_cell_holds_what_its_column_says_or_nothing(make: Callable[[], Document]) -> None:
    wrong = [
        (table.name, column.key, cell)
        for table in make().tables
        for row in (*table.rows, *table.totals)
        for column, cell in zip(table.columns, row, strict=True)
        if cell is not None
        and not isinstance(cell, TYPES[column.kind])
        and not (column.key == "id" and getattr(cell, "id", None) == "converted")
    ]

    assert wrong == []


@pytest.mark.parametrize("name", about_deals(EMPTY))
def test_an_empty_book_answers_with_the_same_keys(name: str) -> None:
    assert shape(about_deals(EMPTY)[name]()) == shape(about_deals(FULL)[name]())


def shape(document: Document) -> tuple[object, ...]:
    columns = [(table.name, [column.key for column in table.columns]) for table in document.tables]
    return document.schema, columns, list(document.head)


def is_converted(row: tuple[object, ...]) -> bool:
    return any(getattr(cell, "id", None) == "converted" for cell in row)


def off(table: Table, key: str) -> list[tuple[object, ...]]:
    """The totals of this column that are not the sum of the rows of their currency and period."""
    keys = [column.key for column in table.columns]
    wheres = [keys.index(each) for each in ("currency", "period") if each in keys]
    at = keys.index(key)
    return [
        row
        for row in table.totals
        if not is_converted(row)
        and total(
            money
            for other in table.rows
            if all(other[where] == row[where] for where in wheres) and isinstance(money := other[at], Money)
        )
        != (row[at],)
    ]


@every
def test_a_total_is_the_sum_of_its_rows(make: Callable[[], Document]) -> None:
    wrong = [
        (table.name, column.key, row)
        for table in make().tables
        for column in table.columns
        if column.kind is Kind.MONEY
        for row in off(table, column.key)
        if row[[each.key for each in table.columns].index(column.key)] is not None
    ]

    assert wrong == []


@patient
@given(worlds(), days)
def test_what_is_told_of_a_past_day_is_what_they_told_who_knew_no_more(world: World, on: Day) -> None:
    then, now = book_on(world.until(on), on), book_on(world.until(Day.max), on)

    assert {name: make() for name, make in about_deals(now).items()} == {
        name: make() for name, make in about_deals(then).items()
    }
    assert [make() for one in now.opportunities.values() for make in about_one(now, one).values()] == [
        make() for one in then.opportunities.values() for make in about_one(then, one).values()
    ]


@patient
@given(worlds(), days)
def test_in_any_book_rows_are_whole_and_totals_are_sums(world: World, on: Day) -> None:
    some = book_on(world.until(Day.max), on)

    for make in about_deals(some).values():
        test_every_row_and_total_has_the_columns_length(make)
        test_a_total_is_the_sum_of_its_rows(make)
