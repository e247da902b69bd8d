"""The types of a record as JSON Schema, for editors and other programs: from the same dataclasses.

What schema.py makes the reader refuse, this makes an editor underline. A scalar may be written as
text or as what YAML and JSON take it for. Inside a book the words of its method are known: a stage
that it lacks is an error, as for the reader; other words of it are suggested, since the reader keeps
any. Keys that nobody knows are allowed and said to be unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from funnel_cli import people
from funnel_cli.grades import CUSTOMER_GRADES, LEAD_GRADES
from funnel_cli.leads import STAGES
from funnel_cli.message import Label
from funnel_cli.method import HANDOVERS, Check, Choice, Method, Milestone, Settings, Stage, Step
from funnel_cli.method import KINDS as METHOD_KINDS
from funnel_cli.model import (
    DATED,
    LOST,
    OUTCOMES,
    WON,
    Call,
    Contact,
    Count,
    Customer,
    HistoryLine,
    Lead,
    LogEntry,
    Loss,
    Opening,
    Opportunity,
    Review,
    Target,
    Tick,
)
from funnel_cli.names import ids_of
from funnel_cli.period import FIRST_DAY, LAST_DAY
from funnel_cli.rates import Rate
from funnel_cli.rules.adding import KINDS as LOG_KINDS
from funnel_cli.standing import BEST_CASE, COMMIT, OMITTED, PIPELINE
from funnel_cli.store.descriptions import KEYS, RECORDS
from funnel_cli.store.lists import STEMS
from funnel_cli.store.schema import BARE, FILE, Hint, as_key, limits, reading

Schema = dict[str, Any]
"""A JSON Schema, as `json.dumps` takes it."""

Place = tuple[type, str]
"""A field: its dataclass and its name."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

ROOTS: Mapping[str, type] = {
    "opportunity": Opportunity,
    "lead": Lead,
    "customer": Customer,
    "review": Review,
    "targets": Target,
    "rates": Rate,
    "calls": Call,
    "counts": Count,
    "stages": Method,
}
"""The files of a book: the name of each one's schema, and what it holds."""

LISTS = frozenset(STEMS)
"""The schemas of files that hold a list."""

_ID = r"^[a-z0-9][a-z0-9_-]{0,63}$"
_WORD = r"^[^\s,:]+$"
_AMOUNT = r"^-?[0-9]{1,16}(\.[0-9]{1,6})?$"
_PERCENT = r"(100|[0-9]{1,2}(\.[0-9]{1,4})?)%"
_SHARE = r"1(\.0{1,6})?|0(\.[0-9]{1,6})?"
_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_NAMED = r"[0-9]{4}(-?[Qq][1-4]|-(0[1-9]|1[0-2])|-?[Ww](0[1-9]|[1-4][0-9]|5[0-3]))?"
_FISCAL = r"[Ff][Yy]([0-9]{2}|[0-9]{4})(-?[Qq][1-4])?"
_PERIOD = rf"^({_NAMED}|{_FISCAL}|{_DAY}\.\.{_DAY})$"

_BOUND = 10**16
_TEXT: Schema = {"type": ["string", "number"]}
_DATE: Schema = {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}
_SPELLED: Mapping[str, Schema] = {
    "bad-amount": {
        "type": ["number", "string"],
        "exclusiveMinimum": -_BOUND,
        "exclusiveMaximum": _BOUND,
        "pattern": _AMOUNT,
    },
    "bad-rate": {
        "type": ["number", "string"],
        "exclusiveMinimum": 0,
        "exclusiveMaximum": _BOUND,
        "pattern": _AMOUNT,
    },
    "bad-ratio": {
        "type": ["number", "string"],
        "minimum": 0,
        "maximum": 1,
        "pattern": f"^({_PERCENT}|{_SHARE})$",
    },
    "bad-currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "bad-period": {
        "type": ["string", "integer"],
        "minimum": FIRST_DAY.year,
        "maximum": LAST_DAY.year,
        "pattern": _PERIOD,
    },
    "bad-flag": {"type": ["boolean", "string"], "pattern": "^(true|false)$"},
    "bad-date": _DATE,
}
"""How what the reader would refuse by that code is spelled."""

_OWN: Schema = {"^x-": {"description": "A key of your own; it always survives."}}
_NOBODYS = "Nothing here is called so; keys of your own begin with x-."
_UNKNOWN: Schema = {"description": _NOBODYS, "deprecationMessage": _NOBODYS}
"""What stands under a key that nobody knows; editors warn by `deprecationMessage`."""

