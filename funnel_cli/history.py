"""Time: a deal, and a whole book, as it was on a day; and how a dated change is written down.

The top level of a record is the present state, `history` is how it came about. A key without any
history line always has its top-level value; before its first line it is unknown (`None`); from its
last line on the top level holds, though not before a day that it states itself (closed, an override's
date, a pause's start). A report on `book_on(book, day)` therefore equals the report on a copy of the
files from which every fact after that day was removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from itertools import pairwise
from typing import Any

from funnel_cli.errors import UsageRefused
from funnel_cli.message import N_
from funnel_cli.model import (
    DATED,
    LOST,
    OUTCOMES,
    Book,
    Entry,
    HistoryLine,
    Opportunity,
    Override,
    Past,
    Pause,
    Span,
    Stint,
    Tick,
)
from funnel_cli.pool import leads_on

_ENDLESS = Day.max.toordinal()


class BeforeLastLine(UsageRefused):
    """A change dated before what is already written of the same key."""

    sentence = N_("{deal}: {key} already has a line dated {last}; a change on {day} would come before it.")
    cure = N_("Give a later --date, or repeat with --force to write it in its place.")
    code = "before_last_line"


def in_order(deal: Opportunity) -> tuple[HistoryLine, ...]:
    """The history by date; lines of one day stay in the order of the file."""
    return tuple(sorted(deal.history, key=lambda line: line.date))


def facts(deal: Opportunity) -> list[Day]:
    """Every day on which something is known to have happened to the deal."""
    days = [line.date for line in deal.history]
    days += [entry.date for entry in deal.log]
    days += [tick.date for ticks in deal.milestones.values() for tick in ticks]
    closed = _closing(deal)
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


def opportunity_on(deal: Opportunity, day: Day) -> Opportunity | None:
    """The deal as it was on `day`, or `None` if it did not exist yet.

    Dated keys are folded from the history; milestones, log lines and everything else that carries
    its own date is cut after the day. The result folded again on the same day is itself.
    """
    created = created_on(deal)
    if deal.settled and deal.settled <= day:
        return deal if deal.created == created else deal.varied(created=created)
    if created is not None and created > day:
        return None
    return replace(
        deal,
        created=created,
        milestones=_ticks_until(deal.milestones, day),
        history=tuple(line for line in deal.history if line.date <= day),
        log=tuple(entry for entry in deal.log if entry.date <= day),
        removed=deal.removed if _is_by(deal.removed, day) else None,
        contract=deal.contract if deal.contract and _is_by(deal.contract.date, day) else None,
        **_state(deal, day),
    )


def settled_from(deal: Opportunity) -> Day | None:
    """The first day from which on the deal is as it is written, its day of creation filled in.

    `None` if it never is, because the present state is not what its own lines and days say.
    """
    if _says_what_cannot_be(deal):
        return None
    said = [deal.created, deal.removed, deal.contract.date if deal.contract else None]
    said += [tick.lapsed for ticks in deal.milestones.values() for tick in ticks]
    said += [_stated_day(deal.probability), _stated_day(deal.paused), *facts(deal)]
    return max((day for day in said if day), default=Day.min)


def _says_what_cannot_be(deal: Opportunity) -> bool:
    """Whether folding alters the deal even when all its days are past: its outcome does not fit its stage."""
    if not all(deal.milestones.values()):  # one that was never met
        return True
    if deal.stage not in OUTCOMES:
        return (deal.closed, deal.lost) != (None, None)
    if deal.lost is not None and deal.stage != LOST:
        return True
    return deal.closed is None and any(line.changes.get("stage") == deal.stage for line in deal.history)


def book_on(book: Book, day: Day) -> Book:
    """The whole book as it was known on `day`; where a deal's owner is not known it is the settings'."""
    folded = ((id, _owned(opportunity_on(deal, day), book)) for id, deal in book.opportunities.items())
    return replace(
        book,
        day=day,
        opportunities={id: deal for id, deal in folded if deal is not None},
        leads=leads_on(book, day),
        targets=tuple(target for target in book.targets if target.set <= day),
        rates=tuple(rate for rate in book.rates if rate.date <= day),
        calls=tuple(call for call in book.calls if call.filed <= day),
        counts=tuple(count for count in book.counts if count.filed <= day),
        reviews=tuple(review for review in book.reviews if review.as_of <= day),
    )


def _owned(deal: Opportunity | None, book: Book) -> Opportunity | None:
    """The deal with its owner, where none is known the settings'."""
    owner = book.method.settings.owner
    return deal.varied(owner=owner) if deal and deal.owner is None and owner else deal


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


