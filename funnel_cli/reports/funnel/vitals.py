"""The signs of life beside a funnel's shape: in and out, velocity, pushes, concentration, comparison."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from funnel_cli.frozen import dataclass
from funnel_cli.message import message
from funnel_cli.model import Book, Opportunity
from funnel_cli.names import word_among
from funnel_cli.period import Period
from funnel_cli.reports.forecasting.forecast import Forecast
from funnel_cli.reports.funnel.against import Against, Reference, against
from funnel_cli.reports.funnel.in_out import InOut, in_and_out
from funnel_cli.reports.funnel.momentum import (
    Concentration,
    Push,
    Velocity,
    concentration,
    pushes,
    velocity,
)
from funnel_cli.standing import Standing


@dataclass(frozen=True, slots=True)
class Vitals:
    """What moves in the funnel; `in_out` is of the period, `concentration` of its forecast."""

    period: Period
    in_out: tuple[InOut, ...]
    velocity: Velocity
    pushes: tuple[Push, ...]
    concentration: Concentration
    against: Against


def vitals(
    deals: Sequence[Standing],
    book: Book,
    forecast: Forecast,
    *,
    removed: Iterable[Opportunity] = (),
    reference: str = Reference.IDEAL.value,
) -> Vitals:
    """The vitals of the funnel made of these deals, beside the forecast of its period.

    `removed` deals count in what went in and out. Raises `NoSuchWord` for what is no reference.
    """
    held = Reference(word_among(message("reference"), reference, [each.value for each in Reference]))
    records = [*(each.deal for each in deals), *removed]
    return Vitals(
        period=forecast.period,
        in_out=in_and_out(records, book.method, forecast.period, book.day),
        velocity=velocity(deals, book),
        pushes=pushes(deals),
        concentration=concentration(forecast.counted, book),
        against=against(deals, book, held, forecast.period),
    )
