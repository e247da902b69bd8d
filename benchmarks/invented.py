"""Invented books: so many deals of two reps, the same ones for the same seed."""

from __future__ import annotations

import shutil
from datetime import date as Day
from datetime import timedelta
from pathlib import Path
from random import Random

import funnel_cli

ROOT = Path(funnel_cli.__file__).parents[1]
METHOD = ROOT / "funnel_cli" / "methods" / "four-stage.yaml"
STAGES = ("verify", "develop", "propose", "close")
PLACES = ("North", "Harbour", "Quarry", "Mill", "Bridge", "Forge", "Orchard", "Copper")
TRADES = ("Paper", "Cement", "Steel", "Foods", "Rail", "Tyres", "Glass", "Optics")
WORKS = ("line lights", "kiln sensors", "press guards", "yard controls", "pump drives")
FIRST = Day(2026, 1, 5)
TODAY = Day(2026, 11, 22)


def invented_book(folder: Path, count: int, seed: int = 1) -> Path:
    """A book of `count` open and closed deals in the folder, which is returned."""
    random = Random(seed)  # noqa: S311 - nothing here is secret
    deals = folder / "data" / "opportunities"
    deals.mkdir(parents=True)
    shutil.copyfile(METHOD, folder / "stages.yaml")
    for number in range(count):
        (deals / f"deal-{number:05}.yaml").write_text(
            invented_deal(f"deal-{number:05}", random), encoding="utf-8"
        )
    return folder


def invented_deal(id: str, random: Random) -> str:
    """A record with a past: its stages one after the other, some ticks, some visits."""
    customer = f"{random.choice(PLACES)} {random.choice(TRADES)} {random.randrange(100)}"
    amount = random.randrange(20, 900) * 1000
    reached = random.randrange(len(STAGES))
    created = FIRST + timedelta(days=random.randrange(200))
    days = [created + timedelta(days=21 * step) for step in range(reached + 1)]
    close = TODAY + timedelta(days=random.randrange(-10, 150))
    lines = [
        f"id: {id}",
        f"customer: {customer}",
        f"name: {random.choice(WORKS)}",
        f"amount: {amount}",
        "currency: CNY",
        f"stage: {STAGES[reached]}",
        f"owner: {random.choice(('li.wei', 'anna.meyer'))}",
        f"source: {random.choice(('referral', 'marketing'))}",
        f"created: {created}",
        f"expected_close: {close}",
        f"next_step: {{due: {TODAY + timedelta(days=random.randrange(-9, 30))}, action: Call the manager}}",
        "milestones:",
        f"  credit-check: {days[0]}",
        f"  real-need: {{date: {days[0]}, evidence: Shift log of the week}}",
        "history:",
        f"- {{date: {days[0]}, stage: verify, amount: {amount}, expected_close: {close}}}",
        *(f"- {{date: {day}, stage: {stage}}}" for day, stage in zip(days[1:], STAGES[1:], strict=False)),
        "log:",
        *(f"- {{date: {day}, kind: visit, text: Walked the line with the foreman}}" for day in days),
    ]
    return "\n".join(lines) + "\n"
