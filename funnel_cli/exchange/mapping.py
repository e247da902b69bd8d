"""What a mapping file says: which column is which field, and what the labels of a system mean.

```yaml
system: acme-crm                        # the key under which refs keep that system's ids
columns: {customer: Firma, name: Projekt, amount: [Wert, Summe], stage: Phase, close: Abschluss}
stages: {Anfrage: 20%, Angebot: propose, Gewonnen: won, Verloren: lost}
constants: {currency: EUR, source: referral}
date_order: dmy                         # or mdy, ymd
decimal: comma                          # or point
scale: 1000                             # the amounts are in thousands; 0.01: in cents
currencies: {¥: CNY, kr: SEK}           # what a sign means that several currencies share
sources: {Web: website}                 # what its sources are called in the method
reasons: {Zu teuer: price}              # what its reasons for losing are called in the method
paused: [On hold]                       # labels of stage or status that say that a deal rests
leave_out: [missing-close]              # rows that are left out and named, by the code of what is wrong
entered: {column: Angebot am, stage: propose}   # the day on which a stage is known to have been entered
```
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from funnel_cli.exchange.amounts import DECIMAL_MARKS
from funnel_cli.exchange.known import HEADERS, SYSTEM_MARKS, bare, label_key, system_of
from funnel_cli.exchange.own_table import OF_MACHINES, OwnWords
from funnel_cli.exchange.sheet_dates import ORDERS
from funnel_cli.finding.words import choice_named
from funnel_cli.records.method import Choice
from funnel_cli.store.reading.plain import as_plain
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Label, Message, message
from funnel_cli.values.money import SHARED_SIGNS, currency_typed

IMPORT_FIELDS = tuple(HEADERS)
"""The fields a column may be mapped to."""

_ROW_CODES = (
    "missing-close", "missing-stage", "missing-name", "unknown-label", "outcome", "recurring", "bad-amount",
    "bad-currency", "bad-date", "bad-probability", "bad-category", "date-order", "csv-ragged",
)  # fmt: skip
"""The codes of what may be wrong with a row, so that a mapping leaves it out."""

_PLAIN_TEXT = re.compile(r"\w(?:[\w ()/.-]*[\w)])?")

MAPPING_KEYS = (
    "system", "columns", "stages", "constants", "date_order", "decimal", "scale", "currencies", "sources",
    "reasons", "paused", "leave_out", "entered",
)  # fmt: skip
_PAIRS = ("columns", "stages", "constants", "currencies", "sources", "reasons")
_LISTS = ("paused", "leave_out")
_SCALE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_ODDS = re.compile(r"(100|[0-9]{1,2})%")


class MappingRefused(DataRefused):
    """The mapping file holds something that means nothing."""

    sentence = N_("{path} cannot be used as a mapping.")
    code = "mapping"


class Entered(NamedTuple):
    """A column whose day is the day on which the deal entered that stage."""

    column: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What the user says about a foreign sheet; what is not said is recognised or decided by it.

    `columns` holds field → header, `None` for a field that shall not be read, `headers` field → headers of
    which the first that is there is meant. `stages` holds label → stage id, won or lost, `odds` label → the
    odds that say which stage it is. `constants` holds field → text for the rows that have none, `currencies`
    sign → code, `sources` and `reasons` label → id. `leave_out` are codes of problems whose rows are left
    out. `profile` is the shipped one in force, `own` what our own tables say.
    """

    system: str | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    odds: Mapping[str, Decimal] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None
    scale: Decimal | None = None
    currencies: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    paused: frozenset[str] = frozenset()
    leave_out: frozenset[str] = frozenset()
    entered: tuple[Entered, ...] = ()
    profile: str | None = None
    own: OwnWords = OF_MACHINES

    @property
    def is_of_a_stranger(self) -> bool:
        """Whether it says that the sheet is another system's."""
        return bool(self.system or self.profile or "ref" in self.columns)

    def source_meant(self, label: str) -> str:
        """The source that the mapping means by the label, else the label itself."""
        return _meant(self.sources, label)

    def reason_meant(self, label: str) -> str:
        """The reason for losing that the mapping means by the label, else the label itself."""
        return _meant(self.reasons, label)


