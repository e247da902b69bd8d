"""`funnel visit`: the report of a visit."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    purpose: Annotated[str | None, typer.Option(metavar="TEXT", help="What it was for.")] = None,
    theirs: Annotated[
        str | None, typer.Option("--with", metavar="NAMES", help="Who took part for them, by commas.")
    ] = None,
    ours: Annotated[str | None, typer.Option(metavar="NAMES", help="Who took part for us.")] = None,
    result: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What came of it; at a terminal, asked for.")
    ] = None,
    next: Annotated[str | None, typer.Option(metavar="ACTION", help="What was agreed next.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="When that is due.")] = None,
    open_theirs: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What they still have to settle.")
    ] = None,
    open_ours: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What we still have to settle.")
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show the report of the last visit, or of that on --date.")
    ] = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Write the report of a visit, or show one.

    Purpose, who took part on both sides, the result, what is next, and what stays open on either
    side; it is an entry of the deal's log. At a terminal, what is missing is asked for.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.people.questions import visit_questions
    from funnel_cli.names import deal_called
    from funnel_cli.reports.forms import visit_report
    from funnel_cli.rules.visiting import VisitDraft, visit, visit_on

    session = session_of(ctx)
    if show:
        shown = session.deal(deal)
        day = session.day_of(date) if date else None
        session.show(visit_report(shown, visit_on(shown, day)), piped="md")
        return
    target = session.deal_to_change(deal)
    typed = {
        "purpose": purpose,
        "theirs": theirs,
        "ours": ours,
        "result": result,
        "next": next,
        "due": due,
        "open_theirs": open_theirs,
        "open_ours": open_ours,
    }
    answers = {key: said for key, said in typed.items() if said}
    if result is None:
        answers = session.asked(visit_questions(target, session.written, session.calendar), answers)
    draft = VisitDraft(**answers)
    entry, step = draft.entry(target, session.written, session.calendar, session.day_of(date))
    append(session, lambda book: visit(deal_called(book, target.id), entry, step), is_dry=dry_run)
