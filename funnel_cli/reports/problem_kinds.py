"""Problems by their kind, for people: what, how often, three examples with their places, the cure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from funnel_cli.values.columns import count, table, text
from funnel_cli.values.errors import Problem, Severity
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Table

EXAMPLES = 3
"""So many cases of a kind are shown."""

_Case = TypeVar("_Case")

_CURES = {
    "unknown-source": message(
        "Add it: funnel methods --add source=WORD, or: funnel set 'source:WORD' source=…"
    ),
    "unknown-lost-reason": message("Add it: funnel methods --add reason=WORD, or correct it in the file."),
    "unknown-activity": message("Add it to activities in stages.yaml, or correct it in the file."),
    "unknown-stage": message("Correct it, or name it as formerly of a stage in stages.yaml."),
    "unknown-milestone": message("Correct it, or name it as formerly of a milestone in stages.yaml."),
    "unknown-key": message("Correct it; a key of your own begins with x-."),
    "unknown-currency": message("Correct it: three letters, as EUR, USD or CNY."),
    "history-mismatch": message("funnel validate --fix writes the history line that is missing."),
    "merge-conflict": message("Keep one side, delete the other and the marks, then: git add FILE"),
    "id-mismatch": message("Give the file the name of its id, or the id that of its file."),
    "dated-ahead": message("Correct the day, or ask as of a later one: --as-of DAY"),
    "date-order": message("Put the days in the order in which they happened."),
    "bad-amount": message("Write digits with a point for decimals, as 120000 or 1250.50."),
    "bad-date": message("Write days as 2026-12-31."),
    "zero-amount": message("funnel set DEAL amount=…, or leave the amount out until it is known."),
    "bad-payment": message("Write an amount above 0; what is no payment at all is left out."),
    "payment-not-won": message("funnel win DEAL, or take the payments out: funnel edit DEAL"),
    "payments-above-contract": message("funnel payment DEAL --drop, or: funnel set DEAL contract_amount=…"),
    "overpaid": message("Correct what came in, or the payment: funnel edit DEAL"),
    "negative-amount": message("funnel set DEAL amount=…"),
    "parts-only": message("funnel remove DEAL; with main goods in it: funnel set DEAL amount=… parts=…"),
    "implausible-amount": message("If it is a slip: funnel set DEAL amount=…"),
    "duplicate-id": message("Rename one of the files and the id in it."),
}
_ANY_CURE = message("Correct it in the file; that of a deal opens with: funnel edit NAME")


def by_kind(cases: Iterable[_Case], kind: Callable[[_Case], Hashable]) -> tuple[Sequence[_Case], ...]:
    """The cases kind by kind, in the order in which each kind is met first."""
    found: dict[Hashable, list[_Case]] = defaultdict(list)
    for case in cases:
        found[kind(case)].append(case)
    return tuple(found.values())


def examples(cases: Sequence[_Case], said: Callable[[_Case], object]) -> Sequence[_Case]:
    """Three of the cases, those that say something else before those that say the same again."""
    differing: list[_Case] = []
    again: list[_Case] = []
    for case in cases:
        is_new = all(said(case) != said(other) for other in differing)
        (differing if is_new else again).append(case)
        if len(differing) == EXAMPLES:
            break
    return (*differing, *again)[:EXAMPLES]


class KindLine(NamedTuple):
    """A line about a kind; only its first one says which kind that is and how often it is there."""

    severity: Text
    code: str
    times: int | str
    what: Text


def kinds_table(problems: Sequence[Problem], severities: dict[Severity, Term]) -> Table:
    """A few lines for each kind of problem, in the order of the problems."""
    kinds = by_kind(problems, lambda each: (each.severity, each.code))
    return table(
        "kinds",
        [line for cases in kinds for line in _told(cases, severities)],
        text("severity", message("Severity"), weight=6),
        text("code", message("Code"), weight=8),
        count("times", message("Times"), weight=9),
        text("what", message("For example, and what to do"), weight=10, is_prose=True),
        notes=(message("--part findings shows each of them."),) if len(kinds) < len(problems) else (),
        empty=message("Nothing to complain about."),
    )


def _told(cases: Sequence[Problem], severities: dict[Severity, Term]) -> Iterator[KindLine]:
    first = cases[0]
    blank = KindLine("", "", "", "")
    line = KindLine(severities[first.severity], first.code, len(cases), "")
    for case in examples(cases, lambda each: each.message):
        place = ":".join(str(part) for part in (case.path, case.line) if part)
        yield line._replace(what=message("{place}: {what}", place=place, what=case.message))
        line = blank
    yield blank._replace(what=message("→ {cure}", cure=_CURES.get(first.code, _ANY_CURE)))
