"""The types of a record as JSON Schema, for editors and other programs: printed by pydantic.

What the reader refuses, an editor underlines. A scalar may be written as text or as what YAML and JSON
take it for. Inside a book the words of its method are known: a stage that it lacks is an error, as for
the reader; other words of it are suggested, since the reader keeps any. Keys that nobody knows are
allowed and said to be unknown.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from funnel_cli.finding.names import ids_of
from funnel_cli.finding.word_lists import word_lists
from funnel_cli.records.deal import LOST, OUTCOMES, WON, Opportunity
from funnel_cli.records.fields import BARE, FILE, TEXT, WORDS, FileMapping, Json, as_key
from funnel_cli.records.method import Method
from funnel_cli.records.nesting import hints_of
from funnel_cli.store.closed_words import PAST
from funnel_cli.store.codec import adapter
from funnel_cli.store.layout import LINES, METHOD_FILE, RECORD_FOLDERS, SCHEMA_NAMES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

ROOTS: Mapping[str, type[FileMapping]] = {
    SCHEMA_NAMES[place]: kind for place, kind in {**RECORD_FOLDERS, **LINES, METHOD_FILE: Method}.items()
}
"""The files of a book: the name of each one's schema, and what it holds."""

_OWN: Json = {"^x-": {"description": "A key of your own; it always survives."}}
_NOBODYS = "Nothing here is called so; keys of your own begin with x-."
_UNKNOWN: Json = {"description": _NOBODYS, "deprecationMessage": _NOBODYS}
"""What stands under a key that nobody knows; editors warn by `deprecationMessage`."""


def record_schema(name: str, method: Method | None = None) -> Json:
    """The schema of that file of a book, one of `ROOTS`; with the words of a method if given."""
    root, definitions = _printed(name)
    known = _Known(method, definitions)
    told = {"$schema": DIALECT, "title": name, "description": root["description"]}
    root = known.put({key: item for key, item in root.items() if key != "description"})
    whole = {"type": ["array", "null"], "items": root} if ROOTS[name] in LINES.values() else root
    return told | whole | {"$defs": {key: known.put(definitions[key]) for key in sorted(definitions)}}


@cache
def _printed(name: str) -> tuple[Json, Json]:
    """What pydantic prints of the file's class without the words of a method, and of the classes in it."""
    cls = ROOTS[name]
    root = adapter(cls).json_schema(schema_generator=_Printer, ref_template="#/$defs/{model}")
    definitions = root.pop("$defs", {})
    return definitions.pop(cls.__name__) if "$ref" in root else root, definitions


class _Printer(GenerateJsonSchema):
    """pydantic's own printer, for keys that may be left empty, be one's own, or be unknown."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:  # noqa: ARG002
        """A text, which an editor may take for a number."""
        return dict(TEXT)

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """The value, or nothing."""
        return _or_unset(self.generate_inner(schema["schema"]))

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """The value; what its default is the description tells."""
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A mapping by words of the user's; a word with nothing behind it is as if not written."""
        values = _or_unset(self.generate_inner(schema["values_schema"]))
        return {"type": "object", "additionalProperties": values}

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        """A list of such items."""
        return {"type": "array", "items": self.generate_inner(schema["items_schema"][0])}

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """A mapping with the keys of the dataclass, and what its class says of the whole."""
        cls: Any = schema["cls"]
        fields = schema["schema"]["fields"]
        values = {as_key(field["name"]): field["schema"] for field in fields}
        needed = [key for key, value in values.items() if value["type"] != "default"]
        printed = self._mapping(cls, values, needed, _descriptions(cls))
        extra: Json = cls.__pydantic_config__.get("json_schema_extra", {})
        return printed | extra

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        """A line with its own keys and the dated ones of its record; any stage may have been one."""
        cls: Any = schema["cls"]
        fields = schema["fields"]
        values = {name: field["schema"] for name, field in fields.items()}
        needed = [name for name, field in fields.items() if field.get("required")]
        return self._mapping(cls, values, needed, {**_descriptions(cls.record()), **_descriptions(cls)})

    def _mapping(
        self, cls: type, values: Mapping[str, Any], needed: list[str], texts: Mapping[str, str]
    ) -> Json:
        """A mapping with these keys; one that is needed is never empty."""
        keys = {}
        for key, value in values.items():
            if key != FILE:
                inner = value["schema"] if key in needed and value["type"] == "nullable" else value
                printed = self.generate_inner(inner)
                printed.pop("description", None)
                keys[key] = {"description": texts[key]} | (printed if key in needed else _or_unset(printed))
        return {
            "description": (inspect.getdoc(cls) or "").partition("\n")[0],
            "type": "object",
            "properties": keys,
            "required": needed,
            "patternProperties": _OWN,
            "additionalProperties": _UNKNOWN,
        }


