"""Leads as a list, and one on a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from funnel_cli.finding.names import log_kind, term_of
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
from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.lead import STAGES, Lead
from funnel_cli.reports.account_cards import contacts_table
from funnel_cli.reports.lead_findings import last_contact, lead_findings
from funnel_cli.reports.search import chosen
from funnel_cli.values.grades import MARKS
from funnel_cli.values.message import Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Column, Document, Kind, Row, Table


def lead_list(book: Book, words: Sequence[str]) -> Document:
    """The leads for which every word holds: by stage, then by grade and day of coming in."""
    asked = chosen(
        book.leads.values(),
        words,
        {
            "": lambda lead: (lead.id, lead.customer, lead.name),
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
    )
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
    return Document(
        schema="funnel.leads/1",
        title=message("Leads"),
        head={"query": " ".join(words), "in_pool": pooled},
        tables=(_table(ordered, book),),
        notes=(message("{count} in the pool, without an owner.", count=pooled),) if pooled else (),
    )


def _table(leads: Sequence[Lead], book: Book) -> Table:
    """A row for each lead, in this order."""
    return Table(
        name="leads",
        columns=(
            Column(key="id", title=message("Lead"), weight=10, is_whole=True),
            Column(key="customer", title=message("Customer"), weight=5),
            Column(key="name", title=message("Name"), weight=3),
            Column(key="stage", title=message("Stage"), weight=9),
            Column(key="grade", title=message("Grade"), weight=8),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=6),
            Column(key="owner", title=message("Owner"), weight=7),
            Column(key="source", title=message("Source"), weight=2),
            Column(key="created", title=message("Since"), kind=Kind.DAY, weight=6),
            Column(key="last_contact", title=message("Last contact"), kind=Kind.DAY, weight=4),
            Column(key="wants", title=message("Wants"), weight=7, is_prose=True),
            Column(key="file", title=message("File"), on_screen=False),
        ),
        rows=tuple(_row(lead, book) for lead in leads),
        empty=message("No lead matches."),
    )


def lead_card(lead: Lead, book: Book) -> Document:
    """Everything that is known of a lead as of the book's day."""
    step = lead.next_step
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
            "amount": _money(lead, book),
            "owner": lead.owner,
            "source": lead.source,
            "region": lead.region,
            "industry": lead.industry,
            "created": lead.created,
            "expected_close": lead.expected_close,
            "next_step": {"due": step.due, "action": step.action} if step else None,
            "tags": lead.tags,
            "refs": dict(lead.refs),
            "file": lead.file,
        },
        card=tuple((label, value) for label, value in _facts(lead, book) if value not in (None, ())),
        tables=(contacts_table(lead.contacts), log_table(lead.log), _history_table(lead)),
        lines=tuple(each.told for each in lead_findings((lead,), book)),
        notes=tuple(
            message("Next: {command}", command=each.command) for each in lead_findings((lead,), book)
        ),
    )


def log_table(entries: Sequence[LogEntry]) -> Table:
    """Visits, calls, mails and notes, oldest first."""
    return Table(
        name="log",
        title=message("Log"),
        columns=(
            Column(key="date", title=message("On"), kind=Kind.DAY, weight=10),
            Column(key="kind", title=message("Kind"), weight=5),
            Column(key="text", title=message("Text"), weight=9, is_prose=True),
            Column(key="next", title=message("Then"), weight=4, is_prose=True),
        ),
        rows=tuple((entry.date, log_kind(entry.kind), entry.text, entry.next) for entry in entries),
        empty=message("Nothing is logged yet."),
    )


def _history_table(lead: Lead) -> Table:
    """How the lead came to its stage and its owner, oldest first."""
    return Table(
        name="history",
        title=message("History"),
        columns=(
            Column(key="date", title=message("On"), kind=Kind.DAY, weight=10),
            Column(key="stage", title=message("Stage"), weight=9),
            Column(key="owner", title=message("Owner"), weight=7),
            Column(key="reason", title=message("Reason"), weight=6, is_prose=True),
        ),
        rows=tuple(
            (line.date, term_of(line.stage, LEAD_STAGES), line.owner, line.reason) for line in lead.history
        ),
        empty=message("No dated change is written down."),
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
    yield message("Amount"), _told_money(lead, book)
    yield message("Source"), term_of(lead.source, book.method.sources)
    yield message("Industry"), lead.industry
    yield message("Region"), lead.region
    yield message("Came in"), lead.created
    yield message("Close"), lead.expected_close
    if step:
        yield message("Next step"), message("{due}: {action}", due=step.due, action=step.action)
    yield message("File"), lead.file


def _money(lead: Lead, book: Book) -> Money | None:
    return None if lead.amount is None else Money(lead.amount, lead.currency or book.currency)


def _told_money(lead: Lead, book: Book) -> Cell:
    money = _money(lead, book)
    return message("{money}", money=money) if money else None


def _row(lead: Lead, book: Book) -> Row:
    return (
        lead.id,
        lead.customer,
        lead.name,
        term_of(lead.stage, LEAD_STAGES),
        grade_titled(lead, book.method),
        _money(lead, book),
        lead.owner,
        term_of(lead.source, book.method.sources),
        lead.created,
        last_contact(lead),
        tuple(each.term for each in lead_findings((lead,), book)),
        lead.file,
    )
