"""Commands that end a deal or open it again: win, lose, reopen, remove."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, Force, Reason, flag, option, session_of
from funnel_cli.finding.names import stage_named
from funnel_cli.records.deal import Loss
from funnel_cli.usage import BadCommandLine, demand_alone
from funnel_cli.values.message import N_, Message
from funnel_cli.values.money import Money, parse_amount


def win(
    ctx: typer.Context,
    deal: Deal,
    amount: Annotated[str | None, option("MONEY", "What was signed.")] = None,
    contract: Annotated[str | None, option("NUMBER", "The contract's number.")] = None,
    reason: Reason = None,
    force: Force = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Close a deal as won.

    Judges the gate of its present stage; --date says when it was signed.
    """
    from funnel_cli.rules.moving import Passing, win

    session = session_of(ctx)
    session.takes_negative = force
    won, book = session.deal_to_change(deal), session.written
    signed, currency = parse_amount(amount) if amount else (None, None)
    change = win(
        won,
        book,
        session.day_of(date),
        amount=None if signed is None else Money(signed, currency or won.currency or book.currency),
        contract=contract,
        by=Passing(reason, is_forced=force, is_back=bool(date)),
    )
    session.apply(change, is_dry=dry_run)


def lose(
    ctx: typer.Context,
    deal: Deal,
    reason: Annotated[str | None, option("REASON", "One of the method's lost reasons.", "--reason")] = None,
    competitor: Annotated[str | None, option("NAME", "Who won it.")] = None,
    said: Annotated[str | None, option("TEXT", "What the customer said.")] = None,
    analysis: Annotated[str | None, option("TEXT", "What we think.")] = None,
    avoid: Annotated[str | None, option("TEXT", "How to avoid it next time.")] = None,
    show: Annotated[bool, flag("Show the lost-customer report of a lost deal.", "--show")] = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Close a deal as lost, with the reason.

    Write down what there is to learn while it is fresh; at a terminal, it is asked for.
    """
    from funnel_cli.commands.offered_words import reading
    from funnel_cli.commands.questions import loss_questions
    from funnel_cli.finding.method_words import lost_reason_named
    from funnel_cli.reports.forms import loss_report
    from funnel_cli.rules.moving import lose

    session = session_of(ctx)
    if show:
        told = {"--reason": reason, "--competitor": competitor, "--said": said, "--analysis": analysis}
        demand_alone("funnel lose", "--show", {**told, "--avoid": avoid, "--date": date})
        session.show(loss_report(session.deal(deal), session.book), piped="md")
        return
    typed = {
        "reason": reason,
        "competitor": competitor,
        "said": said,
        "analysis": analysis,
        "avoid": avoid,
    }
    answers = {key: text for key, text in typed.items() if text}
    reason_meant = reading(session, lost_reason_named, is_dry=dry_run)
    if answers.keys() <= {"reason"}:
        answers = session.asked(loss_questions(session.written.method, reason_meant), answers)
    if "reason" not in answers:
        raise BadCommandLine(
            what=Message(N_("Missing option '{name}'."), {"name": "--reason"}), command="funnel lose"
        )
    answers["reason"] = reason_meant(answers["reason"]).id
    target = session.deal_to_change(deal)
    session.apply(lose(target, session.written, session.day_of(date), Loss(**answers)), is_dry=dry_run)


def reopen(
    ctx: typer.Context,
    deal: Deal,
    to: Annotated[str | None, option("STAGE", "Default the stage it was closed from.")] = None,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Open a closed deal again.

    Its old outcome stays in the history.
    """
    from funnel_cli.rules.moving import reopen

    session = session_of(ctx)
    stage = stage_named(session.written.method, to) if to else None
    target = session.deal_to_change(deal)
    change = reopen(target, session.written, session.day_of(date), to=stage, reason=reason)
    session.apply(change, is_dry=dry_run)


def remove(
    ctx: typer.Context, deal: Deal, reason: Reason = None, date: Date = None, dry_run: DryRun = False
) -> None:
    """Take a deal out of the funnel; its past stays."""
    from funnel_cli.rules.moving import remove

    session = session_of(ctx)
    session.apply(remove(session.deal_to_change(deal), session.day_of(date), reason), is_dry=dry_run)
