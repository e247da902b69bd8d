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
from typing import Any

from funnel_cli.errors import UsageRefused
from funnel_cli.facts import closing_of, created_on, drift, facts, in_order, is_unset, own_day, stated_day
from funnel_cli.message import N_
from funnel_cli.model import (
    DATED,
    LOST,
    OUTCOMES,
    Book,
    HistoryLine,
    Opportunity,
    Tick,
)
from funnel_cli.pool import leads_on


class BeforeLastLine(UsageRefused):
    """A change dated before what is already written of the same key."""

    sentence = N_("{deal}: {key} already has a line dated {last}; a change on {day} would come before it.")
    cure = N_("Give a later --date, or repeat with --force to write it in its place.")
    code = "before_last_line"


def opportunity_on(deal: Opportunity, day: Day) -> Opportunity | None:
    """The deal as it was on `day`, or `None` if it did not exist yet.

    Dated keys are folded from the history; milestones, log lines and everything else that carries
    its own date is cut after the day. The result folded again on the same day is itself.
    """
    is_settled = deal.settled is not None and deal.settled <= day
    if is_settled and deal.created:
        return deal
    created = created_on(deal)
    if is_settled:
        return deal.varied(created=created)
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
    said += [stated_day(deal.probability), stated_day(deal.paused), *facts(deal)]
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
        day = max(last, own_day(deal, key) or last)
        history = inserted(history, HistoryLine(date=day, changes={key: getattr(deal, key)}))
    return replace(deal, history=history)


def _with_first_lines(deal: Opportunity, changes: Mapping[str, object]) -> Opportunity:
    """The deal with its old values of `changes` dated to its creation, where no line tells them."""
    known = _last_dates(deal)
    created, closed = created_on(deal), closing_of(deal)
    olds = {
        key: getattr(deal, key)
        for key in changes
        if key not in known and key not in {"stage", "closed"} and not is_unset(getattr(deal, key))
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
    top = {key: getattr(deal, key) for key in DATED} | {"closed": closing_of(deal)}
    present = {
        key: value
        for key, value in top.items()
        if last.get(key, day) <= day and _is_by(own_day(deal, key), day)
    }
    state: dict[str, Any] = dict.fromkeys(DATED) | _said(deal, day) | present
    state["strength"] = state["strength"] or {}
    state |= {key: None for key in ("probability", "paused") if not _is_by(stated_day(state[key]), day)}
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
