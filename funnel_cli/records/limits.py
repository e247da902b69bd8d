"""The limits that a method sets: of a healthy funnel, and of what is a deal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.records.fields import Amount, FileMapping, Flag, Share, Whole


@dataclass(frozen=True, kw_only=True)
class Health(FileMapping):
    """The limits of a healthy funnel."""

    tolerance: Share = Decimal("0.3")
    """How far a stage may lie from an equal share."""
    untouched_days: Whole = 30
    """Days without a contact."""
    customer_days: Whole | None = None
    """Days after which what is written down of a customer is old; default never."""
    coverage: Amount = Decimal(3)
    """How often the open amount should cover what the target lacks."""


@dataclass(frozen=True, kw_only=True)
class SpareParts(FileMapping):
    """What becomes of deals about spare parts."""

    refuse: Flag = False
    """Whether a deal of nothing but spare parts is refused."""
    words: tuple[str, ...] = ()
    """Words by which a deal is about spare parts alone if one is in its name and nothing else is said."""
