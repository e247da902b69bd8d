"""Where every deal of the book falls in a period: the sets, for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from funnel_cli.forecasting.weighted import Forecast, Where
from funnel_cli.records.book import Book
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import added
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Table, count, currency, ids, money, table, text

SET_LABELS = {
    Where.WON: message("won"),
    Where.LOST: message("lost"),
    Where.CLOSED_ELSEWHERE: message("closed elsewhere"),
    Where.UNDATED: message("undated"),
    Where.OVERDUE: message("overdue"),
    Where.OPEN: message("open, due in the period"),
    Where.OPEN_ELSEWHERE: message("open, due elsewhere"),
    Where.OMITTED: message("omitted"),
}


class _Set(NamedTuple):
    """The deals of one set of a period in one currency."""

    period: Period
    where: Where
    currency: str
    deals: Sequence[Standing]

    @property
    def amount(self) -> Money:
        return added((deal.amount for deal in self.deals if deal.amount), self.currency)

    @property
    def weighted(self) -> Money:
        return added((deal.weighted for deal in self.deals if deal.weighted), self.currency)


def sets_table(forecasts: Sequence[Forecast], book: Book) -> Table:
    """Every deal of the book in exactly one set of each period, with the set's totals, for machines."""
    sets = [some for each in forecasts for where in Where for some in _sets(each, where, book)]
    return table(
        "sets",
        sets,
        text("period", message("Period"), weight=10),
        text("set", message("Set"), lambda each: Term(each.where.value, SET_LABELS[each.where]), weight=10),
        count("deals", message("Deals"), lambda each: len(each.deals), weight=9),
        money("amount", message("Amount"), weight=8),
        currency("currency"),
        money("weighted", message("Weighted"), weight=7),
        count("paused", message("Paused"), lambda each: sum(deal.is_paused for deal in each.deals), weight=2),
        ids(lambda each: tuple(deal.deal.id for deal in each.deals)),
        title=message("Where every deal falls"),
        quiet=frozenset(place for place, each in enumerate(sets) if not each.deals),
        on_screen=False,
    )


def _sets(each: Forecast, where: Where, book: Book) -> Iterator[_Set]:
    found = grouped_by(each.sets[where], lambda it: it.amount.currency if it.amount else book.currency)
    for code in sorted(found) or [book.currency]:
        yield _Set(each.period, where, code, found.get(code, ()))
