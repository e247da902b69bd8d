"""What a sheet would do to a book: each row new, changed, the same, suspect or bad, with reasons.

A row means a deal of the book if it carries that deal's foreign id, its own id, or the same
customer, name and day of creation. What is only likely is *suspect*: it is shown and never merged.
A sheet goes in as a whole or, with one bad row, not at all; a second time it changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date as Day
from enum import Enum
from itertools import groupby

from funnel_cli.errors import DataRefused
from funnel_cli.exchange.differences import Difference, differences, with_differences
from funnel_cli.exchange.identity import Ids, matches
from funnel_cli.exchange.incoming import Incoming, IncomingRow
from funnel_cli.frozen import dataclass
from funnel_cli.history import BeforeLastLine, imported, is_ahead, is_told
from funnel_cli.message import N_, Message, message
from funnel_cli.method import Settings
from funnel_cli.model import Book, Change, Edit, Opportunity

Progress = Callable[[int, int], None]
"""Is told how many rows of how many are done."""

STRIDE = 100  # rows between two words of progress


class ImportRefused(DataRefused):
    """Some rows are bad, so none was imported; the details name each with its line."""

    sentence = N_("{path}: {count:row|rows} cannot be read, so nothing was imported.")
    cure = N_("Correct them in the file, or see the whole list with --dry-run.")
    code = "import"


class RowKind(Enum):
    """What a row is to the book."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    SUSPECT = "suspect"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """A row and what would be done: `before` and `after` of its deal, the differences, and remarks.

    A suspect row has the deal it tells of in `after` and is not written; a bad one has none.
    """

    line: int
    kind: RowKind
    before: Opportunity | None = None
    after: Opportunity | None = None
    changes: tuple[Difference, ...] = ()
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """Everything an import would do, row by row in the order of the file.

    `others` is what changes in records that are no deals; `complete_since` the day for that setting, where
    this is the first import of open deals.
    """

    incoming: Incoming
    rows: tuple[PlannedRow, ...]
    day: Day
    complete_since: Day | None = None
    others: tuple[Edit, ...] = ()

    @property
    def counts(self) -> Mapping[RowKind, int]:
        """How many rows are of each kind, 0 included."""
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in RowKind}


def plan_import(incoming: Incoming, book: Book, day: Day, progress: Progress | None = None) -> ImportPlan:
    """What importing the sheet on that day would do to the book."""
    meant = matches(book, incoming.rows)
    ids = Ids(book, incoming.rows)
    rows = list(_bad(incoming))
    for done, row in enumerate(incoming.rows, start=1):
        rows.append(_planned(row, meant.get(row.line), ids, book.method.settings, day))
        if progress and (done % STRIDE == 0 or done == len(incoming.rows)):
            progress(done, len(incoming.rows))
    rows.sort(key=lambda row: row.line)
    since = _complete_since(rows, book, day)
    return ImportPlan(incoming=incoming, rows=tuple(rows), day=day, complete_since=since)


def _complete_since(rows: Iterable[PlannedRow], book: Book, day: Day) -> Day | None:
    """The day of the first import of open deals into the book, since which histories are whole.

    None where the setting is there already, or where a decided deal of the book or the sheet tells its way:
    then the past is known, and leaving it out would blind every report to it.
    """
    if book.method.settings.complete_since:
        return None
    new = [row.after for row in rows if row.kind is RowKind.NEW and row.after]
    if not any(deal.is_open for deal in new):
        return None
    known = (*book.opportunities.values(), *new)
    return None if any(is_told(deal, book.method) for deal in known) else day


def as_change(plan: ImportPlan) -> Change:
    """The change that writes the plan's new and changed rows; raises `ImportRefused` for bad ones."""
    path = plan.incoming.sheet.path
    if problems := plan.incoming.problems:
        raise ImportRefused(
            path=path,
            count=plan.counts[RowKind.BAD],
            details=[
                message("line {line}: {fault} ({code})", line=str(bad.line), fault=bad.message, code=bad.code)
                for bad in problems
            ],
        )
    counts = plan.counts
    return Change(
        note=message(
            "Import {path}: {new} new, {changed} changed",
            path=path,
            new=counts[RowKind.NEW],
            changed=counts[RowKind.CHANGED],
        ),
        edits=(
            *(
                Edit(before=row.before, after=row.after)
                for row in plan.rows
                if row.kind in {RowKind.NEW, RowKind.CHANGED}
            ),
            *plan.others,
        ),
        complete_since=plan.complete_since,
        warnings=tuple(_warnings(plan)),
        next=("funnel list", "funnel review"),
    )


def _warnings(plan: ImportPlan) -> Iterator[Message]:
    """What is set with the deals, and what of them is still to come."""
    if plan.complete_since:
        yield message(
            "Histories are whole from {day} on: stages.yaml says so now (complete_since).",
            day=plan.complete_since,
        )
    new = [row.after for row in plan.rows if row.kind in {RowKind.NEW, RowKind.CHANGED} and row.after]
    if ahead := tuple(deal.id for deal in new if is_ahead(deal, plan.day)):
        yield message("Won or lost on a day that is still to come: {deals}.", deals=ahead)


def _bad(incoming: Incoming) -> Iterator[PlannedRow]:
    """The rows that could not be read, each with all its reasons."""
    for line, problems in groupby(incoming.problems, key=lambda problem: problem.line):
        yield PlannedRow(line=line, kind=RowKind.BAD, reasons=tuple(bad.message for bad in problems))


def _planned(
    row: IncomingRow, meant: Opportunity | Message | None, ids: Ids, settings: Settings, day: Day
) -> PlannedRow:
    """What the row would do to the deal it means, if it means one."""
    if row.doubt:
        return _suspect(row, row.doubt)
    if isinstance(meant, Message):
        return _suspect(row, meant)
    if meant:
        return _known(row, meant, settings, day)
    if ids.is_unread(row.deal.id):
        return _suspect(row, message("the book has a file {id} that cannot be read", id=row.deal.id))
    new = imported(replace(row.deal, id=ids.new(row.deal)), day)
    return PlannedRow(line=row.line, kind=RowKind.NEW, after=new, reasons=(*row.remarks, *_remarks(new, day)))


def _known(row: IncomingRow, deal: Opportunity, settings: Settings, day: Day) -> PlannedRow:
    """What the row would change in the deal it means."""
    changes = differences(deal, row.deal, settings)
    if not changes:
        return PlannedRow(line=row.line, kind=RowKind.SAME, before=deal, after=deal)
    try:
        after = with_differences(deal, row.deal, changes, day)
    except BeforeLastLine as refusal:
        return _suspect(row, refusal.message, before=deal)
    return PlannedRow(
        line=row.line,
        kind=RowKind.CHANGED,
        before=deal,
        after=after,
        changes=changes,
        reasons=(*row.remarks, *_remarks(after, day)),
    )


def _suspect(row: IncomingRow, why: Message, before: Opportunity | None = None) -> PlannedRow:
    """A row that a person has to look at."""
    return PlannedRow(line=row.line, kind=RowKind.SUSPECT, before=before, after=row.deal, reasons=(why,))


def _remarks(deal: Opportunity, day: Day) -> tuple[Message, ...]:
    """What is odd about a deal that comes in all the same."""
    if is_ahead(deal, day):
        return (message("{outcome} on {day}, which is still to come", outcome=deal.stage, day=deal.closed),)
    if deal.is_open and deal.expected_close and deal.expected_close < day:
        return (message("expected to close on {day}, which has passed", day=deal.expected_close),)
    return ()
