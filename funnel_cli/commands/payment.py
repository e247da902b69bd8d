"""The command for the payments of won deals: what is agreed, what came in, what is outstanding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, argument, flag, option, session_of
from funnel_cli.finding.names import deal_called
from funnel_cli.finding.query import is_query_word
from funnel_cli.records.book import Book, Change
from funnel_cli.session import Session
from funnel_cli.usage import BadCommandLine, NotTogether
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message


class NothingToWrite(UsageRefused):
    """An option that says how a payment is written down, and nothing to write."""

    sentence = N_("{option} says nothing without an amount, --received or --drop.")
    cure = N_("For example: funnel payment DEAL 30% 2027-01-31 --for 'down payment'")


def payment(
    ctx: typer.Context,
    deal: Annotated[
        str | None, argument("[DEAL|QUERY]", "Whose; without it, all that is outstanding.")
    ] = None,
    amount: Annotated[str | None, argument("[AMOUNT]", "50k, 30% of the contract, or rest.")] = None,
    due: Annotated[str | None, argument("[DUE]", "By which day it is to be paid.")] = None,
    purpose: Annotated[
        str | None, option("TEXT", "What it is for; or which payment is meant.", "--for")
    ] = None,
    received: Annotated[
        bool, flag("It came in; without AMOUNT, all of what is due first.", "--received")
    ] = False,
    drop: Annotated[bool, flag("Expect no more of a payment.", "--drop")] = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show the payments of won deals, agree on one, or note what came in.

    What comes in is set off against what is due first, unless --for says which payment is meant, by its
    number or what it is for.
    """
    session, some = session_of(ctx), [word for word in (deal, amount, due) if word is not None]
    is_change = received or drop or (len(some) > 1 and not all(map(is_query_word, some)))
    if is_change:
        _demand_one_deed(some, received=received, drop=drop)
        _change(session, some, purpose, received=received, drop=drop, on=date, is_dry=dry_run)
        return
    for said, typed in (("--for", purpose), ("--date", date), ("--dry-run", dry_run)):
        if typed:
            raise NothingToWrite(option=said)
    _show(session, some)


def _show(session: Session, words: Sequence[str]) -> None:
    """The payments of the deal that is named, or what is outstanding among those that are asked for."""
    from funnel_cli.reports.payments import payments, payments_document

    if words and not is_query_word(words[0]):
        deal = session.deal(words[0])
        some = payments((deal,), session.book)
        session.show(payments_document(some, session.book, is_whole=True, of=deal))
        return
    query, deals = session.query(words, only_open=False)
    some = payments((each.deal for each in deals), session.book)
    session.show(payments_document(some, session.book, query.text))


def _change(
    session: Session,
    words: Sequence[str],
    purpose: str | None,
    *,
    received: bool,
    drop: bool,
    on: str | None,
    is_dry: bool,
) -> None:
    """Agree on a payment, note what came in, or expect no more of one."""
    from funnel_cli.commands.appending import append
    from funnel_cli.rules import contracting as rules

    deal, amount, until = (*words, None, None)[:3]
    id, day = session.deal_to_date(deal or "").id, session.day_of(on)
    due = session.calendar.day(until) if until else None

    def planned(book: Book) -> Change:
        target = deal_called(book, id)
        if received:
            return rules.receive(target, amount, day, session.day, book, purpose)
        if drop:
            return rules.drop(target, day, book, purpose)
        return rules.agree(target, amount or "", due, day, book, purpose)

    append(session, planned, is_dry=is_dry)


def _demand_one_deed(words: Sequence[str], *, received: bool, drop: bool) -> None:
    """Refuse what cannot be done at once, or of no deal."""
    most = 1 if drop else 2 if received else 3
    if received and drop:
        raise NotTogether(one="--received", other="--drop", command="funnel payment")
    if not words:
        raise BadCommandLine(
            what=Message(N_("Missing argument '{name}'."), {"name": "DEAL"}), command="funnel payment"
        )
    if len(words) > most:
        told = "--drop" if drop else "--received" if received else words[most - 1]
        raise NotTogether(one=words[most], other=told, command="funnel payment")
