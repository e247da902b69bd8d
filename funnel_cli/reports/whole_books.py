"""What is worked out from one whole book at a time, since no SQL can say it: range, plan and gates.

Each question is a pure function of a book as known on a day, and a period: an engine may call it with a book
a partition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date as Day
from typing import Any, NamedTuple

from funnel_cli.forecasting.needs import Between, Plan, plan_for
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.forecasting.spread import Spread
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Choice, Milestone, Stage
from funnel_cli.reports.across import WithoutRate, partial_books
from funnel_cli.time.gate import holding, skipped
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Label, Message, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    Document,
    Kind,
    ValueColumn,
    count,
    currency,
    day,
    money,
    share,
    table,
    text,
    within,
)

_IN_EACH = message("Each book answers by itself: a deal that two of the books have counts in each.")


class BookRange(NamedTuple):
    """What a period may come to in one book, in its currency."""

    won: Money
    weighted: Money
    spread: Spread
    target: Money | None


class StageGate(NamedTuple):
    """The open deals of one stage of one book, how many may leave it, and what holds the others.

    `unearned` went past earlier gates without meeting them; `asked` is the criterion that most of those in
    the stage lack, the method's first where several are lacked as often, and `lack` how many lack it.
    """

    stage: Stage
    deals: int
    ready: int
    unearned: int
    asked: Milestone | None
    lack: int


class WholeQuestion(NamedTuple):
    """A question to whole books: its name, what one book answers, and the columns of a row of it.

    `of` is told the book as known on the day that is asked; without `is_of_period` it is asked of that day.
    """

    id: str
    title: Label
    schema: str
    of: Callable[[Book, Period], Sequence[Any]]
    columns: tuple[ValueColumn, ...]
    note: Message
    is_of_period: bool = True

    @property
    def choice(self) -> Choice:
        """It, as one of a closed list."""
        return Choice(id=self.id, title=self.title)

    @property
    def has_money(self) -> bool:
        """Whether its rows are in a currency."""
        return any(each.column.kind is Kind.MONEY for each in self.columns)


class BookRows(NamedTuple):
    """The rows of one book, how many files are `unread`, and which amounts are `without_rate`, in no sum."""

    book: str
    currency: str
    unread: int
    rows: Sequence[Any]
    without_rate: tuple[WithoutRate, ...] = ()


class _Row(NamedTuple):
    """A row of an answer beside its book's name and currency."""

    book: str
    currency: str
    row: Any


def answer_of(question: WholeQuestion, name: str, written: Book, day: Day, period: Period) -> BookRows:
    """What a book of that name answers, as known on the day."""
    known = book_on(written, day)
    rows = question.of(known, period)
    without_rate = tuple(
        WithoutRate(name, each.whose, each.currency, known.currency, each.day) for each in known.missing_rates
    )
    return BookRows(name, known.currency, written.unread, rows, without_rate)


def question_columns(question: WholeQuestion) -> tuple[ValueColumn, ...]:
    """The book, the question's own columns, and the currency where it has amounts."""
    own = within("row", *question.columns)
    last = (currency("currency"),) if question.has_money else ()
    return text("book", message("Book"), weight=10), *own, *last


def rows_of(answers: Sequence[BookRows]) -> tuple[_Row, ...]:
    """The subjects of `question_columns`, book by book."""
    return tuple(_Row(each.book, each.currency, row) for each in answers for row in each.rows)


def whole_document(
    question: WholeQuestion, answers: Sequence[BookRows], missing: Sequence[str], day: Day, period: Period
) -> Document:
    """The rows of each book by name; there is no total, since they do not add."""
    without_rate = [each for some in answers for each in some.without_rate]
    partial = partial_books((each.book for each in answers if each.unread), without_rate)
    return Document(
        schema=question.schema,
        title=message("{question}: {books:book|books}", question=question.title, books=len(answers)),
        head={
            "as_of": day,
            **({"period": period} if question.is_of_period else {}),
            "books": tuple(each.book for each in answers),
            "partial_books": partial,
            "missing_books": tuple(missing),
        },
        lines=(_line(question, day, period),),
        tables=(
            table(
                question.id,
                rows_of(answers),
                *question_columns(question),
                empty=message("No deal of these books is asked for.")
                if answers
                else message("No book could be read."),
            ),
        ),
        notes=(question.note, *((_IN_EACH,) if len(answers) > 1 else ())),
        is_partial=bool(partial or missing),
        problems=tuple(each.problem for each in without_rate),
    )