class _Known:
    """Puts the words of the lists into a schema; those of the method, where there is one."""

    def __init__(self, method: Method | None, definitions: Json) -> None:
        self.definitions = definitions
        self.lists = word_lists(method)
        self.stages = _stages(method) if method else ()

    def put(self, schema: Any, *, is_past: bool = False) -> Any:
        """The schema with words instead of the name of their list; a stage of the past may be one no more."""
        if isinstance(schema, list):
            return [self.put(item, is_past=is_past) for item in schema]
        if not isinstance(schema, dict):
            return schema
        if BARE in schema:
            return self._or_alone(dict(schema), is_past=is_past)
        found = {key: self.put(item, is_past=is_past or key in PAST) for key, item in schema.items()}
        if "anyOf" in found:
            found["anyOf"] = [one for each in found["anyOf"] for one in _choices(each)]
        name = found.pop(WORDS, None)
        return self._with_words(name, found, is_past=is_past) if name else found

    def _or_alone(self, schema: Json, *, is_past: bool) -> Json:
        """A mapping, or the one text that may stand for it."""
        key = schema.pop(BARE)
        told = {"description": schema.pop("description")} if "description" in schema else {}
        mapping = self.definitions[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        text = {name: item for name, item in mapping["properties"][key].items() if name != "description"}
        return told | {"anyOf": [self.put(each, is_past=is_past) for each in (text, schema)]}

    def _with_words(self, name: str, schema: Json, *, is_past: bool) -> Json:
        """The schema of a text or a mapping, with the words of that list."""
        if name == "fields":
            return _closed(schema, [*(each for each in hints_of(Opportunity) if each != "file"), None])
        some = self.lists.get(name, ())
        if "object" in schema["type"]:
            item = schema["additionalProperties"]
            known = {each.id: {"description": " / ".join(each.label.texts.values())} | item for each in some}
            return schema | {"properties": known} if known else schema
        if name in _STAGES and self.stages and not is_past:
            return _closed(schema, [each for each in self.stages if each not in _STAGES[name]])
        words = self.stages if name == "stages" else ids_of(some)
        return schema | {"examples": list(words)} if words else schema


_STAGES: Mapping[str, frozenset[str]] = {"stages": frozenset(), "goal_stages": OUTCOMES}
"""The lists of stages that are closed, with those that each has not."""


def _or_unset(schema: Json) -> Json:
    """The schema of the same, or of nothing."""
    if "enum" in schema:
        return {"enum": [*dict.fromkeys([*schema["enum"], None])]}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema | {"type": [*types, "null"]} if "null" not in types else schema
    some = schema.get("anyOf", [schema])
    return {"anyOf": some if {"type": "null"} in some else [*some, {"type": "null"}]}


def _closed(schema: Json, words: Iterable[str | None]) -> Json:
    return {key: item for key, item in schema.items() if key != "type"} | {"enum": list(words)}


def _choices(schema: Json) -> list[Json]:
    return schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]


@cache
def _descriptions(cls: type) -> Mapping[str, str]:
    """The text below each field of a dataclass, by its key; a docstring as PEP 257 names attributes'."""
    source = ast.parse(inspect.getsource(sys.modules[cls.__module__]))
    classes = {each.name: each.body for each in source.body if isinstance(each, ast.ClassDef)}
    found: dict[str, str] = {}
    for base in filter(is_dataclass, cls.__bases__):
        found |= _descriptions(base)
    for field, text in pairwise(classes[cls.__name__]):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match text:
                case ast.Expr(value=ast.Constant(value=str(said))):
                    found[as_key(field.target.id)] = said
    return found


def _stages(method: Method) -> tuple[str, ...]:
    former = (old for stage in method.stages for old in stage.formerly)
    return (*(stage.id for stage in method.stages), *former, WON, LOST)
