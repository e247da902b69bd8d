"""Commands of every day about deals: add, list, show, path, next, set, log."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from funnel_cli.commands.options import (
    AgreedNext,
    Date,
    Deal,
    DryRun,
    DueDay,
    Everything,
    Force,
    Reason,
    TakeNegative,
    Words,
    Yes,
    argument,
    flag,
    option,
    session_of,
)
from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.names import choice_named, deal_called, demand_deals, log_kind_named
from funnel_cli.records.book import Book, Change
from funnel_cli.session import Session
from funnel_cli.usage import NotTogether
from funnel_cli.values.message import message
from funnel_cli.wishes import NothingNamed

_ENOUGH = {"name", "customer", "amount", "close"}
"""With these no question is asked."""


def add(
    ctx: typer.Context,
    name: Annotated[str | None, argument("[NAME]", "What the deal is about.")] = None,
    customer: Annotated[str | None, option("NAME", "The registered name.")] = None,
    amount: Annotated[str | None, option("MONEY", "What they would sign: 120k, 12万.")] = None,
    parts: Annotated[str | None, option("MONEY", "Spare parts beside it, which count in no figure.")] = None,
    close: Annotated[str | None, option("DAY", "When they would sign: eoq, 2026-12.")] = None,
    stage: Annotated[str | None, option("STAGE", "Default the first.")] = None,
    source: Annotated[str | None, option("SOURCE", "Where it came from.")] = None,
    owner: Annotated[str | None, option("NAME", "Default the settings' owner.")] = None,
    next: Annotated[str | None, option("ACTION", "What is agreed next.")] = None,
    due: DueDay = None,
    met: Annotated[
        list[str] | None, option("MILESTONE", "Of the method's entry, what holds: ID or ID=EVIDENCE.")
    ] = None,
    id: Annotated[str | None, option("ID", "Default made from customer and name.")] = None,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Add a deal.

    It starts in the method's first stage on the day of entry. A deal or customer that looks like
    one in the book is asked about or pointed out; where no more than case, spaces and brackets differ, a
    script takes the book's spelling. What the method asks of a new deal and does not hold is told. At a
    terminal, what is missing is asked for.
    """
    from funnel_cli.commands.naming import customer_as_meant, demand_new, new_id
    from funnel_cli.commands.offered_words import reading, with_new_words
    from funnel_cli.commands.questions import deal_questions, met_answers
    from funnel_cli.finding.method_words import source_named
    from funnel_cli.rules.adding import add, deal_told
    from funnel_cli.rules.settable_keys import demand_name
    from funnel_cli.rules.setting import DEAL_KEYS
    from funnel_cli.rules.ticking import met_on_entry, ticked
    from funnel_cli.store.layout import as_id

    session = session_of(ctx)
    session.takes_negative = force
    demand_deals(session.written.method)
    demand_name(name, DEAL_KEYS, "funnel add")
    typed = {
        "name": name,
        "customer": customer,
        "amount": amount,
        "parts": parts,
        "close": close,
        "stage": stage,
        "source": source,
        "owner": owner,
        "next": next,
        "due": due,
    }
    answers = {key: text for key, text in typed.items() if text}
    if not answers.keys() >= _ENOUGH:
        source_meant = reading(session, source_named, is_dry=dry_run)
        answers = session.asked(deal_questions(session.written, session.calendar, source_meant), answers)
    if customer := answers.get("customer"):
        customer = answers["customer"] = customer_as_meant(session, customer)
    method, day = session.written.method, session.day_of(date, is_past=True)
    entry = met_on_entry(met or (), method) | met_answers(answers)
    id = as_id(id) if id else new_id(session, customer, answers.get("name"))
    deal = with_new_words(
        session, lambda: deal_told(answers, id, session.written, session.calendar), is_dry=dry_run
    )
    change = add(ticked(deal, entry, method, day), session.written, day)
    demand_new(session, deal)
    session.apply(change, is_dry=dry_run)


def list_(
    ctx: typer.Context,
    words: Words = None,
    by: Annotated[
        str | None, option("amount|close", "amount: largest first; close: earliest first; default by id.")
    ] = None,
) -> None:
    """List deals.

    Shows open deals unless a word asks about closed ones: stage:, closed:, reason:, payment:, erp:, a form:
    of wins or losses (stage:won, not:reason:price).
    """
    from funnel_cli.reports.deals import LIST_ORDERS, listing, ordered

    session = session_of(ctx)
    order = choice_named(message("order"), by, key_choices(LIST_ORDERS)).id if by is not None else None
    query, deals = session.query(words or ())
    some = ordered(deals, order) if order else deals
    closed = () if deals else session.query(words or (), only_open=False)[1]
    session.show(listing(some, session.book, query.text, len(closed)))


def show(
    ctx: typer.Context,
    deal: Deal,
    history: Annotated[bool, flag("With every dated change and the whole log.", "--history")] = False,
    everything: Everything = False,
) -> None:
    """Show one deal.

    Its state, its gate, what wants attention, its people and the last word. --all shows every field and
    criterion and the last three entries of the log.
    """
    from funnel_cli.reports.card import card

    session = session_of(ctx)
    is_whole = session.shows_all(everything) or history
    session.show(card(session.deal(deal), session.book, with_history=history, is_whole=is_whole))


