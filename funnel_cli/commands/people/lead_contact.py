"""`funnel lead contact`: a lead spoken to."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, session_of
from funnel_cli.commands.people.options import LeadWord

CALL = "call"


def run(
    ctx: typer.Context,
    lead: LeadWord,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="What was said; at a terminal, asked for.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="visit, call, mail or note; default call.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who takes it from the pool; default the settings'.")
    ] = None,
    next: Annotated[str | None, typer.Option(metavar="ACTION", help="What was agreed next.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="When that is due.")] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Write down that a lead was spoken to, or was not reached.

    A new lead is contacted from then on; one from the pool is whose contact it was.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.entries import entry_told
    from funnel_cli.commands.people.finding import lead_to_change
    from funnel_cli.people import lead_called
    from funnel_cli.rules.leads import contact

    session = session_of(ctx)
    id = lead_to_change(session, lead).id
    typed = {"text": text, "kind": kind or CALL, "next": next, "due": due}
    entry, step = entry_told(session, typed, CALL, date)
    owner = owner or session.written.method.settings.owner
    append(session, lambda book: contact(lead_called(book, id), entry, step, owner=owner), is_dry=dry_run)
