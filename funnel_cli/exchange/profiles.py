"""Profiles: mappings for the exports of known systems, shipped with the program as data.

A profile is a mapping whose labels may mean odds instead of a stage, so that it fits every method.
What a person says in a mapping of their own comes before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from funnel_cli.exchange.known import SYSTEM_MARKS, bare, system_of
from funnel_cli.exchange.mapping import ColumnMap, as_column_map
from funnel_cli.finding.words import choice_named
from funnel_cli.records.method import Choice
from funnel_cli.store.reading.plain import as_plain
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Label, message

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