def find(
    ctx: typer.Context,
    words: Annotated[list[str], argument("TEXT...", "What to look for; all words must hold.")],
    everything: Everything = False,
) -> None:
    """Find a text in everything that was written.

    In deals, open, closed and removed, customers, contacts, leads and reviews: their logs, evidence, forms
    and notes. Chinese is found by its spelling and by first letters: 华能 by huaneng, or hn.
    """
    from funnel_cli.masked_session import found_by
    from funnel_cli.reports.find import find_document

    session = session_of(ctx)
    found, said = found_by(session, words), [session.meant("text", word) for word in words]
    is_whole = session.shows_all(everything)
    session.show(find_document(found, session.book, said, session.spot, is_whole=is_whole))


def path(ctx: typer.Context, deal: Deal) -> None:
    """Print where a deal's file is.

    For an editor or a script.
    """
    from funnel_cli.reports.card import place

    session = session_of(ctx)
    found = session.deal(deal)
    if session.wishes.format or session.wishes.output:
        session.show(place(found, str(session.root)))
        return
    file = session.root / found.file
    if session.output().format == "piped":
        session.hand_over_bytes(os.fsencode(file) + b"\n")  # to the letter, whatever is in it
    else:
        session.say(str(file))


def next_(ctx: typer.Context, words: Words = None) -> None:
    """Show which next steps are due.

    The most overdue come first; then what else is planned, answers that are owed, what is due after a
    win, and payments.
    """
    from funnel_cli.reports.chased import besides
    from funnel_cli.reports.next_steps import agenda

    session = session_of(ctx)
    query, deals = session.query(words or (), only_open=False)
    session.show(agenda(deals, session.book, *besides(deals, session.book, query.owner)))


def set_(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        argument("DEAL|QUERY... KEY=VALUE...", "Which deals, then what to set; an empty value unsets."),
    ],
    reason: Reason = None,
    date: Date = None,
    force: Force = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Set fields of one deal or of many.

    A first word without a colon is one deal; key:value words are a query and mean many, which is
    asked about first. Stage and outcome are not set: see promote, win and lose.
    """
    from funnel_cli.commands.offered_words import with_new_words
    from funnel_cli.rules.settable_keys import NotAnAssignment
    from funnel_cli.rules.setting import SET_EXAMPLE, assignments, set_fields

    session = session_of(ctx)
    session.takes_negative = force
    if all("=" not in word for word in words):
        raise NotAnAssignment(word=words[-1], command=SET_EXAMPLE)
    names, values = ([word for word in words if ("=" in word) is is_value] for is_value in (False, True))
    wishes = assignments(values)
    if not names:
        raise NothingNamed
    deals = session.deals_to_change(names)
    if customer := wishes.get("customer"):
        from funnel_cli.commands.naming import customer_as_meant

        wishes["customer"] = customer_as_meant(session, customer)
    day = session.day_of(date)

    def change() -> Change:
        return set_fields(deals, wishes, session.written, session.calendar, day, reason=reason, is_late=force)

    session.apply(with_new_words(session, change, is_dry=dry_run), is_dry=dry_run, is_sure=yes)


def log(
    ctx: typer.Context,
    deal: Deal,
    text: Annotated[
        str | None, argument("[TEXT]", "What was said and seen; - for stdin; at a terminal, asked for.")
    ] = None,
    kind: Annotated[
        str | None, option("KIND", "One of the method's activities, like visit; default note.")
    ] = None,
    plan: Annotated[
        str | None, option("DAY", "It is planned for that day; a later entry of its kind says it is done.")
    ] = None,
    drop: Annotated[
        bool, flag("What is planned of that kind first, or for --plan DAY, is off.", "--drop")
    ] = False,
    next: AgreedNext = None,
    due: DueDay = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Write down a visit, call, mail or note.

    With --next and --due, also what was agreed next. With --plan it is what is still to be done: a visit,
    unless --kind says otherwise.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.entries import entry_told
    from funnel_cli.rules.adding import log

    session = session_of(ctx)
    id = session.deal_to_date(deal).id
    typed = {"text": text, "kind": kind, "next": next, "due": due}
    if plan is not None or drop:
        append(session, _planned(session, id, typed, plan, date, is_dropped=drop), is_dry=dry_run)
        return
    entry, step = entry_told(session, typed, session.written.method.kinds.note, date)
    append(session, lambda book: log(deal_called(book, id), entry, step, book.method), is_dry=dry_run)


def _planned(
    session: Session,
    id: str,
    typed: Mapping[str, str | None],
    due: str | None,
    date: str | None,
    *,
    is_dropped: bool,
) -> Callable[[Book], Change]:
    """What plans the activity on the deal, or drops one and logs what was said about that."""
    from funnel_cli.commands.entries import entry_told, plan_told
    from funnel_cli.rules.adding import drop_plan, plan

    wish = "--drop" if is_dropped else "--plan"
    for key in ("next", "due"):
        if typed[key]:
            raise NotTogether(one=f"--{key}", other=wish, command="funnel log")
    day, kinds = session.day_of(date), session.written.method.kinds
    if not is_dropped:
        planned = plan_told(session, typed, due or "", date)
        return lambda book: plan(deal_called(book, id), planned, day, book.method)
    until = None if due is None else session.calendar.day(due)
    kind = log_kind_named(session.written.method, typed["kind"] or kinds.usual_plan).id
    said = entry_told(session, {"text": typed["text"]}, kinds.note, date)[0] if typed["text"] else None
    return lambda book: drop_plan(deal_called(book, id), kind, until, day, book.method, said)
