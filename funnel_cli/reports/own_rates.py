"""The method's odds, conversion and days of each stage beside what the own past says, for who adjusts it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from funnel_cli.forecasting.intervals import Interval
from funnel_cli.forecasting.passage import (
    Conversion,
    StageTime,
    WinRate,
    conversions,
    stage_times,
    win_rates,
)
from funnel_cli.records.book import Book
from funnel_cli.records.method import Stage
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import ratio
from funnel_cli.values.message import Text, message
from funnel_cli.values.table import STAGE, Document, Table, count, number, share, table, text

_ENOUGH = 10
"""Below so many cases the own past says nothing."""


_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What YAML takes for no text."""


class OwnRates(NamedTuple):
    """What the method says of a stage, and what became of the deals that were in it."""

    stage: Stage
    odds: Decimal
    won: WinRate
    passed: Conversion
    time: StageTime

    @property
    def conversion(self) -> Decimal | None:
        """The method's, to six places."""
        return ratio(self.passed.ideal, Decimal(1))

    @property
    def own_odds(self) -> Decimal | None:
        """Won ÷ decided of the deals that came as far; `None` below ten decided ones."""
        return self.won.by_count if self.won.decided >= _ENOUGH else None

    @property
    def own_conversion(self) -> Decimal | None:
        """Got through ÷ decided; `None` below ten decided deals."""
        return self.passed.share if self.passed.decided >= _ENOUGH else None

    @property
    def own_days(self) -> Decimal | None:
        """The median of the stays; `None` below ten of them."""
        return self.time.median if len(self.time.stays) >= _ENOUGH else None

    @property
    def odds_range(self) -> Interval | None:
        """In which the own odds lie four times in five."""
        return self.won.interval if self.won.decided >= _ENOUGH else None

    @property
    def conversion_range(self) -> Interval | None:
        """In which the own conversion lies four times in five."""
        return self.passed.interval if self.passed.decided >= _ENOUGH else None


def own_rates(deals: Sequence[Standing], book: Book) -> tuple[OwnRates, ...]:
    """The stages of the method with the own past of these deals until the book's day."""
    records, method = [each.deal for each in deals], book.method
    _, *rates = win_rates(deals, book)
    passed, times = conversions(records, method), stage_times(records, method, book.day)
    return tuple(
        OwnRates(stage, method.odds(stage), won, through, time)
        for stage, won, through, time in zip(method.stages, rates, passed, times, strict=True)
    )


def own_rates_document(found: Sequence[OwnRates], book: Book) -> Document:
    """A row per stage, the method's beside the own; then the known ones as lines of a method's file.

    Own odds that would fall from a stage to the next are told and not proposed.
    """
    odd = _falling(found)
    return Document(
        schema="funnel.own_rates/1",
        title=message("{method} beside your own past", method=book.method.label),
        head={"id": book.method.method, "enough": _ENOUGH},
        tables=(
            _stages(found),
            table(
                "fragment",
                [line for each in found if (line := _line(each, is_odd=each in odd))],
                text("line", message("In stages.yaml"), lambda line: line, is_prose=True),
                title=message("To take over, what you agree with"),
                empty=message("Too little is decided yet to propose anything."),
            ),
        ),
        notes=(
            message(
                "Own: of your deals that came as far, the share won; of those decided here, the share that "
                "got through; the median days. Unknown below {enough} cases; the method's stay in force.",
                enough=_ENOUGH,
            ),
            *(
                message(
                    "{stage}: own odds of {odds} are not proposed; odds never fall from stage to stage.",
                    stage=each.stage.label,
                    odds=each.own_odds,
                )
                for each in odd
            ),
        ),
    )


def _falling(found: Sequence[OwnRates]) -> list[OwnRates]:
    """The stages whose own odds are above those of a later one, or below those of an earlier one.

    Each is held against what would stand in the file: the own odds that are proposed, which take the place
    of both readings, else the method's.
    """
    odd: list[OwnRates] = []
    while True:
        own = [None if each in odd else _whole_percent(each.own_odds) for each in found]
        worse = [each for n, each in enumerate(found) if own[n] and _is_out_of_order(found, own, n)]
        if not worse:
            return odd
        odd += worse


def _is_out_of_order(found: Sequence[OwnRates], own: Sequence[Decimal | None], place: int) -> bool:
    """Whether the odds there are below any before them or above any behind them, in either reading."""
    both = [each.stage.probability for each in found]
    forecast = [mine or odds.forecast for mine, odds in zip(own, both, strict=True)]
    leaving = [mine or odds.exit or odds.forecast for mine, odds in zip(own, both, strict=True)]
    return any(
        max(odds[:place], default=0) > odds[place] or odds[place] > min(odds[place:])
        for odds in (forecast, leaving)
    )


def _stages(found: Sequence[OwnRates]) -> Table:
    own, cases = message("Own"), message("Cases")
    return table(
        "stages",
        found,
        STAGE,
        share("odds", message("Odds"), weight=10),
        share("own_odds", own, weight=10),
        share("odds_low", message("From"), "odds_range.low", on_screen=False),
        share("odds_high", message("To"), "odds_range.high", on_screen=False),
        count("decided", cases, "won.decided", weight=7),
        share("conversion", message("Conversion"), weight=9),
        share("own_conversion", own, weight=9),
        share("conversion_low", message("From"), "conversion_range.low", on_screen=False),
        share("conversion_high", message("To"), "conversion_range.high", on_screen=False),
        count("through", cases, "passed.decided", weight=6),
        count("days", message("Days"), "stage.typical_days", weight=8),
        number("own_days", own, on_screen=False),
        text("is_at_least", message("Or more"), "time.is_at_least", on_screen=False),
        text("own_time", own, _told, weight=8),
        count("stays", cases, lambda each: len(each.time.stays), weight=5),
    )


def _told(each: OwnRates) -> Text | None:
    days = each.own_days
    if days is None:
        return None
    return message("{days:n}+", days=days) if each.time.is_at_least else message("{days:n}", days=days)


def _line(each: OwnRates, *, is_odd: bool) -> str | None:
    """What is known of a stage, as a method's file says it; odds of nothing or of all are no odds.

    Days that may yet become more have a comment that says so.
    """
    days = None if each.own_days is None else each.own_days.quantize(Decimal(1), ROUND_HALF_UP)
    known = {
        "probability": None if is_odd else _percent(each.own_odds),
        "conversion": _percent(each.own_conversion),
        "typical_days": str(days) if days else None,
    }
    said = [f"{key}: {value}" for key, value in known.items() if value]
    more = f" # {days}+" if days and each.time.is_at_least else ""
    return f"- {{id: {_id(each.stage.id)}, {', '.join(said)}}}{more}" if said else None


def _id(id: str) -> str:
    """The id as YAML takes it for a text, whatever it looks like."""
    is_plain = re.fullmatch("[a-z][a-z0-9_-]*", id) and id not in _WORDS
    return id if is_plain else json.dumps(id, ensure_ascii=False)


def _whole_percent(part: Decimal | None) -> Decimal | None:
    """The share to the whole percent; `None` of nothing and of all."""
    whole = None if part is None else part.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return whole if whole is not None and 0 < whole < 1 else None


def _percent(part: Decimal | None) -> str | None:
    whole = _whole_percent(part)
    return None if whole is None else f"{whole:.0%}"
