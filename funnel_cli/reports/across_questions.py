"""What many books can be asked: what a row may be, and the figures that its rows come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from funnel_cli.finding.cuts import GROUP_TITLES
from funnel_cli.forecasting.passage import median_of
from funnel_cli.records.method import Choice
from funnel_cli.time.sums import ratio
from funnel_cli.values.message import Label, Message, message
from funnel_cli.values.money import EXACT

_BOOK = Label({"en": "Book", "zh": "账本"})
_BAR = Label({"en": "Change", "zh": "变化"})
TITLES = {"book": _BOOK, "bar": _BAR, **GROUP_TITLES}

FactRow = Mapping[str, Any]
"""A row of what an engine answers."""

Figures = Mapping[str, Decimal | None]
"""What rows come to, by name; `None` where there is nothing to tell."""


@dataclass(frozen=True)
class AcrossQuestion:
    """A question: its title, what rows may be cut by, the usual cut first, and its counts and amounts.

    `shares` make a share, 0-1, of the figures. One that is told `within` a cut by stage or bar has a row for
    each of these, and those do not add; nor do the rows of one that does not `add`. One that `is_past` looks
    there for a month without a year; without a period it `is_ever` of all the past, else of a usual one.
    """

    title: Message
    cuts: tuple[str, ...]
    counts: Mapping[str, Message]
    moneys: Mapping[str, Message]
    shares: Mapping[str, tuple[Message, Callable[[Figures], Decimal | None]]] = field(default_factory=dict)
    within: str | None = None
    adds: bool = True
    is_of_period: bool = True
    is_past: bool = False
    is_ever: bool = False


def figures_of(rows: Sequence[FactRow], asked: AcrossQuestion) -> Figures:
    """The sums of the rows, exact, and what else the question tells of them."""
    found: dict[str, Decimal | None] = dict(_sums(rows, (*asked.counts, *asked.moneys, "missed")))
    if "landing" in asked.moneys:
        found["landing"] = EXACT.add(found.get("won") or Decimal(0), found.get("weighted") or Decimal(0))
    if "periods" in asked.counts:
        found["periods"] = Decimal(len(rows))
    if "running" in asked.counts:
        found |= _stay_figures((int(row["days"]), bool(row["is_running"]), int(row["stays"])) for row in rows)
    return found


def _sums(rows: Iterable[FactRow], names: Sequence[str]) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        for name in names:
            if row.get(name) is not None:
                sums[name] = EXACT.add(sums.get(name, Decimal(0)), Decimal(str(row[name])))
    return sums


def _stay_figures(stays: Iterable[tuple[int, bool, int]]) -> Figures:
    """The stays, those that run and the median of all, of so many days, whether they run, and how many."""
    every, running = Counter[int](), Counter[int]()
    for days, is_running, count in stays:
        every[days] += count
        if is_running:
            running[days] += count
    return {
        "stays": Decimal(every.total()),
        "running": Decimal(running.total()),
        "median": median_of(every),
        "longest": Decimal(max(running)) if running else None,
    }


def _of(part: Sequence[str], whole: Sequence[str]) -> Callable[[Figures], Decimal | None]:
    """The sum of some figures ÷ the sum of others; a name with a minus takes away."""

    def added(found: Figures, names: Sequence[str]) -> Decimal:
        return sum(
            ((-1 if name[0] == "-" else 1) * (found.get(name.lstrip("-")) or Decimal(0)) for name in names),
            Decimal(0),
        )

    return lambda found: ratio(added(found, part), added(found, whole))


_WHOSE = ("owner", "team", "region")
_DEALS = {"deals": message("Deals")}
_TOTAL = {"total": message("Amount"), "weighted": message("Weighted")}
_WON_RATE = _of(["won_deals"], ["won_deals", "lost_deals"])

ASKED: Mapping[str, AcrossQuestion] = {
    "forecast": AcrossQuestion(message("Forecast"), ("book", "month", "stage", *_WHOSE), _DEALS, _TOTAL),
    "landing": AcrossQuestion(
        message("Landing"),
        ("book", *_WHOSE),
        {"won_deals": message("Won deals"), "open_deals": message("Open deals")},
        {"won": message("Won"), "weighted": message("Weighted"), "landing": message("Landing")},
    ),
    "shape": AcrossQuestion(
        message("Funnel"),
        ("stage", "book", *_WHOSE),
        {**_DEALS, "overdue": message("Overdue"), "undated": message("Without a date")},
        _TOTAL,
        is_of_period=False,
    ),
    "waterfall": AcrossQuestion(
        message("What changed"),
        ("bar", "book"),
        _DEALS,
        {"total": message("Amount")},
        within="bar",
        adds=False,
        is_past=True,
    ),
    "win_rate": AcrossQuestion(
        message("Won and lost"),
        ("book", *_WHOSE),
        {"won_deals": message("Won deals"), "lost_deals": message("Lost deals")},
        {"won": message("Won"), "lost": message("Lost")},
        {"by_count": (message("Win rate"), _WON_RATE)},
        is_past=True,
    ),
    "conversion": AcrossQuestion(
        message("Conversion"),
        ("stage", "book", *_WHOSE),
        {"passed": message("Got through"), "lost": message("Lost")}
        | {"waiting": message("Undecided"), "unknown": message("Not seen there")},
        {},
        {"share": (message("Conversion"), _of(["passed"], ["passed", "lost"]))},
        within="stage",
        adds=False,
        is_past=True,
        is_ever=True,
    ),
    "time_in_stage": AcrossQuestion(
        message("Days in stage"),
        ("stage", "book", *_WHOSE),
        {"stays": message("Stays"), "running": message("Still running")},
        {},
        within="stage",
        adds=False,
        is_past=True,
        is_ever=True,
    ),
    "stalled": AcrossQuestion(
        message("Stalled deals"),
        ("book", "stage", *_WHOSE),
        {**_DEALS, "unaged": message("Age unknown")},
        _TOTAL,
        is_of_period=False,
    ),
    "calls": AcrossQuestion(
        message("Calls beside what came"),
        ("owner",),
        {"periods": message("Periods")},
        {"said": message("Called"), "won": message("Won")},
        {
            "wape": (message("Missed by"), _of(["missed"], ["won"])),
            "bias": (message("Lean"), _of(["said", "-won"], ["won"])),
        },
        adds=False,
        is_past=True,
        is_ever=True,
    ),
}
"""What can be asked of many books, by the name of its SQL."""

CUTS = tuple(
    Choice(id=key, title=TITLES[key]) for key in ("book", "owner", "team", "region", "stage", "month", "bar")
)
"""What a row may be; each question has some of them."""
