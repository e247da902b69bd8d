"""What the dated facts of a deal come to: its stays and rests, and when it was made and last touched.

A key of a record that no history line names always had its present value; what was edited by hand is
taken for a line of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as Day
from itertools import pairwise

from funnel_cli.model import OUTCOMES, Entry, HistoryLine, Opportunity, Override, Past, Pause, Span, Stint

_ENDLESS = Day.max.toordinal()


def in_order(deal: Opportunity) -> tuple[HistoryLine, ...]:
    """The history by date; lines of one day stay in the order of the file."""
    return tuple(sorted(deal.history, key=lambda line: line.date))


def facts(deal: Opportunity) -> list[Day]:
    """Every day on which something is known to have happened to the deal."""
    days = [line.date for line in deal.history]
    days += [entry.date for entry in deal.log]
    days += [tick.date for ticks in deal.milestones.values() for tick in ticks]
    closed = closing_of(deal)
    return [*days, closed] if closed else days


def created_on(deal: Opportunity) -> Day | None:
    """The day it was created: as written, else its first dated fact, else unknown."""
    if deal.created:
        return deal.created
    return deal.past.created if deal.past else min(facts(deal), default=None)


def past_of(deal: Opportunity) -> Past:
    """What the dated facts of the deal come to."""
    if deal.past:
        return deal.past
    entries = _entries(deal)
    entered = Day.fromordinal(entries[-1][1]) if entries else None
    return Past(created_on(deal), entered, last_touch(deal), entries, _rests(deal))


def stints(deal: Opportunity) -> tuple[Stint, ...]:
    """The deal's stays in its stages and outcomes, oldest first; the last one is still running.

    Empty where the history names no stage: then the way here is unknown.
    """
    return past_of(deal).stints


def entered(deal: Opportunity) -> Day | None:
    """The day it entered its present stage or outcome, or `None` where no line tells."""
    return past_of(deal).entered


def last_touch(deal: Opportunity) -> Day | None:
    """The last day on which something was logged or ticked, or `None`."""
    if deal.past:
        return deal.past.touched
    days = [entry.date for entry in deal.log]
    days += [tick.date for ticks in deal.milestones.values() for tick in ticks]
    return max(days, default=None)


def awake(start: int, end: int, rests: Sequence[Span]) -> Sequence[Span]:
    """The days from `start` up to `end` outside the rests, which are in order."""
    if not rests:
        return ((start, end),) if start < end else ()
    spans: list[Span] = []
    for begin, until in rests:
        if start < begin < end:
            spans.append((start, begin))
        if begin < end:
            start = max(start, until)
    return (*spans, (start, end)) if start < end else spans


def active_days(deal: Opportunity, start: Day, day: Day) -> int:
    """How many days have passed from `start` to `day` on which the deal did not rest."""
    days = awake(start.toordinal(), day.toordinal(), past_of(deal).rests)
    return sum(end - begin for begin, end in days)


def said_of(deal: Opportunity, key: str) -> list[tuple[Day, object]]:
    """Each value of a dated key with the day of its line, oldest first, one edited by hand last.

    None where no line names the key. What was edited by hand is dated as `completed` has it.
    """
    said = [(line.date, line.changes[key]) for line in in_order(deal) if key in line.changes]
    present = getattr(deal, key)
    if said and not is_same(present, said[-1][1]):
        last = said[-1][0]
        said.append((max(last, own_day(deal, key) or last), present))
    return said


def drift(deal: Opportunity) -> Mapping[str, Day]:
    """The keys whose top level differs from their last history line, with that line's day."""
    last = {key: line for line in in_order(deal) for key in line.changes}
    return {
        key: line.date for key, line in last.items() if not is_same(getattr(deal, key), line.changes[key])
    }


def _entries(deal: Opportunity) -> tuple[Entry, ...]:
    """The stages and outcomes that the history tells of, each with the day it was entered."""
    entries: list[Entry] = []
    for day, stage in said_of(deal, "stage"):
        if isinstance(stage, str) and (not entries or entries[-1][0] != stage):
            entries.append((stage, day.toordinal()))
    return tuple(entries)


def _rests(deal: Opportunity) -> tuple[Span, ...]:
    """When the deal rested, in order: each pause until its day, or until a later line ends it."""
    pauses = [(day.toordinal(), pause) for day, pause in said_of(deal, "paused")]
    if not pauses:
        return (_rest(deal.paused, 0, _ENDLESS),) if deal.paused else ()
    turns = pairwise((*pauses, (_ENDLESS, None)))
    return tuple(sorted(_rest(to, on, next) for (on, to), (next, _) in turns if isinstance(to, Pause)))


def _rest(pause: Pause, on: int, next: int) -> Span:
    """From the day the pause states, else from that of its line, until it ends or the next line."""
    return (
        pause.since.toordinal() if pause.since else on,
        min(pause.until.toordinal() if pause.until else _ENDLESS, next),
    )


def is_unset(value: object) -> bool:
    """Whether nothing is said; an empty mapping says nothing, a zero does."""
    return value is None or value == {}


def is_same(top: object, line: object) -> bool:
    """Whether two spellings of a value agree."""
    return top == line or (is_unset(top) and is_unset(line))


def own_day(deal: Opportunity, key: str) -> Day | None:
    """The day that the present value of a key states itself, before which it did not hold."""
    return closing_of(deal) if key in {"stage", "closed"} else stated_day(getattr(deal, key))


def closing_of(deal: Opportunity) -> Day | None:
    """The day the deal was closed; one that an open deal still carries does not count."""
    return deal.closed if deal.stage in OUTCOMES else None


def stated_day(value: object) -> Day | None:
    """The day from which an override or a pause holds, as it says itself."""
    match value:
        case Override(date=day) | Pause(since=day):
            return day
    return None
