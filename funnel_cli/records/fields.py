"""What a record is made of: `FileMapping` is the base of its classes, a type says how a value is written.

A type is an ordinary one with a marker beside it: what reads its text, the code of the problem if it
cannot, and its JSON Schema. pydantic asks the markers for both through its public hooks; nothing here
imports pydantic until a file has to be read or a schema printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date as Day
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, cast

from funnel_cli.values.message import Label, Term
from funnel_cli.values.money import exact_amount, exact_ratio
from funnel_cli.values.period import FIRST_DAY, LAST_DAY, iso_day, named

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

V = TypeVar("V")
Json = dict[str, Any]
"""A JSON Schema, as `json.dumps` takes it."""

WORDS, BARE = "x-words", "x-bare"
"""Keys that a printed JSON Schema has until it is finished: the list whose words are usual there, by name;
the key whose value may stand alone."""

FILE = ""
"""The key under which a record's own place is handed in: no file can hold an empty key."""


def as_key(name: str) -> str:
    """The key in the file for the field of that name."""
    return FILE if name == "file" else name.removesuffix("_")


class FileMapping:
    """The base of a frozen dataclass that stands in a file as a mapping of keys and values.

    A key that nobody knows is a fault; a key with nothing behind it counts as not written, where the field
    has a default. `bare` names the field that one text alone stands for; `schema` adds to the JSON Schema
    of the whole mapping what its fields cannot say.
    """

    bare_field: ClassVar[str] = ""
    __pydantic_config__: ClassVar[Json] = {"extra": "forbid", "alias_generator": as_key}

    def __init_subclass__(cls, *, bare: str = "", schema: Json | None = None) -> None:
        """Note what one text stands for, and what the schema says of the whole."""
        cls.bare_field = bare
        if schema:
            cls.__pydantic_config__ = {**cls.__pydantic_config__, "json_schema_extra": schema}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The dataclass from a mapping, or from the one text that may stand for it."""
        from pydantic_core.core_schema import no_info_before_validator_function

        dataclass_schema = dict(handler(source))
        ref = dataclass_schema.pop("ref")  # a second use refers to the dataclass with what goes before it
        return no_info_before_validator_function(as_written(cls), dataclass_schema, ref=ref)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """The schema of the mapping, or of the one text."""
        return {**handler(schema), BARE: cls.bare_field} if cls.bare_field else handler(schema)


@dataclass(frozen=True, kw_only=True)
class Titled(FileMapping):
    """The base of what has an id, and perhaps a title."""

    id: WordId
    """What records call it; no spaces, commas or colons."""
    title: Title | None = None
    """What people call it: a text, or one per language."""

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.id})

    @property
    def term(self) -> Term:
        """Its id for machines, its label for people."""
        return Term(self.id, self.label)


def as_written(cls: type[FileMapping]) -> Callable[[object], object]:
    """What makes of a plain value the mapping that is meant: without keys that say no more than a default."""
    defaults = {
        as_key(field.name)
        for field in fields(cast(Any, cls))
        if field.default_factory is not MISSING or field.default not in (MISSING, None)
    }

    def written(given: object) -> object:
        if isinstance(given, str) and cls.bare_field:
            return {cls.bare_field: given}
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if value is not None or key not in defaults}

    return written


@dataclass(frozen=True, eq=False)
class Scalar:
    """How a value is written as one text.

    `read` raises `ValueError`, which becomes a problem with that code, and of a whole number with its
    `limits`, both included. `is_share` tells that a share is written in percent.
    """

    read: Callable[[str], object]
    code: str
    schema: Mapping[str, Any]
    is_share: bool = False
    limits: tuple[int, int] | None = None

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A text that `read` makes a value of."""
        from pydantic_core import PydanticCustomError
        from pydantic_core.core_schema import no_info_after_validator_function, str_schema

        told = dict(zip(("least", "most"), self.limits or (), strict=False))

        def value(text: str) -> object:
            try:
                return self.read(text)
            except ValueError:
                raise PydanticCustomError(self.code, self.code, told) from None

        return no_info_after_validator_function(value, str_schema(strict=True))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """How the text is spelled; a number may be written as YAML and JSON take it."""
        return dict(self.schema)


