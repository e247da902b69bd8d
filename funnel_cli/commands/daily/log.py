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
    from funnel_cli.commands.questions import NOTE, log_questions
    from funnel_cli.rules.adding import entry_of, log

    session = session_of(ctx)
    target = session.deal_to_change(deal)
    typed = {"text": text, "kind": kind, "next": next, "due": due}
    answers = {key: said for key, said in typed.items() if said}
    if text is None:
        answers = session.asked(log_questions(session.calendar), answers)
    entry, step = entry_of(
        answers.get("text", ""),
        answers.get("kind", NOTE),
        answers.get("next"),
        answers.get("due"),
        session.calendar,
        session.day_of(date),
    )
    session.apply(log(target, entry, step), is_dry=dry_run)
