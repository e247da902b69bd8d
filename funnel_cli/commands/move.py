"""Commands that move a deal: check, promote, demote, score, pause, resume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from funnel_cli.commands.options import (
    Date,
    Deal,
    DryRun,
    Force,
    Reason,
    Yes,
    argument,
    flag,
    option,
    session_of,
)
from funnel_cli.finding.names import deal_called, stage_named
from funnel_cli.finding.people import contacts_of
from funnel_cli.records.book import Book, Change
from funnel_cli.session import Session
from funnel_cli.time.history import book_on
from funnel_cli.usage import demand_needed
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_


class TalkAlone(UsageRefused):
    """Advice for a talk was asked for beside a tick."""

    sentence = N_("--talk shows advice and ticks nothing.")
    cure = N_("Leave the milestones out, or --talk: funnel check {deal} --talk")


def check(
    ctx: typer.Context,
    deal: Deal,
    milestones: Annotated[
        list[str] | None, argument("[MILESTONE]...", "Numbers, ids or titles to tick.")
    ] = None,
    gate: Annotated[bool, flag("Tick what this stage still asks for.", "--gate")] = False,
    owed: Annotated[bool, flag("Tick what earlier stages still ask for.", "--owed")] = False,
    everything: Annotated[
        bool, flag("Show usual evidence too; with --evidence, tick all that is open.", "--all")
    ] = False,
    talk: Annotated[bool, flag("Show what helps in the talk at this stage.", "--talk")] = False,
    evidence: Annotated[str | None, option("TEXT", "What shows that it holds.")] = None,
    by: Annotated[str | None, option("NAME", "Who saw it.")] = None,
    taken_over: Annotated[
        str | None, option("TEXT", "Tick what earlier stages ask of the deals a query means, or all.")
    ] = None,
    undo: Annotated[bool, flag("It no longer holds.", "--undo")] = False,
    date: Date = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Show a deal's checklist, or tick milestones.

    The list says what blocks the gate; its numbers can be ticked: funnel check @ 1 4. A milestone is
    ticked on a day, with the evidence for it. Of deals that come from a sheet, what
    stages before theirs ask for is taken over at once with --taken-over, for all of them with the word all.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.entries import whole_text
    from funnel_cli.reports.checklist import checklist
    from funnel_cli.rules.ticking import after_ticking, milestones_meant, tick, untick

    session = session_of(ctx)
    evidence = whole_text(session, evidence)
    if taken_over is not None:
        _take_over(session, (deal, *(milestones or ())), taken_over, date, is_sure=yes, is_dry=dry_run)
        return
    gate, owed = gate or bool(everything and evidence), owed or bool(everything and evidence)
    told = {"--evidence": evidence, "--by": by, "--undo": undo, "--date": date}
    if talk and (milestones or gate or owed or any(told.values())):
        raise TalkAlone(deal=deal)
    if talk or not (milestones or gate or owed):
        demand_needed("funnel check", "MILESTONE", told)
        shown = checklist(session.deal(deal), session.book, with_evidence=everything, with_talk=talk)
        session.show(shown)
        return
    id, day = session.deal_to_date(deal).id, session.day_of(date, is_past=not undo)
    standing = book_on(session.written, day)
    meant = milestones_meant(
        standing.opportunities.get(id), standing, milestones or (), of_gate=gate, owed=owed
    )

    def ticked(book: Book) -> Change:
        target = deal_called(book, id)
        change = untick(target, meant, day) if undo else tick(target, meant, day, evidence=evidence, by=by)
        return after_ticking(change, replace(book, day=session.day), day)

    append(session, ticked, is_dry=dry_run)


def _take_over(
    session: Session, words: Sequence[str], evidence: str, date: str | None, *, is_sure: bool, is_dry: bool
) -> None:
    """Tick what the stages before theirs ask of the deals that the words mean, of all, as one change."""
    from funnel_cli.rules.ticking import take_over

    day = session.day_of(date, is_past=True)
    deals = session.deals_to_change(() if words in (("all",), ("全部",)) else words)
    change = take_over(deals, book_on(session.written, day), day, evidence)
    session.apply(change, is_dry=is_dry, is_sure=is_sure)


def promote(
    ctx: typer.Context,
    deal: Deal,
    to: Annotated[str | None, option("STAGE", "A later stage; default the next.")] = None,
    reason: Reason = None,
    force: Force = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Move a deal on to the next stage, through its gate.

    Refused with exit 4 and the open criteria unless every stage that is left has its gate met.
    """
    from funnel_cli.rules.moving import Passing, promote

    session = session_of(ctx)
    stage = stage_named(session.written.method, to) if to else None
    change = promote(
        session.deal_to_change(deal),
        session.written,
        session.day_of(date),
        to=stage,
        by=Passing(reason, is_forced=force, is_back=bool(date)),
    )
    session.apply(change, is_dry=dry_run)


def demote(
    ctx: typer.Context,
    deal: Deal,
    to: Annotated[str | None, option("STAGE", "An earlier stage; default the one before.")] = None,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Move a deal back to an earlier stage.

    The reason is kept in its history.
    """
    from funnel_cli.rules.moving import demote

    session = session_of(ctx)
    stage = stage_named(session.written.method, to) if to else None
    target = session.deal_to_change(deal)
    session.apply(demote(target, session.written, session.day_of(date), stage, reason), is_dry=dry_run)


def score(
    ctx: typer.Context,
    deal: Deal,
    words: Annotated[
        list[str] | None, argument("[AXIS=N]...", "An axis and 0-20; an empty value takes it back.")
    ] = None,
    by: Annotated[str | None, option("NAME", "The contact whose word it is.")] = None,
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
    from funnel_cli.rules.scoring import Speakers, demand_axes, score, scores, speaker

    session = session_of(ctx)
    method = session.written.method
    demand_axes(method)
    if not words and not (session.can_ask and session.is_for_people):
        demand_needed("funnel score", "AXIS=N", {"--by": by, "--reason": reason, "--date": date})
        session.show(strength_document(session.deal(deal), session.book))
        return
    target, day = session.deal_to_change(deal), session.day_of(date)
    people = contacts_of(target, session.written)
    if not words:
        from funnel_cli.commands.questions import score_questions

        answers = session.asked(score_questions(target, method, people), {"by": by} if by else {})
        by = answers.pop("by", None)
        words = [f"{axis}={text}" for axis, text in answers.items()]
    given = scores(words, method, target.id)
    whose = Speakers(people, speaker(by, people) if by else None)
    change = score(target, given, method, day, reason=reason, words_of=whose, is_late=force)
    session.apply(change, is_dry=dry_run)


def pause(
    ctx: typer.Context,
    deal: Deal,
    until: Annotated[str | None, option("DAY", "The day it runs again; of a period, its first.")] = None,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Let a deal rest.

    No stall is told of it until it runs again.
    """
    from funnel_cli.rules.moving import pause

    session = session_of(ctx)
    rest = session.calendar.resumption(until) if until else None
    session.apply(pause(session.deal_to_change(deal), session.day_of(date), rest, reason), is_dry=dry_run)


def resume(ctx: typer.Context, deal: Deal, date: Date = None, dry_run: DryRun = False) -> None:
    """Take a paused deal up again."""
    from funnel_cli.rules.moving import resume

    session = session_of(ctx)
    session.apply(resume(session.deal_to_change(deal), session.day_of(date)), is_dry=dry_run)
