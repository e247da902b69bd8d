"""Everything that is wrong in the files of a book, with place and cure, or by kind with three examples."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from operator import itemgetter
from typing import NamedTuple, TypeVar

from funnel_cli.finding.duplicates import duplicate_customers, duplicate_deals, mergeable, merging
from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import CUSTOMER_KINDS, END_CUSTOMER
from funnel_cli.finding.query import SAVED, parse_query
from funnel_cli.finding.spare_parts import is_parts_only
from funnel_cli.forecasting.targets import TARGETS_FILE
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import Lead
from funnel_cli.records.method import Milestone, Stage
from funnel_cli.reports.explanation import Locating
from funnel_cli.reports.form_list import form_problems
from funnel_cli.reports.implausible import amount_problems
from funnel_cli.reports.strength import score_problems
from funnel_cli.time.facts import closing_of, in_order, stated_day
from funnel_cli.time.gate import unearned
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import Problem, UsageRefused, warning
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.likeness import Transliteration
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Document, Table, count, day, table, text, within

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
    "bad-query": message("Mend it in stages.yaml, under settings and queries."),
    "no-evidence": message("Write the evidence beside the day, or: funnel check DEAL MILESTONE --undo"),
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
    "still-open": message("funnel win DEAL, funnel lose DEAL, or take it out: funnel edit DEAL"),
    "payment-not-won": message("funnel win DEAL, or take the payments out: funnel edit DEAL"),
    "payments-above-contract": message("funnel payment DEAL --drop, or: funnel set DEAL contract_amount=…"),
    "overpaid": message("Correct what came in, or the payment: funnel edit DEAL"),
    "negative-amount": message("funnel set DEAL amount=…"),
    "not-end-customer": message("funnel set DEAL customer=…, or: funnel customer set NAME kind=end-customer"),
    "parts-only": message("funnel remove DEAL; with main goods in it: funnel set DEAL amount=… parts=…"),
    "implausible-amount": message("If it is a slip: funnel set DEAL amount=…"),
    "grouped-amount": message("If it is a slip: funnel set DEAL amount=…"),
    "bad-name": message("Rename it, or move it out of the folder."),
    "not-read": message("Move it to where it is read, or out of data."),
    "duplicate-id": message("Rename one of the files and the id in it."),
}
_ANY_CURE = message("Correct it in the file; that of a deal opens with: funnel edit NAME")


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


def _kinds_table(problems: Sequence[Problem]) -> Table:
    """A few lines for each kind of problem, in the order of the problems."""
    kinds = grouped_by(problems, lambda each: (each.severity, each.code)).values()
    return table(
        "kinds",
        [line for cases in kinds for line in _told(cases)],
        text("severity", message("Severity"), weight=6),
        text("code", message("Code"), weight=8),
        count("times", message("Times"), weight=9),
        text("what", message("For example, and what to do"), weight=10, is_prose=True),
        notes=(message("--part findings shows each of them."),) if len(kinds) < len(problems) else (),
        empty=message("Nothing to complain about."),
    )


def _told(cases: Sequence[Problem]) -> Iterator[KindLine]:
    first = cases[0]
    blank = KindLine("", "", "", "")
    line = KindLine(first.severity.value, first.code, len(cases), "")
    for case in examples(cases, lambda each: each.message):
        place = ":".join(str(part) for part in (case.path, case.line) if part)
        yield line._replace(what=message("{place}: {what}", place=place, what=case.message))
        line = blank
    yield blank._replace(what=message("→ {cure}", cure=_CURES.get(first.code, _ANY_CURE)))


_CUSTOMER = Term("customer", message("customer"))
_DEAL = Term("deal", message("deal"))
_STAGE_LEFT = text("stage", message("Stage left"), "stage.term", weight=7)


class Unmet(NamedTuple):
    """A criterion of a stage that a deal left though it does not hold, and the day it was passed by force."""

    deal: Opportunity
    present: Stage | None
    stage: Stage
    milestone: Milestone
    forced: Day | None


class Twice(NamedTuple):
    """Customers, or deals of one customer, that may be one, and the command that makes them one."""

    kind: Term
    names: tuple[str, ...]
    cure: Text


def problems_document(
    book: Book,
    known: Book,
    spelled: Transliteration,
    paths: Collection[str] = (),
    *,
    spot: Locating | None = None,
    in_kinds: bool = False,
) -> Document:
    """A row per problem of the book, or of these files, errors first; the head counts what was read.

    `in_kinds` is for a person: a few lines per kind of problem, and per criterion that does not hold. `spot`
    tells on which line a value stands.

    Open deals whose stage is not earned on the day of the `known` book stand in a table of their own:
    they are no fault of a file, but may come of a method that was edited. So do customers and open deals
    that may be in the book twice; `spelled` tells names in Latin letters.
    """
    twice = tuple(_twice(known, spelled, paths))
    every = tuple(deal for _, deal in sorted(known.opportunities.items()))
    deals = [deal for deal in every if not paths or deal.file in paths]
    unmet = [each for deal in deals if deal.is_open for each in _unmet(deal, known)]
    found = [each for each in _problems(book, known, every) if not paths or each.path in paths]
    found = [_on_line(each, spot) if spot and not _is_shifted(each, book) else each for each in found]
    problems = sorted(found, key=lambda each: (not each.is_error, each.path, each.line, each.column))
    errors = sum(each.is_error for each in problems)
    return Document(
        schema="funnel.validate/1",
        title=message("Validation"),
        head={
            "opportunities": len(book.opportunities),
            "unread": book.unread,
            "errors": errors,
            "warnings": len(problems) - errors,
            "unearned": len({each.deal.id for each in unmet}),
            "alike": len(twice),
        },
        lines=(
            message(
                "{count:deal|deals} read, {errors:error|errors}, {warnings:warning|warnings}.",
                count=len(book.opportunities),
                errors=errors,
                warnings=len(problems) - errors,
            ),
        ),
        tables=(
            *((_kinds_table(problems), _criteria_table(unmet)) if in_kinds else ()),
            _findings_table(problems, on_screen=not in_kinds),
            _unearned_table(unmet, on_screen=bool(unmet) and not in_kinds),
            _duplicates_table(twice),
        ),
    )


def _problems(book: Book, known: Book, deals: Sequence[Opportunity]) -> Iterator[Problem]:
    """What was wrong in the files as they were read, and what is odd about the deals of the known book."""
    yield from book.problems
    yield from _dated_ahead(book, known.day)
    yield from _parts_only(deals, known)
    yield from _of_dealers(deals, known)
    yield from amount_problems(deals, known, book.targets)
    yield from score_problems(deals, known)
    yield from form_problems(deals, known)
    yield from _queries(book, known)


def _is_shifted(problem: Problem, book: Book) -> bool:
    """Whether it is about a line of a list of which another could not be read."""
    broken = (each.path for each in book.problems if each.is_error)
    return problem.key[:1].isdecimal() and problem.path in broken


def _on_line(problem: Problem, spot: Locating) -> Problem:
    """The problem with the line of the value at its key, where only that is known."""
    way = tuple(int(step) if step.isdecimal() else step for step in problem.key.split("."))
    line = "" if problem.line else spot(problem.path, way).rpartition(":")[2]
    return replace(problem, line=int(line)) if problem.key and line.isdecimal() else problem


def _parts_only(deals: Iterable[Opportunity], book: Book) -> Iterator[Problem]:
    for deal in deals:
        if deal.is_open and is_parts_only(deal, book.method):
            said = message("It is about spare parts only, and the method keeps them out of the funnel.")
            key = "name" if deal.parts is None else "parts"
            yield warning(deal.file, "parts-only", said, key)


def _queries(book: Book, known: Book) -> Iterator[Problem]:
    """A warning for each saved query that is refused, but for what is wrong with its words themselves."""
    calendar = Calendar(known.day, known.method.settings.fiscal_year_start)
    told = {problem.key for problem in book.problems if problem.code == "bad-query"}
    for name in known.method.settings.queries:
        key = f"settings.queries.{name}"
        try:
            parse_query((f"{SAVED}:{name}",), known, calendar)
        except UsageRefused as refusal:
            if key not in told:
                yield warning("stages.yaml", "bad-query", refusal.message, key)


def _of_dealers(deals: Iterable[Opportunity], book: Book) -> Iterator[Problem]:
    """A warning for each open deal whose customer is a dealer or a contractor."""
    for deal in deals:
        customer = book.customer_of(deal)
        if customer and customer.kind != END_CUSTOMER and deal.is_open:
            kind = term_of(customer.kind, CUSTOMER_KINDS)
            told = message(
                "{customer} is a {kind}: only end customers have deals.", customer=customer.name, kind=kind
            )
            yield warning(deal.file, "not-end-customer", told, "customer")


def _dated_ahead(book: Book, today: Day) -> Iterator[Problem]:
    """A warning for each day on which something is said to have happened and that is still to come."""
    deals: Sequence[tuple[str, Opportunity | Lead]] = sorted(book.opportunities.items())
    said = [
        (record.file, key, on)
        for _, record in (*deals, *sorted(book.leads.items()))
        for key, on in dict.fromkeys(_happened(record))
    ]
    said += [("stages.yaml", "settings.complete_since", book.method.settings.complete_since)]
    said += [(TARGETS_FILE, f"{n}.set", each.set) for n, each in enumerate(book.targets)]
    said += [("data/goals.yaml", f"{n}.set", each.set) for n, each in enumerate(book.goals)]
    said += [(each.file, "filed" if each.filed else "as_of", each.known) for each in book.reviews]
    said += [("data/calls.yaml", f"{n}.filed", each.filed) for n, each in enumerate(book.calls)]
    said += [("data/counts.yaml", f"{n}.filed", each.filed) for n, each in enumerate(book.counts)]
    for file, key, on in said:
        if on and on > today:
            yield warning(file, "dated-ahead", message("{day} is still to come.", day=on), key)


def _happened(record: Opportunity | Lead) -> list[tuple[str, Day | None]]:
    """Each key under which a deal or lead says that something happened, and the day.

    Of its history only the days that no other key tells. A pause and a contract may be to come.
    """
    told = [("created", record.created), *(("log", entry.date) for entry in record.log)]
    told += [(f"forms.{id}", each.date) for id, some in record.forms.items() for each in some]
    planned: set[Day | None] = set()
    if isinstance(record, Opportunity):
        told += [("closed", closing_of(record)), ("removed", record.removed)]
        told += [("probability", stated_day(record.probability))]
        told += [(f"milestones.{id}", each.date) for id, some in record.milestones.items() for each in some]
        told += [("payments", each.date) for payment in record.payments for each in payment.received]
        told += [("planned", each.done) for each in record.planned]
        planned = {stated_day(record.paused), stated_day(record.contract)}
    days = {on for _, on in told} | planned
    return [*told, *(("history", line.date) for line in record.history if line.date not in days)]


def _findings_table(problems: Sequence[Problem], *, on_screen: bool) -> Table:
    """A row per problem."""
    return table(
        "findings",
        problems,
        text("path", message("File"), weight=10),
        count("line", message("Line"), lambda each: each.line or None, weight=8),
        count("column", message("Column"), lambda each: each.column or None, weight=2),
        text("severity", message("Severity"), "severity.value", weight=7),
        text("code", message("Code"), weight=5),
        text("key", message("Key"), lambda each: each.key or None, weight=3),
        text("message", message("What is wrong"), weight=9),
        on_screen=on_screen,
        empty=message("Nothing to complain about."),
    )


def _criteria_table(unmet: Sequence[Unmet]) -> Table:
    """Each criterion that open deals went past and that does not hold, with how many and three of them."""
    return table(
        "criteria",
        grouped_by(unmet, lambda each: each.milestone.id).values(),
        *within(
            itemgetter(0),
            _STAGE_LEFT,
            text("title", message("What does not hold"), "milestone.label", weight=10, is_prose=True),
        ),
        count("deals", message("Deals"), len, weight=9),
        count(
            "forced",
            message("By force"),
            lambda some: sum(each.forced is not None for each in some),
            weight=6,
        ),
        text(
            "examples",
            message("For example"),
            lambda some: tuple(each.deal.id for each in some[:EXAMPLES]),
            weight=8,
            is_line=True,
        ),
        title=message("Deals in a stage they have not earned"),
        notes=(message("Tick what holds: funnel check DEAL. --part unearned_criteria shows each deal."),),
    )


def _unearned_table(unmet: Sequence[Unmet], *, on_screen: bool) -> Table:
    """Each criterion that an open deal went past and that does not hold, deal by deal."""
    return table(
        "unearned_criteria",
        unmet,
        text("deal", message("Deal"), "deal.id", weight=10, is_whole=True),
        text("in", message("In stage"), "present.term", weight=6),
        _STAGE_LEFT,
        text("milestone", message("Milestone"), "milestone.id", on_screen=False),
        text("title", message("What does not hold"), "milestone.label", weight=9, is_prose=True),
        day("forced", message("Forced on"), weight=5),
        title=message("Deals in a stage they have not earned"),
        on_screen=on_screen,
    )


def _duplicates_table(twice: Sequence[Twice]) -> Table:
    """Each group of customers, or of deals of one customer, that may be one, and what joins two of them."""
    return table(
        "duplicates",
        twice,
        text("kind", message("Kind"), weight=8),
        text("names", message("Names"), weight=9),
        text("cure", message("If they are one"), weight=10, is_prose=True),
        title=message("Perhaps in the book twice"),
    )


def _twice(book: Book, spelled: Transliteration, paths: Collection[str]) -> Iterator[Twice]:
    """Each group, of those in these files where some are named."""
    for customers in duplicate_customers(book, spelled):
        gone, kept = mergeable(customers)
        if not paths or any(each.file in paths for each in customers):
            yield Twice(_CUSTOMER, tuple(each.name for each in customers), merging(gone.name, kept.name))
    for deals in duplicate_deals(book, spelled):
        if not paths or any(each.file in paths for each in deals):
            yield Twice(_DEAL, tuple(each.id for each in deals), f"funnel remove {deals[-1].id} --reason …")


def _unmet(deal: Opportunity, book: Book) -> Iterator[Unmet]:
    forced = {id: line.date for line in in_order(deal) for id in line.forced}
    present = book.method.stage(deal.stage)
    for gate in unearned(deal, book):
        for milestone in gate.open_criteria:
            yield Unmet(deal, present, gate.stage, milestone, forced.get(milestone.id))
