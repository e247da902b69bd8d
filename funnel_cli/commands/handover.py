"""Commands about reps: handover, matrix."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, argument, flag, option, session_of
from funnel_cli.finding.names import demand_all_read, word_among
from funnel_cli.usage import demand_needed
from funnel_cli.values.message import message


def handover(
    ctx: typer.Context,
    owner: Annotated[str, option("NAME", "Whose open deals.", "--from")],
    to: Annotated[str | None, option("NAME", "Who takes them over.")] = None,
    apply: Annotated[bool, flag("Change the owner, and nothing else.", "--apply")] = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Hand a rep's open deals over.

    Lists them by how each is handed over, in person first, with gates, people and promises. With
    -o FOLDER it packs the records too; funnel import FOLDER takes them into another book as they are.
    """
    from funnel_cli.exchange.whole_records import write_pack
    from funnel_cli.reports.card import card
    from funnel_cli.reports.handover import handings, handover_document
    from funnel_cli.reports.payments import payments, unpaid
    from funnel_cli.rules.setting import hand_over

    session = session_of(ctx)
    owners = sorted({deal.deal.owner for deal in session.standings if deal.deal.owner})
    name = word_among(message("owner"), owner, owners)
    theirs = [each for each in session.standings if each.deal.owner == name]
    some = handings(theirs, session.book)
    if apply or dry_run:
        demand_all_read(session.written)
        deals = [session.written.opportunities[each.standing.deal.id] for each in some]
        session.apply(hand_over(deals, name, to, session.day_of(date)), is_dry=dry_run)
        return
    demand_needed("funnel handover", "--apply", {"--date": date})
    owed = unpaid(payments((each.deal for each in theirs), session.book))
    document = handover_document(some, session.book, owner=name, to=to, unpaid=owed)
    folder = session.wishes.output
    if folder is None or folder.suffix:
        session.show(document, piped="md")
        return
    pages = {"handover.md": session.page(document)}
    files: dict[str, None] = {}
    for deal in (each.standing.deal for each in some):
        pages[f"deals/{deal.id}.md"] = session.page(card(deal, session.book, with_history=True))
        customer = session.book.customer_of(deal)
        files |= dict.fromkeys((deal.file, *((customer.file,) if customer else ())))
    write_pack(folder, session.root, files, pages)
    session.say_saved(message("Packed {count:deal|deals} into {path}", count=len(some), path=str(folder)))


def matrix(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[PERIOD|QUERY]...", "2026-11, this week without one; owner:me.")
    ] = None,
    by: Annotated[
        str, option("LOG_KEY", "A row for each owner, customer or stage; default owner.")
    ] = "owner",
) -> None:
    """Show who did what: visits, calls and mails by rep.

    Each kind of activity of the method, the selling actions by themselves, and each rep's daily log of
    the period; --by customer or stage counts the same for these.
    """
    from funnel_cli.reports.activity import activities, matrix, planned_in

    session = session_of(ctx)
    order = session.order(words or (), is_past=True)
    period, book = order.period or session.calendar.week(), session.book
    made = activities(session.standings, period, book, order.query.matches)
    planned = planned_in(session.standings, period, book, order.query.matches)
    session.show(matrix(made, planned, period, book, order.text, by))
