"""Payments of won deals: what is agreed, what came in, what is outstanding and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Day
from operator import attrgetter
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.planned import Instalment, Receipt
from funnel_cli.reports.deal_names import called, deal_column
from funnel_cli.reports.next_steps import AHEAD, how_soon
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import added, deal_money
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table, count, currency, day, money, table, text

_PAID = Term("paid", message("paid"))
_DROPPED = Term("dropped", message("dropped"))


class Owed(NamedTuple):
    """A payment of a won deal, as it stands on the day; `number` is its place in the record, from 1."""

    deal: Opportunity
    number: int
    instalment: Instalment
    currency: str
    day: Day

    @property
    def amount(self) -> Money:
        """What it comes to."""
        return Money(self.instalment.wanted, self.currency)

    @property
    def received(self) -> Money:
        """What of it came in."""
        return Money(self.instalment.paid, self.currency)

    @property
    def outstanding(self) -> Money:
        """What of it is still to come."""
        return Money(self.instalment.outstanding, self.currency)

    @property
    def overdue(self) -> Money:
        """What of it should have come by the day before."""
        late = self.instalment.is_overdue(self.day)
        return self.outstanding if late else Money(self.outstanding.amount * 0, self.currency)


class PaymentSum(NamedTuple):
    """What some payments come to, in one currency."""

    amount: Money
    received: Money
    outstanding: Money
    overdue: Money
    label: Term | None = None


def payments(deals: Iterable[Opportunity], book: Book) -> tuple[Owed, ...]:
    """Every payment of the won ones of these deals, the earliest due first, those without a day last."""
    found = (
        Owed(deal, number, each, book.currency_of(deal), book.day)
        for deal in deals
        if deal.is_won and deal.removed is None
        for number, each in enumerate(deal.payments, 1)
    )
    return tuple(sorted(found, key=lambda each: (each.instalment.due or Day.max, each.deal.id, each.number)))


def unpaid(some: Iterable[Owed], last: Day = Day.max) -> tuple[Owed, ...]:
    """Those of which something is outstanding, due by that day; all of them without one."""
    return tuple(
        each for each in some if each.instalment.outstanding and (each.instalment.due or Day.max) <= last
    )


def sums(some: Iterable[Owed]) -> tuple[PaymentSum, ...]:
    """What the payments come to, per currency, in the order of the codes."""
    rows = tuple(some)
    return tuple(
        _sum([each for each in rows if each.currency == code], code)
        for code in sorted({each.currency for each in rows})
    )


def converted_payments(some: Iterable[Owed], book: Book) -> PaymentSum:
    """What the payments come to in the book's currency, of those for which there is a rate.

    What came in counts at the rate of its day, what is outstanding at that of the book's day; the amount is
    both together.
    """
    rows = [found for each in some if (found := _in_book(each, book))]
    received, outstanding, overdue = (
        added((each[place] for each in rows), book.currency) for place in range(3)
    )
    return PaymentSum(added((received, outstanding), book.currency), received, outstanding, overdue)


def received_in(some: Iterable[Owed], period: Period, book: Book) -> Money:
    """What came in on the days of the period, in the book's currency."""
    moneys = (
        _book_money(each, receipt, book)
        for each in some
        for receipt in each.instalment.received
        if receipt.date in period
    )
    return added((money for money in moneys if money), book.currency)


def payment_week(some: Iterable[Owed], days: Period, last: Day, book: Book) -> tuple[Money, Money, Money]:
    """What came in on the days, is due until the last one, and is overdue, in the book's currency."""
    rows = tuple(some)
    ahead = [each for each in unpaid(rows, last) if not each.instalment.is_overdue(book.day)]
    return (
        received_in(rows, days, book),
        converted_payments(ahead, book).outstanding,
        converted_payments(unpaid(rows, book.day), book).overdue,
    )


def _sum(rows: Sequence[Owed], code: str) -> PaymentSum:
    keys = ("amount", "received", "outstanding", "overdue")
    amount, received, outstanding, overdue = (added(map(attrgetter(key), rows), code) for key in keys)
    return PaymentSum(amount, received, outstanding, overdue)


def _in_book(each: Owed, book: Book) -> tuple[Money, Money, Money] | None:
    """What came in, is outstanding and is overdue, in the book's currency; `None` without a rate."""
    came = [_book_money(each, receipt, book) for receipt in each.instalment.received]
    open_ = each.outstanding
    left = (
        deal_money(each.deal, open_, book, book.day) if open_.amount else Money(open_.amount, book.currency)
    )
    if left is None or None in came:
        return None
    received = added((money for money in came if money), book.currency)
    return received, left, left if each.overdue.amount else Money(left.amount * 0, book.currency)


