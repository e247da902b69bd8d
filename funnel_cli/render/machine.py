"""The formats that are a contract: JSON, JSON lines, CSV and TSV, and CSV as the reader's Excel opens it.

Cells are exact there, unrounded, never a guess; sentences are in English if no other language is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as Day
from decimal import Decimal
from functools import cache, lru_cache
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, Any

from funnel_cli.render.clean import ACTING, UNSEEN, clean, escaped
from funnel_cli.render.language import Language
from funnel_cli.render.output import Footing
from funnel_cli.values.errors import FunnelError, Problem, UsageRefused
from funnel_cli.values.message import N_, Label, Message, Term
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Cell, Column, Document, Kind, Row, Table

if TYPE_CHECKING:
    from json import JSONEncoder

ENGLISH = Language("en")


def value(cell: Cell) -> object:  # noqa: PLR0911 - one line a kind of cell
    """The cell as a JSON value: money a padded decimal string, a ratio a number, unknown `None`."""
    match cell:
        case str():
            return cell
        case Money():
            return cell.padded()
        case Decimal():
            return float(cell)
        case Term():
            return cell.id
        case Message() | Label():
            return ENGLISH.say(cell)
        case Period():
            return cell.name
        case Day():
            return cell.isoformat()
        case tuple():
            return [value(item) for item in cell]
        case Mapping():
            return {key: value(item) for key, item in cell.items()}
    return cell


@lru_cache
def _number(number: Decimal) -> str:
    """The number as a machine has it, in plain digits; a column says the same odds over and over."""
    return format(Decimal(repr(float(number))).normalize(), "f")


_SINGLE: Mapping[type, Callable[[Any], str]] = {
    str: str,
    type(None): lambda _: "",
    bool: lambda cell: "true" if cell else "false",
    int: str,
    Decimal: _number,
    Money: Money.padded,
    Day: Day.isoformat,
}
"""How a value without parts is spelled; a table has many, so the way to each is short."""


def exact_text(cell: Cell, language: Language = ENGLISH) -> str:
    """The cell as one CSV text, controls not yet escaped: unknown is empty, lists joined by `; `.

    Sentences and titles are in that language; the words of closed lists are their ids in any.
    """
    if spelled := _SINGLE.get(type(cell)):
        return spelled(cell)
    match cell:
        case tuple():
            return "; ".join(exact_text(item, language) for item in cell)
        case Mapping():
            return "; ".join(f"{key}={exact_text(item, language)}" for key, item in cell.items())
        case Message() | Label():
            return language.say(cell)
    return str(value(cell))


def field(cell: Cell, language: Language = ENGLISH) -> str:
    r"""The cell as one field of a tab-separated line: tab and line break are `\t` and `\n`."""
    plain = exact_text(cell, language)
    if plain.isprintable():
        return plain
    return clean(plain.replace("\t", "\\t").replace("\r\n", "\\n").replace("\n", "\\n"))


FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula when it starts with it."""

_unseen = re.compile(f"[{UNSEEN}]")
_harmful_in_csv = re.compile(rf"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f{ACTING}]")


def as_json(document: Document, basis: Footing, *, part: str | None = None) -> Iterator[str]:
    """The document as one JSON object in the order of the contract, piece by piece: it may be very long.

    `part` names the table it was cut to.
    """
    yield from _members(_answer(document, basis, part), "\n")
    yield "\n"


def _answer(document: Document, basis: Footing, part: str | None) -> Iterator[tuple[str, object]]:
    """Key by key what the object holds, none twice; what is partial is known when its rows have been made."""
    first: dict[str, object] = {"schema": document.schema}
    if part is not None:
        first["part"] = part
    if basis.day is not None:
        first["as_of"] = basis.day.isoformat()
    if basis.currency is not None:
        first["currency"] = basis.currency
    first.update((key, value(cell)) for key, cell in document.head.items())
    yield from first.items()
    for place, table in enumerate(document.tables):
        if place == 0:
            yield "count", len(table.rows)
            yield from _grid(table).items()
        else:
            yield table.name, _grid(table)
    yield "partial", basis.is_partial or document.is_partial
    yield "problems", [as_object(problem) for problem in (*basis.every_problem, *document.problems)]