def _meant(ids: Mapping[str, str], label: str) -> str:
    """What stands for the label as it is written, or else however it is written."""
    return ids.get(label) or {label_key(each): id for each, id in ids.items()}.get(label_key(label), label)


def as_column_map(plain: Mapping[str, object], path: str) -> ColumnMap:
    """The mapping in the plain values of a file that messages call `path`; raises `MappingRefused`
    with every fault in its details.
    """
    if faults := tuple(_faults(plain)):
        raise MappingRefused(path=path, details=faults)
    said: Mapping[str, Any] = plain
    columns, stages = dict(_pairs(plain, "columns")), dict(_pairs(plain, "stages"))
    odds = {label: _odds(stage) for label, stage in stages.items()}
    return ColumnMap(
        system=said.get("system") or None,
        columns={key: header for key, header in columns.items() if not isinstance(header, list)},
        headers={key: tuple(headers) for key, headers in columns.items() if isinstance(headers, list)},
        stages={label: stage for label, stage in stages.items() if odds[label] is None},
        odds={label: share for label, share in odds.items() if share is not None},
        constants=dict(_pairs(plain, "constants")),
        date_order=said.get("date_order"),
        decimal=said.get("decimal"),
        scale=Decimal(said["scale"]) if said.get("scale") else None,
        currencies={sign: currency_typed(code) or code for sign, code in _pairs(plain, "currencies")},
        sources=dict(_pairs(plain, "sources")),
        reasons=dict(_pairs(plain, "reasons")),
        paused=frozenset(_items(plain, "paused")),
        leave_out=frozenset(_items(plain, "leave_out")),
        entered=tuple(Entered(item["column"], item["stage"]) for item in _entered(plain)),
    )


def as_yaml(text: str) -> str:
    """A label or header as it can stand in the example of a mapping, quoted where it has to be."""
    is_plain = _PLAIN_TEXT.fullmatch(text) and text.lower() != "null"
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _faults(plain: Mapping[str, object]) -> Iterator[Message]:
    """Everything in the file that means nothing, in the order of its keys."""
    yield from (_unknown(key, MAPPING_KEYS) for key in plain if key not in MAPPING_KEYS)
    for key in _PAIRS:
        if not isinstance(plain.get(key) or {}, Mapping):
            yield message("{key} must be a mapping", key=key)
    for key in ("columns", "constants"):
        yield from (
            _unknown(f"{key}.{name}", IMPORT_FIELDS)
            for name, _ in _pairs(plain, key)
            if name not in IMPORT_FIELDS
        )
    for key in _PAIRS:
        for name, value in _pairs(plain, key):
            is_column = key == "columns" and (value is None or _is_texts(value))
            if not is_column and not isinstance(value, str):
                yield message("{key} must be a text", key=f"{key}.{name}")
    yield from _not_among(plain, "date_order", ORDERS)
    yield from _not_among(plain, "decimal", tuple(DECIMAL_MARKS))
    yield from _more_faults(plain)
    if not isinstance(plain.get("system") or "", str):
        yield message("{key} must be a text", key="system")
    for item in _entered(plain):
        if not (isinstance(item.get("column"), str) and isinstance(item.get("stage"), str)):
            yield message("entered must look like {example}", example="{column: Quoted on, stage: propose}")


