"""The formats that are a contract: JSON, JSON lines, CSV and TSV.

Keys and texts are English and stable, amounts exact, order deterministic. See docs/json.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from funnel_cli.errors import FunnelError, Problem
from funnel_cli.message import Label, Message, Term
from funnel_cli.render.clean import ACTING, UNSEEN, escaped
from funnel_cli.render.exact import ENGLISH, field, text, value
from funnel_cli.render.output import Basis
from funnel_cli.table import Cell, Column, Document, Kind, Row, Table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula when it starts with it."""

_unseen = re.compile(f"[{UNSEEN}]")
_harmful_in_csv = re.compile(rf"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f{ACTING}]")


def as_json(document: Document, basis: Basis, *, part: str | None = None) -> str:
    """The document as one JSON object in the order of the contract; `part` names the table it was cut to."""
    answer: dict[str, object] = {"schema": document.schema}
    if part is not None:
        answer["part"] = part
    if basis.day is not None:
        answer["as_of"] = basis.day.isoformat()
    if basis.currency is not None:
        answer["currency"] = basis.currency
    answer |= {key: value(cell) for key, cell in document.head.items()}
    for place, table in enumerate(document.tables):
        if place == 0:
            answer |= {"count": len(table.rows), **_grid(table)}
        else:
            answer[table.name] = _grid(table)
    answer["partial"] = basis.is_partial or document.is_partial
    answer["problems"] = [as_object(problem) for problem in basis.every_problem]
    return dumped(answer, indent=2)


def as_jsonl(document: Document) -> str:
    """The rows of the main table, one JSON object a line."""
    return "".join(map(dumped, _objects(_main(document).columns, _main(document).rows)))


def as_csv(document: Document, *, is_raw: bool = False) -> str:
    """The rows of the main table under their keys, quoted where needed; lines end with LF.

    Texts that a spreadsheet would run get a leading `'` unless `is_raw`. Line breaks and tabs
    inside a text stay; every other control character becomes a visible escape.
    """
    import csv

    table = _main(document)
    page = StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(cell, is_raw=is_raw) for cell in row])
    return page.getvalue()


def as_tsv(document: Document, *, is_raw: bool = False) -> str:
    r"""The rows of the main table under their keys, never quoted: `\t` and `\n` stand for breaks."""
    table = _main(document)
    lines = [[column.key for column in table.columns]]
    lines += [[_guarded(cell, field(cell), is_raw=is_raw) for cell in row] for row in table.rows]
    return "".join("\t".join(line) + "\n" for line in lines)


def as_object(problem: Problem) -> dict[str, object]:
    """A problem as JSON has it."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity.value,
        "key": problem.key,
        "message": ENGLISH.say(problem.message),
    }


def error_json(error: FunnelError) -> str:
    """A refusal as one JSON object, details and cure included."""
    return dumped(error_object(error))


def error_object(error: FunnelError) -> dict[str, object]:
    """A refusal as JSON has it."""
    return {
        "schema": "funnel.error/1",
        "code": error.code,
        "exit": error.exit_code,
        "message": ENGLISH.say(error.message),
        "details": [ENGLISH.say(line) for line in error.details],
        "hint": ENGLISH.say(error.hint) if error.hint else None,
    }


def dumped(answer: object, indent: int | None = None) -> str:
    """The value as JSON text with a final newline and no raw control or bidirectional character."""
    import json

    page = StringIO()
    page.writelines(json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=indent).iterencode(answer))
    spelled = page.getvalue()
    if spelled.isascii() and "\x7f" not in spelled:
        return spelled + "\n"
    return _unseen.sub(lambda found: f"\\u{ord(found[0]):04x}", spelled) + "\n"


def _grid(table: Table) -> dict[str, object]:
    return {
        "items": list(_objects(table.columns, table.rows)),
        "totals": list(_objects(table.columns, table.totals)),
    }


def _objects(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[dict[str, object]]:
    for row in rows:
        yield {column.key: value(cell) for column, cell in zip(columns, row, strict=True)}


def _main(document: Document) -> Table:
    """The main table; a document without tables is one row of its single values."""
    if document.tables:
        return document.tables[0]
    columns = tuple(Column(key=key, title=key, kind=Kind.TEXT) for key in document.head)
    return Table(name="items", columns=columns, rows=(tuple(document.head.values()),))


def _cell(cell: Cell, *, is_raw: bool) -> str:
    return _guarded(cell, _harmful_in_csv.sub(escaped, text(cell)), is_raw=is_raw)


def _guarded(cell: Cell, spelled: str, *, is_raw: bool) -> str:
    """The text with a leading `'` if a spreadsheet would run it; numbers and days are never text.

    A text that has such a `'` of its own gets another, so that taking one off always gives it back.
    """
    is_text = isinstance(cell, str | Message | Label | Term | tuple | Mapping)
    if is_raw or not is_text or not spelled.lstrip("'").startswith(FORMULA):
        return spelled
    return f"'{spelled}"
