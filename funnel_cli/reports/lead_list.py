"""Leads as a list, one on a card, and what they want: a first contact, an answer, a step, or to be a deal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from enum import Enum
from typing import Any, NamedTuple

from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import (
    CRITERIA,
    LEAD_STAGES,
    LEVELS,
    grade,
    grade_term,
    grade_titled,
    lead_grades,
)
from funnel_cli.finding.query import owner_named
from funnel_cli.finding.search import Search, names_under
from funnel_cli.finding.suggested_owner import Holdings, SuggestedOwner
from funnel_cli.records.book import Book
from funnel_cli.records.lead import CONTACTED, NEW, QUALIFIED, RETURNED, STAGES, Lead, LeadLine
from funnel_cli.reports.accounts import contacts_table
from funnel_cli.reports.form_list import filed_table
from funnel_cli.reports.timeline import log_table
from funnel_cli.time.facts import is_unset
from funnel_cli.time.pool import Answer, first_contact, lead_on, response
from funnel_cli.time.standing import money_of
from funnel_cli.values.grades import MARKS
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Document, Table, day, days, money, table, text, within
from funnel_cli.values.typed import shell_words


class Want(Enum):
    """What a lead wants, as a term, in the order in which it is told."""

    FIRST_CONTACT = Term("first_contact", message("first contact is late"))
    POOL = Term("pool", message("no answer: back to the pool"))
    STEP_OVERDUE = Term("step_overdue", message("next step overdue"))
    CONVERT = Term("convert", message("qualified, not a deal yet"))


class LeadFinding(NamedTuple):
    """What one lead wants, for how many days by now, and the command for it."""

    lead: Lead
    want: Want
    days: int
    command: str

    @property
    def told(self) -> Message:
        """What it wants, and for how long."""
        return message("{what}, {days:day|days}", what=self.want.value.label, days=self.days)


def lead_findings(leads: Iterable[Lead], book: Book) -> tuple[LeadFinding, ...]:
    """What the leads want as of the book's day, the longest waiting first."""
    found = (finding for lead in leads for finding in _findings(lead, book))
    return tuple(sorted(found, key=lambda each: (-each.days, each.lead.id)))


def last_contact(lead: Lead) -> Day | None:
    """The day of the last entry in its log, or `None`."""
    return max((entry.date for entry in lead.log), default=None)


def _findings(lead: Lead, book: Book) -> Iterator[LeadFinding]:
    rules, today, step = book.method.leads, book.day, lead.next_step
    given = (line.date for line in lead.history if line.changes.get("owner"))
    days = [day for day in (last_contact(lead) or lead.created, *given) if day]
    since = max(days, default=None)
    silent = (today - since).days if since else 0
    if lead.stage in (NEW, CONTACTED) and lead.owner and silent >= rules.pool_days:
        command = f'funnel lead return {lead.id} --reason "…"'
        yield LeadFinding(lead, Want.POOL, silent, command)
    elif lead.stage == NEW and _is_unanswered(lead, book):
        waited = (today - (lead.created or today)).days
        yield LeadFinding(lead, Want.FIRST_CONTACT, waited, f"funnel lead contact {lead.id}")
    if step and step.due and step.due < today and lead.stage != RETURNED:
        command = f"funnel lead contact {lead.id}"
        yield LeadFinding(lead, Want.STEP_OVERDUE, (today - step.due).days, command)
    if lead.stage == QUALIFIED:
        since = max(
            (line.date for line in lead.history if line.changes.get("stage") == QUALIFIED), default=today
        )
        yield LeadFinding(lead, Want.CONVERT, (today - since).days, f"funnel lead convert {lead.id}")


def _is_unanswered(lead: Lead, book: Book) -> bool:
    late = response(lead, book.method.leads.answer_hours, book) is Answer.LATE
    return late and first_contact(lead, book.method.kinds) is None


def lead_search(book: Book) -> Search[Lead]:
    """What words ask of the leads of the book."""
    return Search(
        {
            "": lambda lead: (lead.id, *book.customer_names(lead), lead.name),
            "stage": lambda lead: (lead.stage,),
            "owner": lambda lead: (lead.owner,),
            "source": lambda lead: (lead.source,),
            "grade": lambda lead: (grade(lead, book.method),),
            "region": lambda lead: (lead.region,),
            "industry": lambda lead: (lead.industry,),
        },
        {
            "stage": (message("stage"), LEAD_STAGES),
            "source": (message("source"), book.method.sources),
            "grade": (message("grade"), lead_grades(book.method)),
        },
        lambda name: owner_named(name, book),
        lambda key: names_under(key, book) if key == "owner" else (),
    )