def recorded(
    deal: Opportunity,
    day: Day,
    changes: Mapping[str, object],
    *,
    reason: str | None = None,
    forced: Sequence[str] = (),
    is_late: bool = False,
) -> Opportunity:
    """The deal with `changes` in force from `day`, and the history line that says so.

    Keys that already have that value are left out; without any left the deal comes back as it is.
    A key's first line is preceded by one that dates its old value to the day of creation, except for
    the stage: an outcome is dated to its closing, a stage's entry stays unknown. A value edited by
    hand gets the line it lacks. A day before
    the key's last line raises `BeforeLastLine`, unless `is_late`: then the line goes where it
    belongs and the present value stays.
    """
    complete = _with_first_lines(completed(deal), changes)
    last = _last_dates(complete)
    late = {key for key in changes if last.get(key, day) > day}
    old = {key: getattr(deal, key) for key in changes}
    if is_late:
        old |= {key: value for key, value in _said(complete, day).items() if key in late}
    news = {key: value for key, value in changes.items() if old[key] != value}
    late &= news.keys()
    if late and not is_late:
        key = min(late)
        raise BeforeLastLine(deal=deal.id, key=key, last=last[key], day=day)
    if not news and not forced:
        return deal
    line = HistoryLine(date=day, changes=news, reason=reason, forced=tuple(forced))
    present: dict[str, Any] = {key: value for key, value in news.items() if key not in late}
    return replace(complete, history=inserted(complete.history, line), **present)


def drift(deal: Opportunity) -> Mapping[str, Day]:
    """The keys whose top level differs from their last history line, with that line's day."""
    last = {key: line for line in in_order(deal) for key in line.changes}
    return {
        key: line.date for key, line in last.items() if not _is_same(getattr(deal, key), line.changes[key])
    }


def said_of(deal: Opportunity, key: str) -> list[tuple[Day, object]]:
    """Each value of a dated key with the day of its line, oldest first, one edited by hand last.

    None where no line names the key. What was edited by hand is dated as `completed` has it.
    """
    said = [(line.date, line.changes[key]) for line in in_order(deal) if key in line.changes]
    present = getattr(deal, key)
    if said and not _is_same(present, said[-1][1]):
        last = said[-1][0]
        said.append((max(last, _own_day(deal, key) or last), present))
    return said


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


def _is_unset(value: object) -> bool:
    """Whether nothing is said; an empty mapping says nothing, a zero does."""
    return value is None or value == {}


def _is_same(top: object, line: object) -> bool:
    """Whether two spellings of a value agree."""
    return top == line or (_is_unset(top) and _is_unset(line))


def _said(deal: Opportunity, day: Day) -> dict[str, object]:
    """What the history says of each of its keys until the day; `None` where it says nothing yet."""
    said: dict[str, object] = {}
    for line in in_order(deal):
        for key, value in line.changes.items():
            said[key] = value if line.date <= day else said.get(key)
    return said


def _last_dates(deal: Opportunity) -> dict[str, Day]:
    """For each key of the history, the day of its last line."""
    return {key: line.date for line in in_order(deal) for key in line.changes}


