"""Time: a deal, and a whole book, as it was on a day; and how a dated change is written down.

The top level of a record is the present state, `history` is how it came about, and an opening line what
held before. A key without any line always has its top-level value; before its first line it is unknown
(`None`); from its last line on the top level holds, though not before a day that it states itself
(closed, an override's date, a pause's start, a contract's day). A change keeps what held before it, so
that nothing done today alters an answer as of an earlier day. A report on `book_on(book, day)` equals
the report on a copy of the files from which every fact after that day was removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from typing import Any, TypeVar

from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer, LogEntry
from funnel_cli.records.deal import DATED, LOST, OUTCOMES, HistoryLine, Opening, Opportunity, Tick
from funnel_cli.records.filed_review import Review
from funnel_cli.records.form import filings_until
from funnel_cli.records.lead import LeadLine
from funnel_cli.records.method import Method
from funnel_cli.records.planned import payments_until, plans_until
from funnel_cli.time.facts import (
    closing_of,
    created_on,
    drift,
    in_order,
    is_unset,
    own_day,
    since,
    stages_entered,
    stated_day,
    stints,
)
from funnel_cli.time.pool import leads_on
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_


class BeforeLastLine(UsageRefused):
    """A change dated before what is already written of the same key."""

    sentence = N_("{deal}: {key} already has a line dated {last}; a change on {day} would come before it.")
    cure = N_("Give a later --date.")
    code = "before_last_line"


class BeforeLastValue(BeforeLastLine):
    """The same of a value that may be written in its place."""

    cure = N_("Give a later --date, or repeat with --force to write it in its place.")


class NotThereYet(BeforeLastLine):
    """A change dated before its deal or lead came into being."""

    sentence = N_("{deal} is known from {since} on, not yet on {day}.")
    cure = N_("Give a later --date; if it was there before, set created=DAY first.")
    code = UsageRefused.code


def demand_there(id: str, known: Day | None, day: Day) -> None:
    """Refuse a day before the record of that id is known."""
    if known and known > day:
        raise NotThereYet(deal=id, since=known, day=day)


def opportunity_on(deal: Opportunity, day: Day) -> Opportunity | None:
    """The deal as it was on `day`, or `None` if it did not exist yet.

    Dated keys are folded from the history; milestones, log lines and everything else that carries
    its own date is cut after the day. The result folded again on the same day is itself.
    """
    known = since(deal)
    if known is not None and known > day:
        return None
    return replace(deal, **_cut(deal, day) | _state(deal, day))


def _cut(deal: Opportunity, day: Day) -> dict[str, Any]:
    """Everything that has its own dates, without what is dated after the day."""
    return {
        "created": created_on(deal),
        "opening": _opening_on(deal, day),
        "milestones": _ticks_until(deal.milestones, day),
        "history": tuple(line for line in deal.history if line.date <= day),
        "log": tuple(entry for entry in deal.log if entry.date <= day),
        "forms": filings_until(deal.forms, day) if deal.forms else deal.forms,
        "payments": payments_until(deal.payments, day),
        "planned": plans_until(deal.planned, day),
        "removed": deal.removed if _is_by(deal.removed, day) else None,
    }


def _opening_on(deal: Opportunity, day: Day) -> Opening | None:
    """The opening line without what it only tells since a later change, and without a later day."""
    if deal.opening is None:
        return None
    later: dict[str, bool] = {}
    for line in in_order(deal):
        for key in line.changes:
            later.setdefault(key, line.date > day)
    changes = {key: value for key, value in deal.opening.changes.items() if not later.get(key)}
    seen = deal.opening.date if _is_by(deal.opening.date, day) else None
    return Opening(date=seen, changes=changes)


def book_on(book: Book, day: Day) -> Book:
    """The whole book as it was known on `day`; where a deal's owner is not known it is the settings'.

    A deal of which nothing is known but that it is won or lost on a later day stands as won or lost then.
    """
    folded = ((id, deal_on(deal, day, book)) for id, deal in book.opportunities.items())
    return replace(
        book,
        day=day,
        method=_method_on(book.method, day),
        opportunities={id: deal for id, deal in folded if deal is not None},
        leads=leads_on(book, day),
        customers={id: _customer_on(each, day) for id, each in book.customers.items()},
        targets=tuple(target for target in book.targets if target.set <= day),
        goals=tuple(goal for goal in book.goals if goal.set <= day),
        rates=tuple(rate for rate in book.rates if rate.date <= day),
        calls=tuple(call for call in book.calls if call.filed <= day),
        counts=tuple(count for count in book.counts if count.filed <= day),
        reviews=tuple(found for review in book.reviews if (found := _review_on(review, day))),
    )


def _customer_on(customer: Customer, day: Day) -> Customer:
    """The customer as it is now, without the forms that were filed of it and the looks taken later."""
    if not (customer.forms or customer.checked):
        return customer
    looks = tuple(each for each in customer.checked if each <= day)
    return replace(customer, forms=filings_until(customer.forms, day), checked=looks)


def deal_on(deal: Opportunity, day: Day, book: Book) -> Opportunity | None:
    """The deal as its book knew it on the day, its owner filled in; `None` if it did not exist yet."""
    then = _on(deal, day)
    owner = (book.as_spelled(then.owner) or book.method.settings.owner) if then else None
    return replace(then, owner=owner) if then and then.owner != owner else then


def _on(deal: Opportunity, day: Day) -> Opportunity | None:
    """The deal on the day, with an outcome that is dated ahead where nothing tells of a stage before it."""
    then = opportunity_on(deal, day)
    if then is None or then.stage is not None:
        return then
    entry = next((entry for entry in stages_entered(deal) if (entry[1] or 0) > day.toordinal()), None)
    if entry is None or entry[0] not in OUTCOMES or entry[1] is None:
        return then
    state = _state(deal, Day.fromordinal(entry[1]))
    if state["closed"] is None or state["closed"] <= day:
        return then
    return replace(then, **{key: state[key] for key in ("stage", "closed", "lost")})


def is_ahead(deal: Opportunity, day: Day) -> bool:
    """Whether the deal is won or lost on a day after that one."""
    return deal.stage in OUTCOMES and deal.closed is not None and deal.closed > day


def _review_on(review: Review, day: Day) -> Review | None:
    """The review as it was last filed by that day; `None` if it was not yet."""
    if review.known <= day:
        return review
    earlier = tuple(filing for filing in review.earlier if filing.known <= day)
    if not earlier:
        return None
    last = earlier[-1]
    said = {key: getattr(last, key) for key in ("as_of", "filed", "promises", "notes")}
    return replace(review, **said, earlier=earlier[:-1])


def _method_on(method: Method, day: Day) -> Method:
    """The method as it is now; since when all is known was not known before that day."""
    known = method.settings.complete_since
    if known is None or known <= day:
        return method
    return replace(method, settings=replace(method.settings, complete_since=None))


def recorded(
    deal: Opportunity,
    day: Day,
    changes: Mapping[str, object],
    *,
    reason: str | None = None,
    forced: Sequence[str] = (),
    is_late: bool | None = None,
) -> Opportunity:
    """The deal with `changes` in force from `day`, and the history line that says so.

    Keys that already have that value are left out; without any left the deal comes back as it is. What
    the keys were before is kept, as `opened` has it; a currency takes its amount along. A value edited by
    hand gets the line it lacks. A day before the key's last line raises `BeforeLastLine`, also where the
    value came only later, unless `is_late`: then the line goes where it belongs and the present value stays.
    Where that may be asked for and was not (`False`), it raises `BeforeLastValue`. Before the day on which
    the deal was created it raises `NotThereYet`.
    """
    demand_there(deal.id, deal.created, day)
    complete = opened(deal, day, [*changes, "amount"] if "currency" in changes else changes)
    last = _last_dates(complete)
    late = {key for key in changes if last.get(key, day) > day}
    old = {key: getattr(deal, key) for key in changes}
    then = {key: value for key, value in _said(complete, day).items() if key in late}
    if is_late:
        old |= then
    news = {key: value for key, value in changes.items() if old[key] != value}
    held_later = {key for key in late if changes[key] is not None and changes[key] != then[key]}
    if not is_late and (refused := late & (news.keys() | held_later)):
        key = min(refused)
        refusal = BeforeLastLine if is_late is None else BeforeLastValue
        raise refusal(deal=deal.id, key=DATED[key], last=last[key], day=day)
    if not news and not forced:
        return deal
    if "currency" in news and (amount := _state(complete, day)["amount"]) is not None:
        news = {"amount": amount} | news
    line = HistoryLine(date=day, changes=news, reason=reason or None, forced=tuple(forced))
    present: dict[str, Any] = {key: value for key, value in news.items() if last.get(key, day) <= day}
    return replace(complete, history=inserted(complete.history, line), **present)


def _said(deal: Opportunity, day: Day) -> dict[str, object]:
    """What the lines say of each of their keys until the day; `None` where they say nothing yet."""
    said: dict[str, object] = dict(deal.opening.changes) if deal.opening else {}
    for line in in_order(deal):
        for key, value in line.changes.items():
            said[key] = value if line.date <= day else said.get(key)
    return said


def _last_dates(deal: Opportunity) -> dict[str, Day]:
    return {key: line.date for line in in_order(deal) for key in line.changes}


def completed(deal: Opportunity) -> Opportunity:
    """The deal with a history line for each value that was edited by hand.

    It is dated like the key's last line, or the later day that the value itself states; a value that only
    the opening line names stands there.
    """
    drifted = drift(deal)
    if not drifted:
        return deal
    history, undated = deal.history, dict[str, object]()
    for key, last in drifted.items():
        own = own_day(deal, key)
        day = max(last, own) if last and own else last or own
        if day is None:
            undated[key] = getattr(deal, key)
        else:
            history = inserted(history, HistoryLine(date=day, changes={key: getattr(deal, key)}))
    return replace(deal, history=history, opening=_with(deal.opening, undated))


def opened(deal: Opportunity, day: Day, keys: Iterable[str] = ()) -> Opportunity:
    """The deal with what held of these keys before a fact of that day, where no line tells it yet.

    The opening line tells it; of a deal that came in without a history also its stage, and that it exists.
    With a stage go its own odds, which lapse with it.
    """
    is_new = deal.opening is None and not deal.history
    deal = with_outcome(deal, keys)
    told = {*_last_dates(deal), *(deal.opening.changes if deal.opening else ())}
    first = {*keys, *(("stage",) if is_new else ())} - {"closed"}
    if "stage" in first:
        first.add("probability")
    olds = {key: value for key in DATED if key in first - told and not is_unset(value := getattr(deal, key))}
    known = since(deal)
    if deal.opening:
        return replace(deal, opening=_with(deal.opening, olds))
    if known and known > day and not deal.created:  # it was not there yet, and is from that day on
        return replace(deal, opening=_with(Opening(date=day), olds))
    if known is None and (is_new or is_ahead(deal, day)):  # the fact is not to be taken for its first day
        return replace(deal, opening=_with(Opening(), olds))
    return replace(deal, created=known, opening=_with(Opening(), olds)) if olds or is_new else deal


def with_outcome(deal: Opportunity, keys: Iterable[str] = ("closed",)) -> Opportunity:
    """The deal, completed, with its outcome dated to its closing where no line tells it.

    A closing day alone is told only if it would be overwritten with `keys`.
    """
    deal = completed(deal)
    told, closed = _last_dates(deal), closing_of(deal)
    end = {key: getattr(deal, key) for key in ("stage", "closed") if key not in told}
    if closed is None or not ("stage" in end or (end and "closed" in keys)):
        return deal
    if deal.lost and "lost" not in told:
        end["lost"] = deal.lost
    return replace(
        deal,
        history=inserted(deal.history, HistoryLine(date=max(closed, told.get("stage", closed)), changes=end)),
    )


def _with(opening: Opening | None, values: Mapping[str, object]) -> Opening | None:
    """The opening line with these values too, in the order of a record."""
    if not values:
        return opening
    opening = opening or Opening()
    said = {**opening.changes, **values}
    return replace(opening, changes={key: said[key] for key in DATED if key in said})


def imported(deal: Opportunity, day: Day) -> Opportunity:
    """The deal as a sheet tells of it that was imported on the day: what is in force was seen on that day.

    A deal of which the sheet dates how it came into its first stage has its history, and needs no more.
    """
    if any(line.changes.get("stage") not in OUTCOMES for line in deal.history if "stage" in line.changes):
        return deal
    seen = {} if deal.stage in OUTCOMES else {key: getattr(deal, key) for key in DATED}
    opening = Opening(date=day, changes={key: value for key, value in seen.items() if not is_unset(value)})
    return replace(deal, opening=_with(opening, deal.opening.changes if deal.opening else {}))


def is_told(deal: Opportunity, method: Method) -> bool:
    """Whether the deal is decided and it is known when it came into a stage of the method before."""
    stays = stints(deal) if deal.stage in OUTCOMES else ()
    return any(stay.start and method.stage(stay.stage) for stay in stays)


_Dated = TypeVar("_Dated", bound=HistoryLine | LeadLine | LogEntry)


def inserted(lines: Sequence[_Dated], line: _Dated) -> tuple[_Dated, ...]:
    """The lines of a history or log with this one after the last of its day or before."""
    place = max((n + 1 for n, other in enumerate(lines) if other.date <= line.date), default=0)
    return (*lines[:place], line, *lines[place:])


def _is_by(dated: Day | None, day: Day) -> bool:
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
    state |= {key: state[key] or {} for key in ("strength", "scored_by")}
    state["competitors"] = state["competitors"] or ()
    stated = ("probability", "paused", "contract")
    state |= {key: None for key in stated if not _is_by(stated_day(state[key]), day)}
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
