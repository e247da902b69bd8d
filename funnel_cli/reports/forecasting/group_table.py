"""The deals of a forecast by stage, month, owner, …, with what they add to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.cuts import GROUP_TITLES, name_of
from funnel_cli.forecasting.outlook import Outlook
from funnel_cli.forecasting.weighted import Basis, Group
from funnel_cli.message import message
from funnel_cli.model import Book
from funnel_cli.money import Money, exact_sum
from funnel_cli.reports.deals import converted_term, sum_notes
from funnel_cli.standing import Standing
from funnel_cli.sums import Sum, added, in_book_currency, ratio, together
from funnel_cli.table import Cell, Column, Kind, Row, Table

BASIS_TITLES = {
    Basis.WEIGHTED: message("Weighted"),
    Basis.WALK: message("Walk"),
    Basis.COMBINED: message("Combined"),
}

_EMPTY = {
    Basis.WEIGHTED: message("No open deal is expected to close then."),
    Basis.WALK: message("No deal is open."),
    Basis.COMBINED: message("No period was asked for."),
}


def groups_table(outlooks: Sequence[Outlook], book: Book, by: str, basis: Basis) -> Table:
    """The counted deals by group, with a total per period and currency; the total alone when combined."""
    is_total = basis is Basis.COMBINED
    shares = [(each, [_share(group, each) for group in each.groups]) for each in outlooks]
    rows = [row for each, some in shares for row in _group_rows(each, some, book, by)]
    totals = [row for each, some in shares for row in _total_rows(each, some, book)]

    def money(key: Basis, *shown: Basis) -> Column:
        title = BASIS_TITLES[key]
        return Column(key=key.value, title=title, kind=Kind.MONEY, weight=9, on_screen=basis in shown)

    return Table(
        name="forecast",
        columns=(
            Column(key="period", title=message("Period"), weight=10),
            Column(key=by, title=GROUP_TITLES[by], weight=10, on_screen=not is_total),
            Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=6),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=7),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(
                key="probability", title=message("Odds"), kind=Kind.RATIO, weight=5, on_screen=not is_total
            ),
            money(Basis.WEIGHTED, Basis.WEIGHTED),
            money(Basis.WALK, Basis.WALK, Basis.COMBINED),
            money(Basis.COMBINED, Basis.COMBINED),
            Column(key="ids", title=message("Deals"), on_screen=False),
        ),
        rows=tuple(_combined_row(each, book) for each in outlooks) if is_total else tuple(rows),
        totals=() if is_total else tuple(totals),
        notes=tuple({note: None for each in outlooks for note in sum_notes(each.total)}),
        empty=_EMPTY[basis],
    )


def currency_of(deal: Standing, book: Book) -> str:
    """The currency a deal is counted under; the book's where it has no amount."""
    return deal.amount.currency if deal.amount else book.currency


@dataclass(frozen=True, slots=True)
class _Share:
    """What a group adds: its sum, and its amount by the odds of the walk."""

    group: Group
    walked: Money


def _share(group: Group, each: Outlook) -> _Share:
    moneys = ((deal, deal.amount) for deal in group.deals)
    return _Share(group, _walked(moneys, each, group.currency))


def _group_rows(each: Outlook, shares: Iterable[_Share], book: Book, by: str) -> Iterator[Row]:
    """The groups of one period."""
    for share in shares:
        group = share.group
        ids = tuple(deal.deal.id for deal in group.deals)
        yield _row(each, name_of(group.key, book, by), group.sum, group.currency, share.walked, ids)


def _total_rows(each: Outlook, shares: Sequence[_Share], book: Book) -> Iterator[Row]:
    """The period's sum per currency, and the converted one where there are several."""
    for amount in each.total.amounts:
        currency = amount.currency
        some = [share for share in shares if share.group.currency == currency]
        of = together((share.group.sum for share in some), book.currency)
        yield _row(each, None, of, currency, added((share.walked for share in some), currency), None)
    if len(each.total.amounts) > 1:
        yield _converted_row(each, book)


def _row(each: Outlook, label: Cell, of: Sum, currency: str, walked: Money, ids: Cell) -> Row:
    """Some deals of one currency and what they add."""
    amount, weighted = added(of.amounts, currency), added(of.weighted, currency)
    return (
        each.period,
        label,
        of.deals,
        amount,
        currency,
        _odds(each, amount, weighted, walked),
        weighted,
        walked,
        None,
        ids,
    )


def _converted_row(each: Outlook, book: Book) -> Row:
    """All deals that there is a rate for, in the book's currency."""
    of, currency = each.total, book.currency
    moneys = ((deal, in_book_currency(deal, book)) for deal in each.counted)
    amount, weighted, walked = of.amount_converted, of.weighted_converted, _walked(moneys, each, currency)
    label = converted_term(of, currency)
    odds = _odds(each, amount, weighted, walked)
    return (each.period, label, of.deals, amount, currency, odds, weighted, walked, None, None)


def _combined_row(each: Outlook, book: Book) -> Row:
    """The one row of a combined forecast: the deals that are walked, and the total."""
    of = each.total
    return (
        each.period,
        None,
        of.deals,
        of.amount_converted,
        book.currency,
        None,
        of.weighted_converted,
        each.walk.forecast,
        each.combined,
        tuple(deal.deal.id for deal in each.walked),
    )


def _walked(moneys: Iterable[tuple[Standing, Money | None]], each: Outlook, currency: str) -> Money:
    """The sum of the moneys, all in that currency, times the odds that the deal is won inside the period."""
    odds = each.walk.odds
    amounts = (money.amount * odds.get(deal.deal.id, Decimal(0)) for deal, money in moneys if money)
    return Money(exact_sum(amounts), currency)


def _odds(each: Outlook, amount: Money, weighted: Money, walked: Money) -> Decimal | None:
    """What share of the amount the forecast's basis expects."""
    part = weighted if each.forecast.basis is Basis.WEIGHTED else walked
    return ratio(part.amount, amount.amount)