def completed(deal: Opportunity) -> Opportunity:
    """The deal with a history line for each value that was edited by hand.

    It is dated like the key's last line, or the later day that the value itself states.
    """
    drifted = drift(deal)
    if not drifted:
        return deal
    history = deal.history
    for key, last in drifted.items():
        day = max(last, _own_day(deal, key) or last)
        history = inserted(history, HistoryLine(date=day, changes={key: getattr(deal, key)}))
    return replace(deal, history=history)


def _own_day(deal: Opportunity, key: str) -> Day | None:
    """The day that the present value of a key states itself, before which it did not hold."""
    return _closing(deal) if key in {"stage", "closed"} else _stated_day(getattr(deal, key))


def _closing(deal: Opportunity) -> Day | None:
    """The day the deal was closed; one that an open deal still carries does not count."""
    return deal.closed if deal.stage in OUTCOMES else None


def _stated_day(value: object) -> Day | None:
    """The day from which an override or a pause holds, as it says itself."""
    match value:
        case Override(date=day) | Pause(since=day):
            return day
    return None


def _with_first_lines(deal: Opportunity, changes: Mapping[str, object]) -> Opportunity:
    """The deal with its old values of `changes` dated to its creation, where no line tells them."""
    known = _last_dates(deal)
    created, closed = created_on(deal), _closing(deal)
    olds = {
        key: getattr(deal, key)
        for key in changes
        if key not in known and key not in {"stage", "closed"} and not _is_unset(getattr(deal, key))
    }
    end = {key: getattr(deal, key) for key in ("stage", "closed") if key in changes and key not in known}
    history = deal.history
    if olds and created:
        history = inserted(history, HistoryLine(date=created, changes=olds))
    if end and closed:
        day = max(closed, known.get("stage", closed))
        history = inserted(history, HistoryLine(date=day, changes=end))
    return replace(deal, history=history)


def inserted(history: tuple[HistoryLine, ...], line: HistoryLine) -> tuple[HistoryLine, ...]:
    """The history with the line after the last one of its day or before."""
    place = max((n + 1 for n, other in enumerate(history) if other.date <= line.date), default=0)
    return (*history[:place], line, *history[place:])


def _is_by(dated: Day | None, day: Day) -> bool:
    """Whether something with that date, if it has one, was known on the day."""
    return dated is None or dated <= day


def _ticks_until(ticks: Mapping[str, tuple[Tick, ...]], day: Day) -> Mapping[str, tuple[Tick, ...]]:
    """The milestones met until the day; a lapse after it has not happened yet."""
    until = {
        id: tuple(
            tick if _is_by(tick.lapsed, day) else replace(tick, lapsed=None)
            for tick in some
            if tick.date <= day
        )
        for id, some in ticks.items()
    }
    return {id: some for id, some in until.items() if some}


def _state(deal: Opportunity, day: Day) -> dict[str, Any]:
    """The value of every dated key on the day, outcome and closing day in agreement."""
    last = _last_dates(deal)
    top = {key: getattr(deal, key) for key in DATED} | {"closed": _closing(deal)}
    present = {
        key: value
        for key, value in top.items()
        if last.get(key, day) <= day and _is_by(_own_day(deal, key), day)
    }
    state: dict[str, Any] = dict.fromkeys(DATED) | _said(deal, day) | present
    state["strength"] = state["strength"] or {}
    state |= {key: None for key in ("probability", "paused") if not _is_by(_stated_day(state[key]), day)}
    return state | _outcome(deal, state, day)


def _outcome(deal: Opportunity, state: Mapping[str, Any], day: Day) -> dict[str, object]:
    """Closing day and loss on the day: only a closed deal has them."""
    stage, closed = state["stage"], state["closed"]
    if stage not in OUTCOMES:
        return {"closed": None, "lost": None}
    if closed is None or closed > day:
        days = (line.date for line in deal.history if line.changes.get("stage") == stage)
        closed = max((some for some in days if some <= day), default=None)
    return {"closed": closed, "lost": state["lost"] if stage == LOST else None}
