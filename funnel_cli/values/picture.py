"""Pictures of figures before anything is drawn: what each mark says, in words and exact amounts.

A picture stands beside the table whose figures it shows. `told` says in sentences what it shows, for whoever
does not see it. All amounts of a picture are in one currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from funnel_cli.values.message import Text
from funnel_cli.values.money import Money


class FunnelStage(NamedTuple):
    """A stage of a funnel and what is in it."""

    label: Text
    amount: Money


class FunnelPicture(NamedTuple):
    """Stages from the top to the bottom, each as wide as its amount beside the `equal` share."""

    title: Text
    told: Sequence[Text]
    stages: Sequence[FunnelStage]
    equal: Money


class TargetBar(NamedTuple):
    """What was won and where it lands; `target` is `None` where none is set."""

    label: Text
    won: Money
    landing: Money
    target: Money | None


class TargetPicture(NamedTuple):
    """Bars against their targets."""

    title: Text
    told: Sequence[Text]
    bars: Sequence[TargetBar]


class CoursePoint(NamedTuple):
    """A month: what it brought where it is over, else the low, the middle and the high of its range."""

    label: str
    year: str
    won: Money | None
    low: Money | None = None
    middle: Money | None = None
    high: Money | None = None


class CoursePicture(NamedTuple):
    """Months in their order: the truth of those that are over, then the forecast with its band."""

    title: Text
    told: Sequence[Text]
    points: Sequence[CoursePoint]


class BridgeStep(NamedTuple):
    """A change by the signed `amount`, or a level that the changes before it lead to."""

    label: Text
    amount: Money
    is_level: bool


class BridgePicture(NamedTuple):
    """From a first level by its changes to a last one."""

    title: Text
    told: Sequence[Text]
    steps: Sequence[BridgeStep]


Picture = FunnelPicture | TargetPicture | CoursePicture | BridgePicture
"""One of the four marks."""
