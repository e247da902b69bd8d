"""Moves along the method: promote, demote, win, lose, reopen, pause, resume, remove.

Every stage that is left must have its gate met on the day of the move; a passage by force needs a
reason and is written into the history with the criteria that were open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Day
from typing import NamedTuple

from funnel_cli.records.book import Book, Change, change_of
from funnel_cli.records.deal import LOST, OUTCOMES, WON, Contract, HistoryLine, Loss, Opportunity, Pause
from funnel_cli.records.form import LOSS, WIN
from funnel_cli.records.method import Stage
from funnel_cli.records.planned import all_dropped, given_up
from funnel_cli.rules.gate_advice import how_to_meet
from funnel_cli.time.facts import since, stints
from funnel_cli.time.gate import gate
from funnel_cli.time.history import (
    book_on,
    demand_there,
    inserted,
    is_ahead,
    opened,
    opportunity_on,
    recorded,
)
from funnel_cli.values.errors import GateRefused, UsageRefused
from funnel_cli.values.message import N_, Text, message
from funnel_cli.values.money import Money


class GateNotMet(GateRefused):
    """Criteria are open in a stage that would be left; the details name each and how to tick it."""

    sentence = N_("{deal} cannot leave {stage}: {count:criterion|criteria} still open.")
    cure = N_("Tick what holds, or pass by force: --force --reason WHY")


class NoReason(UsageRefused):
    """A step that must say why was asked for without a reason."""

    sentence = N_("This needs a reason: --reason WHY")


class NotOpen(UsageRefused):
    """The deal is won, lost or removed."""

    sentence = N_("{deal} is not open any more.")
    cure = N_("Open it again with: funnel reopen {deal} --reason WHY")


class ClosedAhead(NotOpen):
    """The deal is won or lost on a day that is still to come for the move."""

    sentence = N_("{deal} is closed on a later day, {day}.")
    cure = N_("If that was the last command: funnel undo. Else delete the line of {day} in {file}")


class Removed(NotOpen):
    """The deal was taken out of the funnel."""

    sentence = N_("{deal} was removed on {day}.")
    cure = N_("If that was the last command: funnel undo. Else delete the line `removed:` in {file}")


class NotClosed(UsageRefused):
    """Only a won or lost deal can be reopened."""

    sentence = N_("{deal} is neither won nor lost.")


class NoStageBehind(UsageRefused):
    """The deal is in the first stage of the method."""

    sentence = N_("{deal} is in the first stage.")


class NotAhead(UsageRefused):
    """The stage to move to does not lie in that direction."""

    sentence = N_("{deal} is in {stage}; {target} does not lie {direction}.")


class NoStageAhead(UsageRefused):
    """The deal stands in the last stage: only winning follows."""

    sentence = N_("{deal} is in the last stage.")
    cure = N_("Close it with: funnel win {deal}")


class NoKnownStage(UsageRefused):
    """The deal had no known stage on the day of the move."""

    sentence = N_("{deal} had no known stage on {day}.")


class PauseOver(UsageRefused):
    """A pause was to end on the day it begins, or before."""

    sentence = N_("A pause from {day} on cannot be over on {until}.")
    cure = N_("Give a later --until.")


class NotPaused(UsageRefused):
    """Only a paused deal can be resumed."""

    sentence = N_("{deal} is not paused.")


class NoEarlierStage(UsageRefused):
    """Where to reopen a deal to cannot be told from its history."""

    sentence = N_("The history of {deal} does not tell which stage it was closed from.")
    cure = N_("Name it: --to STAGE")


class Passing(NamedTuple):
    """How a deal goes on: why, and through open gates by force; `is_back` on a day that the wish names."""

    reason: str | None = None
    is_forced: bool = False
    is_back: bool = False


_PLAINLY = Passing()


def promote(
    deal: Opportunity,
    book: Book,
    day: Day,
    *,
    to: Stage | None = None,
    by: Passing = _PLAINLY,
) -> Change:
    """The deal moved on to the next stage, or to the later stage `to`, on `day`.

    Raises `GateNotMet` where a stage on the way is not finished, unless forced with a reason.
    """
    present = _stage_on(deal, book, day)
    stages = book.method.stages
    place = book.method.position(present.id)
    if to is None and place == len(stages) - 1:
        raise NoStageAhead(deal=deal.id)
    target = to or stages[place + 1]
    if book.method.position(target.id) <= place:
        raise NotAhead(deal=deal.id, stage=present.label, target=target.label, direction=message("ahead"))
    left = stages[place : book.method.position(target.id)]
    forced = _passage(deal, book, day, left, by)
    after = recorded(deal, day, {"stage": target.id}, reason=by.reason, forced=forced)
    note = message("{deal} promoted to {stage}", deal=deal.id, stage=target.label)
    return change_of(deal, after, note, "funnel check @")


def demote(deal: Opportunity, book: Book, day: Day, to: Stage | None, reason: str | None) -> Change:
    """The deal moved back to an earlier stage, the one before if none is named, with the reason.

    Raises `NoStageBehind` for a deal in the first stage.
    """
    present = _stage_on(deal, book, day)
    place = book.method.position(present.id)
    if to is None and not place:
        raise NoStageBehind(deal=deal.id)
    to = to or book.method.stages[place - 1]
    if book.method.position(to.id) >= book.method.position(present.id):
        raise NotAhead(deal=deal.id, stage=present.label, target=to.label, direction=message("behind"))
    after = recorded(deal, day, {"stage": to.id}, reason=_required(reason))
    return change_of(deal, after, message("{deal} back to {stage}", deal=deal.id, stage=to.label))


def win(
    deal: Opportunity,
    book: Book,
    day: Day,
    *,
    amount: Money | None = None,
    contract: str | None = None,
    by: Passing = _PLAINLY,
) -> Change:
    """The deal won on `day`; the gate of its present stage must be met, or forced with a reason."""
    present = _stage_on(deal, book, day)
    forced = _passage(deal, book, day, (present,), by)
    changes: dict[str, object] = {"stage": WON, "closed": day, "next_step": None, "paused": None}
    if amount is not None:
        changes["amount"] = amount.amount
        if amount.currency != book.currency_of(deal):
            changes["currency"] = amount.currency
    if contract:
        signed = amount.amount if amount else deal.amount
        changes["contract"] = Contract(number=contract, date=day, amount=signed)
    after = recorded(deal, day, changes, reason=by.reason, forced=forced)
    return change_of(deal, after, message("{deal} won", deal=deal.id), *_forms(WIN, book), "funnel forecast")


def lose(deal: Opportunity, book: Book, day: Day, loss: Loss) -> Change:
    """The deal lost on `day`, with the lost-customer report."""
    _demand_open(deal, day)
    changes = {"stage": LOST, "closed": day, "lost": loss, "next_step": None, "paused": None}
    reason = next(
        (choice.label for choice in book.method.lost_reasons if choice.id == loss.reason), loss.reason
    )
    note = message("{deal} lost: {reason}", deal=deal.id, reason=reason)
    hints: tuple[Text, ...] = (*_forms(LOSS, book), message("funnel reopen @ --reason WHY"))
    after = replace(recorded(deal, day, changes), planned=all_dropped(deal.planned, day))
    return change_of(deal, after, note, *hints)


def reopen(deal: Opportunity, book: Book, day: Day, *, to: Stage | None, reason: str | None) -> Change:
    """A closed deal open again in the stage it was closed from, or in `to`; its close date goes."""
    demand_kept(deal)
    demand_there(deal.id, since(deal), day)
    if deal.stage not in OUTCOMES:
        raise NotClosed(deal=deal.id)
    stage = to or _closed_from(deal, book)
    changes: dict[str, object] = {"stage": stage.id, "closed": None, "lost": None, "contract": None}
    after = recorded(deal, day, changes, reason=_required(reason))
    after = replace(after, payments=given_up(deal.payments, day))
    note = message("{deal} reopened in {stage}", deal=deal.id, stage=stage.label)
    return change_of(deal, after, note, "funnel set @ close=…")


def pause(deal: Opportunity, day: Day, until: Day | None, reason: str | None) -> Change:
    """The open deal at rest from `day` until it runs again on a later day; raises `PauseOver`."""
    _demand_open(deal, day)
    if until and until <= day:
        raise PauseOver(day=day, until=until)
    rest = Pause(since=day, until=until, reason=_required(reason))
    note = message("{deal} paused until {until}", deal=deal.id, until=until or message("further notice"))
    return change_of(deal, recorded(deal, day, {"paused": rest}), note)


def resume(deal: Opportunity, day: Day) -> Change:
    """The paused deal running again."""
    demand_there(deal.id, since(deal), day)
    if deal.paused is None:
        raise NotPaused(deal=deal.id)
    return change_of(deal, recorded(deal, day, {"paused": None}), message("{deal} resumed", deal=deal.id))


def remove(deal: Opportunity, day: Day, reason: str | None) -> Change:
    """The deal out of the funnel from `day` on; its past stays, and undo brings it back."""
    demand_kept(deal)
    demand_there(deal.id, since(deal), day)
    reason = _required(reason)
    after = recorded(deal, day, {"next_step": None}, reason=reason)
    if after is deal:
        line, kept = HistoryLine(date=day, changes={}, reason=reason), opened(deal, day)
        after = replace(kept, history=inserted(kept.history, line))
    after = replace(after, removed=day, planned=all_dropped(deal.planned, day))
    return change_of(deal, after, message("{deal} removed: {reason}", deal=deal.id, reason=reason))


def _passage(deal: Opportunity, book: Book, day: Day, left: Sequence[Stage], by: Passing) -> tuple[str, ...]:
    """The criteria that were open in the stages left: none, or those passed by force with a reason."""
    then = book_on(book, day)
    state = then.opportunities[deal.id]
    missing = [(stage, some) for stage in left if (some := gate(state, stage, then).open_criteria)]
    if not missing:
        return ()
    if not by.is_forced:
        stage = missing[0][0]
        criteria = [milestone for _, some in missing for milestone in some]
        details = [line for each in criteria for line in how_to_meet(state, each, then, is_dated=by.is_back)]
        raise GateNotMet(deal=deal.id, stage=stage.label, count=len(criteria), details=details)
    _required(by.reason)
    return tuple(milestone.id for _, some in missing for milestone in some)


def _stage_on(deal: Opportunity, book: Book, day: Day) -> Stage:
    _demand_open(deal, day)
    then = opportunity_on(deal, day)
    stage = book.method.stage(then.stage) if then else None
    if stage is None:
        raise NoKnownStage(deal=deal.id, day=day)
    return stage


def _closed_from(deal: Opportunity, book: Book) -> Stage:
    stays = reversed(stints(deal))
    stage = next((found for stay in stays if (found := book.method.stage(stay.stage))), None)
    if stage is None:
        raise NoEarlierStage(deal=deal.id)
    return stage


def demand_kept(deal: Opportunity) -> None:
    """Refuse a deal that was removed."""
    if deal.removed:
        raise Removed(deal=deal.id, day=deal.removed, file=deal.file)


def _demand_open(deal: Opportunity, day: Day) -> None:
    demand_kept(deal)
    demand_there(deal.id, since(deal), day)
    if is_ahead(deal, day):
        raise ClosedAhead(deal=deal.id, day=deal.closed, file=deal.file)
    if not deal.is_open:
        raise NotOpen(deal=deal.id)


def _required(reason: str | None) -> str:
    said = (reason or "").strip()
    if not said:
        raise NoReason
    return said


def _forms(subject: str, book: Book) -> tuple[str, ...]:
    return ("funnel form @",) if any(form.for_ == subject for form in book.method.forms) else ()