def lead_list(book: Book, words: Sequence[str]) -> Document:
    """The leads for which every word holds: by stage, then by grade and day of coming in."""
    asked = lead_search(book).chosen(book.leads.values(), words)
    ordered = sorted(
        asked,
        key=lambda lead: (
            STAGES.index(lead.stage),
            grade(lead, book.method) or "~",
            lead.created or book.day,
            lead.id,
        ),
    )
    pooled = sum(lead.owner is None for lead in asked)
    holdings = Holdings(book) if pooled else None
    return Document(
        schema="funnel.leads/1",
        title=message("Leads"),
        head={"query": shell_words(words), "in_pool": pooled},
        tables=(_table(ordered, book, holdings),),
        notes=(message("{count} in the pool, without an owner.", count=pooled),) if pooled else (),
    )


def _table(leads: Sequence[Lead], book: Book, holdings: Holdings | None) -> Table:
    """A row for each lead, in this order."""
    return table(
        "leads",
        leads,
        text("id", message("Lead"), weight=10, is_whole=True),
        text("customer", message("Customer"), weight=5),
        text("name", message("Name"), weight=3),
        text("stage", message("Stage"), lambda each: term_of(each.stage, LEAD_STAGES), weight=9),
        text("grade", message("Grade"), lambda each: grade_titled(each, book.method), weight=8),
        money("amount", message("Amount"), lambda each: money_of(each, book), weight=6),
        text("owner", message("Owner"), weight=7),
        text("source", message("Source"), lambda each: term_of(each.source, book.method.sources), weight=2),
        day("created", message("Since"), weight=6),
        day("last_contact", message("Last contact"), last_contact, weight=4),
        text("wants", message("Wants"), lambda each: _wants(each, book), weight=7, is_prose=True),
        text(
            "suggested_owner",
            message("Could take it"),
            lambda each: _owner_suggested(each, holdings),
            weight=1,
            on_screen=holdings is not None,
        ),
        text("file", message("File"), on_screen=False),
        empty=message("No lead matches."),
    )


def _owner_suggested(lead: Lead, holdings: Holdings | None) -> str | None:
    could = holdings.suggested(lead) if holdings else None
    return could.owner if could else None


def _wants(lead: Lead, book: Book) -> Cell:
    return tuple(each.want.value for each in lead_findings((lead,), book))


def waiting_table(found: Sequence[LeadFinding]) -> Table:
    """The leads that want something; people see the table only where there are some."""
    return table(
        "leads",
        found,
        text("id", message("Lead"), "lead.id", weight=10, is_whole=True),
        text("want", message("Wants"), "want.value", weight=9, is_prose=True),
        days("days", message("Days"), weight=8),
        text("owner", message("Owner"), "lead.owner", weight=3),
        text("command", message("Command"), weight=2, on_screen=False),
        title=message("Leads that wait"),
        on_screen=bool(found),
        empty=message("No lead waits for anything."),
    )


def lead_card(lead: Lead, book: Book) -> Document:
    """Everything that is known of a lead as of the book's day."""
    step, found = lead.next_step, lead_findings((lead,), book)
    could = Holdings(book).suggested(lead)
    log = log_table(lead.log, book.method.kinds, title=message("Log"))
    return Document(
        schema="funnel.lead/1",
        title=lead.title,
        head={
            "id": lead.id,
            "customer": lead.customer,
            "name": lead.name,
            "stage": term_of(lead.stage, LEAD_STAGES),
            "grade": grade(lead, book.method),
            "marks": {criterion: lead.marks.get(criterion) for criterion in MARKS},
            "amount": money_of(lead, book),
            "owner": lead.owner,
            "source": lead.source,
            "suggested_owner": could.owner if could else None,
            "region": lead.region,
            "industry": lead.industry,
            "created": lead.created,
            "at": lead.at,
            "expected_close": lead.expected_close,
            "next_step": {"due": step.due, "action": step.action} if step else None,
            "tags": lead.tags,
            "refs": dict(lead.refs),
            "file": lead.file,
        },
        card=tuple(_facts(lead, book)),
        tables=(contacts_table(lead.contacts), log, _history_table(lead, book), filed_table(lead, book)),
        lines=(*(each.told for each in found), *((_could_take(could),) if could else ())),
        notes=tuple(message("Next: {command}", command=command) for command in _next(lead, found, could)),
    )


