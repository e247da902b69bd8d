"""Milestones: tick with dated evidence, and take a tick back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Day

from funnel_cli.records.book import Change, Edit
from funnel_cli.records.deal import Opportunity, Tick
from funnel_cli.records.method import Milestone
from funnel_cli.time.gate import ticks_of
from funnel_cli.time.history import opened
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message


class EvidenceNeeded(UsageRefused):
    """The method demands a text for this milestone."""

    sentence = N_("{milestone} asks for evidence.")
    cure = N_('Say what was seen: --evidence "…"')


class AlreadyMet(UsageRefused):
    """The milestone already holds on that day."""

    sentence = N_("{milestone} is met since {since}.")
    cure = N_("If it no longer holds: --undo")


class NotMet(UsageRefused):
    """There is no tick to take back on that day."""

    sentence = N_("{milestone} is not ticked on {day}.")


def tick(
    deal: Opportunity,
    milestones: Sequence[Milestone],
    day: Day,
    *,
    evidence: str | None,
    by: str | None = None,
) -> Change:
    """The milestones met on `day` with the evidence, all in one change."""
    after = with_ticks(opened(deal, day), milestones, day, evidence=evidence, by=by)
    return Change(
        note=message(
            "{deal}: met {milestones}", deal=deal.id, milestones=[each.label for each in milestones]
        ),
        edits=(Edit(before=deal, after=after),),
        next=(f"funnel check {deal.id}", *(() if deal.is_won else (f"funnel promote {deal.id}",))),
    )


def with_ticks(
    deal: Opportunity,
    milestones: Sequence[Milestone],
    day: Day,
    *,
    evidence: str | None,
    by: str | None = None,
) -> Opportunity:
    """The deal with the milestones met on `day`; raises `EvidenceNeeded` or `AlreadyMet`."""
    ticks = dict(deal.milestones)
    for milestone in milestones:
        if milestone.needs_evidence and not evidence:
            raise EvidenceNeeded(milestone=milestone.label)
        held = next((some for some in ticks_of(deal, milestone) if some.holds_on(day)), None)
        if held:
            raise AlreadyMet(milestone=milestone.label, since=held.date)
        new = Tick(date=day, evidence=evidence, by=by)
        ticks[milestone.id] = tuple(sorted((*ticks.get(milestone.id, ()), new), key=lambda some: some.date))
    return replace(deal, milestones=ticks)


def untick(deal: Opportunity, milestones: Sequence[Milestone], day: Day) -> Change:
    """The milestones no longer met from `day` on: a tick of that day goes, an older one lapses."""
    ticks = dict(deal.milestones)
    for milestone in milestones:
        if not any(some.holds_on(day) for some in ticks_of(deal, milestone)):
            raise NotMet(milestone=milestone.label, day=day)
        ticks |= {id: _lapsed(ticks[id], day) for id in (milestone.id, *milestone.formerly) if id in ticks}
    kept = {id: some for id, some in ticks.items() if some}
    after = replace(opened(deal, day), milestones=kept)
    return Change(
        note=message(
            "{deal}: no longer met {milestones}", deal=deal.id, milestones=[each.label for each in milestones]
        ),
        edits=(Edit(before=deal, after=after),),
        next=(f"funnel check {deal.id}",),
    )


def _lapsed(ticks: Sequence[Tick], day: Day) -> tuple[Tick, ...]:
    """The ticks that still tell something once those that hold on the day have lapsed on it."""
    return tuple(
        replace(some, lapsed=day) if some.holds_on(day) else some
        for some in ticks
        if some.date != day or not some.holds_on(day)
    )


def how_to_meet(deal: Opportunity, milestone: Milestone) -> Message:
    """An open criterion, and the command that ticks it or scores the deal as high as it asks."""
    if milestone.check and milestone.check.strength:
        return message(
            "{title}: funnel score {deal} {axis}={score}",
            title=milestone.label,
            deal=deal.id,
            axis=milestone.check.strength,
            score=f"{milestone.check.at_least:f}",
        )
    if milestone.check and milestone.check.form:
        return message(
            "{title}: funnel form {deal} {form} {field}",
            title=milestone.label,
            deal=deal.id,
            form=milestone.check.form,
            field=f"{milestone.check.field}=…" if milestone.check.field else "--ask",
        )
    return message(
        '{title}: funnel check {deal} {milestone} --evidence "…"',
        title=milestone.label,
        deal=deal.id,
        milestone=milestone.id,
    )
