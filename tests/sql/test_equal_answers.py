"""An engine answers from the facts what the reports of Python say, to the last digit."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from arrange import deal, written
from arrange import settings as settings_of
from engines import ENGINES, Engine
from equal import Question, bars_of, calls_from, calls_of, of_engine, of_reports
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import FIRST, LAST, World, days, patient, worlds

from funnel_cli.records.book import Book
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import HistoryLine, Opportunity, Pause
from funnel_cli.records.lists import Call, Rate
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


TEAMS = settings_of(team={"north": ("li.wei", "anna.meyer"), "south": ("anna.meyer",), "idle": ()})

callers = st.sampled_from([None, "li.wei", "anna.meyer", "zoe", "team:north", "team:south", "team:gone"])
calls = st.builds(
    Call,
    filed=days,
    period=st.sampled_from(["2026-09", "2026-10", "2026-11", "2026-Q4", "2026-W45"]),
    amount=st.decimals(0, 10**9, places=6),
    currency=st.sampled_from([None, "CNY", "USD"]),
    owner=callers,
)


@st.composite
def won_deals(draw: st.DrawFn, id: str) -> Opportunity:
    """A deal that was won on some day, for whom and for how much ever."""
    on = draw(days)
    return deal(
        f"{id} - won",
        closed=on,
        owner=draw(st.sampled_from([None, "li.wei", "anna.meyer", "zoe"])),
        amount=draw(st.none() | st.decimals(0, 10**9, places=6)),
        currency=draw(st.sampled_from([None, "CNY", "USD"])),
        category=draw(st.sampled_from([None, "omitted"])),
        removed=draw(st.none() | st.dates(on, LAST)),
        history=(
            HistoryLine(date=FIRST, changes={"stage": "verify"}),
            HistoryLine(date=on, changes={"stage": "won"}),
        ),
    )


@st.composite
def books_with_calls(draw: st.DrawFn) -> Book:
    """A book with teams, in which calls were filed and deals won, and for some days a rate."""
    won = draw(st.tuples(*map(won_deals, "abcd")))
    rates = (
        Rate(date=day, from_="USD", to="CNY", rate=Decimal("7.123456"))
        for day in draw(st.lists(days, max_size=2))
    )
    return written(*won, method=TEAMS, calls=tuple(draw(st.lists(calls, max_size=8))), rates=tuple(rates))


call_books = books_with_calls()


@pytest.mark.parametrize("name", ENGINES)
def test_a_call_is_judged_by_what_the_owners_of_today_won(name: str) -> None:
    called = Call(filed=Day(2026, 9, 30), period="2026-10", amount=Decimal(100))
    owners = ("team:gone", "team:idle", "team:north", None, "zoe", "nobody")
    calls = [replace(called, owner=owner, amount=Decimal(some)) for owner in owners for some in (100, 90)]
    won = deal("acme 70 won", "09-01 stage=verify", "10-10 stage=won closed=10-10")
    book = written(won, method=TEAMS, calls=tuple(calls))
    said = calls_of(book_on(book, WHOLE))
    assert (len(said), calls_from(holding(name, book), WHOLE)) == (5, said)


@pytest.mark.parametrize("name", ENGINES)
def test_filed_calls_are_judged_as_the_report_does(name: str) -> None:
    @given(call_books, days)
    @settings(patient, max_examples=20)
    def equal(book: Book, on: Day) -> None:
        assert calls_from(holding(name, book), on) == calls_of(book_on(book, on))

    equal()


@pytest.mark.parametrize("name", ENGINES)
def test_a_deal_stalls_unless_it_rests_or_has_a_step_ahead(name: str) -> None:
    rests = (Pause(), Pause(until=Day(2026, 11, 22)), Pause(since=Day(2026, 11, 23)), None)
    steps = (None, *(NextStep(due=Day(2026, 11, on), action="call") for on in (21, 22)))
    book = written(*(
        deal(f"d{n} {2**n} verify", "08-01 stage=verify", paused=rest, next_step=step)
        for n, (rest, step) in enumerate(product(rests, steps))
    ))  # fmt: skip
    asked = Question(Day(2026, 11, 22), Period.year(2026), Period.year(2026), None)
    demand_equal(holding(name, book), book, [asked])  # no other deals come to the same sum


@pytest.mark.parametrize("name", ENGINES)
def test_what_is_known_of_the_way_of_a_deal_is_counted_as_the_report_counts_it(name: str) -> None:
    own = (
        deal("bare 100 won", closed=Day(2026, 10, 1)),
        deal("late 100 propose", "10-05 stage=propose", "10-20 stage=close"),
        deal("typed 100 develop"),
        deal("back 100 verify", "09-01 stage=develop", "10-01 stage=verify"),
        deal(
            "won 100 verify",
            "09-01 stage=close",
            "10-01 stage=won closed=10-01",
            "10-20 stage=verify closed=",
        ),
        deal("odd 100 nowhere", "09-01 stage=verify", "10-01 stage=nowhere"),
        deal(
            "lost 100 lost", "09-01 stage=verify", "10-20 stage=lost closed=10-20", removed=Day(2026, 11, 10)
        ),
    )
    book = written(*own)
    spans = [Period.year(2026), Period.span(Day(2026, 10, 1), Day(2026, 10, 19))]
    asked = [Question(Day(2026, 11, on), span, span, None) for on in (1, 22) for span in spans]
    demand_equal(holding(name, book), book, asked)


@pytest.mark.parametrize("name", ENGINES)
def test_a_foreign_deal_without_an_amount_counts_in_the_books_currency(name: str) -> None:
    book = written(deal("acme - verify 12-01", "06-01 stage=verify close=12-01", currency="USD"))
    asked = Question(WHOLE.replace(year=2026, month=11), Period.year(2026), Period.year(2026), None)

    assert list(of_engine(holding(name, book), asked)["forecast by stage"]) == [("verify", "CNY")]
    demand_equal(holding(name, book), book, [asked])
