"""Who did what: the activity of each rep in a period, by kind, and day by day.

An entry counts for whoever it says it was by, else for the deal's owner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from funnel_cli.message import Term, message
from funnel_cli.model import LogEntry, Opportunity
from funnel_cli.names import LOG_KINDS, log_kind
from funnel_cli.period import Period
from funnel_cli.standing import Standing
from funnel_cli.table import Column, Document, Kind, Row, Table

OTHER = Term("other", message("other"))


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry of a deal's log, and whose it is."""

    owner: str | None
    deal: Opportunity
    entry: LogEntry


def activities(deals: Iterable[Standing], period: Period) -> tuple[Activity, ...]:
    """Every log entry inside the period, by rep and day."""
    found = [
        Activity(entry.by or where.deal.owner, where.deal, entry)
        for where in deals
        for entry in where.deal.log
        if entry.date in period
    ]
    return tuple(sorted(found, key=lambda each: (each.owner or "", each.entry.date, each.deal.id)))


def matrix(some: Sequence[Activity], period: Period, query: str = "") -> Document:
    """Reps against kinds of activity, with a total, and below it the daily log of each."""
    return Document(
        schema="funnel.matrix/1",
        title=message("Activity in {period}", period=period),
        head={"period": period, "query": query},
        tables=(_counts(some), _daily(some)),
    )


def _counts(some: Sequence[Activity]) -> Table:
    """A row per rep: how many entries of each kind, with how many customers, on how many days."""
    by_owner: defaultdict[str | None, list[Activity]] = defaultdict(list)
    for each in some:
        by_owner[each.owner].append(each)
    kinds = [*((kind.id, kind.label) for kind in LOG_KINDS), (OTHER.id, OTHER.label)]
    return Table(
        name="matrix",
        columns=(
            Column(key="owner", title=message("Owner"), weight=10),
            *(Column(key=id, title=label, kind=Kind.COUNT, weight=8) for id, label in kinds),
            Column(key="total", title=message("Total"), kind=Kind.COUNT, weight=9),
            Column(key="customers", title=message("Customers"), kind=Kind.COUNT, weight=6),
            Column(key="days", title=message("Active days"), kind=Kind.COUNT, weight=5),
        ),
        rows=tuple(_row(owner, by_owner[owner]) for owner in by_owner),
        totals=(_row(None, some),) if len(by_owner) > 1 else (),
        empty=message("Nothing was logged then."),
    )


def _row(owner: str | None, some: Sequence[Activity]) -> Row:
    """One rep's counts, in the order of the columns."""
    known = [kind.id for kind in LOG_KINDS]
    counts = Counter(each.entry.kind if each.entry.kind in known else OTHER.id for each in some)
    customers = {each.deal.customer or each.deal.id for each in some}
    days = {each.entry.date for each in some}
    return (owner, *(counts[id] for id in (*known, OTHER.id)), len(some), len(customers), len(days))


def _daily(some: Iterable[Activity]) -> Table:
    """Each rep's log, day by day."""
    return Table(
        name="log",
        title=message("Daily log"),
        columns=(
            Column(key="owner", title=message("Owner"), weight=7),
            Column(key="date", title=message("On"), kind=Kind.DAY, weight=9),
            Column(key="kind", title=message("Kind"), weight=6),
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="customer", title=message("Customer"), on_screen=False),
            Column(key="text", title=message("Text"), weight=8, is_prose=True),
        ),
        rows=tuple(
            (
                each.owner,
                each.entry.date,
                log_kind(each.entry.kind),
                each.deal.id,
                each.deal.customer,
                each.entry.text,
            )
            for each in some
        ),
        empty=message("Nothing was logged then."),
    )
