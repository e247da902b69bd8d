"""`funnel lose`: close a deal as lost."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, session_of
from funnel_cli.usage import missing_option


def run(
    ctx: typer.Context,
    deal: Deal,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="REASON", help="One of the method's lost reasons.")
    ] = None,
    competitor: Annotated[str | None, typer.Option(metavar="NAME", help="Who won it.")] = None,
    said: Annotated[str | None, typer.Option(metavar="TEXT", help="What the customer said.")] = None,
    analysis: Annotated[str | None, typer.Option(metavar="TEXT", help="What we think.")] = None,
    avoid: Annotated[str | None, typer.Option(metavar="TEXT", help="How to avoid it next time.")] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show the lost-customer report of a lost deal.")
    ] = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Close a deal as lost, with the reason.

    Write down what there is to learn while it is fresh; at a terminal, it is asked for.
    """
    from funnel_cli.commands.people.questions import loss_questions
    from funnel_cli.model import Loss
    from funnel_cli.names import lost_reason_named
    from funnel_cli.reports.forms import loss_report
    from funnel_cli.rules.moving import lose

    session = session_of(ctx)
    if show:
        session.show(loss_report(session.deal(deal), session.book), piped="md")
        return
    session.keep_to(deal)
    typed = {
        "reason": reason,
        "competitor": competitor,
        "said": said,
        "analysis": analysis,
        "avoid": avoid,
    }
    answers = {key: text for key, text in typed.items() if text}
    if answers.keys() <= {"reason"}:
        answers = session.asked(loss_questions(session.written.method), answers)
    if "reason" not in answers:
        raise missing_option("--reason", "funnel lose")
    answers["reason"] = lost_reason_named(session.written.method, answers["reason"]).id
    target = session.deal_to_change(deal)
    session.apply(lose(target, session.written, session.day_of(date), Loss(**answers)), is_dry=dry_run)
