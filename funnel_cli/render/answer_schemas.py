"""The contracts of the JSON answers, as JSON Schema: whole, or cut to what is asked.

They are files of the package, made by `tools/answer_schemas.py` from the columns of the reports.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from funnel_cli.records.fields import Json
from funnel_cli.render.choice import meant
from funnel_cli.render.output import Output, UnknownField, UnknownPart
from funnel_cli.values.message import Message

FOLDER = Path(__file__).parents[1] / "schemas"
INDEX = FOLDER / "index.json"
"""What each answer's schema describes: the command that gives it."""

_GRID = ("count", "items", "totals")
_ENDING = ("partial", "problems")


def answer_schema_file(name: str) -> Path:
    """Where the schema of that name stands, like `funnel.list/1`."""
    return FOLDER / f"{name.replace('/', '.')}.json"


def answer_names() -> Mapping[str, str]:
    """The name of every answer's schema, and the command whose answer it is."""
    found: dict[str, str] = json.loads(INDEX.read_text("utf-8"))
    return found


def answer_schema(name: str, output: Output) -> Json:
    """The schema of that name, of one part and some fields where `output` names them.

    Raises `UnknownPart` or `UnknownField` if no answer has them.
    """
    schema: Json = json.loads(answer_schema_file(name).read_text("utf-8"))
    if output.part is not None:
        schema = _of_part(schema, output)
    return _of_fields(schema, output) if output.fields else schema


def _main(schema: Json) -> str | None:
    """The name of the main table; `None` where an answer has none."""
    items = schema["properties"].get("items")
    return items and str(items["items"]["$ref"]).rpartition("/")[2]


def _of_part(schema: Json, output: Output) -> Json:
    """The schema of the answer whose main table is that part, without the others."""
    keys: Json = schema["properties"]
    main = _main(schema)
    others = {key for key in keys if key in schema["$defs"] and "items" in keys[key].get("properties", {})}
    part = meant(output.part or "", dict.fromkeys([main, *others] if main else []), output, UnknownPart)
    listed = {"type": "array", "items": {"$ref": f"#/$defs/{part}"}}
    grid = {"count": {"type": "integer"}, "items": listed, "totals": listed}
    head = {key: word for key, word in keys.items() if key not in {*others, *_GRID, *_ENDING, "schema"}}
    named = {"schema": keys["schema"], "part": {"const": part}}
    answer = named | head | grid | {key: keys[key] for key in _ENDING}
    defined = {key: schema["$defs"][key] for key in (part, "problem")}
    return schema | {"properties": answer, "required": list(answer), "$defs": defined}


def _of_fields(schema: Json, output: Output) -> Json:
    """The schema of the answer with these columns of its main table; of its own values where it has none."""
    main = _main(schema)
    keys: Json = schema["$defs"][main]["properties"] if main else schema["properties"]
    titles = {key: Message(word["title"]) if "title" in word else None for key, word in keys.items()}
    fields = [meant(field, titles, output, UnknownField) for field in output.fields]
    if main:
        row = schema["$defs"][main] | {"properties": {key: keys[key] for key in fields}, "required": fields}
        return schema | {"$defs": schema["$defs"] | {main: row}}
    kept = [key for key in keys if key in {"schema", "as_of", "currency", *fields, *_ENDING}]
    return schema | {"properties": {key: keys[key] for key in kept}, "required": kept}
