"""Momentum: how fast money goes through the funnel, which closes are pushed, on how few deals it hangs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from funnel_cli.forecasting.passage import Cycle, WinRate, cycle, win_rate
from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.records.book import Book
from funnel_cli.reports.conversion import CYCLE, days_to_win
from funnel_cli.reports.deal_names import called, deal_column
from funnel_cli.reports.explanation import amounts, ones, part
from funnel_cli.time.facts import said_of
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import in_book_currency, ratio, weighted_in_book_currency
from funnel_cli.values.figures import Figure
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    Cell,
    Table,
    count,
    currency,
    day,
    days,
    figures_from,
    money,
    share,
    table,
    text,
    within,
)

_TOP = 3
"""So many deals are the top of a forecast."""


class Velocity(NamedTuple):
    """Open deals × win rate × mean won amount ÷ cycle days; `None` where one of them is not known.

    `per_day` is what the funnel brings a day, in the book's currency, to six places.
    """

    open: tuple[Standing, ...]
    rate: WinRate
    mean: Money | None
    cycle: Cycle
    per_day: Money | None


@dataclass(frozen=True)
class Push:
    """How often the expected close of an open deal was moved to a later day, and by how many days in all.

    `first` is the close that was expected first; a close that was taken away is no push.
    """

    standing: Standing
    first: Day
    count: int
    days: int


class Holding(NamedTuple):
    """What a deal adds to a forecast, its share of the whole, and the share with those above it."""

    standing: Standing
    weighted: Money
    share: Decimal | None
    together: Decimal | None


class Concentration(NamedTuple):
    """The deals of a forecast by what they add to it, the most first, and their weighted sum."""

    deals: tuple[Holding, ...]
    whole: Money

    def share(self, count: int) -> Decimal | None:
        """What the first so many deals hold of the whole; `None` where there is nothing."""
        return self.deals[:count][-1].together if self.deals else None


class Momentum(NamedTuple):
    """What moves in a funnel, and what its forecast of the period hangs on."""

    period: Period
    velocity: Velocity
    pushes: tuple[Push, ...]
    concentration: Concentration


def momentum(deals: Sequence[Standing], book: Book, forecast: Forecast) -> Momentum:
    """The momentum of the funnel made of these deals, of which this is the forecast."""
    held = concentration(forecast.counted, book)
    return Momentum(forecast.period, velocity(deals, book), pushes(deals), held)


def velocity(deals: Sequence[Standing], book: Book) -> Velocity:
    """The velocity of these deals, on all that was decided of them; omitted deals are not open here."""
    rate = win_rate(deals, book)
    known = [own.amount for each in rate.won if (own := in_book_currency(each, book))]
    whole = sum(known, Decimal(0))
    mean = ratio(whole, Decimal(len(known)))
    running = tuple(each for each in deals if each.deal.is_open and not each.is_omitted)
    taken, brought = cycle(rate.won), None
    if mean is not None and taken.days:
        brought = ratio(len(running) * len(rate.won) * whole, rate.decided * len(known) * taken.days)
    return Velocity(
        running,
        rate,
        mean=None if mean is None else Money(mean, book.currency),
        cycle=taken,
        per_day=None if brought is None else Money(brought, book.currency),
    )


def pushes(deals: Iterable[Standing]) -> tuple[Push, ...]:
    """The open deals whose close was pushed, the most days first, then by id; omitted deals are none."""
    running = (each for each in deals if each.deal.is_open and not each.is_omitted)
    found = [push for each in running if (push := _push(each))]
    return tuple(sorted(found, key=lambda push: (-push.days, push.standing.deal.id)))


def _push(where: Standing) -> Push | None:
    closes = [close for _, close in said_of(where.deal, "expected_close") if isinstance(close, Day)]
    later = [(after - before).days for before, after in pairwise(closes) if after > before]
    return Push(where, closes[0], len(later), sum(later)) if later else None


def concentration(counted: Iterable[Standing], book: Book) -> Concentration:
    """What each of the forecast's deals adds to it, in the book's currency."""
    pairs = [(each, own) for each in counted if (own := weighted_in_book_currency(each, book))]
    pairs.sort(key=lambda pair: (-pair[1].amount, pair[0].deal.id))
    whole = sum((own.amount for _, own in pairs), Decimal(0))
    held, deals = Decimal(0), []
    for each, own in pairs:
        held += own.amount
        deals.append(Holding(each, own, ratio(own.amount, whole), ratio(held, whole)))
    return Concentration(tuple(deals), Money(whole, book.currency))


def momentum_head(found: Momentum) -> dict[str, Cell | Figure]:
    """The single figures."""
    speed, held = found.velocity, found.concentration
    most = tuple(part(each.standing.deal, each.weighted) for each in held.deals[:_TOP])
    return {
        "velocity": Figure(
            Term("velocity", message("Velocity")),
            speed.per_day,
            message("open deals × win rate × mean won amount ÷ cycle days"),
            ones(speed.open, "stage"),
        ),
        "win_rate": speed.rate.by_count,
        "cycle_days": speed.cycle.days,
        "largest_share": Figure(
            Term("largest_share", message("Share of the largest")),
            held.share(1),
            message("largest weighted amount ÷ weighted forecast ({whole})", whole=held.whole),
            most[:1],
            found.period,
        ),
        "top_three_share": Figure(
            Term("top_three_share", message("Share of the top three")),
            held.share(_TOP),
            message("three largest weighted amounts ÷ weighted forecast ({whole})", whole=held.whole),
            most,
            found.period,
        ),
        "pushed": len(found.pushes),
    }


def momentum_figures(found: Momentum) -> Iterator[Figure]:
    """The figures that no single value tells: what was won, in how many days, how far closes were pushed."""
    return figures_from(
        [found],
        money("won_amount", message("Amount won"), "velocity.rate.won_amount").made(
            message("Σ amount of the won deals"), lambda found: amounts(found.velocity.rate.won)
        ),
        *within("velocity", days_to_win(CYCLE.label, name=CYCLE)),
        days("days_pushed", message("Days pushed"), lambda _: sum(each.days for each in found.pushes)).made(
            message("Σ days by which expected closes were moved to later ones"),
            lambda _: (part(each.standing.deal, each.days, "expected_close") for each in found.pushes),
        ),
    )


def momentum_lines(found: Momentum) -> Iterator[Text]:
    """How fast money goes through, and on how few deals the forecast hangs."""
    speed, held = found.velocity, found.concentration
    if speed.per_day is not None:
        yield message(
            "Velocity {per_day} a day: {open} open × {rate} won × {mean} ÷ {days:day|days}.",
            per_day=speed.per_day,
            open=len(speed.open),
            rate=speed.rate.by_count,
            mean=speed.mean,
            days=speed.cycle.days,
        )
    if len(held.deals) > _TOP and held.whole.amount:
        yield message(
            "Of the forecast of {period} {deal} alone holds {largest}, the top three {top}.",
            period=found.period,
            deal=called(held.deals[0].standing.deal),
            largest=held.share(1),
            top=held.share(_TOP),
        )


def momentum_tables(found: Momentum) -> tuple[Table, Table]:
    """The open deals whose close was pushed, and what each deal adds to the forecast, for who asks."""
    return _pushes(found.pushes), _concentration(found.concentration.deals, found.period)


def _pushes(some: Iterable[Push]) -> Table:
    return table(
        "pushes",
        some,
        deal_column("standing.deal"),
        money("amount", message("Amount"), "standing.amount", weight=6),
        currency("standing.amount.currency"),
        count("pushes", message("Pushed"), "count", weight=9),
        days("days", message("By days"), weight=9),
        day("first", message("At first")),
        day("expected_close", message("Now"), "standing.deal.expected_close", weight=7),
        text("owner", message("Owner"), "standing.deal.owner", weight=2),
        title=message("Pushed closes"),
        empty=message("No close was pushed."),
        on_screen=False,
    )


def _concentration(some: Iterable[Holding], period: Period) -> Table:
    return table(
        "concentration",
        some,
        deal_column("standing.deal"),
        money("weighted", message("Weighted"), weight=9),
        currency("weighted.currency"),
        share("share", message("Share"), weight=8),
        share("together", message("With those above"), weight=7),
        title=message("What the forecast of {period} hangs on", period=period),
        empty=message("No open deal is expected to close then."),
        on_screen=False,
    )
