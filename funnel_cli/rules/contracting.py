"""The contract of a won deal: what the ERP answered to it, and its payments.

What the ERP said before stays in the log: each new status is noted there with its message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from operator import attrgetter
from typing import Any

from funnel_cli.finding.names import ERP_STATES, choice_named
from funnel_cli.finding.words import choice_called, thing_named, unjoined
from funnel_cli.records.book import Book, Change, change_of
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Contract, Erp, Opportunity
from funnel_cli.records.kinds import NOTE
from funnel_cli.records.method_parts import cure_of
from funnel_cli.records.planned import Instalment, Receipt
from funnel_cli.rules.moving import demand_kept
from funnel_cli.time.history import inserted, opened
from funnel_cli.values.errors import NotFound, UsageRefused
from funnel_cli.values.message import N_, Label, Message, message
from funnel_cli.values.money import Money, amount_in, exact_ratio, exact_sum
from funnel_cli.values.typed import half_width

_REST = frozenset({"rest", "余款", "尾款"})
"""What is typed for all that is left."""


class SeveralPayments(NotFound):
    """Several payments of the deal are for the same; the details list them by number."""

    sentence = N_("{count} payments of {deal} are called {word}.")
    cure = N_("Say which by its number: --for NUMBER")
    code = "ambiguous"


class NotWon(UsageRefused):
    """Only a won deal has a contract."""

    sentence = N_("{deal} is not won, so it has no contract.")
    cure = N_("Close it first: funnel win {deal} --contract NUMBER")


class NotAboveZero(UsageRefused):
    """A payment of nothing, or of less."""

    sentence = N_("A payment is above zero, not {amount}.")
    cure = N_("To take one back: funnel undo")


class BadShare(UsageRefused):
    """The text ends in a percent sign and is no share."""

    sentence = N_("“{text}” is not a share of the contract.")
    cure = N_("Write it like 30%.")


class NoWhole(UsageRefused):
    """A share, or the rest, of an amount that is not known."""

    sentence = N_("{deal} has no amount of which {word} could be taken.")
    cure = N_("Write it first: funnel set {deal} contract_amount=…")


class AboveContract(UsageRefused):
    """The payments would be more than was signed."""

    sentence = N_("{deal}: the payments would come to {sum}, more than the {whole} of the contract.")
    cure = N_("Left is {left}; drop one with --drop, or: funnel set {deal} contract_amount=…")


class AboveOutstanding(UsageRefused):
    """More came in than is still to come."""

    sentence = N_("{deal}: {amount} came in, but only {outstanding} is outstanding.")
    cure = N_("Agree on what is paid first: funnel payment {deal} AMOUNT DAY")


class NothingOutstanding(UsageRefused):
    """Money is to come in, or to be given up, of which nothing is expected."""

    sentence = N_("{deal}: nothing is outstanding.")
    cure = N_("Agree on what is paid first: funnel payment {deal} AMOUNT DAY")


class NotYet(UsageRefused):
    """What came in is dated on a day that is still to come."""

    sentence = N_("{day} is still to come.")
    cure = N_("Write it down when it came in; when it is due: funnel payment {deal} AMOUNT DAY")


def agree(
    deal: Opportunity, typed: str, due: Day | None, day: Day, book: Book, purpose: str | None = None
) -> Change:
    """The won deal with one more payment, agreed on `day`: an amount, a share of the contract, or the rest.

    Raises `NotWon`, `NotAboveZero`, `OtherCurrency`, `NoWhole`, `AboveContract`.
    """
    _demand_won(deal)
    whole, held = _whole(deal), exact_sum(each.wanted for each in deal.payments)
    left = None if whole is None else whole - held
    money = _typed(typed, deal, book, left)
    if left is not None and whole is not None and money.amount > left:
        told = [Money(each, money.currency) for each in (held + money.amount, whole, max(left, Decimal(0)))]
        raise AboveContract(deal=deal.id, sum=told[0], whole=told[1], left=told[2])
    new = Instalment(due=due, amount=money.amount, for_=purpose or None, agreed=day)
    if due is None:
        note = message("{deal}: {amount} to be paid", deal=deal.id, amount=money)
    else:
        note = message("{deal}: {amount} to be paid until {due}", deal=deal.id, amount=money, due=due)
    return _changed(deal, (*deal.payments, new), day, note)


def receive(
    deal: Opportunity, typed: str | None, day: Day, today: Day, book: Book, purpose: str | None = None
) -> Change:
    """The deal with money that came in on `day`, set off against what is due first, or against `purpose`.

    Without an amount, all that is outstanding of the first one came in. Raises `NotYet`, and as `agree` does.
    """
    _demand_won(deal)
    if day > today:
        raise NotYet(day=day, deal=deal.id)
    wanted = _wanted(deal, purpose)
    outstanding = exact_sum(each.outstanding for each in wanted)
    currency = book.currency_of(deal)
    money = _typed(typed, deal, book, outstanding) if typed else Money(wanted[0].outstanding, currency)
    if money.amount > outstanding:
        raise AboveOutstanding(deal=deal.id, amount=money, outstanding=Money(outstanding, currency))
    left, payments = money.amount, list(deal.payments)
    for each in wanted:
        part = min(left, each.outstanding)
        if part > 0:
            place = next(n for n, other in enumerate(payments) if other is each)
            receipts = (*each.received, Receipt(date=day, amount=part))
            payments[place] = replace(each, received=tuple(sorted(receipts, key=attrgetter("date"))))
        left -= part
    note = message("{deal}: {amount} came in on {day}", deal=deal.id, amount=money, day=day)
    return _changed(deal, payments, day, note)


def drop(deal: Opportunity, day: Day, book: Book, purpose: str | None = None) -> Change:
    """The deal with no more expected of one payment from `day` on; raises `NotWon`, `NothingOutstanding`."""
    _demand_won(deal)
    gone = _wanted(deal, purpose)[0]
    money = Money(gone.outstanding, book.currency_of(deal))
    payments = [replace(each, dropped=day) if each is gone else each for each in deal.payments]
    return _changed(
        deal, payments, day, message("{deal}: {amount} no longer expected", deal=deal.id, amount=money)
    )


def contracted(deal: Opportunity, **values: Any) -> Mapping[str, object]:
    """The deal's contract with these values, if one of its values is set; raises `NotWon`."""
    _demand_won(deal)
    contract = replace(deal.contract or Contract(date=deal.closed), **values)
    return {"contract": contract if contract != Contract() else None}


