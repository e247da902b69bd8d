"""Counts written down, whole lines at a time."""

from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, TODAY, day

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.records.method import Step
from funnel_cli.rules.counting import (
    NoStepsHere,
    NotACost,
    NotACount,
    NothingCounted,
    SaidTwice,
    add_counts,
    counted,
    demand_steps,
    spent,
)
from funnel_cli.values.message import Label
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period

STEPS = (Step(id="shown"), Step(id="clicks", title=Label({"en": "Clicks", "zh": "点击"})), Step(id="orders"))
COUNTING = replace(METHOD, kind="counts", stages=(), steps=STEPS)
OCTOBER = Period.month(2026, 10)


def test_steps_are_named_by_id_label_or_alias_and_numbers_as_people_type_them() -> None:
    words = ["shown=1.2万", "点击=2,400", "orders＝12"]
    assert counted(words, COUNTING) == {"shown": 12000, "clicks": 2400, "orders": 12}

    steps = (Step(id="shown", aliases=("展现量", "Views")), *STEPS[1:])
    assert [counted([word], replace(COUNTING, steps=steps)) for word in ("展现量=2", "views=2")] == [
        {"shown": 2}
    ] * 2


@pytest.mark.parametrize("word", ["shown", "shown=", "shown=-1", "shown=1.5", "shown=$3"])
def test_what_is_no_number_is_refused(word: str) -> None:
    with pytest.raises(NotACount):
        counted([word], COUNTING)


def test_an_unknown_step_counting_nothing_and_a_book_without_steps_are_refused() -> None:
    with pytest.raises(NoSuchWord):
        counted(["cliks=1"], COUNTING)
    with pytest.raises(NothingCounted):
        add_counts(OCTOBER, "baidu", {}, Book(method=COUNTING), TODAY)
    with pytest.raises(NoStepsHere):
        demand_steps(METHOD)


def test_a_line_is_whole_the_steps_it_does_not_name_keep_their_number() -> None:
    former = Count(filed=day("11-01"), period="2026-10", channel="baidu", counts={"shown": 1000, "clicks": 9})
    book = Book(method=COUNTING, counts=(former,))
    change = add_counts(OCTOBER, "baidu", {"orders": 3, "clicks": 10}, book, TODAY)
    assert change.added == (
        Count(
            filed=TODAY, period="2026-10", channel="baidu", counts={"shown": 1000, "clicks": 10, "orders": 3}
        ),
    )


def test_a_step_above_the_one_before_is_warned_about() -> None:
    change = add_counts(OCTOBER, "baidu", {"shown": 5, "orders": 6}, Book(method=COUNTING), TODAY)
    assert [warning.args["step"] for warning in change.warnings] == [STEPS[2].label]


@pytest.mark.parametrize("words", [["点击=1", "clicks=3"], ["clicks=3", "clicks=3"]])
def test_a_step_said_twice_in_one_command_is_refused(words: list[str]) -> None:
    with pytest.raises(SaidTwice):
        counted(words, COUNTING)


@pytest.mark.parametrize("word", ["cost=3k", "费用=3,000", "花费＝0.3万", "Cost=3000"])
def test_what_a_channel_cost_is_no_step(word: str) -> None:
    assert spent(["clicks=1", word], COUNTING) == (["clicks=1"], Money(Decimal(3000), ""))


def test_a_cost_may_name_its_currency_and_a_step_of_the_method_that_is_called_so_stays_a_step() -> None:
    assert spent(["cost=USD 300"], COUNTING)[1] == Money(Decimal(300), "USD")

    steps = (*STEPS, Step(id="cost"))
    assert spent(["cost=1", "花费=2"], replace(COUNTING, steps=steps)) == (["cost=1"], Money(Decimal(2), ""))


@pytest.mark.parametrize("word", ["cost=", "cost=-1", "cost"])
def test_what_is_no_cost_is_refused(word: str) -> None:
    with pytest.raises(NotACost):
        spent([word], COUNTING)


def test_a_cost_said_twice_is_refused() -> None:
    with pytest.raises(SaidTwice):
        spent(["cost=1", "费用=2"], COUNTING)


def test_a_channel_may_have_nothing_but_a_cost() -> None:
    change = add_counts(OCTOBER, "tv", {}, Book(method=COUNTING), TODAY, Money(Decimal(5), ""))
    assert change.added == (Count(filed=TODAY, period="2026-10", channel="tv", cost=Decimal(5)),)
    assert change.note.text == "{channel} in {period}: cost {cost}"


def added(book: Book, news: dict[str, int], cost: Money | None = None) -> Count:
    """The line of October that is added to the book."""
    [line] = add_counts(OCTOBER, "baidu", news, book, TODAY, cost).added
    assert isinstance(line, Count)
    return line


def test_a_cost_stays_until_another_is_said_and_the_books_currency_goes_unsaid() -> None:
    book = Book(method=COUNTING)
    first = added(book, {}, Money(Decimal(300), "USD"))
    kept = added(replace(book, counts=(first,)), {"clicks": 1})
    own = added(replace(book, counts=(kept,)), {}, Money(Decimal(9), "CNY"))
    assert [(each.cost, each.currency) for each in (first, kept, own)] == [
        (Decimal(300), "USD"),
        (Decimal(300), "USD"),
        (Decimal(9), None),
    ]
