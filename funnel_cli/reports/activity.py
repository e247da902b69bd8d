"""Who did what: the activity of each rep in a period, by kind, and day by day.

An entry counts for whoever it says it was by, else for the deal's owner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from funnel_cli.finding.names import LOG_KINDS, log_kind
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.time.standing import Standing
from funnel_cli.values.columns import count, day, table, text, totalled
from funnel_cli.values.message import Term, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table

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
    kinds = (*(Term(kind.id, kind.label) for kind in LOG_KINDS), OTHER)
    columns = (
        *(count(kind.id, kind.label, partial(_of_kind, kind.id), weight=8) for kind in kinds),
        count("total", message("Total"), len, weight=9),
        count("customers", message("Customers"), _customers, weight=6),
        count("days", message("Active days"), lambda own: len({each.entry.date for each in own}), weight=5),
    )
    return table(
        "matrix",
        by_owner.values(),
        text("owner", message("Owner"), lambda own: own[0].owner, weight=10),
        *map(totalled, columns),
        totals=(some,) if len(by_owner) > 1 else (),
        empty=message("Nothing was logged then."),
    )


def _of_kind(kind: str, some: Sequence[Activity]) -> int:
    known = {each.id for each in LOG_KINDS}
    return sum((each.entry.kind if each.entry.kind in known else OTHER.id) == kind for each in some)


def _customers(some: Sequence[Activity]) -> int:
    return len({each.deal.customer or each.deal.id for each in some})


def _daily(some: Iterable[Activity]) -> Table:
    """Each rep's log, day by day."""
    return table(
        "log",
        some,
        text("owner", message("Owner"), weight=7),
        day("date", message("On"), attrgetter("entry.date"), weight=9),
        text("kind", message("Kind"), lambda each: log_kind(each.entry.kind), weight=6),
        deal_column(),
        text("customer", message("Customer"), attrgetter("deal.customer"), on_screen=False),
        text("text", message("Text"), attrgetter("entry.text"), weight=8, is_prose=True),
        title=message("Daily log"),
        empty=message("Nothing was logged then."),
    )
