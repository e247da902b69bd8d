"""Activities that are planned on a deal: another one, and one that will not be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day

from funnel_cli.records.book import Change, change_of
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method
from funnel_cli.records.planned import PlannedActivity, earliest, instead
from funnel_cli.rules.moving import NotOpen, demand_kept
from funnel_cli.time.history import inserted, opened
from funnel_cli.values.errors import NotFound, UsageRefused
from funnel_cli.values.message import N_, message


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
