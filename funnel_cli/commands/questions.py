"""What `add` and `log` ask at a terminal, as data."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.dates import Calendar
from funnel_cli.message import Term, message
from funnel_cli.method import Choice, Method, Stage
from funnel_cli.model import Book
from funnel_cli.money import parse_amount
from funnel_cli.names import LOG_KINDS, log_kind_named, source_named, stage_named
from funnel_cli.render.asking import Answers, Question
from funnel_cli.rules.adding import NameMissing, NothingSaid
from funnel_cli.rules.counting import count_of

MET = "met:"
"""How the answer about a milestone of the entry begins."""

NOTE = "note"
"""What a log entry is if nothing else is said."""


def deal_questions(book: Book, calendar: Calendar) -> tuple[Question, ...]:
    """What a new deal is made of, in the order in which people tell it."""
    method, deals = book.method, tuple(book.opportunities.values())
    return (
        Question(key="name", text=message("What is it about?")),
        Question(
            key="customer",
            text=message("Which customer?"),
            former=_former([*(deal.customer for deal in deals), *(c.name for c in book.customers.values())]),
            missing=lambda answers: None if "name" in answers else NameMissing(),
        ),
        Question(key="amount", text=message("How much would they sign?"), read=parse_amount),
        Question(key="close", text=message("When would they sign?"), read=calendar.day),
        Question(
            key="stage",
            text=message("In which stage is it?"),
            usual=method.stages[0].id,
            choices=_terms(method.stages),
            read=lambda word: stage_named(method, word),
        ),
        Question(
            key="source",
            text=message("Where did it come from?"),
            choices=_terms(method.sources),
            read=lambda word: source_named(method, word),
        ),
        Question(
            key="owner",
            text=message("Whose is it?"),
            usual=method.settings.owner,
            former=_former(deal.owner for deal in deals),
        ),
        *step_questions(calendar),
        *entry_questions(method),
    )


def step_counts(method: Method) -> tuple[Question, ...]:
    """How often each step of a funnel of counts was taken."""
    return tuple(
        Question(
            key=step.id,
            text=message("{step}: how many?", step=step.label),
            read=lambda text: count_of(text, text),
        )
        for step in method.steps
    )


def entry_questions(method: Method) -> tuple[Question, ...]:
    """For each thing that the method asks of a new deal, what shows that it holds."""
    return tuple(
        Question(
            key=f"{MET}{milestone.id}",
            text=message("{milestone}? Say what shows it.", milestone=milestone.label),
        )
        for milestone in method.entry
    )


def met_answers(answers: dict[str, str]) -> dict[str, str]:
    """What of the entry was said to hold, by milestone; it is taken out of the answers."""
    return {key.removeprefix(MET): answers.pop(key) for key in list(answers) if key.startswith(MET)}


def log_questions(calendar: Calendar) -> tuple[Question, ...]:
    """What a log entry is made of."""
    return (
        Question(key="text", text=message("What was said and seen?"), missing=lambda _: NothingSaid()),
        Question(
            key="kind",
            text=message("What was it?"),
            usual=NOTE,
            choices=_terms(LOG_KINDS),
            read=log_kind_named,
        ),
        *step_questions(calendar),
    )


def step_questions(calendar: Calendar) -> tuple[Question, ...]:
    """What was agreed next, and its day where anything was."""
    return (
        Question(key="next", text=message("What is agreed next?")),
        Question(key="due", text=message("Until when?"), read=calendar.day, is_asked=_has_step),
    )


def _terms(choices: Iterable[Choice | Stage]) -> tuple[Term, ...]:
    return tuple(Term(choice.id, choice.label) for choice in choices)


def _has_step(answers: Answers) -> bool:
    return "next" in answers


def _former(words: Iterable[str | None]) -> tuple[str, ...]:
    """The words that there are, each once, in order."""
    return tuple(sorted({word for word in words if word}))