_ROLES = ids_of(people.ROLES)
_LEVELS = ids_of(people.LEVELS)
_FACTS = ("field", "strength", "log", "contact", "milestone")

_USUAL: Mapping[Place, tuple[str, ...]] = {
    (Opportunity, "category"): (COMMIT, BEST_CASE, PIPELINE, OMITTED),
    (LogEntry, "kind"): LOG_KINDS,
    (Contact, "role"): _ROLES,
    (Contact, "stance"): ids_of(people.STANCES),
    (Customer, "kind"): ids_of(people.KINDS),
    (Customer, "grade"): CUSTOMER_GRADES,
    (Customer, "attraction"): _LEVELS,
    (Customer, "potential"): _LEVELS,
    (Lead, "grade"): LEAD_GRADES,
    (Lead, "marks"): _LEVELS,
    (Target, "tier"): ("target", "stretch"),
    (Settings, "language"): ("auto", "en", "zh"),
    (Stage, "handover"): tuple(each.id for each in HANDOVERS),
    (Check, "log"): LOG_KINDS,
    (Check, "contact"): _ROLES,
}
"""Words that are usual where any text is read."""

_CLOSED: Mapping[Place, Schema] = {
    (Opportunity, "id"): _TEXT | {"pattern": _ID},
    (Lead, "id"): _TEXT | {"pattern": _ID},
    (Lead, "stage"): {"enum": list(STAGES)},
    (Customer, "id"): _TEXT | {"pattern": _ID},
    (Stage, "id"): _TEXT | {"pattern": _WORD, "not": {"enum": sorted(OUTCOMES)}},
    (Milestone, "id"): _TEXT | {"pattern": _WORD},
    (Choice, "id"): _TEXT | {"pattern": _WORD},
    (Step, "id"): _TEXT | {"pattern": _WORD},
    (Method, "kind"): {"enum": list(METHOD_KINDS)},
    (Milestone, "evidence"): {"enum": ["required"]},
    (Settings, "weights"): {"enum": ["forecast", "exit"]},
    (Check, "field"): {"enum": [field.name for field in fields(Opportunity) if field.name != "file"]},
}
"""What the reader refuses beyond the type of a field."""

_WHOLE: Mapping[type, Schema] = {
    Opportunity: {"anyOf": [{"required": ["customer"]}, {"required": ["name"]}]},
    Lead: {"anyOf": [{"required": ["customer"]}, {"required": ["name"]}]},
    Check: {"oneOf": [{"required": [fact]} for fact in _FACTS]},
    Method: {"required": ["method"], "oneOf": [{"required": ["stages"]}, {"required": ["kind", "steps"]}]},
}
"""What the reader refuses about a mapping as a whole."""

_CHANGES: tuple[type, ...] = (HistoryLine, Opening)
"""What holds values of the dated fields of an opportunity beside its own keys."""

_MEANINGS = {**KEYS, **{cls: {**KEYS[Opportunity], **KEYS[cls]} for cls in _CHANGES}}


def record_schema(name: str, method: Method | None = None) -> Schema:
    """The schema of that file of a book, one of `ROOTS`; with the words of a method if given."""
    cls = ROOTS[name]
    writer = _Writer(method)
    root = writer.mapping(cls)
    whole = {"type": ["array", "null"], "items": root} if name in LISTS else root
    told = {"$schema": DIALECT, "title": name, "description": RECORDS[cls]}
    return told | whole | {"$defs": dict(sorted(writer.definitions.items()))}


