"""What a forecast answers first: the figures of each period, how far they may miss, what they hang on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from funnel_cli.forecasting.outlook import Outlook
from funnel_cli.forecasting.weighted import Basis
from funnel_cli.records.book import Book
from funnel_cli.reports.deal_names import called
from funnel_cli.values.columns import count, currency, money, share, table, text
from funnel_cli.values.message import Text, message
from funnel_cli.values.table import Table

FEW = 10
"""Below so many moves the own pace says little beside the method, which counts like as many."""


def headline_table(outlooks: Sequence[Outlook], basis: Basis, expected: Text) -> Table:
    """A row per period: what is open in it, what is expected, and what that means for the target."""
    return table(
        "periods",
        outlooks,
        text("period", message("Period"), weight=10),
        count("deals", message("Deals"), lambda each: each.total.deals, weight=3),
        money("amount", message("Amount"), lambda each: each.total.amount_converted, weight=4),
        money("expected", expected, lambda each: each.forecast.expected, weight=9),
        money("won", message("Won"), lambda each: each.forecast.won, weight=6),
        money("landing", message("Landing"), lambda each: each.forecast.landing, weight=8),
        money("target", message("Target"), lambda each: each.forecast.target, weight=7),
        money("gap", message("Gap"), lambda each: each.forecast.gap, weight=7, is_lack=True),
        share("reach", message("Chance"), lambda each: each.spread.reach, weight=6),
        text("basis", message("Basis"), lambda _: basis.value, on_screen=False),
        count("seen", message("Seen"), lambda each: each.prospect.moves, on_screen=False),
        currency(lambda each: each.walk.currency),
        notes=(*(note for each in outlooks[-1:] for note in (*_range_notes(each), *_hanging_notes(each))),),
    )


def textbook_notes(outlooks: Iterable[Outlook], book: Book) -> Iterator[Text]:
    """Say in the number's place how little of an own past there is."""
    first = next(iter(outlooks), None)
    if first is None or not first.walked or first.prospect.moves >= FEW:
        return
    owners = {deal.deal.owner for deal in first.walked}
    deals = sum(deal.owner in owners for deal in book.opportunities.values())
    yield message(
        "Textbook odds: {count:move|moves} seen in {deals:deal|deals}, too few for odds of your own.",
        count=first.prospect.moves,
        deals=deals,
    )


def _range_notes(each: Outlook) -> Iterator[Text]:
    """How far the period may miss, new business and good and bad periods included."""
    if each.spread.p10 == each.spread.p90:
        return
    yield message(
        "Eight times in ten {period} ends between {low} and {high}.",
        period=each.period,
        low=each.spread.p10,
        high=each.spread.p90,
    )


def _hanging_notes(each: Outlook) -> Iterator[Text]:
    """Which deal the period depends on most, and the chance to reach the target without it."""
    if each.without is None or each.without.reach is None:
        return
    deal = next(deal for deal in each.walked if deal.deal.id == each.without.id)
    yield message(
        "{period} hangs on {deal} ({amount}): without it the chance is {chance}.",
        period=each.period,
        deal=called(deal.deal),
        amount=deal.amount,
        chance=each.without.reach,
    )
