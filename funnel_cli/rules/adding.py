"""New things: a deal, a log entry, what is planned, a target, a call, a filed review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from typing import TypeVar

from funnel_cli.finding.names import log_kind_named, stage_named, unread
from funnel_cli.finding.parties import is_team
from funnel_cli.records.book import Book, Change, Edit, change_of
from funnel_cli.records.customer import LogEntry, NextStep
from funnel_cli.records.deal import HistoryLine, Opportunity
from funnel_cli.records.filed_review import EarlierReview, Promise, Review
from funnel_cli.records.lists import Call, Goal, Rate, Target
from funnel_cli.records.method import Method
from funnel_cli.records.planned import PlannedActivity, earliest, instead
from funnel_cli.rules.customers import demand_end_customer
from funnel_cli.rules.moving import NotOpen, demand_kept
from funnel_cli.rules.ticking import demand_main_goods, open_on_entry
from funnel_cli.rules.typed_fields import as_told
from funnel_cli.time.history import inserted, opened, opportunity_on, recorded
from funnel_cli.time.standing import Standing
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import NotFound, UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.period import Period

_Line = TypeVar("_Line", Target, Goal, Call)

_FIRST_LINE = ("stage", "amount", "currency", "expected_close", "owner", "next_step")


class IdTaken(UsageRefused):
    """A deal of that id exists already, and ids are never used again."""

    sentence = N_("There is a deal or a lead called {id} already.")
    cure = N_("Choose another: --id ID")


class NameMissing(UsageRefused):
    """A deal needs a customer or a name."""

    sentence = N_("A deal needs a customer or a name.")
    cure = N_('For example: funnel add "Pit lighting" --customer Acme --amount 120k --close eoq')


class NameUnset(NameMissing):
    """A deal was to lose the customer or the name that it alone has."""

    cure = N_("For example: funnel set {deal} customer=Acme")


class LeadNameMissing(UsageRefused):
    """A lead needs a customer or a name."""

    sentence = N_("A lead needs a customer or a name.")
    cure = N_("Say who may need it, or what it is about.")


class NothingSaid(UsageRefused):
    """A log entry without a word in it."""

    sentence = N_("A log entry needs some words.")
    cure = N_('For example: funnel log DEAL "They want it before the new year"')


class TargetOfTeam(UsageRefused):
    """A target was to be written down for a team, whose target its reps' make."""

    sentence = N_("The target of a team is the sum of those of its reps.")
    cure = N_("Write down that of each: funnel target {period} 300k --owner NAME")


class GoalTooLate(UsageRefused):
    """A goal of a stage is for a day on which its deals are to be won already."""

    sentence = N_("{day} lies after {period}, in which the deals are to be won.")
    cure = N_("Name a day with --by, {last} at the latest.")


def deal_told(told: Mapping[str, str], id: str, book: Book, calendar: Calendar) -> Opportunity:
    """The new deal that these texts mean, in the first stage unless one is told.

    Raises `NoSuchWord`, or what `fields_told` raises.
    """
    method = book.method
    stage = stage_named(method, told["stage"]) if "stage" in told else method.stages[0]
    return as_told(Opportunity(id=id, stage=stage.id, owner=method.settings.owner), told, book, calendar)


def add(deal: Opportunity, book: Book, day: Day) -> Change:
    """The deal entered into the book on `day`, its dated facts as the first history line."""
    if not (deal.customer or deal.name):
        raise NameMissing
    demand_free(deal.id, book)
    demand_end_customer(deal.customer, book)
    demand_main_goods(deal, book.method)
    after, note = as_created(deal, day), message("{deal} added", deal=deal.id)
    asked = open_on_entry(after, book)
    return change_of(None, after, note, "funnel check @", "funnel show @", warnings=asked)


def demand_free(id: str, book: Book) -> None:
    """Raise `IdTaken` if a deal or a lead is called so, or a file that cannot be read."""
    if id in book.opportunities or id in book.leads:
        raise IdTaken(id=id)
    if problem := unread(book).get(id):
        file = message(
            "{place}: {what} [{code}]", place=problem.path, what=problem.message, code=problem.code
        )
        raise IdTaken(id=id, details=[file])


def as_created(deal: Opportunity, day: Day) -> Opportunity:
    """The deal as one that was created on the day, its dated facts as the first history line."""
    facts = {key: value for key in _FIRST_LINE if (value := getattr(deal, key)) is not None}
    return replace(deal, created=day, history=(HistoryLine(date=day, changes=facts),))