class _Writer:
    """Writes the schema of a dataclass; `definitions` gathers those of the ones inside it."""

    def __init__(self, method: Method | None) -> None:
        self.definitions: Schema = {}
        self.usual, self.closed, self.milestones = dict(_USUAL), dict(_CLOSED), Schema()
        self.axes = Schema()
        if method:
            stages = _stages(method)
            self.milestones = {item.id: " / ".join(item.label.texts.values()) for item in method.milestones}
            axes = method.strength.items()
            self.axes = {id: " / ".join(axis.label(id).texts.values()) for id, axis in axes}
            self.closed |= {(Opportunity, "stage"): {"enum": list(stages)}}
            self.usual |= {
                (HistoryLine, "stage"): stages,
                (Opening, "stage"): stages,
                (HistoryLine, "forced"): tuple(self.milestones),
                (Opportunity, "source"): tuple(word.id for word in method.sources),
                (Loss, "reason"): tuple(word.id for word in method.lost_reasons),
                (Customer, "grade"): tuple(word.id for word in method.grades),
            }

    def mapping(self, cls: type) -> Schema:
        """A mapping with the keys of the dataclass."""
        hints = get_type_hints(cls)
        own = [field for field in fields(cls) if as_key(field.name) != FILE and field.name != "changes"]
        keys = {as_key(field.name): self._key((cls, field.name), hints[field.name], field) for field in own}
        if cls in _CHANGES:
            dated = get_type_hints(Opportunity)
            keys |= {name: self._key((cls, name), dated[name] | None) for name in DATED}
        return {
            "type": "object",
            "properties": keys,
            "required": [as_key(field.name) for field in own if _is_needed(field)],
            "patternProperties": _OWN,
            "additionalProperties": _UNKNOWN,
        } | _WHOLE.get(cls, {})

    def _key(self, place: Place, hint: Hint, field: Field[Any] | None = None) -> Schema:
        """What a key means, and what may stand behind it; unset where that has a meaning."""
        cls, name = place
        value = self._value(place, hint)
        told = {"description": _MEANINGS[cls][as_key(name)]}
        return told | (value if field and _is_needed(field) else _or_unset(value))

    def _value(self, place: Place, hint: Hint) -> Schema:
        """What may stand in a field of that type."""
        if place in self.closed:
            return self.closed[place]
        hint = _some(hint)
        origin: object = get_origin(hint)
        if origin is tuple:
            return self._list(place, get_args(hint)[0])
        if origin is Mapping:
            return self._free_mapping(place, get_args(hint)[1])
        if hint is Label:
            return {"type": [*_TEXT["type"], "object"], "minProperties": 1, "additionalProperties": _TEXT}
        if hint in RECORDS:
            return self._record(hint)
        return _scalar(hint, place[1]) | _examples(self.usual.get(place, ()))

    def _record(self, cls: type) -> Schema:
        """A mapping inside another one, or the one text that may stand for it."""
        if cls.__name__ not in self.definitions:
            self.definitions[cls.__name__] = {"description": RECORDS[cls]} | self.mapping(cls)
        found = {"$ref": f"#/$defs/{cls.__name__}"}
        if cls not in BARE:
            return found
        bare = BARE[cls]
        return {"anyOf": [self._value((cls, bare), get_type_hints(cls)[bare]), found]}

    def _list(self, place: Place, inner: Hint) -> Schema:
        """A list; a milestone's ticks may also be one that stands by itself."""
        item = self._value(place, inner)
        some = {"type": "array", "items": item}
        return {"anyOf": [*item["anyOf"], some]} if inner is Tick else some

    def _free_mapping(self, place: Place, inner: Hint) -> Schema:
        """A mapping by words of the user's; those of the method are known."""
        item = _or_unset(self._value(place, inner))
        some: Schema = {"type": "object"}
        if place == (Opportunity, "milestones"):
            self.definitions["Ticks"], item = item, {"$ref": "#/$defs/Ticks"}
            some["properties"] = {id: {"description": label} | item for id, label in self.milestones.items()}
        if place == (Opportunity, "strength"):
            some["properties"] = {id: {"description": label} | item for id, label in self.axes.items()}
        return some | {"additionalProperties": item}


def _some(hint: Hint) -> Hint:
    """The type of a field where it is set."""
    if isinstance(hint, UnionType):
        return next(some for some in get_args(hint) if some is not NoneType)
    return hint


def _scalar(hint: Hint, name: str) -> Schema:
    """One value that is written as a text, or as what YAML and JSON take it for."""
    found = reading(hint, name)
    if found is None:
        return _TEXT
    if hint is int:
        least, most = limits(name)
        spelled = {"minimum": least, "maximum": most, "pattern": "^-?[0-9]{1,4}$"}
        return {"type": ["integer", "string"]} | spelled
    return _SPELLED[found[0]]


def _or_unset(schema: Schema) -> Schema:
    """The schema of the same, or of nothing."""
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema | {"type": [*types, "null"]}
    return {"anyOf": [*schema.get("anyOf", [schema]), {"type": "null"}]}


def _examples(words: tuple[str, ...]) -> Schema:
    """What an editor suggests, if there is anything."""
    return {"examples": list(words)} if words else {}


def _is_needed(field: Field[Any]) -> bool:
    """Whether a record without that field is none."""
    return field.default is MISSING and field.default_factory is MISSING


def _stages(method: Method) -> tuple[str, ...]:
    """What `stage` may be: the method's ids, the former ones, and the outcomes."""
    former = (old for stage in method.stages for old in stage.formerly)
    return (*(stage.id for stage in method.stages), *former, WON, LOST)
