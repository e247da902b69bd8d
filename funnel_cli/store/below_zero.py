"""Amounts below zero: kept and named where a file has one, and taken only by force where one comes in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from funnel_cli.store.journal import FilePair
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.plain import as_text, parsed
from funnel_cli.store.reading.source import Source, format_of
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.errors import KeyPath, Problem, UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.money import exact_amount

_AMOUNTS = frozenset({"amount", "parts"})

_NOT_OURS = frozenset({"imported", "refs"})
"""What other systems say, in their words."""

_SHOWN = 5
"""So many amounts are named in one sentence."""

_OWN = "x-"
"""How keys of the user's own begin."""

_MINUS = re.compile(r"(?<![0-9A-Za-z])-[0-9]|\\")
"""What a text with such an amount has; a backslash may spell anything."""


class NegativeAmount(UsageRefused):
    """An amount below zero was to be saved, and nobody said that it is meant."""

    sentence = N_("An amount below zero: {amounts}. Nothing was saved.")
    cure = N_("If it is meant, repeat with --force.")
    code = "negative_amount"


class NotMeant(NegativeAmount):
    """Who was asked said that the amount is not meant."""

    cure = ""


def negative_amounts(source: Source) -> Iterator[Problem]:
    """A warning for each line of a list that has an amount below zero, and for each such amount of a record.

    A record says the same amount more than once: as it is now, and in its history.
    """
    if not _MINUS.search(source.text):
        return
    told: set[Decimal] = set()
    for path, amount in _below_zero(source.plain):
        if amount not in told or isinstance(source.plain, list):
            told.add(amount)
            said = message(
                "The amount {amount} is below zero, and counts so in every sum.", amount=f"{amount:f}"
            )
            yield source.warning("negative-amount", said, path)


def demand_meant(planned: Mapping[str, FilePair], confirm: Callable[[Message], bool] | None) -> None:
    """Ask about the amounts below zero that these files bring in.

    Raises `NegativeAmount` where nobody can be asked, `NotMeant` where the answer is no.
    """
    known, new = (
        {amount for path, pair in planned.items() for amount in _amounts(path, pair[side])} for side in (0, 1)
    )
    if not (amounts := sorted(new - known)):
        return
    told = (*(f"{amount:f}" for amount in amounts[:_SHOWN]), *(["…"] if len(amounts) > _SHOWN else []))
    if confirm is None:
        raise NegativeAmount(amounts=told)
    if not confirm(message("An amount below zero: {amounts}. Is it meant?", amounts=told)):
        raise NotMeant(amounts=told)


def _amounts(path: str, data: bytes | None) -> Iterator[Decimal]:
    try:
        text = as_text(data or b"")
        if _MINUS.search(text):
            yield from (amount for _, amount in _below_zero(parsed(text, format_of(path))[0]))
    except Unreadable:
        return


def _below_zero(plain: Plain, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Decimal]]:
    """Each amount below zero in a value that stands at `at`."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            if not key.startswith(_OWN) and key not in _NOT_OURS:
                yield from _below_zero(value, (*at, key))
    elif isinstance(plain, list):
        for index, value in enumerate(plain):
            yield from _below_zero(value, (*at, index))
    elif (
        isinstance(plain, str)
        and at
        and at[-1] in _AMOUNTS
        and (amount := _amount(plain)) is not None
        and amount < 0
    ):
        yield at, amount


def _amount(text: str) -> Decimal | None:
    try:
        return exact_amount(text)
    except ValueError:
        return None