def erp_answered(deal: Opportunity, text: str, day: Day) -> Mapping[str, object]:
    """The deal's contract after the ERP answered: a status, behind it the message if there was one.

    The log gets a note of it on `day`. Raises `NotWon`, or `NoSuchWord` for what is no status.
    """
    status, said = _status(text)
    erp = Erp(status=int(status), message=said or None)
    note = f"ERP {status}: {erp.message}" if erp.message else f"ERP {status}"
    entry = LogEntry(date=day, kind=NOTE, text=note)
    return {**contracted(deal, erp=erp), "log": inserted(deal.log, entry)}


def erp_advice(deals: Iterable[object], book: Book) -> Iterator[Message]:
    """What the method says to do about the ERP's answers to the contracts of these deals."""
    for deal in deals:
        erp = deal.contract.erp if isinstance(deal, Opportunity) and deal.contract else None
        if erp and (found := cure_of(erp.message, book.method.erp)):
            yield message("The ERP said: {said}. What helps: {cure}", said=erp.message, cure=found.cure)


def _status(text: str) -> tuple[str, str]:
    """The status that the text begins with, by its longest name, and the message behind it."""
    words = text.split()
    for count in range(len(words), 1, -1):
        if found := choice_called(" ".join(words[:count]), ERP_STATES):
            return found.id, " ".join(words[count:])
    word, _, said = text.partition(" ")
    return choice_named(message("ERP status"), word, ERP_STATES).id, said.strip()


def _demand_won(deal: Opportunity) -> None:
    demand_kept(deal)
    if not deal.is_won:
        raise NotWon(deal=deal.id)


def _whole(deal: Opportunity) -> Decimal | None:
    signed = deal.contract.amount if deal.contract else None
    return deal.amount if signed is None else signed


def _typed(text: str, deal: Opportunity, book: Book, left: Decimal | None) -> Money:
    """The money that somebody typed, in the deal's currency; a share is of the contract."""
    currency, word = book.currency_of(deal), half_width(text).strip().lower()
    is_share = word.endswith("%")
    if word in _REST or is_share:
        whole = left if word in _REST else _whole(deal)
        if whole is None:
            raise NoWhole(deal=deal.id, word=text)
        amount = Money(whole * _ratio(word), currency).rounded().amount if is_share else whole
    else:
        amount = amount_in(currency, text)
    if amount <= 0:
        raise NotAboveZero(amount=Money(amount, currency))
    return Money(amount, currency)


def _ratio(word: str) -> Decimal:
    try:
        return exact_ratio(word)
    except ValueError:
        raise BadShare(text=word) from None


def _wanted(deal: Opportunity, purpose: str | None) -> Sequence[Instalment]:
    """The payments of which something is outstanding, the first due first; only the one of that purpose.

    Raises `NothingOutstanding`, `SeveralPayments`, or `NoSuchWord`.
    """
    open_ = [(n, each) for n, each in enumerate(deal.payments, 1) if each.outstanding]
    if not open_:
        raise NothingOutstanding(deal=deal.id)
    if purpose is None:
        return sorted((each for _, each in open_), key=lambda each: each.due or Day.max)
    things = {str(n): (each, Label({"en": each.for_}) if each.for_ else None, ()) for n, each in open_}
    if purpose not in things:
        _demand_one(deal, open_, purpose)
    return [thing_named(message("payment"), purpose, things)]


def _demand_one(deal: Opportunity, named: Iterable[tuple[int, Instalment]], word: str) -> None:
    same = [(n, each) for n, each in named if each.for_ and unjoined(each.for_) == unjoined(word)]
    if len(same) > 1:
        due = message("no day")
        details = [message("{number}  due {due}", number=n, due=each.due or due) for n, each in same]
        raise SeveralPayments(count=len(same), deal=deal.id, word=word, details=details)


def _changed(deal: Opportunity, payments: Iterable[Instalment], day: Day, note: Message) -> Change:
    after = replace(opened(deal, day), payments=tuple(payments))
    return change_of(deal, after, note, f"funnel payment {deal.id}")
