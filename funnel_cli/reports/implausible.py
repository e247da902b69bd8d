"""Amounts that are hardly meant: zero, below it, or a thousand times what is usual in the book."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.forecasting.targets import TARGETS_FILE
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Target, converted
from funnel_cli.time.standing import money_of
from funnel_cli.values.errors import Problem, warning
from funnel_cli.values.message import Message, message
from funnel_cli.values.money import EXACT, Money, minor_digits

_TIMES = 1000
"""How many times the median an amount is that is hardly meant."""

_LEAST = 5
"""Of fewer amounts nobody can tell what is usual."""

_GROUP = 3
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
"""An amount that a German would take for thousands."""

_SHOWN = 3
"""So many deals are named in one sentence."""


class OddAmount(NamedTuple):
    """The amount of a deal, and the median of the book beside which it is too large, if it is that."""

    deal: Opportunity
    money: Money
    median: Money | None = None


def odd_amounts(deals: Iterable[Opportunity], book: Book) -> Iterator[OddAmount]:
    """The amounts of these open and won deals that are hardly meant, in their order.

    The median is that of all amounts above zero in the book, in its currency; what has no rate is left aside,
    and so is what counts in no figure: deals that are omitted or removed.
    """
    usual = _median_amount(book)
    for deal in deals:
        money = money_of(deal, book)
        if money is None or deal.is_lost or deal.removed:
            continue
        same = _in_book_currency(deal, book)
        if money.amount <= 0:
            yield OddAmount(deal, money)
        elif usual and same and same.amount >= EXACT.multiply(usual.amount, _TIMES):
            yield OddAmount(deal, money, usual)


def _median_amount(book: Book) -> Money | None:
    """The median of the book's amounts above zero in its currency; `None` of fewer than `_LEAST`."""
    counted = (deal for deal in book.opportunities.values() if not (deal.is_omitted or deal.removed))
    moneys = (_in_book_currency(deal, book) for deal in counted)
    amounts = sorted(money.amount for money in moneys if money and money.amount > 0)
    if len(amounts) < _LEAST:
        return None
    middle = EXACT.add(amounts[(len(amounts) - 1) // 2], amounts[len(amounts) // 2])
    return Money(EXACT.divide(middle, Decimal(2)), book.currency)


def amount_problems(
    deals: Collection[Opportunity], book: Book, targets: Iterable[Target]
) -> Iterator[Problem]:
    """A warning for each amount that is zero, too large, or may have a point between its thousands.

    Those below zero are problems of their files; `targets` are all lines of theirs.
    """
    for odd in odd_amounts(deals, book):
        if odd.median:
            said = message(
                "The amount {amount} is at least {times} times the median of the book, {median}: a slip?",
                amount=odd.money,
                times=f"{_TIMES:,}",
                median=odd.median,
            )
            yield warning(odd.deal.file, "implausible-amount", said, "amount")
        elif not odd.money.amount:
            said = message("The amount is zero; where nobody knows it yet, leave it away.")
            yield warning(odd.deal.file, "zero-amount", said, "amount")
    moneys = [(deal.file, "amount", money_of(deal, book)) for deal in deals]
    moneys += [(TARGETS_FILE, f"{n}.amount", book.money_of(target)) for n, target in enumerate(targets)]
    for file, key, money in moneys:
        if money and minor_digits(money.currency) < _GROUP and _GROUPED.fullmatch(f"{money.amount:f}"):
            said = message(
                "In {amount} the point parts decimals, not thousands: a slip?", amount=f"{money.amount:f}"
            )
            yield warning(file, "grouped-amount", said, key)


def pointed_out(odd: Iterable[OddAmount]) -> Iterator[Message]:
    """One sentence about all of them, if there are any."""
    if ids := [each.deal.id for each in odd]:
        yield message(
            "{count:amount|amounts} to check (zero, below it, or {times} times the median): {deals}.",
            count=len(ids),
            times=f"{_TIMES:,}",
            deals=(*ids[:_SHOWN], *(["…"] if len(ids) > _SHOWN else [])),
        )


def _in_book_currency(deal: Opportunity, book: Book) -> Money | None:
    money = money_of(deal, book)
    return money and converted(money, book.currency, deal.closed or book.day, book.rates)
