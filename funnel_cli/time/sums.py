"""Sums of money over deals: per currency, and converted with dated rates; never rate 1."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day
from decimal import Context, Decimal
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import MissingRate, converted
from funnel_cli.time.standing import Standing
from funnel_cli.values.money import Money, total

_WIDE = Context(prec=100)
"""Wide enough for the ratio of any two sums of amounts."""


class Sum(NamedTuple):
    """What some deals come to: how many, how many without an amount or without odds, and the money.

    `amounts` and `weighted` hold one entry per currency; `amount_converted` and
    `weighted_converted` are in the book's currency over exactly the deals that could be converted,
    and `no_rate` are the ids of those that could not.
    """

    deals: int
    without_amount: int
    without_odds: int
    amounts: tuple[Money, ...]
    weighted: tuple[Money, ...]
    amount_converted: Money
    weighted_converted: Money
    no_rate: tuple[str, ...]


def summed(deals: Iterable[Standing], book: Book, *, converts: bool = True) -> Sum:
    """The sum of the deals; a rate is the latest on the day of closing, or on the book's day.

    Where only the sums per currency are wanted, `converts` False leaves the converted ones at what is
    in the book's currency.
    """
    some = tuple(deals)
    amounts = total(deal.amount for deal in some if deal.amount)
    of_book = [each for each in amounts if each.currency == book.currency]
    own = Sum(
        deals=len(some),
        without_amount=sum(deal.amount is None for deal in some),
        without_odds=sum(deal.probability is None for deal in some),
        amounts=amounts,
        weighted=(weighted := total(deal.weighted for deal in some if deal.weighted)),
        amount_converted=added(of_book, book.currency),
        weighted_converted=added(
            (each for each in weighted if each.currency == book.currency), book.currency
        ),
        no_rate=(),
    )
    is_foreign = len(of_book) < len(amounts)
    return _converted(own, some, book) if converts and is_foreign else own


def _converted(own: Sum, deals: Iterable[Standing], book: Book) -> Sum:
    """The sum of deals in several currencies, with what they come to in the book's."""
    pairs = [(deal, in_book_currency(deal, book)) for deal in deals if deal.amount]
    known = [(deal, money) for deal, money in pairs if money]
    return own._replace(
        amount_converted=added((money for _, money in known), book.currency),
        weighted_converted=added((_weighted(money, deal) for deal, money in known), book.currency),
        no_rate=tuple(deal.deal.id for deal, money in pairs if money is None),
    )


def together(sums: Iterable[Sum], currency: str) -> Sum:
    """What several sums come to, in the book's currency where they are converted."""
    some = tuple(sums)
    return Sum(
        deals=sum(each.deals for each in some),
        without_amount=sum(each.without_amount for each in some),
        without_odds=sum(each.without_odds for each in some),
        amounts=total(money for each in some for money in each.amounts),
        weighted=total(money for each in some for money in each.weighted),
        amount_converted=added((each.amount_converted for each in some), currency),
        weighted_converted=added((each.weighted_converted for each in some), currency),
        no_rate=tuple(id for each in some for id in each.no_rate),
    )


def added(moneys: Iterable[Money], currency: str) -> Money:
    """The exact sum of moneys that all are in that currency, zero for nothing."""
    return next(iter(total(moneys)), Money(Decimal(0), currency))


def all_added(moneys: Iterable[Money | None], currency: str) -> Money | None:
    """Their sum; `None` of none, and where one is unknown: part of a sum is a small sum."""
    some = list(moneys)
    known = [money for money in some if money]
    return added(known, currency) if known and len(known) == len(some) else None


def in_book_currency(deal: Standing, book: Book) -> Money | None:
    """The deal's amount in the book's currency, or `None` without an amount or a rate."""
    money = deal.amount
    if money is None or money.currency == book.currency:
        return money
    return deal_money(deal.deal, money, book, deal.deal.closed or book.day)


def deal_money(deal: Opportunity, money: Money, book: Book, day: Day) -> Money | None:
    """An amount of the deal in the book's currency at the rate of that day; see `book_money`."""
    return book_money(money, book, day, whose=deal.id, file=deal.file)


def book_money(
    money: Money, book: Book, day: Day, *, whose: str, file: str, key: str = "amount"
) -> Money | None:
    """The money in the book's currency at the rate of that day; `None` without one.

    Every report converts here, and the book keeps in mind whose amount is missing from the answer.
    """
    found = converted(money, book.currency, day, book.rates)
    if found is None:
        book.missing_rates.note(MissingRate(whose, file, key, money.currency, day))
    return found


def weighted_in_book_currency(deal: Standing, book: Book) -> Money | None:
    """The deal's amount × probability in the book's currency, 0 without odds; `None` as for the amount."""
    money = in_book_currency(deal, book)
    return money and _weighted(money, deal)


def _weighted(money: Money, deal: Standing) -> Money:
    return Money(money.amount * (deal.probability or 0), money.currency)


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """`ratio` of what is above nothing; `None` of any other whole, of which no part says how much it is."""
    return ratio(part, whole) if whole > 0 else None


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` ÷ `whole` to six places, or `None` where the whole is nothing."""
    return _WIDE.divide(part, whole).quantize(Decimal("0.000001"), context=_WIDE) if whole else None