def as_jsonl(document: Document) -> Iterator[str]:
    """The rows of the main table, one JSON object a line."""
    table = _main(document)
    return map(dumped, _objects(table.columns, table.rows))


def as_csv(
    document: Document,
    language: Language = ENGLISH,
    *,
    is_raw: bool = False,
    decimal: str | None = None,
) -> Iterator[str]:
    """The rows of the main table under their keys, quoted where needed; lines end with LF.

    Texts that a spreadsheet would run get a leading `'` unless `is_raw`. Line breaks and tabs
    inside a text stay; every other control character becomes a visible escape.
    For an Excel with this `decimal` mark it begins with a byte order mark, lines end with CRLF, numbers have
    the mark, and where that is a comma the delimiter is a semicolon.
    """
    import csv

    mark = decimal or "."
    if decimal:
        yield "\ufeff"

    table = _main(document)
    line = StringIO()
    delimiter = ";" if mark == "," else ","
    writer = csv.writer(line, lineterminator="\r\n" if decimal else "\n", delimiter=delimiter)
    keys = [column.key for column in table.columns]
    rows = ([_cell(cell, language, mark, is_raw=is_raw) for cell in row] for row in table.rows)
    for texts in chain([keys], rows):
        writer.writerow(texts)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def as_tsv(document: Document, language: Language = ENGLISH, *, is_raw: bool = False) -> Iterator[str]:
    r"""The rows of the main table under their keys, never quoted: `\t` and `\n` stand for breaks."""
    table = _main(document)
    keys = [column.key for column in table.columns]
    rows = ([_guarded(cell, field(cell, language), is_raw=is_raw) for cell in row] for row in table.rows)
    return ("\t".join(line) + "\n" for line in chain([keys], rows))