def _line(question: WholeQuestion, day: Day, period: Period) -> Text:
    if not question.is_of_period:
        return message("As of {day}.", day=day)
    return message("{period}, as of {day}; each book in its own currency.", period=period, day=day)


def _range(known: Book, period: Period) -> tuple[BookRange, ...]:
    (seen,) = outlooks(standings(known), known, (period,), View(whose=lambda _: True))
    found = seen.forecast
    return (BookRange(found.won, found.weighted, seen.spread, found.target),)


def _plan(known: Book, period: Period) -> tuple[Plan, ...]:
    return (plan_for(standings(known), known, period),)


def _gates(known: Book, _: Period) -> tuple[StageGate, ...]:
    held: dict[str, list[Opportunity]] = {stage.id: [] for stage in known.method.stages}
    for each in standings(known):
        if each.deal.is_open and each.stage and not each.is_omitted:
            held[each.stage.id].append(each.deal)
    return tuple(_stage_gate(stage, held[stage.id], known) for stage in known.method.stages if held[stage.id])


def _stage_gate(stage: Stage, deals: Sequence[Opportunity], known: Book) -> StageGate:
    lacking = [[each.id for each in holding(deal, stage, known)] for deal in deals]
    lacked = Counter(id for some in lacking for id in some)
    criteria = (each for step in known.method.asked_in(stage) for each in step.criteria)
    asked = max(criteria, key=lambda each: lacked[each.id], default=None)
    lack = lacked[asked.id] if asked else 0
    ready = sum(not some for some in lacking)
    owed = sum(bool(skipped(each, known)) for each in deals)
    return StageGate(stage, len(deals), ready, owed, asked if lack else None, lack)


def _leads(end: str) -> Callable[[Plan], int | None]:
    def leads(made: Plan) -> int | None:
        found: Between | None = made.leads
        return int(getattr(found, end)) if found else None

    return leads


def _by(made: Plan) -> Day | None:
    return made.needs[0].by if made.needs and made.target else None


def _in_time(made: Plan) -> bool | None:
    return not made.needs[0].is_late if made.needs and made.target else None


def _then_by(made: Plan) -> Day | None:
    return made.then_by if made.target else None


ASKED_WHOLE: Mapping[str, WholeQuestion] = {
    each.id: each
    for each in (
        WholeQuestion(
            "range",
            Label({"en": "What a period may come to", "zh": "期内区间"}),
            "funnel.ranges/1",
            _range,
            (
                money("won", message("Won"), weight=7),
                money("weighted", message("Weighted"), weight=6),
                money("p10", message("P10"), "spread.p10", weight=8),
                money("p50", message("P50"), "spread.p50", weight=9),
                money("p90", message("P90"), "spread.p90", weight=8),
                money("target", message("Target"), weight=7),
                share("reach", message("Chance"), "spread.reach", weight=9),
            ),
            message("Ranges do not add: it takes a forecast of all books' deals to tell that of all."),
        ),
        WholeQuestion(
            "plan",
            Label({"en": "What each target takes", "zh": "目标所需"}),
            "funnel.plans/1",
            _plan,
            (
                money("target", message("Target"), weight=7),
                money("won", message("Won"), weight=6),
                money("missing", message("Missing"), weight=9),
                count("wins", message("Wins"), weight=8),
                count("leads", message("Leads"), _leads("likely"), weight=9),
                count("leads_low", message("At best"), _leads("least"), on_screen=False),
                count("leads_high", message("At worst"), _leads("most"), on_screen=False),
                day("by", message("By"), _by, weight=8),
                text("is_in_time", message("In time"), _in_time, weight=7),
                day("then_by", message("By, for the next"), _then_by, on_screen=False),
            ),
            message(
                "Wins and leads that each book's own target takes at its own rates, and by when: "
                "funnel plan in the book tells how."
            ),
        ),
        WholeQuestion(
            "gates",
            Label({"en": "What holds deals at the gates", "zh": "推进要素"}),
            "funnel.gates/1",
            _gates,
            (
                text("stage", message("Stage"), "stage.term", weight=9),
                count("deals", message("Deals"), weight=7),
                count("ready", message("May go on"), weight=9),
                count("unearned", message("Stage not earned"), weight=8),
                text("asked", message("Most often open"), "asked.term", weight=6),
                count("lack", message("Lack it"), weight=6),
            ),
            message("May go on: every criterion of its gate holds. funnel check in the book tells the rest."),
            is_of_period=False,
        ),
    )
}
"""What can be asked of whole books, by name."""
