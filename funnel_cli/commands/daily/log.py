"""`funnel log`: a visit, call, mail or note."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was said and seen.")],
    kind: Annotated[str, typer.Option(metavar="KIND", help="visit, call, mail or note.")] = "note",
    next: Annotated[str | None, typer.Option(metavar="ACTION", help="What was agreed next.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="When that is due.")] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Write down a visit, call, mail or note.

    With --next and --due, also what was agreed next.
    """
    from funnel_cli.rules.adding import entry_of, log

    session = session_of(ctx)
    entry, step = entry_of(text, kind, next, due, session.calendar, session.day_of(date))
    session.apply(log(session.deal_to_change(deal), entry, step), is_dry=dry_run)
