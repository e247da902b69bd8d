"""An import as a document: what would be, or was, done with each row, and how the sheet was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date as Day
from decimal import Decimal

from funnel_cli.exchange.matching import ImportPlan, PlannedRow, RowKind
from funnel_cli.message import Message, Term, message
from funnel_cli.model import LOST, WON, Loss, NextStep, Opportunity
from funnel_cli.money import Money
from funnel_cli.table import Cell, Column, Document, Kind, Row, Table

KINDS = {
    RowKind.NEW: Term("new", message("new")),
    RowKind.CHANGED: Term("changed", message("changed")),
    RowKind.SAME: Term("same", message("the same")),
    RowKind.SUSPECT: Term("suspect", message("suspect")),
    RowKind.BAD: Term("bad", message("bad")),
}
MEANINGS = {WON: message("won"), LOST: message("lost")}
DELIMITERS = {",": message("comma"), ";": message("semicolon"), "\t": message("tab"), "|": message("pipe")}


def import_document(plan: ImportPlan, currency: str, *, sample: int | None = None) -> Document:
    """The rows in the order of the file, the changes in detail, and the mapping that was in force.

    `currency` is the book's, for amounts without their own. With a `sample` only so many rows that
    need no attention are shown of each kind, for a screen; machines get every row.
    """
    sheet, counts = plan.incoming.sheet, plan.counts
    return Document(
        schema="funnel.import/1",
        title=message("Import of {path}", path=sheet.path),
        head={
            "file": sheet.path,
            "encoding": sheet.encoding,
            "delimiter": sheet.delimiter,
            **{kind.value: count for kind, count in counts.items()},
        },
        lines=(
            message(
                "{new} new, {changed} changed, {same} the same, {suspect} suspect, {bad} bad.",
                **{kind.value: count for kind, count in counts.items()},
            ),
            *_gaps(plan),
        ),
        tables=(
            _rows(plan, currency, sample),
            _changes(plan, currency),
            _columns(plan),
            _labels(plan),
        ),
        notes=tuple(_notes(plan)),
    )


def _rows(plan: ImportPlan, currency: str, sample: int | None) -> Table:
    """A row per row of the file."""
    shown = plan.rows if sample is None else tuple(_sampled(plan.rows, sample))
    left_out = len(plan.rows) - len(shown)
    note = message("{count:more row|more rows} like these; --format csv shows all", count=left_out)
    return Table(
        name="items",
        columns=(
            Column(key="line", title=message("Line"), kind=Kind.COUNT, weight=9),
            Column(key="kind", title=message("Row"), weight=10),
            Column(key="id", title=message("Deal"), weight=8),
            Column(key="customer", title=message("Customer"), weight=7),
            Column(key="name", title=message("Name"), weight=6),
            Column(key="stage", title=message("Stage"), weight=5),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=5),
            Column(key="created", title=message("Created"), kind=Kind.DAY, on_screen=False),
            Column(key="expected_close", title=message("Expected close"), kind=Kind.DAY, on_screen=False),
            Column(key="closed", title=message("Closed"), kind=Kind.DAY, on_screen=False),
            Column(key="reasons", title=message("Remarks"), weight=9),
        ),
        rows=tuple(_row(row, currency) for row in shown),
        notes=(note,) if left_out else (),
    )


def _sampled(rows: tuple[PlannedRow, ...], sample: int) -> Iterator[PlannedRow]:
    """The rows that need attention, and the first few of each other kind."""
    seen: Counter[RowKind] = Counter()
    for row in rows:
        seen[row.kind] += 1
        if row.kind in {RowKind.SUSPECT, RowKind.BAD} or seen[row.kind] <= sample:
            yield row


def _row(row: PlannedRow, currency: str) -> Row:
    """The cells of one row; a bad one has nothing but its reasons."""
    deal = row.after
    if deal is None:
        return (row.line, KINDS[row.kind], *(None,) * 8, row.reasons)
    return (
        row.line,
        KINDS[row.kind],
        row.before.id if row.before else deal.id or None,
        deal.customer,
        deal.name,
        _stage(deal.stage),
        _cell(deal.amount, deal.currency or currency),
        deal.created,
        deal.expected_close,
        deal.closed,
        row.reasons,
    )


def _changes(plan: ImportPlan, currency: str) -> Table:
    """A row per field that changes."""
    return Table(
        name="changes",
        title=message("Changes"),
        columns=(
            Column(key="line", title=message("Line"), kind=Kind.COUNT),
            Column(key="id", title=message("Deal"), weight=8),
            Column(key="field", title=message("Field"), weight=8),
            Column(key="before", title=message("Before"), weight=7),
            Column(key="after", title=message("After"), weight=7),
        ),
        rows=tuple(
            (
                row.line,
                row.after.id,
                change.field,
                _said(change.before, row.before, currency),
                _said(change.after, row.after, currency),
            )
            for row in plan.rows
            if row.kind is RowKind.CHANGED and row.before and row.after
            for change in row.changes
        ),
        empty=message("No deal of the book changes."),
    )


def _columns(plan: ImportPlan) -> Table:
    """Which column was read as which field; last those that were not read."""
    columns, header = plan.incoming.columns, plan.incoming.sheet.header
    return Table(
        name="columns",
        title=message("Columns"),
        columns=(
            Column(key="column", title=message("Column"), weight=9),
            Column(key="field", title=message("Read as"), weight=9),
        ),
        rows=(
            *(
                (header[place], field)
                for field, place in sorted(columns.places.items(), key=lambda it: it[1])
            ),
            *((header[place], message("entered {stage}", stage=stage)) for place, stage in columns.entered),
            *((name, None) for name in columns.unread),
        ),
    )


def _labels(plan: ImportPlan) -> Table:
    """What the labels of stages and statuses were taken to mean."""
    return Table(
        name="labels",
        title=message("Stages"),
        columns=(
            Column(key="field", title=message("Field"), weight=6),
            Column(key="label", title=message("In the file"), weight=9),
            Column(key="meaning", title=message("Means"), weight=9),
            Column(key="rows", title=message("Rows"), kind=Kind.COUNT, weight=7),
        ),
        rows=tuple(
            (label.field, label.text, _stage(label.meaning), label.count) for label in plan.incoming.labels
        ),
        empty=message("Every outcome follows from other columns."),
    )


def _gaps(plan: ImportPlan) -> Iterator[Message]:
    """How many of the deals that come in lack something, each sentence only where it is true."""
    coming = [row for row in plan.rows if row.kind in {RowKind.NEW, RowKind.CHANGED}]
    deals = [row.after for row in coming if row.after]
    if blank := sum(1 for deal in deals if not deal.customer):
        yield message("{count:deal|deals} without a customer.", count=blank)
    if undated := sum(1 for deal in deals if deal.created is None):
        yield message("{count:deal|deals} without a day of creation.", count=undated)
    if unpriced := sum(1 for deal in deals if deal.amount is None):
        yield message("{count:deal|deals} without an amount.", count=unpriced)
    if overdue := sum(1 for row in coming if any("day" in said.args for said in row.reasons)):
        yield message(
            "{count:open deal|open deals} expected to close on a day that has passed.", count=overdue
        )


def _notes(plan: ImportPlan) -> Iterator[Message]:
    """How the file was read, and what was left out of it."""
    sheet = plan.incoming.sheet
    delimiter = DELIMITERS.get(sheet.delimiter, sheet.delimiter)
    yield message("Read as {encoding}, parted by {delimiter}.", encoding=sheet.encoding, delimiter=delimiter)
    yield from plan.incoming.notes
    if plan.others:
        yield message(
            "{count:customer gets|customers get} the region that a row names.", count=len(plan.others)
        )
    for row in sheet.titles:
        text = next(cell for cell in row.cells if cell)
        yield message("Line {line} stands above the header: {text}", line=str(row.line), text=text)
    for row in sheet.footer:
        text = next(cell for cell in row.cells if cell)
        yield message("Line {line} was taken for a footer: {text}", line=str(row.line), text=text)
    for problem in plan.incoming.left_out:
        yield message(
            "Line {line} was left out, as the mapping says: {fault}",
            line=str(problem.line),
            fault=problem.message,
        )


def _stage(stage: str | None) -> Cell:
    """A stage id, or an outcome in words."""
    return Term(stage, MEANINGS[stage]) if stage in MEANINGS else stage


def _said(value: object, deal: Opportunity | None, currency: str) -> Cell:
    """A field's value for a reader."""
    return _cell(value, (deal.currency if deal else None) or currency)


def _cell(value: object, currency: str) -> Cell:
    """A value of a record as a cell."""
    match value:
        case Decimal():
            return Money(value, currency)
        case NextStep():
            return tuple(part for part in (value.due, value.action) if part)
        case Loss():
            return tuple(part for part in (value.reason, value.analysis) if part)
        case dict():
            return {str(key): str(item) for key, item in value.items()}
        case str() | Day():
            return value
    return None
