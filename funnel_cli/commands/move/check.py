"""`funnel check`: a deal's checklist."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    milestones: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MILESTONE]...", help="Ids or titles to tick.", show_default=False),
    ] = None,
    evidence: Annotated[str | None, typer.Option(metavar="TEXT", help="What shows that it holds.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who saw it.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="It no longer holds.")] = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show a deal's checklist, or tick milestones.

    The list says what blocks the gate. A milestone is ticked on a day, with the evidence for it.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.model import Book, Change
    from funnel_cli.names import deal_called, milestone_named
    from funnel_cli.reports.checklist import checklist
    from funnel_cli.rules.ticking import tick, untick

    session = session_of(ctx)
    if not milestones:
        session.show(checklist(session.deal(deal), session.book))
        return
    session.keep_to(deal)
    known = session.written.method.milestones
    meant = list(
        {found.id: found for found in (milestone_named(known, word) for word in milestones)}.values()
    )
    id, day = session.deal_to_change(deal).id, session.day_of(date)

    def ticked(book: Book) -> Change:
        target = deal_called(book, id)
        return untick(target, meant, day) if undo else tick(target, meant, day, evidence=evidence, by=by)

    append(session, ticked, is_dry=dry_run)
