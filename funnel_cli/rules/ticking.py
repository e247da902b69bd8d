"""Milestones: tick with dated evidence, take a tick back, and what is asked of a deal before it is added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day

from funnel_cli.finding.names import milestone_named
from funnel_cli.finding.spare_parts import is_parts_only
from funnel_cli.records.book import Book, Change, change_of, edits_of
from funnel_cli.records.deal import Opportunity, Tick
from funnel_cli.records.method import Method, Milestone
from funnel_cli.rules.gate_advice import how_to_meet
from funnel_cli.time.gate import criteria_of, gate, has_met, skipped, step_of, ticks_of
from funnel_cli.time.history import opened
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import parted


class EvidenceNeeded(UsageRefused):
    """The method demands a text for this milestone."""

    sentence = N_("{milestone} asks for evidence.")
    cure = N_('Say what was seen: --evidence "…"')


class NoOrigin(UsageRefused):
    """What is taken over comes from nowhere that was named."""

    sentence = N_("--taken-over wants a text that says where the deals come from.")
    cure = N_('For example: --taken-over "from my sheet"')


class NothingOpen(UsageRefused):
    """All criteria that were asked for are met."""

    sentence = N_("Nothing is open there; every criterion is met.")


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
    """The milestones met on `day` with the evidence, all in one change; what is met stays as it is."""
    held = {each.id: tick for each in milestones if (tick := _held(deal, each, day))}
    new = [each for each in milestones if each.id not in held]
    after = with_ticks(opened(deal, day), new, day, evidence=evidence, by=by) if new else deal
    lapses = ((each, _next_lapse(deal, each, day)) for each in new)
    note = message("{deal}: met {milestones}", deal=deal.id, milestones=[each.label for each in new])
    warnings = (
        *(_stays(each, held[each.id]) for each in milestones if each.id in held),
        *(_lapses(each, lapsed) for each, lapsed in lapses if lapsed),
    )
    return change_of(deal, after, note, "funnel check @", warnings=warnings)


def _stays(milestone: Milestone, held: Tick) -> Message:
    return message(
        "{milestone} is met since {since}, and stays so.", milestone=milestone.label, since=held.date
    )


def _lapses(milestone: Milestone, lapsed: Day) -> Message:
    return message(
        "{milestone} is met until {lapsed}, from when on it no longer held.",
        milestone=milestone.label,
        lapsed=lapsed,
    )


def _held(deal: Opportunity, milestone: Milestone, day: Day) -> Tick | None:
    return next((some for some in ticks_of(deal, milestone) if some.holds_on(day)), None)


def with_ticks(
    deal: Opportunity,
    milestones: Sequence[Milestone],
    day: Day,
    *,
    evidence: str | None,
    by: str | None = None,
) -> Opportunity:
    """The deal with the milestones met on `day`, until a day on which they are known to have lapsed.

    Raises `EvidenceNeeded`.
    """
    ticks, said = dict(deal.milestones), (evidence or "").strip()
    for milestone in milestones:
        if milestone.needs_evidence and not said:
            raise EvidenceNeeded(milestone=milestone.label)
        new = Tick(date=day, evidence=said or None, by=by, lapsed=_next_lapse(deal, milestone, day))
        ticks[milestone.id] = tuple(sorted((*ticks.get(milestone.id, ()), new), key=lambda some: some.date))
    return replace(deal, milestones=ticks)


def _next_lapse(deal: Opportunity, milestone: Milestone, day: Day) -> Day | None:
    lapses = (some.lapsed for some in ticks_of(deal, milestone) if some.lapsed)
    return min((lapsed for lapsed in lapses if lapsed > day), default=None)


def milestones_meant(
    deal: Opportunity | None, book: Book, words: Sequence[str], *, of_gate: bool = False, owed: bool = False
) -> list[Milestone]:
    """The milestones that numbers of the deal's checklist, ids and titles mean, each once.

    `of_gate` means what its stage still asks for, `owed` what earlier ones do. Raises `NoSuchWord`, or
    `NothingOpen` where all that was asked for is met.
    """
    numbered = criteria_of(deal, book) if deal else ()
    known = book.method.milestones
    by_number = {str(number): each for number, each in enumerate(numbered, 1)}
    meant = [by_number.get(word) or milestone_named(known, word) for word in words]
    stage = step_of(deal, book) if deal else None
    if deal and stage and of_gate:
        meant += gate(deal, stage, book).open_criteria
    if deal and owed:
        meant += skipped(deal, book)
    if not meant:
        raise NothingOpen
    return list({each.id: each for each in meant}.values())


def take_over(deals: Iterable[Opportunity], book: Book, day: Day, evidence: str) -> Change:
    """What earlier stages ask of open deals, all met on `day` by the same evidence, in one change.

    For deals that were somewhere else before: a sheet, a colleague's book. The gate they stand before is
    still to be earned. Raises `NothingOpen` where nothing is owed, or `NoOrigin`.
    """
    evidence = origin(evidence)
    owed = [(deal, missing) for deal in deals if deal.is_open and (missing := skipped(deal, book))]
    if not owed:
        raise NothingOpen
    edits = edits_of(
        (deal, with_ticks(opened(deal, day), missing, day, evidence=evidence)) for deal, missing in owed
    )
    note = message("{count:deal|deals}: earlier stages taken over", count=len(owed))
    return Change(note=note, edits=edits, next=("funnel review",))


def origin(text: str) -> str:
    """The text that says where deals come from, without spaces around it; raises `NoOrigin` for none."""
    if not text.strip():
        raise NoOrigin
    return text.strip()


def untick(deal: Opportunity, milestones: Sequence[Milestone], day: Day) -> Change:
    """The milestones no longer met from `day` on: a tick of that day goes, an older one lapses."""
    ticks = dict(deal.milestones)
    for milestone in milestones:
        if not any(some.holds_on(day) for some in ticks_of(deal, milestone)):
            raise NotMet(milestone=milestone.label, day=day)
        ticks |= {id: _lapsed(ticks[id], day) for id in (milestone.id, *milestone.formerly) if id in ticks}
    kept = {id: some for id, some in ticks.items() if some}
    after = replace(opened(deal, day), milestones=kept)
    labels = [each.label for each in milestones]
    note = message("{deal}: no longer met {milestones}", deal=deal.id, milestones=labels)
    return change_of(deal, after, note, "funnel check @")


def after_ticking(change: Change, book: Book, day: Day) -> Change:
    """The change with what is useful next: to move on where the gate of its deal's stage is met by it.

    What is dated to a day after the book's says so.
    """
    if change.edits and day > book.day:
        ahead = message("That holds from {day} on.", day=day)
        return replace(change, warnings=(*change.warnings, ahead))
    deal = change.edits[0].after if change.edits else None
    stage = book.method.stage(deal.stage) if isinstance(deal, Opportunity) and deal.is_open else None
    if not isinstance(deal, Opportunity) or stage is None or not has_met(deal, stage, book):
        return change
    is_last = stage == book.method.stages[-1]
    return replace(change, next=("funnel win @",) if is_last else ("funnel promote @",))


def _lapsed(ticks: Sequence[Tick], day: Day) -> tuple[Tick, ...]:
    """The ticks that still tell something once those that hold on the day have lapsed on it."""
    return tuple(
        replace(some, lapsed=day) if some.holds_on(day) else some
        for some in ticks
        if some.date != day or not some.holds_on(day)
    )


class PartsOnly(UsageRefused):
    """A deal of spare parts alone, which the method keeps out of the funnel."""

    sentence = N_("{deal} is about spare parts only; {method} keeps them out of the funnel.")
    cure = N_(
        "With main goods in it, say both: amount of the main goods, parts of the spare parts, or parts 0."
    )
    code = "parts_only"


def demand_main_goods(deal: Opportunity, method: Method) -> None:
    """Refuse a deal of spare parts alone where the method does: raises `PartsOnly`."""
    if is_parts_only(deal, method):
        raise PartsOnly(deal=deal.title, method=method.label)


def met_on_entry(words: Iterable[str], method: Method) -> dict[str, str | None]:
    """`milestone` or `milestone=evidence` words by the ids of the entry's milestones; raises `NoSuchWord`."""
    pairs = map(parted, words)
    return {milestone_named(method.entry, name).id: evidence or None for name, _, evidence in pairs}


def ticked(deal: Opportunity, met: Mapping[str, str | None], method: Method, day: Day) -> Opportunity:
    """The deal with these milestones met on the day; raises `EvidenceNeeded` where a text is asked for."""
    for id, evidence in met.items():
        deal = with_ticks(deal, [milestone_named(method.entry, id)], day, evidence=evidence)
    return deal


def open_on_entry(deal: Opportunity, book: Book) -> Iterator[Message]:
    """What the method asks of a new deal and does not hold yet, a line each; nothing if all of it does."""
    entrance = book.method.entrance
    missing = gate(deal, entrance, book).open_criteria if entrance else ()
    if missing:
        yield message("{method} asks for this before a deal is added:", method=book.method.label)
    for milestone in missing:
        yield from (message("  {line}", line=each) for each in how_to_meet(deal, milestone, book))