def entry_of(
    told: Mapping[str, str], method: Method, calendar: Calendar, day: Day
) -> tuple[LogEntry, NextStep | None]:
    """The log entry that `text` and `kind` tell, and the step that `next` and `due` do, if one was agreed.

    Raises `NothingSaid`, or `NoSuchWord` for a kind that the method lacks.
    """
    text, due = told.get("text", ""), told.get("due")
    if not text.strip():
        raise NothingSaid
    step = NextStep(action=told.get("next") or None, due=calendar.day(due) if due else None)
    entry = LogEntry(date=day, kind=log_kind_named(method, told["kind"]).id, text=text, next=step.action)
    return entry, step if step != NextStep() else None


def log(deal: Opportunity, entry: LogEntry, next_step: NextStep | None, method: Method) -> Change:
    """The entry written into the deal's log, and the next step agreed with it.

    A next step without an action is a new day for what was agreed. An entry of an earlier day goes where it
    belongs; a next step agreed since then stays. Of what was planned of that kind, by that day, the one that
    was due first is done with it.
    """
    kept = opened(deal, entry.date)
    after = replace(kept, log=inserted(kept.log, entry))
    done = earliest(kept.planned, entry.kind, entry.date)
    if done:
        after = replace(after, planned=instead(kept.planned, done, replace(done, done=entry.date)))
    if next_step:
        then = opportunity_on(deal, entry.date)
        next_step = of_agreed(next_step, then.next_step if then else None)
        after = recorded(after, entry.date, {"next_step": next_step}, is_late=True)
    note = message(
        "{deal}: {kind} on {day}", deal=deal.id, kind=method.kinds.term(entry.kind), day=entry.date
    )
    if done:
        note = message("{what}, planned for {due}", what=note, due=done.due)
    if next_step:
        action, due = next_step.action, next_step.due
        note = message("{what}; next {action}, due {due}", what=note, action=action, due=due)
    return change_of(deal, after, note, *(() if next_step else ('funnel set @ next="…" due=…',)))


def of_agreed(step: NextStep, agreed: NextStep | None) -> NextStep:
    """The step; where only a day is told, what was agreed before by that day."""
    return replace(step, action=agreed.action) if agreed and step.action is None else step


def _bare(line: _Line, book: Book) -> _Line:
    """The line without a currency where that is the book's own."""
    return replace(line, currency=None) if line.currency == book.currency else line


def set_target(target: Target, book: Book) -> Change:
    """The target's line written down; earlier lines stay as they are. The book's own currency goes unsaid.

    Raises `TargetOfTeam`.
    """
    if is_team(target.owner):
        raise TargetOfTeam(period=target.period)
    money, line = book.money_of(target), _bare(target, book)
    note = message("Target of {period}: {money}", period=target.period, money=money)
    then = f"funnel forecast {target.period}" if book.method.has_deals else "funnel target"
    return Change(note=note, added=(line,), next=(then,))


def set_goal(goal: Goal, period: Period, book: Book) -> Change:
    """The goal's line written down; earlier lines stay as they are. The book's own currency goes unsaid.

    Raises `GoalTooLate` for a day after the period.
    """
    if goal.by > period.last:
        raise GoalTooLate(day=goal.by, period=period, last=period.last)
    money, line = book.money_of(goal), _bare(goal, book)
    stage = book.method.stage(goal.stage)
    note = message(
        "Goal of {period}: {money} in {stage} or further by {day}",
        period=goal.period,
        money=money,
        stage=stage.label if stage else goal.stage,
        day=goal.by,
    )
    return Change(note=note, added=(line,), next=(f"funnel target {goal.period}",))


def set_rate(rate: Rate) -> Change:
    """The rate's line written down; earlier lines stay as they are."""
    note = message(
        "Rate of {day}: 1 {currency} = {rate} {into}",
        day=rate.date,
        currency=rate.from_,
        rate=f"{rate.rate:f}",
        into=rate.to,
    )
    return Change(note=note, added=(rate,), next=("funnel rate",))


def file_call(call: Call, period: Period, book: Book) -> Change:
    """The call's line written down; earlier lines stay as they are. The book's own currency goes unsaid.

    One that was filed when its period was over is warned about: it foretells nothing.
    """
    money, line = book.money_of(call), _bare(call, book)
    late = message(
        "{period} was over on {day}: this call counts for no accuracy.", period=period, day=call.filed
    )
    return Change(
        note=message("Call for {period}: {money}", period=period, money=money),
        added=(line,),
        warnings=(late,) if period.end <= call.filed else (),
        next=(f"funnel forecast {period.name}",),
    )


