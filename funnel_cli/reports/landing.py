"""A period in a sentence: what is won, where it lands, what its target lacks."""

from __future__ import annotations

from funnel_cli.forecasting.targets import own_target
from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.records.book import Book
from funnel_cli.values.message import Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period


def landing_figures(of: Forecast) -> dict[str, Period | Money | None]:
    """What is told of a period's end, by name."""
    return {
        "period": of.period, "won": of.won, "weighted": of.weighted, "landing": of.landing,
        "target": of.target, "gap": of.gap,
    }  # fmt: skip


def landing(forecast: Forecast) -> Text:
    """What is won and expected of a period, against its target."""
    figures = landing_figures(forecast)
    if forecast.target is None:
        return message("{period}: won {won:n}, landing {landing:n}; no target known", **figures)
    if forecast.is_short:
        return message("{period}: won {won:n}, landing {landing:n} of {target:n}, {gap:n} to go", **figures)
    return message("{period}: won {won:n}, landing {landing:n} of {target:n}: enough", **figures)


def stand_in_notes(owner: str | None, target: Money | None, period: Period, book: Book) -> tuple[Text, ...]:
    """That the target is not the owner's own, whose figures are held against it."""
    if owner is None or target is None or own_target(book, period, owner):
        return ()
    return (
        message(
            "{owner} has no target for {period}: held against the whole book's.", owner=owner, period=period
        ),
    )
