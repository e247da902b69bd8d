"""Targets from a line of text, and the funnels that several tests look at."""

from decimal import Decimal
from typing import Any

from arrange import day, deal

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Call, Target
from funnel_cli.values.period import named

QUARTER = named("2026-Q4")
SHAPED = (
    deal("a 100000 verify 12-10"),
    deal("b 100000 develop 12-10"),
    deal("c 100000 propose 12-10"),
    deal("d 137500 close 12-10"),
)
EVEN = (
    deal("a 300 verify 12-10"),
    deal("b 100 develop 12-10"),
    deal("c 60 propose 12-10"),
    deal("d 37.5 close 12-10"),
)


def target(text: str, **more: Any) -> Target:
    """A target from `set period amount owner`; the owner may be missing."""
    on, period, amount, *owner = text.split()
    return Target(
        set=day(on), period=period, amount=Decimal(amount), owner=owner[0] if owner else None, **more
    )


def call(text: str, **more: Any) -> Call:
    """A call from `filed period amount owner`; the owner may be missing."""
    on, period, amount, *owner = text.split()
    return Call(
        filed=day(on), period=period, amount=Decimal(amount), owner=owner[0] if owner else None, **more
    )


def decided(won: int, lost: int) -> list[Opportunity]:
    """So many deals that were won from the last stage, and so many that were lost from it."""
    ends = [("won", number) for number in range(won)] + [("lost", number) for number in range(lost)]
    return [
        deal(f"{end}{number} 1 {end}", "09-01 stage=close", f"10-01 stage={end}", closed=day("10-01"))
        for end, number in ends
    ]
