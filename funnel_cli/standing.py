"""Where a deal stands in its book on the book's day: odds, clocks and what it adds to a forecast."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from funnel_cli.frozen import dataclass
from funnel_cli.history import entered, in_order, last_touch
from funnel_cli.method import Stage
from funnel_cli.model import LOST, WON, Book, Opportunity
from funnel_cli.money import Money

CERTAIN = {WON: Decimal(1), LOST: Decimal(0)}

COMMIT, BEST_CASE, PIPELINE, OMITTED = "commit", "best-case", "pipeline", "omitted"


@dataclass(frozen=True, slots=True)
class Standing:
    """A deal with what follows from it on the book's day.

    `probability` is 0-1, or `None` where the stage is unknown; `probability_from` says whose it is:
    "stage", "override" or "outcome". `entered` is the day it entered its stage, `days` the days
    since; `silent` the days since anything was logged or ticked. Unknown is `None`.
    """

    deal: Opportunity
    stage: Stage | None
    probability: Decimal | None
    probability_from: str | None
    amount: Money | None
    entered: Day | None
    days: int | None
    silent: int | None
    is_paused: bool

    @property
    def weighted(self) -> Money | None:
        """Amount times effective probability, unrounded; `None` where either is unknown."""
        if self.amount is None or self.probability is None:
            return None
        return Money(self.amount.amount * self.probability, self.amount.currency)

    @property
    def category(self) -> str:
        """Commit from 70 %, best case from 40 %, else pipeline, unless the deal says otherwise."""
        if self.deal.category:
            return self.deal.category
        odds = self.probability or Decimal(0)
        if odds >= Decimal("0.7"):
            return COMMIT
        return BEST_CASE if odds >= Decimal("0.4") else PIPELINE

    @property
    def is_omitted(self) -> bool:
        """Whether the rep keeps it out of every forecast."""
        return self.deal.category == OMITTED

    def is_overdue(self, day: Day) -> bool:
        """Whether it is open and its expected close lies before the day."""
        close = self.deal.expected_close
        return self.deal.is_open and close is not None and close < day


def standing(deal: Opportunity, book: Book) -> Standing:
    """Where the deal stands in the book, as of the book's day."""
    stage = book.method.stage(deal.stage)
    since = entered(deal)
    touched = last_touch(deal)
    probability, source = effective_probability(deal, stage, since, book)
    return Standing(
        deal=deal,
        stage=stage,
        probability=probability,
        probability_from=source,
        amount=money_of(deal, book),
        entered=since,
        days=(book.day - since).days if since else None,
        silent=(book.day - touched).days if touched else None,
        is_paused=is_paused(deal, book.day),
    )


def standings(book: Book) -> tuple[Standing, ...]:
    """Every deal of the book that was not removed, by id."""
    return tuple(
        standing(deal, book) for _, deal in sorted(book.opportunities.items()) if deal.removed is None
    )


def effective_probability(
    deal: Opportunity, stage: Stage | None, since: Day | None, book: Book
) -> tuple[Decimal | None, str | None]:
    """The deal's odds and whose they are: its override while it is not older than the stage."""
    if deal.stage in CERTAIN:
        return CERTAIN[deal.stage], "outcome"
    if deal.probability and _is_in_force(deal.probability.date, since, book):
        return deal.probability.value, "override"
    return (book.method.odds(stage), "stage") if stage else (None, None)


def money_of(deal: Opportunity, book: Book) -> Money | None:
    """What the customer would sign, in the deal's own currency; `None` where no amount is known."""
    return None if deal.amount is None else Money(deal.amount, deal.currency or book.currency)


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


def _is_in_force(set_on: Day | None, since: Day | None, book: Book) -> bool:
    """Whether an override set on that day still counts in a stage entered on `since`."""
    survives = book.method.settings.override_survives
    return survives or set_on is None or since is None or set_on >= since
