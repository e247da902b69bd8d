"""Targets: what is to be reached in a period, by owner or for the whole book."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from funnel_cli.model import Book, Target
from funnel_cli.money import Money, converted
from funnel_cli.period import Period, named, parts

TARGET = "target"


def target_of(book: Book, period: Period, owner: str | None = None, tier: str = TARGET) -> Money | None:
    """The target in force on the book's day, in the book's currency, or `None` where none is known.

    It is that owner's, else the one set for the whole book, else the sum of the owners'.
    """
    owners = {target.owner for target in book.targets if target.owner and target.tier == tier}
    return (
        own_target(book, period, owner, tier)
        or own_target(book, period, None, tier)
        or _sum(book, (own_target(book, period, each, tier) for each in sorted(owners)))
    )


def own_target(book: Book, period: Period, owner: str | None, tier: str = TARGET) -> Money | None:
    """The target set for just that owner, or for just the whole book, else `None`.

    A period without one of its own is the sum of its parts if every part has one; a whole is never
    split into parts.
    """
    return _set(book, period, owner, tier) or _from_parts(book, period, owner, tier)


def is_for(target: Target, period: Period, book: Book) -> bool:
    """Whether the target is for the days of the period, whatever either of them is called."""
    return named(target.period, book.method.settings.fiscal_year_start) == period


def _set(book: Book, period: Period, owner: str | None, tier: str) -> Money | None:
    """The latest amount for exactly that period, owner and tier; of one day's the last line."""
    matching = [t for t in book.targets if (t.owner, t.tier) == (owner, tier) and is_for(t, period, book)]
    latest = max(reversed(matching), key=lambda t: t.set, default=None)
    if latest is None:
        return None
    return converted(
        Money(latest.amount, latest.currency or book.currency), book.currency, book.day, book.rates
    )


def _from_parts(book: Book, period: Period, owner: str | None, tier: str) -> Money | None:
    """The sum over the first way to cut the period in which every part has a target."""
    for cut in parts(period):
        amounts = [own_target(book, part, owner, tier) for part in cut]
        if all(amounts):
            return _sum(book, amounts)
    return None


def _sum(book: Book, amounts: Iterable[Money | None]) -> Money | None:
    """The amounts that there are, added; `None` if there is none."""
    known = [amount.amount for amount in amounts if amount]
    return Money(sum(known, Decimal(0)), book.currency) if known else None
