"""The contract of a JSON answer as JSON Schema, read off examples of the answer itself.

A column's kind says what its cells are in JSON; a column of texts, and a value above the tables, is
whatever the examples have there. What some of the examples lack is not required.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal

from funnel_cli.errors import FunnelError, Problem
from funnel_cli.message import Message
from funnel_cli.money import Money
from funnel_cli.render.choice import chosen
from funnel_cli.render.exact import ENGLISH
from funnel_cli.render.machine import as_object, error_object
from funnel_cli.render.output import Output, UnknownField, UnknownPart
from funnel_cli.store.json_schema import DIALECT, Schema
from funnel_cli.table import Cell, Column, Document, Kind, Table

_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer"}
_NUMBER: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "format": "date"}
_MONEY: Schema = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_KINDS: Mapping[Kind, Schema] = {
    Kind.MONEY: _MONEY,
    Kind.RATIO: _NUMBER,
    Kind.BAR: _NUMBER,
    Kind.NUMBER: _NUMBER,
    Kind.COUNT: _WHOLE,
    Kind.DAYS: _WHOLE,
    Kind.DAY: _DAY,
}
"""What the cells of a column are in JSON; texts may be several things."""

_ANY_PROBLEM = Problem("data/opportunities/acme.yaml", 1, 1, "code", Message("…"), key="amount")


def answer_schema(examples: Sequence[Document], output: Output, *, has_book: bool = True) -> Schema:
    """The schema of the answers of which these are examples, with the part and fields of `output`.

    An answer about no book has no day. Raises `UnknownPart` or `UnknownField` if no example has them.
    """
    documents = _asked(examples, output)
    tables = _by_name(documents)
    part = {"part": {"const": documents[0].tables[0].name}} if output.part else {}
    basis = {"as_of": _DAY, "currency": _TEXT} if has_book else {}
    heads = [{key: example.head[key] for key in documents[0].head} for example in examples]
    head = _mapping(heads).get("properties", {})
    ending = {"partial": _FLAG, "problems": _listed("problem")}
    answer = {"schema": {"const": documents[0].schema}, **part, **basis, **head, **_grids(tables), **ending}
    rare = {name for name, some in tables.items() if len(some) < len(documents)}
    rows = {name: _row(some) for name, some in tables.items()}
    return {
        "$schema": DIALECT,
        "title": documents[0].schema,
        **_object(answer, optional=rare),
        "$defs": {**rows, "problem": _told([as_object(_ANY_PROBLEM)])},
    }


def refusal_schema(examples: Sequence[FunnelError]) -> Schema:
    """The schema of the line on stderr that says why a wish was refused."""
    objects = [error_object(error) for error in examples]
    name = objects[0]["schema"]
    refusal = _told(objects)
    refusal["properties"]["schema"] = {"const": name}
    return {"$schema": DIALECT, "title": name, **refusal}


def _asked(examples: Sequence[Document], output: Output) -> list[Document]:
    """What `output` names of the examples that have it; one of them has."""
    found: list[Document] = []
    for example in examples:
        try:
            found.append(chosen(example, output))
        except (UnknownField, UnknownPart):
            if not found and example is examples[-1]:
                raise
    return found


def _by_name(documents: Iterable[Document]) -> dict[str, list[Table]]:
    """The tables of the documents by their name, the main one first."""
    found: dict[str, list[Table]] = {}
    for document in documents:
        for table in document.tables:
            found.setdefault(table.name, []).append(table)
    return found


def _grids(names: Iterable[str]) -> Schema:
    """The rows and totals of the main table, and of each further one under its name."""
    grids: Schema = {}
    for place, name in enumerate(names):
        grid = {"items": _listed(name), "totals": _listed(name)}
        grids |= {name: _object(grid)} if place else {"count": _WHOLE, **grid}
    return grids


def _row(tables: Sequence[Table]) -> Schema:
    """A row of these tables, which are one in several shapes."""
    cells: dict[str, list[Cell]] = {}
    columns: dict[str, Column] = {}
    for table in tables:
        for place, column in enumerate(table.columns):
            columns.setdefault(column.key, column)
            cells.setdefault(column.key, []).extend(row[place] for row in (*table.rows, *table.totals))
    keys = {
        key: {"title": ENGLISH.say(column.title)} | _or_null(_KINDS.get(column.kind) or _any(cells[key]))
        for key, column in columns.items()
    }
    shared = [{column.key for column in table.columns} for table in tables]
    return _object(keys, optional=keys.keys() - set.intersection(*shared))


def _any(values: Iterable[object]) -> Schema:
    """What these values are in JSON, as far as they are known; texts if none is."""
    some = [value for value in values if value is not None]
    forms = [_one(value) for value in some if not isinstance(value, tuple | list | Mapping)]
    if lists := [value for value in some if isinstance(value, tuple | list)]:
        forms.append({"type": "array", "items": _any(item for each in lists for item in each)})
    if mappings := [value for value in some if isinstance(value, Mapping)]:
        forms.append(_mapping(mappings))
    return _merged(forms or [_TEXT])


def _one(value: object) -> Schema:
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


def _mapping(values: Sequence[Mapping[str, object]]) -> Schema:
    """A mapping of cells with the keys that all of these have; an open one where they differ."""
    keys = list(values[0])
    if not keys or any(value.keys() != values[0].keys() for value in values):
        return {"type": "object"}
    return _object({key: _or_null(_any(value[key] for value in values)) for key in keys})


def _told(values: Sequence[Mapping[str, object]]) -> Schema:
    """A mapping that is told as it is: only what is unknown in one of these can be."""
    columns = {key: [value[key] for value in values] for key in values[0]}
    return _object(
        {key: _or_null(_any(some)) if None in some else _any(some) for key, some in columns.items()}
    )


def _merged(forms: Sequence[Schema]) -> Schema:
    """One of these; texts that are spelled differently are just texts."""
    different = [form for place, form in enumerate(forms) if form not in forms[:place]]
    if len(different) == 1:
        return different[0]
    types = list(dict.fromkeys(form["type"] for form in different))
    more = [form for form in different if form["type"] in {"array", "object"}]
    return {key: word for form in more for key, word in form.items()} | {"type": types}


def _or_null(schema: Schema) -> Schema:
    """The schema of the same, or of what is unknown."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return schema | {"type": [*types, "null"]}


def _object(keys: Schema, optional: Collection[str] = ()) -> Schema:
    """An object with these keys, all required but the optional ones."""
    required = [key for key in keys if key not in optional]
    return {"type": "object", "properties": keys, "required": required}


def _listed(name: str) -> Schema:
    """A list of what is defined under that name."""
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}