def as_object(problem: Problem) -> dict[str, object]:
    """A problem as JSON has it."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity.value.id,
        "key": problem.key,
        "message": ENGLISH.say(problem.message),
    }


def error_json(error: FunnelError, typed: Callable[[str], str] = str) -> str:
    """A refusal as one JSON object; `typed` spells the commands in its details and its cure."""
    return dumped(error_object(error, typed))


def error_object(error: FunnelError, typed: Callable[[str], str] = str) -> dict[str, object]:
    """A refusal as JSON has it."""
    return {
        "schema": "funnel.error/1",
        "code": error.code,
        "exit": error.exit_code,
        "message": ENGLISH.say(error.message),
        "details": [typed(ENGLISH.say(line)) for line in error.details],
        "hint": typed(ENGLISH.say(error.hint)) if error.hint else None,
    }


def dumped(answer: object, indent: int | None = None) -> str:
    """The value as JSON text with a final newline and no raw control or bidirectional character."""
    import json

    return _seen(json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=indent)) + "\n"


def _seen(spelled: str) -> str:
    if spelled.isascii() and "\x7f" not in spelled:
        return spelled
    return _unseen.sub(lambda found: f"\\u{ord(found[0]):04x}", spelled)


def _members(pairs: Iterable[tuple[str, object]], margin: str) -> Iterator[str]:
    """The pairs as an object, as `dumped` spells one with an indent of two; an iterator becomes a list.

    `margin` is the line break before the closing bracket.
    """
    begin, deeper = "{", margin + "  "
    for key, said in pairs:
        yield f"{begin}{deeper}{_inside(key, deeper)}: "
        if isinstance(said, dict) and said:
            yield from _members(said.items(), deeper)
        elif isinstance(said, Iterator):
            yield from _list(said, deeper)
        else:
            yield _inside(said, deeper)
        begin = ","
    yield margin + "}"


def _list(items: Iterator[object], margin: str) -> Iterator[str]:
    begin = "["
    for item in items:
        yield f"{begin}{margin}  {_inside(item, margin + '  ')}"
        begin = ","
    yield "[]" if begin == "[" else margin + "]"


def _inside(said: object, margin: str) -> str:
    """The value as it is spelled in an object whose lines begin with this margin.

    `json` would leave a circle of closures behind for each value with an indent, which nobody collects in a
    short run: with very many rows that is most of the memory.
    """
    deeper = margin + "  "
    if isinstance(said, dict) and said:
        pairs = (f"{_inside(key, deeper)}: {_inside(part, deeper)}" for key, part in said.items())
        return f"{{{deeper}{f',{deeper}'.join(pairs)}{margin}}}"
    if isinstance(said, list) and said:
        return f"[{deeper}{f',{deeper}'.join(_inside(item, deeper) for item in said)}{margin}]"
    return _seen(_encoder().encode(said))


@cache
def _encoder() -> JSONEncoder:
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=False, allow_nan=False)


def _grid(table: Table) -> dict[str, object]:
    return {"items": _objects(table.columns, table.rows), "totals": _objects(table.columns, table.totals)}


def _objects(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[dict[str, object]]:
    for row in rows:
        yield {column.key: value(cell) for column, cell in zip(columns, row, strict=True)}


def _main(document: Document) -> Table:
    if document.tables:
        return document.tables[0]
    columns = tuple(Column(key=key, title=key, kind=Kind.TEXT) for key in document.head)
    return Table(name="items", columns=columns, rows=(tuple(document.head.values()),))


def _cell(cell: Cell, language: Language, mark: str, *, is_raw: bool) -> str:
    if isinstance(cell, Money | Decimal):
        return exact_text(cell).replace(".", mark)
    return _guarded(cell, _harmful_in_csv.sub(escaped, exact_text(cell, language)), is_raw=is_raw)


def _guarded(cell: Cell, spelled: str, *, is_raw: bool) -> str:
    """The text with a leading `'` if a spreadsheet would run it; numbers and days are never text.

    A text that has such a `'` of its own gets another, so that taking one off always gives it back.
    """
    is_text = isinstance(cell, str | Message | Label | Term | tuple | Mapping)
    if is_raw or not is_text or not spelled.lstrip("'").startswith(FORMULA):
        return spelled
    return f"'{spelled}"


_COMMA = re.compile(
    r"(af|az|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fo|fr|gl|hr|hu|hy|id|is|it|ka|kk|lt|lv|mk|nb|nl|nn|no|pl|pt"
    r"|ro|ru|sk|sl|sq|sr|sv|tr|uk|uz|vi)(?![a-z])|en[_-](ZA|DK)",
    re.IGNORECASE,
)
"""The languages, and countries in another one, that write 1,5 for one and a half."""

_POINT = re.compile(r"(de|it|rm)[_-](CH|LI)|es[_-](CU|DO|GT|HN|MX|NI|PA|PE|PR|SV|US)", re.IGNORECASE)
"""Countries that write 1.5 in a language of `_COMMA`."""

_NAMES = ("LC_ALL", "LC_NUMERIC", "LANG")


class OnlyCsvForExcel(UsageRefused):
    """`--excel` was asked of an answer that is not CSV."""

    sentence = N_("--excel shapes CSV, and this answer is none.")
    cure = N_("Add -f csv or -o FILE.csv; or write a workbook: -o FILE.xlsx")
    code = "not_csv"


def decimal_mark(environ: Mapping[str, str]) -> str:
    """The decimal mark of the locale that the environment names, else of the system's; "." or ","."""
    name = next(filter(None, map(environ.get, _NAMES)), None)
    if name is None:
        return _system_mark()
    return "," if _COMMA.match(name) and not _POINT.match(name) else "."


def _system_mark() -> str:
    import locale

    present = locale.setlocale(locale.LC_NUMERIC)
    try:
        locale.setlocale(locale.LC_NUMERIC, "")
        return "," if locale.localeconv()["decimal_point"] == "," else "."
    except locale.Error:
        return "."
    finally:
        locale.setlocale(locale.LC_NUMERIC, present)