def _book_money(each: Owed, receipt: Receipt, book: Book) -> Money | None:
    return deal_money(each.deal, Money(receipt.amount, each.currency), book, receipt.date)


def payments_document(
    some: Sequence[Owed],
    book: Book,
    query: str = "",
    *,
    is_whole: bool = False,
    of: Opportunity | None = None,
) -> Document:
    """What the payments come to, a row each, and what came in when.

    Unless it `is_whole`, the rows are those of which something is outstanding; `of` is the only deal asked.
    """
    all_ = converted_payments(some, book)
    shown = some if is_whole else unpaid(some)
    return Document(
        schema="funnel.payments/1",
        title=message("Payments"),
        head={
            "query": query,
            "amount": all_.amount,
            "received": all_.received,
            "outstanding": all_.outstanding,
            "overdue": all_.overdue,
        },
        lines=(_said(all_),) if some else (),
        tables=(
            payments_table(shown, book, on_screen=True, empty=_nothing(some, of)),
            _receipts_table(some, on_screen=is_whole),
        ),
    )


def _said(found: PaymentSum) -> Message:
    return message(
        "{received} of {amount} received; {outstanding} outstanding, {overdue} of it overdue.",
        **found._asdict(),
    )


def _nothing(some: Sequence[Owed], of: Opportunity | None) -> Text:
    if some:
        return message("Everything is paid.")
    if of is None or (of.is_won and not of.removed):
        return message("No payment of a won deal is agreed: funnel payment DEAL 30% DAY")
    told = {"deal": of.title, "count": len(of.payments), "day": of.removed}
    if of.removed:
        return message(
            "{deal} was removed on {day}, and its payments count no more: {count} on record.", **told
        )
    return message("{deal} is not won yet, and payments count from then on: {count} on record.", **told)


def payments_table(
    some: Sequence[Owed], book: Book, *, on_screen: bool | None = None, empty: Text | None = None
) -> Table:
    """A row a payment, and what they come to per currency; seen where there are any."""
    by_currency = sums(some)
    if len(by_currency) > 1:
        label = Term("converted", message("all in {currency}", currency=book.currency))
        by_currency = (*by_currency, converted_payments(some, book)._replace(label=label))
    return table(
        "payments",
        some,
        day("due", message("Due"), "instalment.due", weight=7),
        text("when", message("When"), lambda each: _state(each, book), weight=6),
        deal_column(total="label"),
        count("number", message("No."), weight=2, on_screen=False),
        text("for", message("What for"), "instalment.for_", weight=5, is_prose=True),
        money("amount", message("Agreed"), total="amount", weight=4),
        money("received", message("Received"), total="received", weight=5),
        money("outstanding", message("Outstanding"), total="outstanding", weight=9),
        money("overdue", message("Overdue"), total="overdue", on_screen=False),
        currency("currency", total="amount.currency"),
        text("owner", message("Owner"), "deal.owner", weight=1, on_screen=False),
        totals=by_currency,
        title=message("Payments"),
        on_screen=bool(some) if on_screen is None else on_screen,
        empty=empty,
    )


def _state(each: Owed, book: Book) -> Term:
    if each.instalment.outstanding:
        return how_soon(each.instalment.due, book.day)
    return _DROPPED if each.instalment.dropped else _PAID


def _receipts_table(some: Iterable[Owed], *, on_screen: bool) -> Table:
    """What came in when."""
    rows = sorted(
        ((each, receipt) for each in some for receipt in each.instalment.received),
        key=lambda row: (row[1].date, row[0].deal.id, row[0].number),
    )
    return table(
        "receipts",
        rows,
        day("date", message("On"), lambda row: row[1].date, weight=8),
        text("id", message("Deal"), lambda row: called(row[0].deal), weight=7, is_whole=True),
        count("number", message("No."), lambda row: row[0].number, on_screen=False),
        text("for", message("What for"), lambda row: row[0].instalment.for_, weight=5, is_prose=True),
        money("amount", message("Received"), lambda row: Money(row[1].amount, row[0].currency), weight=9),
        currency(lambda row: row[0].currency),
        title=message("What came in"),
        on_screen=on_screen and bool(rows),
    )


def payments_due(deals: Iterable[Standing], book: Book) -> Table:
    """The payments of these deals that are to come by next week, or should have come."""
    some = unpaid(payments((each.deal for each in deals), book), book.day + AHEAD)
    return payments_table(some, book)


def payment_facts(deal: Opportunity, book: Book) -> Iterator[tuple[Message, Text]]:
    """What came in of how much, if any payment is agreed, in the deal's own currency."""
    for found in sums(payments((deal,), book)):
        yield message("Payments"), _said(found)
