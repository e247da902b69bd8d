"""Counts written down, whole lines at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from arrange import METHOD, TODAY, day

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.records.method import Step
from funnel_cli.rules.counting import (
    NoStepsHere,
    NotACount,
    NothingCounted,
    add_counts,
    counted,
    demand_steps,
)
from funnel_cli.values.message import Label
from funnel_cli.values.period import Period

STEPS = (Step(id="shown"), Step(id="clicks", title=Label({"en": "Clicks", "zh": "点击"})), Step(id="orders"))
COUNTING = replace(METHOD, kind="counts", stages=(), steps=STEPS)
OCTOBER = Period.month(2026, 10)


def test_steps_are_named_by_id_or_label_and_numbers_as_people_type_them() -> None:
    words = ["shown=1.2万", "点击=2,400", "orders＝12"]
    assert counted(words, COUNTING) == {"shown": 12000, "clicks": 2400, "orders": 12}


@pytest.mark.parametrize("word", ["shown", "shown=", "shown=-1", "shown=1.5", "shown=$3"])
def test_what_is_no_number_is_refused(word: str) -> None:
    with pytest.raises(NotACount):
        counted([word], COUNTING)


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        counted(["cliks=1"], COUNTING)


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


def test_counting_nothing_is_refused() -> None:
    with pytest.raises(NothingCounted):
        add_counts(OCTOBER, "baidu", {}, Book(method=COUNTING), TODAY)


def test_a_book_of_deals_counts_no_steps() -> None:
    with pytest.raises(NoStepsHere):
        demand_steps(METHOD)


def test_a_step_answers_to_the_other_words_of_the_method() -> None:
    steps = (Step(id="shown", aliases=("展现量", "Views")), *STEPS[1:])
    assert counted(["展现量=1", "views=2"], replace(COUNTING, steps=steps)) == {"shown": 2}


def test_a_step_named_twice_is_not_taken_for_two() -> None:
    assert counted(["点击=1", "clicks=3"], COUNTING) == {"clicks": 3}
