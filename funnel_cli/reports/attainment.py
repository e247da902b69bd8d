"""What came of the targets of a period: landing, gap, attainment, coverage, and how each figure is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.parties import belongs
from funnel_cli.forecasting.passage import decided_in
from funnel_cli.forecasting.targets import (
    TIERS,
    lines_behind,
    own_lines,
    own_target,
    owners,
    target_of,
    tier_term,
)
from funnel_cli.forecasting.weighted import Forecast, Where, forecast
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Target
from funnel_cli.reports.deals import sum_notes
from funnel_cli.reports.explanation import amounts, part, target_parts, weighted_amounts
from funnel_cli.reports.landing import landing_figures
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import ratio, together
from funnel_cli.values.message import Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Table, ValueColumn, count, currency, money, share, table, text, within

_ENOUGH_RESULTS = 10
"""Below so many decided deals a win rate says too little to ask for a coverage."""


class Result(NamedTuple):
    """The target of a tier for one owner, or the whole book (`None`), held against what was and will be won.

    `decided` are the owner's deals that were ever won or lost.
    """

    owner: str | None
    tier: str
    forecast: Forecast
    decided: tuple[Standing, ...]

    @property
    def win_rate(self) -> Decimal | None:
        """Won ÷ decided by count; `None` below ten decided deals."""
        return None if len(self.decided) < _ENOUGH_RESULTS else ratio(self._won, Decimal(len(self.decided)))

    @property
    def needed(self) -> Decimal | None:
        """The coverage it takes at that win rate, 1 ÷ it; `None` where it is not known or nothing was won."""
        return None if len(self.decided) < _ENOUGH_RESULTS else ratio(Decimal(len(self.decided)), self._won)

    @property
    def _won(self) -> Decimal:
        return Decimal(sum(each.deal.is_won for each in self.decided))


def results(
    deals: Sequence[Standing], book: Book, period: Period, owner: str | None = None
) -> tuple[Result, ...]:
    """What came of the period's targets: for the whole book first, then by owner, or of one owner alone.

    The whole book has a result where it has a target of its own, or several owners have one.
    """
    return tuple(
        result
        for tier in TIERS
        for who in _asked(book, period, owner, tier)
        if (result := _result(deals, book, period, who, tier))
    )


def _asked(book: Book, period: Period, owner: str | None, tier: str) -> Iterable[str | None]:
    """Whose targets are looked at."""
    if owner is not None:
        return (owner,)
    some = [each for each in owners(book, tier) if own_lines(book, period, each, tier)]
    behind = {book.as_spelled(line.owner) for line in lines_behind(book, period, None, tier)}
    return (None, *some) if behind - {*some[:1]} else some


def _result(
    deals: Iterable[Standing], book: Book, period: Period, owner: str | None, tier: str
) -> Result | None:
    """One owner's result in one tier; `None` without a target."""
    if not (own_lines if owner else lines_behind)(book, period, owner, tier):
        return None
    target = (own_target if owner else target_of)(book, period, owner, tier)
    own = tuple(each for each in deals if belongs(owner, each.deal.owner, book))
    found = forecast(own, book, period, owner=owner)._replace(target=target)
    return Result(owner, tier, found, decided_in(own, None))


def results_table(
    results: Sequence[Result], book: Book, written: Sequence[Target], *, is_asked: bool
) -> Table:
    """A row per tier and owner; for machines alone where no period was asked for.

    `written` are all lines of the file of targets.
    """
    notes = {
        note: None
        for each in results
        for note in sum_notes(together((each.forecast.brought, each.forecast.total), book.currency))
    }
    return table(
        "results",
        results,
        text("owner", message("Owner"), on_screen=False),
        text("whose", message("Owner"), _whose, weight=10),
        text("tier", message("Tier"), lambda each: tier_term(each.tier), weight=9),
        money("target", message("Target"), "forecast.target", weight=7).made(
            message("the latest line on or before the day, or the sum of several"),
            lambda each: target_parts(
                lines_behind(book, each.forecast.period, each.owner, each.tier), book, written
            ),
        ),
        *within("forecast", *_against()),
        share("needed", message("Needed"), weight=5).made(
            message("1 ÷ (won ÷ decided deals), from {enough} decided ones on", enough=_ENOUGH_RESULTS),
            lambda each: (part(deal.deal, int(deal.deal.is_won), "stage") for deal in each.decided),
        ),
        share("win_rate", message("Win rate"), on_screen=False),
        count("decided", message("Decided"), lambda each: len(each.decided), on_screen=False),
        currency("forecast.won.currency"),
        title=message("What came of them"),
        notes=(*notes, *(_meanings() if results else ())),
        empty=message("No target is in force for the period."),
        on_screen=is_asked,
        whose=lambda each: message("{whose} {tier}", whose=_whose(each), tier=tier_term(each.tier)),
    )


def _against() -> tuple[ValueColumn, ...]:
    """What was and will be won, and what it means for the target."""
    return (
        money("won", message("Won"), weight=6).made(
            message("Σ amount of the deals won in the period"),
            lambda found: amounts(found.sets[Where.WON]),
        ),
        money("weighted", message("Weighted"), weight=4).made(
            message("Σ amount × probability of the open deals due in the period"),
            lambda found: weighted_amounts(found.counted),
        ),
        money("landing", message("Landing"), weight=8).made(message("won + weighted")),
        money("gap", message("Gap"), weight=9, is_lack=True).made(message("target − landing")),
        share("attainment", message("Attained"), weight=6).made(message("won ÷ target")),
        share("coverage", message("Coverage"), weight=5).made(
            expected_for_the_rest, lambda found: amounts(found.counted)
        ),
    )


def expected_for_the_rest(found: Forecast) -> Text:
    """How a coverage is made."""
    return message("open amount expected in the period ÷ (target − won {won})", won=found.won)


def result_lines(results: Sequence[Result]) -> Iterator[Text]:
    """Where the first of them lands, and whose that is where it is not the whole book's, in a sentence."""
    for each in results[:1]:
        for line in landing_lines(each.forecast):
            yield message("{owner}: {line}", owner=each.owner, line=line) if each.owner else line


def landing_lines(found: Forecast) -> Iterator[Text]:
    """Where a period lands beside its target, in a sentence; nothing where no target is known."""
    if found.gap is None:
        return
    told = {**landing_figures(found), "gap": Money(abs(found.gap.amount), found.gap.currency)}
    if found.is_short:
        yield message("{period} lands at {landing}, {gap} short of {target}.", **told)
    else:
        yield message("{period} lands at {landing}, {gap} above {target}.", **told)


def _whose(each: Result) -> Text:
    return each.owner or message("whole book")


def _meanings() -> tuple[Text, ...]:
    """How the figures are made."""
    return (
        message(
            "Landing = won + weighted. Gap = target − landing. Attained = won ÷ target. "
            "Coverage = open amount expected in the period ÷ (target − won)."
        ),
        message(
            "Needed = 1 ÷ win rate: the coverage it takes; unknown below {enough} decided deals.",
            enough=_ENOUGH_RESULTS,
        ),
    )
