"""Where a deal stands in its book on the book's day: odds, clocks and what it adds to a forecast."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from functools import cached_property

from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, OMITTED, WON, Opportunity, Override
from funnel_cli.records.lead import Lead
from funnel_cli.records.method import Choice, Stage
from funnel_cli.time.facts import active_days, entered, in_order, is_same, last_touch
from funnel_cli.values.message import Label
from funnel_cli.values.money import Money

_CERTAIN = {WON: Decimal(1), LOST: Decimal(0)}

OVERRIDE = "override"
"""Whose odds they are where the rep has said some."""

COMMIT, BEST_CASE, PIPELINE = "commit", "best-case", "pipeline"

CATEGORIES = (
    Choice(id=COMMIT, title=Label({"en": "commit", "zh": "承诺"})),
    Choice(id=BEST_CASE, title=Label({"en": "best case", "zh": "最佳情况"})),
    Choice(id=PIPELINE, title=Label({"en": "pipeline", "zh": "管道"})),
    Choice(id=OMITTED, title=Label({"en": "omitted", "zh": "已忽略"})),
)
"""The forecast categories."""

DEAL_PLACES = (
    Choice(id="open", title=Label({"en": "open", "zh": "进行中"})),
    Choice(id=WON, title=Label({"en": "won", "zh": "赢单"})),
    Choice(id=LOST, title=Label({"en": "lost", "zh": "输单"})),
)
"""Where a deal can be beside the stages of its method."""


def usual_category(odds: Decimal) -> str:
    """The forecast category that odds, 0-1, make of a deal that does not say another."""
    if odds >= Decimal("0.7"):
        return COMMIT
    return BEST_CASE if odds >= Decimal("0.4") else PIPELINE


@dataclass(frozen=True)
class Standing:
    """A deal with what follows from it on the book's day, each worked out when it is first asked for.

    Two are equal if their deals are. Unknown is `None`.
    """

    deal: Opportunity
    book: Book = field(repr=False, compare=False)

    @cached_property
    def stage(self) -> Stage | None:
        """Its stage; `None` for an outcome, and for a stage that the method does not know."""
        return self.book.method.stage(self.deal.stage)

    @property
    def probability(self) -> Decimal | None:
        """Its odds, 0-1; `None` where the stage is unknown."""
        return self._odds[0]

    @property
    def probability_from(self) -> str | None:
        """Whose odds they are: "stage", `OVERRIDE` or "outcome"."""
        return self._odds[1]

    @cached_property
    def _odds(self) -> tuple[Decimal | None, str | None]:
        """The odds and whose they are: the deal's override while it is not older than the stage."""
        deal, stage = self.deal, self.stage
        if deal.stage in _CERTAIN:
            return _CERTAIN[deal.stage], "outcome"
        if deal.probability and _is_in_force(deal.probability, self):
            return deal.probability.value, OVERRIDE
        return (self.book.method.odds(stage), "stage") if stage else (None, None)

    @cached_property
    def amount(self) -> Money | None:
        """What the customer would sign, in the deal's own currency; `None` where no amount is known."""
        return money_of(self.deal, self.book)

    @cached_property
    def weighted(self) -> Money | None:
        """Amount times effective probability, unrounded; `None` where either is unknown."""
        if self.amount is None or self.probability is None:
            return None
        return Money(self.amount.amount * self.probability, self.amount.currency)

    @cached_property
    def entered(self) -> Day | None:
        """The day it entered its stage; an outcome that is still to come was not entered yet."""
        day = entered(self.deal)
        return day if day and day <= self.book.day else None

    @property
    def days(self) -> int | None:
        """The days since it entered its stage."""
        return (self.book.day - self.entered).days if self.entered else None

    @cached_property
    def active_days(self) -> int | None:
        """The days since it entered its stage on which it did not rest."""
        return active_days(self.deal, self.entered, self.book.day) if self.entered else None

    @property
    def silent(self) -> int | None:
        """The days since anything was logged or ticked."""
        touched = last_touch(self.deal)
        return (self.book.day - touched).days if touched else None

    @cached_property
    def is_paused(self) -> bool:
        """Whether it rests on the book's day."""
        return is_paused(self.deal, self.book.day)

    @property
    def category(self) -> str:
        """Commit from 70 %, best case from 40 %, else pipeline, unless the deal says otherwise."""
        if self.deal.category:
            return self.deal.category
        return usual_category(self.probability or Decimal(0))

    @property
    def is_omitted(self) -> bool:
        """Whether the rep keeps it out of every figure but the pace."""
        return self.deal.is_omitted

    def is_overdue(self, day: Day) -> bool:
        """Whether it is open and its expected close lies before the day."""
        close = self.deal.expected_close
        return self.deal.is_open and close is not None and close < day


def standings(book: Book) -> tuple[Standing, ...]:
    """Every deal of the book that was not removed, by id."""
    deals = book.opportunities
    return tuple(Standing(deals[id], book) for id in sorted(deals) if deals[id].removed is None)


def removed(book: Book) -> tuple[Standing, ...]:
    """Every deal of the book that was removed, by id."""
    deals = book.opportunities
    return tuple(Standing(deals[id], book) for id in sorted(deals) if deals[id].removed is not None)


def money_of(deal: Opportunity | Lead, book: Book) -> Money | None:
    """What the customer would sign, in the deal's own currency; `None` where no amount is known."""
    return None if deal.amount is None else Money(deal.amount, book.currency_of(deal))


def is_paused(deal: Opportunity, day: Day) -> bool:
    """Whether the open deal rests on that day; on the day of `until` it runs again."""
    pause = deal.paused
    if pause is None or not deal.is_open:
        return False
    return (pause.since is None or pause.since <= day) and (pause.until is None or day < pause.until)


def forced_line(deal: Opportunity) -> tuple[Day, tuple[str, ...], str | None] | None:
    """The last passage by force: its day, the criteria that were open, the reason; or `None`."""
    lines = [line for line in in_order(deal) if line.forced]
    return (lines[-1].date, lines[-1].forced, lines[-1].reason) if lines else None


def _is_in_force(own: Override, standing: Standing) -> bool:
    """Whether the deal's own odds still count in its present stage: they lapse when it moves on.

    Of one day the line that comes later in the history holds; odds that no line tells hold from their day on.
    """
    entered = standing.entered
    if standing.book.method.settings.override_survives or entered is None:
        return True
    if own.date is not None and own.date != entered:
        return own.date > entered
    deal = standing.deal
    lines = in_order(deal)
    moved = [n for n, line in enumerate(lines) if line.date == entered and "stage" in line.changes]
    odds = [n for n, line in enumerate(lines) if is_same(line.changes.get("probability"), own)]
    if not odds and deal.opening and is_same(deal.opening.changes.get("probability"), own):
        return False
    return not (odds and moved) or odds[-1] >= moved[-1]