def file_review(
    plan: Sequence[Standing],
    book: Book,
    day: Day,
    week: Period,
    *,
    file: str,
    owner: str | None = None,
    notes: str | None = None,
) -> Change:
    """The week's review filed on the day: the steps planned until the end of next week are its promises.

    It is that owner's, or the settings' owner's; `file` is where it stands or belongs. Of an earlier one
    of the same week and owner the notes stay unless there are new ones, and what it promised stays on record
    if it is of another day; those of others stay untouched.
    """
    promises = tuple(
        Promise(deal=each.deal.id, due=step.due, action=step.action or "-")
        for each in plan
        if (step := each.deal.next_step)
    )
    before = next(
        (each for each in book.reviews_of(owner) if each.week == week.name and each.file == file), None
    )
    review = Review(
        as_of=min(day, week.last),
        filed=day if day > week.last else None,
        week=week.name,
        owner=owner or book.method.settings.owner,
        promises=promises,
        notes=notes or (before.notes if before else None),
        earlier=_filed_before(before, day) if before else (),
        file=file,
    )
    note = message("Review of {week} filed: {count:promise|promises}", week=week, count=len(promises))
    if owner and owner != book.method.settings.owner:
        note = message(
            "Review of {week} by {owner} filed: {count:promise|promises}",
            week=week,
            owner=owner,
            count=len(promises),
        )
    return Change(note=note, edits=(Edit(before=before, after=review),), next=("funnel next",))


def with_call(review: Change, call: Change) -> Change:
    """A review and the call that is filed with it, as one change."""
    note = message("{what}; {call}", what=review.note, call=call.note)
    return replace(review, note=note, added=call.added, warnings=(*review.warnings, *call.warnings))


def _filed_before(review: Review, day: Day) -> tuple[EarlierReview, ...]:
    last = EarlierReview(as_of=review.as_of, filed=review.filed, promises=review.promises, notes=review.notes)
    return tuple(filing for filing in (*review.earlier, last) if filing.known < day)


class NotAheadOfIt(UsageRefused):
    """An activity was to be planned for a day that has passed."""

    sentence = N_("{due} has passed: only what is still to come is planned.")
    cure = N_('What was done is logged: funnel log {deal} "…" --kind {kind} --date {due}')


class NothingPlanned(NotFound):
    """No activity of that kind is planned on the deal, or none for that day."""

    sentence = N_("No {kind} is planned on {deal}.")
    cure = N_("What is planned: funnel show {deal} --all")


class PlannedOnLost(NotOpen):
    """Something was to be planned on a deal that is lost."""

    sentence = N_("{deal} is lost: nothing is planned on it.")


def plan(deal: Opportunity, planned: PlannedActivity, day: Day, method: Method) -> Change:
    """The activity among those that are planned on the deal since `day`, for which it may be due at once.

    Raises `PlannedOnLost`, `Removed`, `NotAheadOfIt`.
    """
    demand_kept(deal)
    if deal.is_lost:
        raise PlannedOnLost(deal=deal.id)
    if planned.due < day:
        raise NotAheadOfIt(due=planned.due, deal=deal.id, kind=planned.kind)
    kept = opened(deal, day)
    after = replace(kept, planned=(*kept.planned, replace(planned, since=day)))
    kind = method.kinds.term(planned.kind)
    note = message("{deal}: {kind} planned for {due}", deal=deal.id, kind=kind, due=planned.due)
    return change_of(deal, after, note, f'funnel log @ "…" --kind {planned.kind}')


def drop_plan(
    deal: Opportunity, kind: str, due: Day | None, day: Day, method: Method, said: LogEntry | None = None
) -> Change:
    """What was planned of that kind dropped from `day` on: for the day `due`, else what is due first.

    What was `said` about it is logged. Raises `NothingPlanned`.
    """
    meant = deal.planned if due is None else tuple(each for each in deal.planned if each.due == due)
    dropped, term = earliest(meant, kind, day), method.kinds.term(kind)
    if dropped is None:
        raise NothingPlanned(kind=term, deal=deal.id)
    kept = opened(deal, day)
    after = replace(kept, planned=instead(kept.planned, dropped, replace(dropped, dropped=day)))
    if said:
        after = replace(after, log=inserted(after.log, said))
    note = message("{deal}: {kind} of {due} dropped", deal=deal.id, kind=term, due=dropped.due)
    return change_of(deal, after, note, f'funnel log @ "…" --kind {kind} --plan …')
