"""An engine answers from the facts what the reports of Python say, to the last digit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day
from decimal import Decimal
from typing import Any

import pytest
from arrange import deal, written
from engines import ENGINES, Engine
from equal import Question, bars_of, of_engine, of_reports
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import FIRST, LAST, World, days, patient, worlds

from funnel_cli.records.book import Book
from funnel_cli.records.deal import HistoryLine, Opportunity
from funnel_cli.records.rates import Rate
from funnel_cli.reports.star import star
from funnel_cli.time.history import book_on
from funnel_cli.values.period import Period

WHOLE = Day(2027, 3, 1)
"""A day after everything that is dated in the lives."""


def spans(first: Day = FIRST, last: Day = LAST) -> st.SearchStrategy[Period]:
    some = st.dates(first, last)
    return st.tuples(some, some).map(lambda two: Period.span(min(two), max(two)))


questions = st.builds(
    Question, day=days, window=spans(), span=spans(), owner=st.sampled_from([None, "li.wei", "anna.meyer"])
)


def holding(name: str, book: Book) -> Engine:
    """The engine of that name with the facts of the book as of the last day."""
    return ENGINES[name](star("ours", book, book_on(book, WHOLE)))


def demand_equal(engine: Engine, book: Book, asked: Iterable[Question]) -> None:
    for each in asked:
        said, found = of_reports(book, each), of_engine(engine, each)
        assert found == said, each


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_answers_for_any_day_window_and_owner_as_the_reports_do(name: str) -> None:
    @given(worlds(), st.lists(questions, min_size=4, max_size=4))
    @settings(patient, max_examples=12)
    def equal(world: World, asked: list[Question]) -> None:
        book = world.until(WHOLE)
        demand_equal(holding(name, book), book, asked)

    equal()


def priced(on: Day, amount: str | None, currency: str) -> HistoryLine:
    value = Decimal(amount) if amount else None
    return HistoryLine(date=on, changes={"amount": value, "currency": currency})


@st.composite
def repriced(draw: st.DrawFn) -> Opportunity:
    """A deal that is due in the year, and changes amount and currency now and then."""
    amounts = st.sampled_from(["100", "0.000001", "250.5", "9999999999.999999", "-40", "0"])
    on = sorted(draw(st.lists(days, min_size=1, max_size=4)))
    lines = [priced(day, draw(amounts), draw(st.sampled_from(["CNY", "USD", "EUR"]))) for day in on]
    start = HistoryLine(date=FIRST, changes={"stage": "verify", "expected_close": Day(2026, 12, 1)})
    present: dict[str, Any] = {**lines[-1].changes}
    return deal("acme - verify 12-01", customer="Acme", **present | {"history": (start, *lines)})


@pytest.mark.parametrize("name", ENGINES)
def test_an_amount_that_becomes_another_currency_is_compared_as_the_report_does(name: str) -> None:
    @given(repriced(), st.lists(st.dates(FIRST, LAST), max_size=2), spans())
    @settings(patient, max_examples=12)
    def equal(own: Opportunity, rates: list[Day], span: Period) -> None:
        dated = tuple(Rate(date=on, from_="USD", to="CNY", rate=Decimal("7.123456")) for on in rates)
        book = written(own, rates=dated)
        asked = Question(WHOLE, Period.year(2026), span, None)
        said = {key: value[1] for key, value in bars_of(book_on(book, WHOLE), asked).items() if value[1]}
        found = of_engine(holding(name, book), asked)["waterfall"]
        assert {key: value[1] for key, value in found.items() if value[1]} == said

    equal()


@pytest.mark.parametrize("name", ENGINES)
def test_a_foreign_deal_without_an_amount_counts_in_the_books_currency(name: str) -> None:
    book = written(deal("acme - verify 12-01", "06-01 stage=verify close=12-01", currency="USD"))
    asked = Question(WHOLE.replace(year=2026, month=11), Period.year(2026), Period.year(2026), None)

    assert list(of_engine(holding(name, book), asked)["forecast by stage"]) == [("verify", "CNY")]
    demand_equal(holding(name, book), book, [asked])
