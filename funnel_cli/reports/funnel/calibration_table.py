"""The calibration as a table: what the method says of a stage, and what its deals did."""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.forecasting.intervals import ends
from funnel_cli.message import Term, Text, message
from funnel_cli.period import Period
from funnel_cli.reports.funnel.calibration import ENOUGH, Calibration, Fit
from funnel_cli.table import Column, Document, Kind, Row, Table

_WON = message("Won of these")

FITS = {
    Fit.TOO_FEW: Term(Fit.TOO_FEW.value, message("too few to say")),
    Fit.HOLDS: Term(Fit.HOLDS.value, message("hold")),
    Fit.TOO_HIGH: Term(Fit.TOO_HIGH.value, message("are too high")),
    Fit.TOO_LOW: Term(Fit.TOO_LOW.value, message("are too low")),
}


def calibration_document(
    stages: Sequence[Calibration], period: Period | None = None, query: str = ""
) -> Document:
    """The method's probability of each stage beside the share of its deals that was won."""
    return Document(
        schema="funnel.calibration/1",
        title=message("Calibration"),
        head={"period": period, "query": query},
        lines=(_line(stages),),
        tables=(
            Table(
                name="calibration",
                columns=(
                    Column(key="stage", title=message("Stage"), weight=10),
                    Column(key="probability", title=message("Method"), kind=Kind.RATIO, weight=9),
                    Column(key="share", title=message("Won"), kind=Kind.RATIO, weight=9),
                    Column(key="low", title=message("From"), kind=Kind.RATIO, weight=6),
                    Column(key="high", title=message("To"), kind=Kind.RATIO, weight=6),
                    Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=7),
                    Column(key="sittings", title=message("Month ends"), kind=Kind.COUNT, weight=5),
                    Column(key="sittings_won", title=_WON, kind=Kind.COUNT, on_screen=False),
                    Column(key="open", title=message("Undecided"), kind=Kind.COUNT, weight=4),
                    Column(key="fit", title=message("The method's odds"), weight=8),
                ),
                rows=tuple(map(_row, stages)),
                notes=(
                    message(
                        "Counted are the deals that sat in the stage at a past month end, once for each, and "
                        "were won or lost since; those still open are left out."
                    ),
                    message(
                        "From–to: Wilson's 80% interval for so many deals; below {enough} nothing is said.",
                        enough=ENOUGH,
                    ),
                ),
            ),
        ),
    )


def _line(stages: Sequence[Calibration]) -> Text:
    """What it comes to."""
    off = [each for each in stages if each.fit in (Fit.TOO_HIGH, Fit.TOO_LOW)]
    if all(each.fit is Fit.TOO_FEW for each in stages):
        most = max((each.deals for each in stages), default=0)
        return message(
            "Too few to say: {enough} decided deals a stage are needed, the most is {most}.",
            enough=ENOUGH,
            most=most,
        )
    if not off:
        return message("Where there are enough deals to say, the method's odds hold.")
    return message(
        "Your deals do otherwise than the method says: {stages}.",
        stages=tuple(each.stage.label for each in off),
    )


def _row(each: Calibration) -> Row:
    return (
        Term(each.stage.id, each.stage.label),
        each.probability,
        each.share,
        *ends(each.interval),
        each.deals,
        len(each.sittings),
        each.won,
        each.open,
        FITS[each.fit],
    )
