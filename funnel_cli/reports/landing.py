"""A period in a sentence: what is won, where it lands, what its target lacks."""

from __future__ import annotations

from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.values.message import Text, message


def landing(forecast: Forecast) -> Text:
    """What is won and expected of a period, against its target."""
    figures = {
        "period": forecast.period,
        "won": forecast.won,
        "landing": forecast.landing,
        "target": forecast.target,
        "gap": forecast.gap,
    }
    if forecast.target is None:
        return message("{period}: won {won:n}, landing {landing:n}; no target", **figures)
    if forecast.is_short:
        return message("{period}: won {won:n}, landing {landing:n} of {target:n}, {gap:n} to go", **figures)
    return message("{period}: won {won:n}, landing {landing:n} of {target:n}: enough", **figures)
