"""The numbers that reps filed for a period, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.parties import is_team, members_of
from funnel_cli.forecasting.weighted import Where, where_falls
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Call
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import book_money, share_of, summed
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period

CALLS_FILE = "data/calls.yaml"
"""Where calls stand, relative to the book's root."""


class CallOutcome(NamedTuple):
    """A call that `said` so much, beside what its owner's deals `won` in its period.

    `won` is in the book's currency; `error` is (call − won) ÷ won once the period is over, `None` before
    that, where nothing was won or less, and where no rate leads to the book's currency. `in_force` is False
    for a call that a later line replaced.
    """

    call: Call
    period: Period
    said: Money
    won: Money
    is_over: bool
    error: Decimal | None
    in_force: bool


def calls_in_force(book: Book, period: Period, owner: str | None = None) -> tuple[Call, ...]:
    """The calls that count for those days: the owner's latest, or the whole book's latest.

    Without an owner and without one for the whole book, the latest of each rep; a team's call stands beside
    its reps' and is not added to them. Of one day's lines the last counts.
    """
    some = {whose: call for (when, whose), call in book.calls_in_force.items() if when == period}
    if owner is None and None not in some:
        return tuple(some[name] for name in sorted(name for name in some if name and not is_team(name)))
    return (some[owner],) if owner in some else ()


def amount_of(call: Call, book: Book) -> Money | None:
    """The call's amount in the book's currency; `None` without a rate.

    It is the latest rate until the day before the period, or until the call was filed in it: what came in
    since is no reason to have said another amount.
    """
    key = ".".join(filter(None, (call.period, call.owner)))
    day = min(book.day, max(call.filed, book.period_of(call).start - timedelta(1)))
    said = book.money_of(call)
    return book_money(said, book, day, whose=f"call {call.period}", file=CALLS_FILE, key=key)


def won_in(deals: Iterable[Standing], book: Book, period: Period) -> Money:
    """Amount of the deals won on a day of the period, in the book's currency."""
    won = (deal for deal in deals if where_falls(deal, period, book) is Where.WON)
    return summed(won, book).amount_converted


def outcomes(
    deals: Iterable[Standing], book: Book, period: Period | None = None, owner: str | None = None
) -> tuple[CallOutcome, ...]:
    """Every call with what came of it, of one period or owner if named: by period, owner and day."""
    some = tuple(deals)
    asked = [
        (book.period_of(call), call)
        for call in book.calls
        if (period is None or book.period_of(call) == period) and owner in (None, book.as_spelled(call.owner))
    ]
    asked.sort(key=lambda pair: (pair[0], pair[1].owner or "", pair[1].filed))
    return tuple(_outcome(call, when, some, book) for when, call in asked)


def _outcome(call: Call, period: Period, deals: Iterable[Standing], book: Book) -> CallOutcome:
    members = members_of(call.owner, book)
    theirs = (deal for deal in deals if members is None or book.as_spelled(deal.deal.owner) in members)
    won = won_in(theirs, book, period)
    amount, is_over = amount_of(call, book), period.end <= book.day
    error = share_of(amount.amount - won.amount, won.amount) if is_over and amount else None
    in_force = book.calls_in_force[book.about(call)] is call
    return CallOutcome(call, period, book.money_of(call), won, is_over, error, in_force)
