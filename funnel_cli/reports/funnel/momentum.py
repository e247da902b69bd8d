"""How fast money goes through the funnel, how often closes are pushed, and on how few deals it hangs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from itertools import accumulate, islice, pairwise

from funnel_cli.facts import said_of
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.reports.funnel.win_rate import Cycle, WinRate, cycle, win_rate
from funnel_cli.standing import Standing
from funnel_cli.sums import in_book_currency, ratio, weighted_in_book_currency

TOP = 3
"""So many deals are the top of a forecast."""


@dataclass(frozen=True, slots=True)
class Velocity:
    """Open deals × win rate × mean won amount ÷ cycle days; `None` where one of them is not known."""

    open: tuple[Standing, ...]
    rate: WinRate
    mean: Money | None
    cycle: Cycle

    @property
    def per_day(self) -> Money | None:
        """What the funnel brings a day, in the book's currency, to six places."""
        won = self.rate.by_count
        if self.mean is None or won is None or not self.cycle.days:
            return None
        brought = ratio(len(self.open) * won * self.mean.amount, self.cycle.days)
        return brought if brought is None else Money(brought, self.mean.currency)


@dataclass(frozen=True, slots=True)
class Push:
    """How often the expected close of an open deal was moved to a later day, and by how many days in all.

    `first` is the close that was expected first; a close that was taken away is no push.
    """

    standing: Standing
    first: Day
    count: int
    days: int


@dataclass(frozen=True, slots=True)
class Concentration:
    """The deals of a forecast by what they add to it, the most first, and their weighted sum."""

    deals: tuple[tuple[Standing, Money], ...]
    whole: Money

    def share(self, count: int) -> Decimal | None:
        """What the first so many deals hold of the whole; `None` where there is nothing."""
        held = sum((money.amount for _, money in self.deals[:count]), Decimal(0))
        return ratio(held, self.whole.amount)

    def shares(self) -> Iterator[Decimal | None]:
        """What each deal holds of the whole together with those before it."""
        sums = accumulate((money.amount for _, money in self.deals), initial=Decimal(0))
        return (ratio(held, self.whole.amount) for held in islice(sums, 1, None))


def velocity(deals: Sequence[Standing], book: Book) -> Velocity:
    """The velocity of these deals, on all that was decided of them; omitted deals are not open here."""
    rate = win_rate(deals, book)
    amounts = [money.amount for each in rate.won if (money := in_book_currency(each, book))]
    mean = ratio(sum(amounts, Decimal(0)), Decimal(len(amounts)))
    return Velocity(
        open=tuple(each for each in deals if each.deal.is_open and not each.is_omitted),
        rate=rate,
        mean=None if mean is None else Money(mean, book.currency),
        cycle=cycle(rate.won),
    )


def pushes(deals: Iterable[Standing]) -> tuple[Push, ...]:
    """The open deals whose close was pushed, the most days first, then by id."""
    found = [push for each in deals if each.deal.is_open and (push := _push(each))]
    return tuple(sorted(found, key=lambda push: (-push.days, push.standing.deal.id)))


def _push(where: Standing) -> Push | None:
    """The pushes of one deal, `None` without any."""
    closes = [day for _, day in said_of(where.deal, "expected_close") if isinstance(day, Day)]
    later = [(after - before).days for before, after in pairwise(closes) if after > before]
    return Push(where, closes[0], len(later), sum(later)) if later else None


def concentration(counted: Iterable[Standing], book: Book) -> Concentration:
    """What each of the forecast's deals adds to it, in the book's currency."""
    pairs = [(each, money) for each in counted if (money := weighted_in_book_currency(each, book))]
    pairs.sort(key=lambda pair: (-pair[1].amount, pair[0].deal.id))
    whole = sum((money.amount for _, money in pairs), Decimal(0))
    return Concentration(tuple(pairs), Money(whole, book.currency))
