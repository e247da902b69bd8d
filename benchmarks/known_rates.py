"""Books drawn from stage rates that are known, and what came of their open deals: to find the rates again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from math import exp
from random import Random

from funnel_cli.forecasting.pace import Pace, Rates, StagePace
from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, WON, HistoryLine, Opportunity
from funnel_cli.records.method import Method, Odds, Stage
from funnel_cli.records.settings import Settings

ODDS = ("0.1", "0.3", "0.5", "0.8")
TYPICAL = 30
METHOD = Method(
    method="known",
    settings=Settings(currency="CNY", owner="rep"),
    stages=tuple(
        Stage(id=f"s{place}", probability=Odds(forecast=Decimal(odds)), typical_days=TYPICAL)
        for place, odds in enumerate(ODDS)
    ),
)
AS_OF = Day(2026, 6, 30)
BORN = 700
"""So many days back the first deal begins; nearly all of the first 650 days' deals are closed."""

FUTURE = 80
"""Deals are born for so many days more, so that there is new business."""


@dataclass(frozen=True, slots=True)
class World:
    """How deals really go, which the method does not know.

    `stages` holds the mean days in each stage and the share that goes on; `stalled` is the pace at which a
    deal goes on from twice the method's usual time, `shock` how far good and bad months lie apart.
    """

    stages: tuple[tuple[float, float], ...] = ((20.0, 0.45), (35.0, 0.6), (25.0, 0.7), (40.0, 0.65))
    stalled: float = 0.5
    shock: float = 0.5


SLOW = World(stages=((45.0, 0.45), (70.0, 0.6), (50.0, 0.7), (80.0, 0.65)))
"""A world in which a deal takes two and a half times as long as the method says."""
STEADY = World(stalled=1.0, shock=0.0)
"""A world without good and bad months, in which no deal ever slows down."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A book as of `AS_OF`, and what every deal that is won later brings, by day; whether it was open."""

    book: Book
    wins: tuple[tuple[Day, Decimal, bool], ...]


def drawn_book(world: World, closed: int, random: Random) -> Drawn:
    """A book with about so many closed deals, and all that are open beside them."""
    months: defaultdict[int, float] = defaultdict(
        lambda: exp(world.shock * random.gauss(0, 1) - world.shock**2 / 2)
    )
    begun = [AS_OF - timedelta(random.randrange(BORN + 1)) for _ in range(closed * BORN // 650)]
    begun += [AS_OF + timedelta(1 + random.randrange(FUTURE)) for _ in range(closed * FUTURE // 650)]
    lives = [
        (_life(world, born, months, random), Decimal(round(random.lognormvariate(11, 0.8)))) for born in begun
    ]
    known = [(life, amount) for life, amount in lives if life[0][0] <= AS_OF]
    deals = [_as_known(f"d{n}", life, amount) for n, (life, amount) in enumerate(known)]
    ends = [(life[0][0], *life[-1], amount) for life, amount in lives]
    return Drawn(
        Book(method=METHOD, opportunities={deal.id: deal for deal in deals}, day=AS_OF),
        tuple((day, amount, born <= AS_OF) for born, day, end, amount in ends if end == WON and day > AS_OF),
    )


def _life(world: World, born: Day, months: Mapping[int, float], random: Random) -> list[tuple[Day, str]]:
    """The days on which a deal enters its stages, and its outcome; each day it may leave."""
    day = born
    entries = []
    for place, (days, share) in enumerate(world.stages):
        entries.append((day, f"s{place}"))
        age = 0
        while True:
            pace = months[12 * day.year + day.month] * (world.stalled if age >= 2 * TYPICAL else 1)
            goes_on, is_lost = pace * share / days, (1 - share) / days
            day, age = day + timedelta(1), age + 1
            if random.random() < 1 - exp(-goes_on - is_lost):
                break
        if random.random() < is_lost / (goes_on + is_lost):
            return [*entries, (day, LOST)]
    return [*entries, (day, WON)]


def _as_known(id: str, life: list[tuple[Day, str]], amount: Decimal) -> Opportunity:
    """The record of the deal as of `AS_OF`."""
    history = [HistoryLine(date=day, changes={"stage": stage}) for day, stage in life if day <= AS_OF]
    day, stage = life[len(history) - 1]
    return Opportunity(
        id=id,
        amount=amount,
        stage=stage,
        owner="rep",
        created=life[0][0],
        closed=day if stage in {WON, LOST} else None,
        history=tuple(history),
    )


def true_pace(world: World) -> Pace:
    """The pace at which deals really go in an ordinary month."""
    following = [*(stage.id for stage in METHOD.stages[1:]), WON]
    return {
        stage.id: StagePace(
            plain=_rates(days, share, 1.0, to),
            by_age=((0, _rates(days, share, 1.0, to)), (2 * TYPICAL, _rates(days, share, world.stalled, to))),
        )
        for stage, (days, share), to in zip(METHOD.stages, world.stages, following, strict=True)
    }


def _rates(days: float, share: float, pace: float, to: str) -> Rates:
    return {to: pace * share / days, LOST: (1 - share) / days}