def _could_take(could: SuggestedOwner) -> Message:
    return message(
        "{owner} could take it: {region} of the region, {industry} of the industry, {leads:lead|leads} open.",
        owner=could.owner,
        region=could.region,
        industry=could.industry,
        leads=could.open_leads,
    )


def _next(lead: Lead, found: Sequence[LeadFinding], could: SuggestedOwner | None) -> Iterator[str]:
    if could:
        yield f"funnel lead set {lead.id} owner={could.owner}"
    yield from (each.command for each in found)


def _history_table(lead: Lead, book: Book) -> Table:
    """How the lead came to be as it is, oldest first; people see a column only where something is in it."""
    told = {key for line in lead.history for key, value in line.changes.items() if not is_unset(value)}

    def agreed(line: LeadLine) -> Money | None:
        worth: dict[str, Any] = {key: line.changes[key] for key in _WORTH if key in line.changes}
        return money_of(replace(lead_on(lead, line.date) or lead, **{"amount": None, **worth}), book)

    return table(
        "history",
        lead.history,
        day("date", message("On"), weight=10),
        text(
            "stage", message("Stage"), lambda line: term_of(line.changes.get("stage"), LEAD_STAGES), weight=9
        ),
        text("owner", message("Owner"), _told("owner"), weight=7),
        *within(
            _told("next_step"),
            day("due", message("Due"), weight=5, on_screen="next_step" in told),
            text("action", message("Next step"), on_screen="next_step" in told),
        ),
        money("amount", message("Amount"), agreed, weight=5, on_screen="amount" in told),
        day(
            "expected_close",
            message("Close"),
            _told("expected_close"),
            weight=5,
            on_screen="expected_close" in told,
        ),
        text("grade", message("Grade"), _told("grade"), weight=4, on_screen="grade" in told),
        text("marks", message("Marks"), _marks, weight=4, on_screen="marks" in told),
        text("reason", message("Reason"), weight=6, is_prose=True),
        title=message("History"),
        empty=message("No dated change is written down."),
    )


_WORTH = ("amount", "currency")


def _told(key: str) -> Callable[[LeadLine], Any]:
    return lambda line: line.changes.get(key)


def _marks(line: LeadLine) -> Cell:
    """The marks from that day on, each as a term."""
    marks: Mapping[str, str] = _told("marks")(line) or {}
    levels = ((each, marks[each.id]) for each in CRITERIA if each.id in marks)
    return tuple(
        Term(
            f"{each.id}={level}",
            message("{criterion}: {level}", criterion=each.label, level=term_of(level, LEVELS)),
        )
        for each, level in levels
    )


def _facts(lead: Lead, book: Book) -> Iterator[tuple[Text, Cell]]:
    """The fields of a lead under their titles, in the order of reading."""
    step = lead.next_step
    yield message("Lead"), lead.id
    yield message("Stage"), term_of(lead.stage, LEAD_STAGES)
    yield message("Owner"), lead.owner or message("in the pool")
    yield message("Grade"), grade_term(lead, book.method)
    for criterion in CRITERIA:
        yield criterion.label, term_of(lead.marks.get(criterion.id), LEVELS)
    yield message("Amount"), (money := money_of(lead, book)) and message("{money}", money=money)
    yield message("Source"), term_of(lead.source, book.method.sources)
    yield message("Industry"), lead.industry
    yield message("Region"), lead.region
    yield message("Came in"), _moment(lead)
    yield message("Close"), lead.expected_close
    if step:
        yield message("Next step"), message("{due}: {action}", due=step.due, action=step.action)
    yield message("File"), lead.file


def _moment(lead: Lead) -> Cell:
    return (
        message("{day}, {hour}", day=lead.created, hour=lead.at) if lead.created and lead.at else lead.created
    )
