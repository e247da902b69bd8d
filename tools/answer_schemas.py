# ruff: noqa: INP001 - a script, no package
"""Write down the contracts of the JSON answers as JSON Schema, one file each in the package.

    python tools/answer_schemas.py            write them
    python tools/answer_schemas.py --check    name those that differ from the reports (exit 1 if any)

A column's kind says what its cells are in JSON; a column of texts, and a value above the tables, is
whatever the examples of the tests have there. What some of the examples lack is not required.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal
from pathlib import Path

from example_answers import BOOK, bookless, reports
from example_import import import_examples

from funnel_cli.records.fields import Json
from funnel_cli.render.answer_schemas import FOLDER, INDEX, answer_schema_file
from funnel_cli.render.choice import chosen_parts
from funnel_cli.render.machine import ENGLISH, as_object, dumped, error_object
from funnel_cli.render.output import EVERY_FORMAT, Output, UnknownFormat
from funnel_cli.store.layout import NoBook
from funnel_cli.store.record_schemas import DIALECT
from funnel_cli.values.errors import FunnelError, Problem
from funnel_cli.values.message import Message, Text
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Column, Document, Kind, Table

_TEXT: Json = {"type": "string"}
_WHOLE: Json = {"type": "integer"}
_NUMBER: Json = {"type": "number"}
_FLAG: Json = {"type": "boolean"}
_DAY: Json = {"type": "string", "format": "date"}
_MONEY: Json = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_KINDS: Mapping[Kind, Json] = {
    Kind.MONEY: _MONEY,
    Kind.RATIO: _NUMBER,
    Kind.BAR: _NUMBER,
    Kind.NUMBER: _NUMBER,
    Kind.COUNT: _WHOLE,
    Kind.DAYS: _WHOLE,
    Kind.DAY: _DAY,
}
"""What the cells of a column are in JSON; texts may be several things."""

REFUSALS = (NoBook(folder="deals"), UnknownFormat("jason", EVERY_FORMAT))
"""One refusal with a cure, and one with details."""

_ANY_PROBLEM = Problem("data/opportunities/acme.yaml", 1, 1, "code", Message("…"), key="amount")


def written() -> Iterator[tuple[str, str, Json]]:
    """Every answer: the name of its schema, the command that gives it, and the schema."""
    for command, examples in (*reports(), ("funnel import", import_examples(BOOK))):
        yield examples[0].schema, _said(command), answer_schema(examples)
    for command, examples in bookless():
        yield examples[0].schema, _said(command), answer_schema(examples, has_book=False)
    refusal = refusal_schema(REFUSALS)
    yield refusal["title"], "every refusal, on stderr", refusal


def texts() -> Mapping[Path, str]:
    """What each file of the package's schemas is to hold."""
    found = list(written())
    index = {name: command for name, command, _ in found}
    files = {answer_schema_file(name): f"{dumped(schema, indent=1)}\n" for name, _, schema in found}
    return {INDEX: f"{dumped(index, indent=1)}\n", **files}


def answer_schema(examples: Sequence[Document], *, has_book: bool = True) -> Json:
    """The schema of the answers of which these are examples; an answer about no book has no day."""
    documents = [chosen_parts(example, Output()) for example in examples]
    tables = _by_name(documents)
    basis = {"as_of": _DAY, "currency": _TEXT} if has_book else {}
    heads = [{key: example.head[key] for key in documents[0].head} for example in examples]
    head = _mapping(heads).get("properties", {})
    ending = {"partial": _FLAG, "problems": _listed("problem")}
    answer = {"schema": {"const": documents[0].schema}, **basis, **head, **_grids(tables), **ending}
    rare = {name for name, some in tables.items() if len(some) < len(documents)}
    rows = {name: _row(some) for name, some in tables.items()}
    return {
        "$schema": DIALECT,
        "title": documents[0].schema,
        **_object(answer, optional=rare),
        "$defs": {**rows, "problem": _told([as_object(_ANY_PROBLEM)])},
    }


def refusal_schema(examples: Sequence[FunnelError]) -> Json:
    """The schema of the line on stderr that says why a wish was refused."""
    objects = [error_object(error) for error in examples]
    name = objects[0]["schema"]
    refusal = _told(objects)
    refusal["properties"]["schema"] = {"const": name}
    return {"$schema": DIALECT, "title": name, **refusal}


