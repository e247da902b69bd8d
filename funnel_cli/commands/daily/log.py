"""`funnel log`: a visit, call, mail or note."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="What was said and seen; at a terminal, asked for.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="visit, call, mail or note; default note.")
    ] = None,
    next: Annotated[str | None, typer.Option(metavar="ACTION", help="What was agreed next.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="When that is due.")] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Write down a visit, call, mail or note.

    With --next and --due, also what was agreed next.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.entries import entry_told
    from funnel_cli.commands.questions import NOTE
    from funnel_cli.names import deal_called
    from funnel_cli.rules.adding import log

    session = session_of(ctx)
    session.keep_to(deal)
    id = session.deal_to_change(deal).id
    typed = {"text": text, "kind": kind, "next": next, "due": due}
    entry, step = entry_told(session, typed, NOTE, date)
    append(session, lambda book: log(deal_called(book, id), entry, step), is_dry=dry_run)
