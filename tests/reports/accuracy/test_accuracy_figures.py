"""Every figure of the accuracy is the sum of the deals and calls it names."""

from __future__ import annotations

from dataclasses import replace

from arrange import written
from grids import cny
from replays import DAY, win
from samples import call

from funnel_cli.errors import Problem
from funnel_cli.forecasting.track_record import Question, accuracy
from funnel_cli.history import book_on
from funnel_cli.message import message
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.period import named
from funnel_cli.reports.accuracy.accuracy_figures import accuracy_figures
from funnel_cli.reports.explanation import Figure
from funnel_cli.standing import standings

BOOK = written(
    win("a", "10-10", 100),
    win("b", "10-20", 40),
    calls=(call("09-01 2026-10 50 li.wei"), call("09-30 2026-10 90 li.wei"), call("10-01 2026-10 9 li.wei")),
)


def figures(known: Book = BOOK) -> dict[str, Figure]:
    today = book_on(known, DAY)
    question = Question(known, today, standings(today), lambda _: True)
    found = accuracy(question, [named("2026-10")])
    return {f"{each.name.id}": each for each in reversed(list(accuracy_figures(found, question)))}


def test_what_was_won_and_what_was_said_are_the_sums_of_their_parts() -> None:
    for name in ("won", "weighted", "walk", "call"):
        figure = figures()[name]
        parts = [each.adds.amount for each in figure.parts if isinstance(each.adds, Money)]
        assert isinstance(figure.value, Money)
        assert figure.value.amount == sum(parts)


def test_a_win_is_named_with_what_it_brought() -> None:
    assert [(each.id, each.adds) for each in figures()["won"].parts] == [("a", cny("100")), ("b", cny("40"))]


def test_a_call_is_found_at_its_line() -> None:
    [line] = figures()["call"].parts
    assert (line.id, line.adds, line.file, line.way) == (
        "li.wei",
        cny("90"),
        "data/calls.yaml",
        (1, "amount"),
    )


def test_where_a_line_could_not_be_read_only_the_file_is_named() -> None:
    broken = Problem("data/calls.yaml", 1, 1, "bad-amount", message("…"))
    [line] = figures(replace(BOOK, problems=(broken,)))["call"].parts
    assert line.way == ()


def test_a_miss_is_told_with_the_sums_it_is_made_of() -> None:
    formula = figures()["wape"].formula
    assert {"missed", "came"} == set(formula.args)  # type: ignore[union-attr]
