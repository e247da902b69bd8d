"""The invented deals as plain facts, so that every program is given the same ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CBaseLoader

from benchmarks.invented import invented_book

ODDS = {"verify": 10, "develop": 30, "propose": 50, "close": 80}
"""The odds of the shipped four stages, in percent."""


@dataclass(frozen=True, slots=True)
class Deal:
    """What of a deal every program can hold."""

    id: str
    customer: str
    name: str
    stage: str
    owner: str
    source: str
    created: Day
    close: Day
    amount: int
    past: tuple[str, ...]
    """A line for each change of stage and each visit, the day first."""

    @property
    def weighted(self) -> int:
        """Amount × odds of the stage; whole, since amounts are whole thousands."""
        return self.amount * ODDS[self.stage] // 100

    @property
    def month(self) -> str:
        """The month in which it is expected to close: `2026-12`."""
        return f"{self.close:%Y-%m}"


def deals_of(folder: Path, count: int, seed: int = 1) -> tuple[Deal, ...]:
    """So many deals, the same ones for the same seed; our own records of them are left in the folder."""
    records = sorted((invented_book(folder, count, seed) / "data" / "opportunities").iterdir())
    return tuple(_deal(yaml.load(path.read_bytes(), Loader=CBaseLoader)) for path in records)  # noqa: S506 - texts only


def _deal(record: dict[str, Any]) -> Deal:
    same = {key: record[key] for key in ("id", "customer", "name", "stage", "owner", "source")}
    entered = (f"{line['date']} enters {line['stage']}" for line in record["history"])
    visits = (f"{line['date']} {line['kind']}, {line['text']}" for line in record["log"])
    return Deal(
        **same,
        created=Day.fromisoformat(record["created"]),
        close=Day.fromisoformat(record["expected_close"]),
        amount=int(record["amount"]),
        past=(*entered, *visits),
    )


def forecast_by_month(deals: Sequence[Deal]) -> dict[str, int]:
    """What is expected in each month, which is what every program must say."""
    months: defaultdict[str, int] = defaultdict(int)
    for deal in deals:
        months[deal.month] += deal.weighted
    return dict(sorted(months.items()))