@dataclass(frozen=True, eq=False)
class Spelled:
    """What the JSON Schema of a text says beyond its type."""

    schema: Mapping[str, Any]

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """The schema of the text and this."""
        return {**handler(schema), **self.schema}


@dataclass(frozen=True, eq=False)
class Masked:
    """What kind of name stands in a text, for `--mask`; a text without it is masked as a text."""

    kind: str


def words(name: str) -> Spelled:
    """A text that is usually one of that list of words, which the printer of schemas knows by name."""
    return Spelled({WORDS: name})


def one_of(*ids: str) -> Spelled:
    """A text that can be nothing but one of these."""
    return Spelled({"type": "string", "enum": list(ids)})


class _Filled:
    """A mapping by words of the user's; a word with nothing behind it is not there."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The mapping without what is unset in it."""
        from pydantic_core.core_schema import no_info_before_validator_function

        return no_info_before_validator_function(_filled, handler(source))


class _Part:
    """A small part of a record; one of which nothing is set is unset."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The part, or nothing."""
        from pydantic_core.core_schema import no_info_before_validator_function

        return no_info_before_validator_function(
            lambda given: None if _says_nothing(given) else given, handler(source)
        )


class _Alone:
    """A list that may be one of its items standing by itself."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The list, also of one that is none."""
        from pydantic_core.core_schema import no_info_before_validator_function

        return no_info_before_validator_function(
            lambda given: given if isinstance(given, list) else [given], handler(source)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """One item, or a list of them."""
        many = handler(schema)
        one = many["items"]
        return {"anyOf": [*one.get("anyOf", [one]), many]}


class _Named:
    """A label from one text, which counts as English, or from one a language."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A label of at least one text."""
        from pydantic_core.core_schema import (
            dict_schema,
            no_info_after_validator_function,
            no_info_before_validator_function,
            str_schema,
        )

        texts = dict_schema(str_schema(strict=True), str_schema(strict=True), min_length=1)
        return no_info_after_validator_function(
            Label,
            no_info_before_validator_function(
                lambda given: {"en": given} if isinstance(given, str) else _filled(given), texts
            ),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """A text, or texts by language."""
        return {"type": ["string", "number", "object"], "minProperties": 1, "additionalProperties": TEXT}


def _says_nothing(given: object) -> bool:
    return all(map(_says_nothing, given.values())) if isinstance(given, dict) else given is None


def _filled(given: object) -> object:
    if isinstance(given, dict):
        return {key: item for key, item in given.items() if item is not None}
    return {} if given is None else given


def above_zero(text: str) -> Decimal:
    """An amount or a rate above zero; raises `ValueError`."""
    if (number := exact_amount(text)) <= 0:
        raise ValueError(text)
    return number


def _cost(text: str) -> Decimal:
    if (amount := exact_amount(text)) < 0:
        raise ValueError(text)
    return amount


def _period(text: str) -> str:
    named(text)
    return text


def _limit(text: str) -> Decimal:
    return exact_ratio(text) if text.endswith("%") else exact_amount(text)


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


def _patterned(pattern: str, code: str) -> Scalar:
    """A text of that pattern."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return Scalar(read, code, {"type": "string", "pattern": f"^{pattern}$"})


def _whole(least: int, most: int) -> Scalar:
    """A whole number in ASCII digits between two limits, both included."""

    def read(text: str) -> int:
        if not re.fullmatch("-?[0-9]{1,12}", text) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    digits = max(len(str(most)), 4)
    spelled = {"minimum": least, "maximum": most, "pattern": f"^-?[0-9]{{1,{digits}}}$"}
    return Scalar(read, "bad-number", {"type": ["integer", "string"], **spelled}, limits=(least, most))


_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_NAMED = r"[0-9]{4}(-?[Qq][1-4]|-(0[1-9]|1[0-2])|-?[Ww](0[1-9]|[1-4][0-9]|5[0-3]))?"
_FISCAL = r"[Ff][Yy]([0-9]{2}|[0-9]{4})(-?[Qq][1-4])?"
_PERCENT = r"(100|[0-9]{1,2}(\.[0-9]{1,4})?)%"
_BOUND = 10**16

TEXT: Json = {"type": ["string", "number"]}
"""A text; an editor takes for a number what looks like one."""

_SIGNLESS = {"exclusiveMaximum": _BOUND, "pattern": r"^-?[0-9]{1,16}(\.[0-9]{1,6})?$"}
_AMOUNT = {"type": ["number", "string"], "exclusiveMinimum": -_BOUND, **_SIGNLESS}
_ABOVE_ZERO = {"type": ["number", "string"], "exclusiveMinimum": 0, **_SIGNLESS}
_COST = {"type": ["number", "string"], "minimum": 0, **_SIGNLESS}
_LIMIT = {"type": ["number", "string"], "pattern": rf"^({_PERCENT}|-?[0-9]{{1,16}}(\.[0-9]{{1,6}})?)$"}
_SHARE = {
    "type": ["number", "string"],
    "minimum": 0,
    "maximum": 1,
    "pattern": rf"^({_PERCENT}|1(\.0{{1,6}})?|0(\.[0-9]{{1,6}})?)$",
}
_PERIODS = {
    "type": ["string", "integer"],
    "minimum": FIRST_DAY.year,
    "maximum": LAST_DAY.year,
    "pattern": rf"^({_NAMED}|{_FISCAL}|{_DAY}\.\.{_DAY})$",
}
_day = lru_cache(maxsize=4096)(iso_day)  # a book says the same days over and over

OnDay = Annotated[Day, Scalar(_day, "bad-date", {"type": "string", "format": "date", "pattern": f"^{_DAY}$"})]
Clock = Annotated[str, _patterned(r"([01][0-9]|2[0-3]):[0-5][0-9]", "bad-hour")]
Amount = Annotated[Decimal, Scalar(exact_amount, "bad-amount", _AMOUNT)]
PaidAmount = Annotated[Decimal, Scalar(above_zero, "bad-payment", _ABOVE_ZERO)]
CostAmount = Annotated[Decimal, Scalar(_cost, "bad-amount", _COST)]
Limit = Annotated[Decimal, Scalar(_limit, "bad-amount", _LIMIT)]
PerUnit = Annotated[Decimal, Scalar(above_zero, "bad-rate", _ABOVE_ZERO)]
Share = Annotated[Decimal, Scalar(exact_ratio, "bad-ratio", _SHARE, is_share=True)]
Currency = Annotated[str, _patterned("[A-Z]{3}", "bad-currency")]
PeriodName = Annotated[str, Scalar(_period, "bad-period", _PERIODS)]
Flag = Annotated[
    bool, Scalar(_flag, "bad-flag", {"type": ["boolean", "string"], "pattern": "^(true|false)$"})
]
Whole = Annotated[int, _whole(1, 9999)]
Score = Annotated[int, _whole(0, 20)]
Tally = Annotated[int, _whole(0, 10**12 - 1)]
ErpStatus = Annotated[int, _whole(-1, 3)]
MonthNumber = Annotated[int, _whole(1, 12)]
DaysBefore = Annotated[int, _whole(0, 365)]
Title = Annotated[Label, _Named()]
RecordId = Annotated[str, Spelled({"pattern": r"^[a-z0-9][a-z0-9_-]{0,63}$"})]
WordId = Annotated[str, Spelled({"pattern": r"^[^\s,:]+$"})]
ByWord = Annotated[Mapping[str, V], _Filled()]
OptionalPart = Annotated[V | None, _Part()]
OneOrMore = Annotated[tuple[V, ...], _Alone()]
CompanyName = Annotated[str, Masked("company")]
PersonName = Annotated[str, Masked("person")]
Participant = Annotated[str, Masked("participant")]
"""A person, the post in brackets behind the name."""
DealName = Annotated[str, Masked("project")]
DealId = Annotated[RecordId, Masked("deal")]
CustomerId = Annotated[RecordId, Masked("customer")]
Region = Annotated[str, Masked("region")]
Industry = Annotated[str, Masked("industry")]
Tag = Annotated[str, Masked("tag")]
Channel = Annotated[str, Masked("channel")]
