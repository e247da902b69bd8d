"""What an assumption changes in a forecast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from funnel_cli.forecasting.outlook import Outlook
from funnel_cli.message import Term, Text, message
from funnel_cli.money import Money
from funnel_cli.reports.forecasting.what_if import Assumption
from funnel_cli.table import Column, Kind, Row, Table


@dataclass(frozen=True, slots=True)
class Supposed:
    """What was assumed, and the periods as they are without it."""

    assumed: Sequence[Assumption]
    without: Sequence[Outlook]

    @property
    def lines(self) -> tuple[Text, ...]:
        """What was assumed, a sentence each, and that it is written nowhere."""
        said = (message("What if: {assumption}", assumption=each.said) for each in self.assumed)
        return (*said, message("Nothing of this is written down."))


def what_if_table(supposed: Supposed, outlooks: Sequence[Outlook]) -> Table:
    """Each period's figures without and with what was assumed; people are shown those that differ."""
    both = [
        (after, figure, without, with_)
        for before, after in zip(supposed.without, outlooks, strict=True)
        for (figure, without), (_, with_) in zip(_figures(before), _figures(after), strict=True)
    ]
    same = frozenset(place for place, (_, _, without, with_) in enumerate(both) if without == with_)
    return Table(
        name="what_if",
        title=message("What it changes"),
        columns=(
            Column(key="period", title=message("Period"), weight=10),
            Column(key="figure", title=message("Figure"), weight=10),
            Column(key="without", title=message("Without"), kind=Kind.MONEY, weight=8),
            Column(key="with", title=message("With"), kind=Kind.MONEY, weight=9),
            Column(key="difference", title=message("Difference"), kind=Kind.MONEY, weight=9),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=tuple(_row(*each) for each in both),
        quiet=same,
        notes=(message("It changes nothing in these periods."),) if len(same) == len(both) else (),
    )


def _row(each: Outlook, figure: Term, without: Money, with_: Money) -> Row:
    difference = Money(with_.amount - without.amount, with_.currency)
    return (each.period, figure, without, with_, difference, with_.currency)


def _figures(each: Outlook) -> Iterator[tuple[Term, Money]]:
    """The figures that an assumption may change."""
    yield Term("won", message("Won")), each.forecast.won
    yield Term("weighted", message("Weighted")), each.forecast.weighted
    yield Term("walk", message("Walk")), each.walk.forecast
    yield Term("combined", message("Combined")), each.combined
    yield Term("landing", message("Landing")), each.forecast.landing
    yield Term("p10", message("P10")), each.spread.p10
    yield Term("p50", message("P50")), each.spread.p50
    yield Term("p90", message("P90")), each.spread.p90
