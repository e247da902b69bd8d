"""An import as a document: what would be, or was, done with each row, and how the sheet was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date as Day
from decimal import Decimal
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from funnel_cli.exchange.account import (
    Refused,
    by_reason,
    cures,
    row_currency,
    row_sums,
    sentences,
)
from funnel_cli.exchange.import_plan import IN_THE_BOOK, LEFT_OUT, ImportPlan, PlannedRow, RowKind
from funnel_cli.exchange.known import HEADERS
from funnel_cli.finding.key_names import IN_CHINESE
from funnel_cli.records.customer import Contact, LogEntry, NextStep
from funnel_cli.records.deal import Loss, Override, Pause
from funnel_cli.reports.deals import FIELDS, place_term
from funnel_cli.values.message import Label, Message, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Document, Table, Value, count, day, money, table, text
from funnel_cli.values.table import currency as in_currency

_DELIMITERS = {",": message("comma"), ";": message("semicolon"), "\t": message("tab"), "|": message("pipe")}

_MOST = 8
"""So many rows of a table are shown to a person."""


class Showing(NamedTuple):
    """For whom an import is shown: a person sees a `sample` of the new rows, machines everything.

    `step` is the undo step that wrote it, `None` if nothing was written; `is_look` tells how the file was
    read too, `is_refused` that bad rows stop the sheet.
    """

    sample: int | None = None
    step: int | None = None
    is_look: bool = True
    is_refused: bool = False


EVERYTHING = Showing()


def import_document(plan: ImportPlan, currency: str, showing: Showing = EVERYTHING) -> Document:
    """The rows in the order of the file, what was left out, the changes, and the mapping that was in force.

    `currency` is the book's, for amounts without their own.
    """
    sheet = plan.incoming.sheet
    return Document(
        schema="funnel.import/1",
        title=message("Import of {path}", path=sheet.path),
        head={
            "file": sheet.path,
            "encoding": sheet.encoding,
            "delimiter": sheet.delimiter,
            "sheet": sheet.page,
            "system": plan.incoming.system,
            "step": showing.step,
            "rows": len(plan.rows),
            **{kind.value.id: count for kind, count in plan.counts.items()},
            "missing": plan.missing,
            "taken_over": plan.taken_over,
            "notes": plan.incoming.notes,
        },
        lines=(*sentences(plan, currency), *(_read_as(plan) if showing.is_look else ())),
        tables=(
            _items(plan, currency, showing.sample),
            *_left_out(plan, currency, showing),
            _changes(plan, currency),
            _clashes(plan, currency),
            _amounts(plan, currency),
            _columns(plan),
            _labels(plan),
        ),
        notes=tuple(_notes(plan, showing)),
        is_partial=plan.left_out > 0,
    )


def _items(plan: ImportPlan, currency: str, sample: int | None) -> Table:
    """A row per row of the file; for a person the first new ones."""
    rows: Sequence[PlannedRow] = plan.rows
    notes: tuple[Message, ...] = ()
    if sample is not None:
        rows = tuple(islice((row for row in plan.rows if row.kind is RowKind.NEW), sample))
        more = plan.counts[RowKind.NEW] - len(rows)
        notes = (
            (message("{count:more row|more rows} like these; -f csv shows all", count=more),) if more else ()
        )
    return table(
        "items",
        rows,
        count("line", message("Line"), weight=9),
        text("kind", message("Row"), attrgetter("kind.value"), weight=10),
        text("id", message("Deal"), lambda row: row.before.id if row.before else row.id, weight=4),
        text("customer", message("Customer"), _said("customer"), weight=8),
        text("name", message("Name"), _said("name"), weight=7),
        text("stage", message("Stage"), lambda row: _stage(_deal(row, "stage"), plan), weight=6),
        money(
            "amount",
            message("Amount"),
            lambda row: _cell(_deal(row, "amount"), row_currency(row, currency)),
            weight=11,
        ),
        day("created", message("Created"), _said("created"), on_screen=False),
        day("expected_close", message("Expected close"), _said("expected_close"), on_screen=False),
        day("closed", message("Closed"), _said("closed"), on_screen=False),
        text(
            "reasons",
            message("Remarks"),
            lambda row: tuple(_reasons(row, currency, plan)),
            weight=3,
            on_screen=sample is None,
        ),
        in_currency(lambda row: row_currency(row, currency) if _deal(row, "amount") is not None else None),
        notes=notes,
        on_screen=sample is None or bool(rows),
    )


def _deal(row: PlannedRow, field: str) -> Any:
    """What the row says in a field; of a deal that it changes, what that says then."""
    return getattr(row.settled if row.kind is RowKind.CHANGED else row.row, field, None)


def _said(field: str) -> Value:
    return lambda row: _deal(row, field)


def _reasons(row: PlannedRow, currency: str, plan: ImportPlan) -> Iterator[Message]:
    """Why a row was left out, or what is odd about it."""
    yield from row.reasons
    for clash in row.clashes:
        yield message(
            "{field}: {book} in the book, {file} in the file; {why}",
            field=_field(clash.field),
            book=_value(clash.field, clash.book, row_currency(row, currency), plan),
            file=_value(clash.field, clash.file, row_currency(row, currency), plan),
            why=clash.why,
        )


def _left_out(plan: ImportPlan, currency: str, showing: Showing) -> Iterator[Table]:
    """The rows that were not taken in, or not as a whole, and why; for a person by reason, with remarks."""
    rows = [row for row in plan.rows if row.kind in LEFT_OUT]
    advice = tuple(cures(plan, is_refused=showing.is_refused))
    if is_for_person := showing.sample is not None:
        refused = [Refused(row, _title(row), why) for row in rows for why in _reasons(row, currency, plan)]
        notes = (*advice, message("--part left_out shows each row."))
        yield by_reason("refused", message("Not taken in"), refused, notes)
        taken = (row for row in plan.rows if row.kind in IN_THE_BOOK)
        remarked = [Refused(row, _title(row), why) for row in taken for why in row.reasons]
        each = (message("--part items shows each row."),)
        heading = message("With a remark") if showing.is_refused else message("Taken in with a remark")
        yield by_reason("remarked", heading, remarked, each)
    yield table(
        "left_out",
        rows,
        count("line", message("Line"), weight=9),
        text("kind", message("Row"), attrgetter("kind.value"), weight=8),
        text("title", message("Deal"), _title, weight=7),
        text(
            "reasons",
            message("Why"),
            lambda row: tuple(_reasons(row, currency, plan)),
            weight=10,
            is_prose=True,
        ),
        title=message("Not taken in"),
        notes=advice,
        on_screen=bool(rows) and not is_for_person,
    )


def _title(row: PlannedRow) -> str | None:
    deal = row.before or row.row
    return deal.title or None if deal else None


def _changes(plan: ImportPlan, currency: str) -> Table:
    """A row per field that changes."""
    changed = [
        (row, row.before, row.settled, change)
        for row in plan.rows
        if row.before and row.settled
        for change in row.changes
    ]
    return table(
        "changes",
        changed,
        count("line", message("Line"), lambda each: each[0].line),
        text("id", message("Deal"), lambda each: each[2].id, weight=8),
        text("field", message("Field"), lambda each: _field(each[3].field), weight=8),
        text(
            "before",
            message("Before"),
            lambda each: _value(each[3].field, each[3].before, each[1].currency or currency, plan),
            weight=7,
        ),
        text(
            "after",
            message("After"),
            lambda each: _value(each[3].field, each[3].after, each[2].currency or currency, plan),
            weight=9,
        ),
        title=message("Changes"),
        first=_MOST,
    )


def _clashes(plan: ImportPlan, currency: str) -> Table:
    """A row per field that the book and the sheet say differently."""
    return table(
        "clashes",
        [(row, row.before, clash) for row in plan.rows if row.before for clash in row.clashes],
        count("line", message("Line"), lambda each: each[0].line),
        text("id", message("Deal"), lambda each: each[1].id),
        text("field", message("Field"), lambda each: each[2].field),
        text("book", message("Book"), lambda each: _cell(each[2].book, each[1].currency or currency)),
        text("file", message("File"), lambda each: _cell(each[2].file, row_currency(each[0], currency))),
        text("why", message("Why"), lambda each: each[2].why),
        on_screen=False,
    )


def _amounts(plan: ImportPlan, currency: str) -> Table:
    """A row per currency of the sheet."""
    return table(
        "amounts",
        row_sums(plan, currency),
        text("currency", message("Currency"), attrgetter("total.currency")),
        count("rows", message("Rows")),
        money("total", message("Total")),
        money("least", message("Smallest")),
        money("most", message("Largest")),
        money("left_out", message("Not taken in")),
        on_screen=False,
    )


def _read_columns(plan: ImportPlan) -> Iterator[tuple[str, Label | Message]]:
    columns, header = plan.incoming.columns, plan.incoming.sheet.header
    for field, place in sorted(columns.places.items(), key=lambda it: it[1]):
        yield header[place], _field_called(field)
    for place, stage in columns.entered:
        yield header[place], message("entered {stage}", stage=stage)


def _field_called(field: str) -> Label:
    """A field by its key, in Chinese by its name, where it has one, or what columns of it are called."""
    names = (IN_CHINESE.get(field, ""), *HEADERS.get(field, ()))
    return Label({"en": field, "zh": next(filter(re.compile("[一-鿿]").match, names), field)})


def _columns(plan: ImportPlan) -> Table:
    """Which column was read as which field; last those that were not read."""
    return table(
        "columns",
        [*_read_columns(plan), *((name, None) for name in plan.incoming.columns.unread)],
        text("column", message("Column"), itemgetter(0), weight=9),
        text("field", message("Read as"), itemgetter(1), weight=9),
        on_screen=False,
    )


def _labels(plan: ImportPlan) -> Table:
    """What the labels of stages and statuses were taken to mean."""
    return table(
        "labels",
        plan.incoming.labels,
        text("field", message("Field"), weight=6),
        text("label", message("In the file"), attrgetter("text"), weight=9),
        text("meaning", message("Means"), lambda label: _stage(label.meaning, plan) or None, weight=9),
        count("rows", message("Rows"), attrgetter("count"), weight=7),
        on_screen=False,
    )


def _read_as(plan: ImportPlan) -> Iterator[Message]:
    """How columns and labels were understood, each in one sentence."""
    columns = (
        message("{column} = {field}", column=column, field=field) for column, field in _read_columns(plan)
    )
    yield message("Columns: {columns}.", columns=tuple(columns))
    labels = tuple(
        message("{label} = {stage} ({n})", label=label.text, stage=_stage(label.meaning, plan), n=label.count)
        for label in plan.incoming.labels
        if label.meaning
    )
    if labels:
        yield message("Stages: {labels}.", labels=labels)


def _notes(plan: ImportPlan, showing: Showing) -> Iterator[Message]:
    """How the file was read, and which lines of it are no rows."""
    sheet = plan.incoming.sheet
    if showing.is_look and sheet.page is not None:
        yield message("Read from the sheet “{name}”.", name=sheet.page)
    elif showing.is_look:
        mark = _DELIMITERS.get(sheet.delimiter or "", sheet.delimiter)
        yield message("Read as {encoding}, parted by {delimiter}.", encoding=sheet.encoding, delimiter=mark)
    for row in sheet.titles:
        text = " ".join(filter(None, row.cells))
        yield message("Line {line} stands above the header: {text}", line=str(row.line), text=text)
    for planned in plan.rows:
        if planned.kind is RowKind.FOOTER:
            yield message("Line {line}: {what}.", line=str(planned.line), what=planned.reasons[0])


def _stage(stage: str | None, plan: ImportPlan) -> Cell:
    return place_term(stage, plan.incoming.method) if stage else stage


def _field(name: str) -> Cell:
    title = FIELDS[name].column.title if name in FIELDS else None
    return Term(name, title) if isinstance(title, Message) else name


def _value(field: str, value: object, currency: str, plan: ImportPlan) -> Cell:
    if field == "stage" and isinstance(value, str):
        return _stage(value, plan)
    if isinstance(value, Pause):
        return value.until or Term("yes", message("yes"))
    return _cell(value, currency)


def _cell(value: object, currency: str) -> Cell:  # noqa: PLR0911 - one line a kind of value
    """A value of a record as a cell."""
    match value:
        case Decimal():
            return Money(value, currency)
        case NextStep():
            return tuple(part for part in (value.due, value.action) if part)
        case Loss():
            return tuple(part for part in (value.reason, value.analysis) if part)
        case Contact():
            return " ".join(filter(None, (value.name, value.title, value.phone, value.email)))
        case LogEntry():
            return value.text
        case Override():
            return f"{(value.value * 100).normalize():f}%"
        case tuple():
            return tuple(_cell(item, currency) for item in value) or None
        case dict():
            return tuple(f"{key} {item}" for key, item in value.items()) or None
        case str() | Day():
            return value
    return None
