"""`funnel score`: how strong a deal is on each axis."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, Force, Reason, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[AXIS=N]...", help="An axis and 0-20; an empty value takes it back."),
    ] = None,
    reason: Reason = None,
    force: Force = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Score a deal's strength, or show how it stands.

    Each axis of the method has a ladder of statements; the score is the highest that is true. At a
    terminal the ladders are asked one after the other.
    """
    from funnel_cli.reports.strength import strength_document
    from funnel_cli.rules.scoring import demand_axes, score, scores

    session = session_of(ctx)
    if words:
        session.keep_to(deal)
    method = session.written.method
    demand_axes(method)
    if not words and not (session.can_ask and session.is_for_people):
        session.show(strength_document(session.deal(deal), session.book))
        return
    target, day = session.deal_to_change(deal), session.day_of(date)
    if not words:
        from funnel_cli.commands.ladders import score_questions

        words = [
            f"{axis}={text}" for axis, text in session.asked(score_questions(target, method), {}).items()
        ]
    given = scores(words, method, target.id)
    change = score(target, given, method, day, reason=reason, is_late=force)
    session.apply(change, is_dry=dry_run)