def _by_name(documents: Iterable[Document]) -> dict[str, list[Table]]:
    """The tables of the documents by their name, the main one first."""
    found: dict[str, list[Table]] = {}
    for document in documents:
        for table in document.tables:
            found.setdefault(table.name, []).append(table)
    return found


def _grids(names: Iterable[str]) -> Json:
    """The rows and totals of the main table, and of each further one under its name."""
    grids: Json = {}
    for place, name in enumerate(names):
        grid = {"items": _listed(name), "totals": _listed(name)}
        grids |= {name: _object(grid)} if place else {"count": _WHOLE, **grid}
    return grids


def _row(tables: Sequence[Table]) -> Json:
    """A row of these tables, which are one in several shapes."""
    cells: dict[tuple[str, Kind], list[Cell]] = {}
    columns: dict[str, dict[Kind, Column]] = {}
    for table in tables:
        for place, column in enumerate(table.columns):
            columns.setdefault(column.key, {}).setdefault(column.kind, column)
            some = cells.setdefault((column.key, column.kind), [])
            some.extend(row[place] for row in (*table.rows, *table.totals))
    keys = {}
    for key, kinds in columns.items():
        forms = [_KINDS.get(kind) or _any(cells[key, kind]) for kind in kinds]
        keys[key] = {"title": ENGLISH.say(next(iter(kinds.values())).title)} | _or_null(_merged(forms))
    shared = [{column.key for column in table.columns} for table in tables]
    return _object(keys, optional=keys.keys() - set.intersection(*shared))


def _any(values: Iterable[object]) -> Json:
    """What these values are in JSON, as far as they are known; texts if none is."""
    some = [value for value in values if value is not None]
    forms = [_one(value) for value in some if not isinstance(value, tuple | list | Mapping)]
    if lists := [value for value in some if isinstance(value, tuple | list)]:
        forms.append({"type": "array", "items": _any(item for each in lists for item in each)})
    if mappings := [value for value in some if isinstance(value, Mapping)]:
        forms.append(_mapping(mappings))
    return _merged(forms or [_TEXT])


def _one(value: object) -> Json:
    """What a value is in JSON."""
    match value:
        case Money():
            return _MONEY
        case bool():
            return _FLAG
        case int():
            return _WHOLE
        case Decimal():
            return _NUMBER
        case Day():
            return _DAY
    return _TEXT


def _mapping(values: Sequence[Mapping[str, object]]) -> Json:
    """A mapping of cells with the keys that all of these have; an open one where they differ."""
    keys = list(values[0])
    if not keys or any(value.keys() != values[0].keys() for value in values):
        return {"type": "object"}
    return _object({key: _or_null(_any(value[key] for value in values)) for key in keys})


def _told(values: Sequence[Mapping[str, object]]) -> Json:
    """A mapping that is told as it is: only what is unknown in one of these can be."""
    columns = {key: [value[key] for value in values] for key in values[0]}
    return _object(
        {key: _or_null(_any(some)) if None in some else _any(some) for key, some in columns.items()}
    )


def _merged(forms: Sequence[Json]) -> Json:
    """One of these; texts that are spelled differently are just texts."""
    different = [form for place, form in enumerate(forms) if form not in forms[:place]]
    if len(different) == 1:
        return different[0]
    types = list(dict.fromkeys(form["type"] for form in different))
    more = [form for form in different if form["type"] in {"array", "object"}]
    return {key: word for form in more for key, word in form.items()} | {"type": types}


def _or_null(schema: Json) -> Json:
    """The schema of the same, or of what is unknown."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return schema | {"type": [*types, "null"]}


def _object(keys: Json, optional: Collection[str] = ()) -> Json:
    """An object with these keys, all required but the optional ones."""
    required = [key for key in keys if key not in optional]
    return {"type": "object", "properties": keys, "required": required}


def _listed(name: str) -> Json:
    """A list of what is defined under that name."""
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _said(command: Text) -> str:
    return command if isinstance(command, str) else ENGLISH.say(command)


def main() -> int:
    """Write what differs, or with `--check` name it."""
    differing = {
        path: text for path, text in texts().items() if not path.exists() or path.read_text("utf-8") != text
    }
    strangers = {*FOLDER.glob("*.json")} - texts().keys()
    if "--check" in sys.argv[1:]:
        for path in sorted({*differing, *strangers}):
            sys.stdout.write(f"{path.name} is old; run: python tools/answer_schemas.py\n")
        return int(bool(differing or strangers))
    for path, text in differing.items():
        path.write_text(text, "utf-8")
    for path in strangers:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
