"""The four pictures of the overview: each shows figures of the table it stands beside, and tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.forecasting.outlook import Outlook
from funnel_cli.forecasting.pipeline_changes import Waterfall
from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.reports.landing import landing_figures
from funnel_cli.reports.shape import FunnelShape
from funnel_cli.reports.waterfall import BAR_WORDS
from funnel_cli.time.sums import ratio
from funnel_cli.values.message import Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.picture import (
    BridgePicture,
    BridgeStep,
    CoursePicture,
    CoursePoint,
    FunnelPicture,
    FunnelStage,
    TargetBar,
    TargetPicture,
)
from funnel_cli.values.table import Table, currency, money, table, text


def target_picture(forecasts: Iterable[Forecast]) -> TargetPicture:
    """Won and landing of each period against its target."""
    some = tuple(forecasts)
    return TargetPicture(
        title=message("Won and landing against the target"),
        told=tuple(_attained(each) for each in some),
        bars=tuple(TargetBar(each.period.name, each.won, each.landing, each.target) for each in some),
    )


def _attained(each: Forecast) -> Text:
    told = landing_figures(each)
    if each.target is None:
        return message("{period}: {won} won, landing {landing}, no target known.", **told)
    return message("{period}: {won} won, landing {landing}, target {target}.", **told)


class Month(NamedTuple):
    """What a month brought, or the range of what it will bring."""

    period: Period
    won: Money | None
    low: Money | None = None
    middle: Money | None = None
    high: Money | None = None


def months(past: Iterable[Forecast], ahead: Iterable[Outlook]) -> tuple[Month, ...]:
    """The months that are over with what was won in them, then those ahead with P10, P50 and P90."""
    return (
        *(Month(each.period, each.won) for each in past),
        *(Month(each.period, None, each.spread.p10, each.spread.p50, each.spread.p90) for each in ahead),
    )


def course_table(some: Sequence[Month], code: str) -> Table:
    """A row per month, with the picture of it."""
    return table(
        "course",
        some,
        text("period", message("Period"), weight=10),
        money("won", message("Won"), weight=9),
        money("p10", message("P10"), "low", weight=7),
        money("p50", message("P50"), "middle", weight=8),
        money("p90", message("P90"), "high", weight=7),
        currency(lambda _: code),
        title=message("What came, and what may come"),
        picture=CoursePicture(
            title=message("Won month by month, and the forecast with its range"),
            told=tuple(map(_came, some)),
            points=tuple(
                CoursePoint(each.period.name[-2:], each.period.name[:4], *each[1:]) for each in some
            ),
        ),
    )


def _came(each: Month) -> Text:
    if each.won:
        return message("{period}: {won} won.", period=each.period, won=each.won)
    return message(
        "{period}: {middle}, eight times in ten between {low} and {high}.",
        period=each.period,
        middle=each.middle,
        low=each.low,
        high=each.high,
    )


def funnel_picture(shape: FunnelShape) -> FunnelPicture:
    """The weighted amount of each stage beside an equal share of all."""
    whole = shape.total.weighted_converted
    equal = ratio(whole.amount, Decimal(len(shape.slices))) or Decimal(0)
    return FunnelPicture(
        title=message("Weighted amount by stage"),
        told=tuple(
            message(
                "{stage}: {amount} in {count:deal|deals}.",
                stage=each.stage.label,
                amount=each.sum.weighted_converted,
                count=len(each.deals),
            )
            for each in shape.slices
        ),
        stages=tuple(FunnelStage(each.stage.label, each.sum.weighted_converted) for each in shape.slices),
        equal=Money(equal, whole.currency),
    )


def bridge_picture(found: Waterfall) -> BridgePicture:
    """The steps from the first day to the last, those that a deal made."""
    steps = tuple(_steps(found))
    return BridgePicture(
        title=message("From the start to the end"),
        told=tuple(message("{step}: {amount}.", step=each.label, amount=each.amount) for each in steps),
        steps=steps,
    )


def _steps(found: Waterfall) -> Iterator[BridgeStep]:
    for each in found.bars:
        if each.bar.is_level or each.pieces:
            signed = (
                each.amount
                if each.bar.is_level
                else Money(each.bar.sign * each.amount.amount, found.currency)
            )
            yield BridgeStep(BAR_WORDS[each.bar].label, signed, each.bar.is_level)