def _more_faults(plain: Mapping[str, object]) -> Iterator[Message]:
    """What means nothing in the keys for amounts, and for what is paused or left out."""
    scale = plain.get("scale")
    if scale is not None and not (isinstance(scale, str) and _SCALE.fullmatch(scale) and Decimal(scale)):
        yield message("{key} must be a number above 0, such as 1000 or 0.01", key="scale")
    for name, code in _pairs(plain, "currencies"):
        if isinstance(code, str) and (code in SHARED_SIGNS or not currency_typed(code)):
            yield message("{key} must be a currency, such as EUR", key=f"currencies.{name}")
    for key in _LISTS:
        value = plain.get(key)
        items = value if isinstance(value, list) else [value]
        if value is not None and not all(isinstance(item, str) for item in items):
            yield message("{key} must be a list of texts", key=key)
    for code in _items(plain, "leave_out"):
        if code not in _ROW_CODES:
            yield _unknown(f"leave_out: {code}", _ROW_CODES)


def _unknown(key: str, known: tuple[str, ...]) -> Message:
    return message("there is no {key}; there is: {words}", key=key, words=known)


def _not_among(plain: Mapping[str, object], key: str, words: tuple[str, ...]) -> Iterator[Message]:
    if plain.get(key) is not None and plain[key] not in words:
        yield message("{key} must be one of: {words}", key=key, words=words)


def _odds(value: object) -> Decimal | None:
    """The odds that stand in place of a stage, from 0 to 1, if there are any."""
    found = _ODDS.fullmatch(value) if isinstance(value, str) else None
    return Decimal(found[1]) / 100 if found else None


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(item, str) for item in value)


def _pairs(plain: Mapping[str, object], key: str) -> Iterator[tuple[str, Any]]:
    value = plain.get(key)
    yield from value.items() if isinstance(value, Mapping) else ()


def _items(plain: Mapping[str, object], key: str) -> Iterator[str]:
    value = plain.get(key)
    yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))


def _entered(plain: Mapping[str, object]) -> Iterator[Mapping[str, Any]]:
    value = plain.get("entered") or ()
    for item in value if isinstance(value, (list, tuple)) else (value,):
        yield item if isinstance(item, Mapping) else {}


_CHINESE: Mapping[str, str] = MappingProxyType({"fxiaoke": "纷享销客", "xiaoshouyi": "销售易"})
"""What profiles are also called."""


class OtherSystem(DataRefused):
    """The header is that of another system than the profile's, whose ids these would become."""

    sentence = N_("{path} is an export of {found}, by its header, and the profile is {profile}.")
    cure = N_("Say which it is: --profile {found}")
    code = "profile"


def profiles() -> tuple[Choice, ...]:
    """The profiles that are shipped, by name."""
    names = sorted(Path(item.name).stem for item in files("funnel_cli").joinpath("profiles").iterdir())
    return tuple(Choice(id=name, title=Label({"en": name, "zh": _CHINESE.get(name, name)})) for name in names)


def read_profile(name: str) -> ColumnMap:
    """The shipped profile of that name; raises `NoSuchWord` with those there are."""
    known = choice_named(message("profile"), name, profiles()).id
    data = files("funnel_cli").joinpath("profiles", f"{known}.yaml").read_bytes()
    return replace(as_column_map(as_plain(data, "yaml"), known), profile=known)


def over_profile(said: ColumnMap, profile: ColumnMap) -> ColumnMap:
    """What is said, and where nothing is said what the profile says."""
    both: dict[str, Any] = {}
    for each in fields(ColumnMap):
        own, shipped = getattr(said, each.name), getattr(profile, each.name)
        both[each.name] = {**shipped, **own} if isinstance(own, dict) else own or shipped
    labels = {bare(label) for label in said.stages}
    odds = {label: value for label, value in profile.odds.items() if bare(label) not in labels}
    both["odds"] = {**odds, **said.odds}
    return ColumnMap(**both)


def demand_system(header: tuple[str, ...], path: str, wishes: ColumnMap) -> None:
    """Raise `OtherSystem` if only another system than that of the profile writes such a header."""
    found = system_of(header)
    present = {bare(cell) for cell in header}
    own = any(bare(mark) in present for mark in SYSTEM_MARKS.get(wishes.profile or "", ()))
    if wishes.profile and found and found != wishes.profile and not own:
        raise OtherSystem(path=path, found=found, profile=wishes.profile)
