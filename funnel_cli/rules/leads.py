"""Leads: met, spoken to, found to be real or given back, and made a deal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date as Day
from decimal import Decimal
from operator import attrgetter
from typing import Any

from funnel_cli.finding.duplicates import names_alike
from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.names import choice_named, ids_of, term_of
from funnel_cli.finding.people import CRITERIA, grade
from funnel_cli.finding.suggested_owner import Holdings
from funnel_cli.finding.words import suggestions
from funnel_cli.records.book import Book, Change, Edit, change_of
from funnel_cli.records.customer import Customer, LogEntry, NextStep
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import (
    CONTACTED,
    CONVERTED,
    LEAD_DATED,
    NEW,
    QUALIFIED,
    RETURNED,
    Lead,
    LeadLine,
    LeadOpening,
    LeadPast,
)
from funnel_cli.records.method import Method, Stage
from funnel_cli.rules.adding import LeadNameMissing, as_created, demand_free, of_agreed
from funnel_cli.rules.customers import demand_end_customer, no_end_customer
from funnel_cli.rules.settable_keys import Keys
from funnel_cli.rules.ticking import demand_main_goods, open_on_entry
from funnel_cli.rules.typed_fields import Wish, fields_told, level_named
from funnel_cli.time.facts import is_same, is_unset
from funnel_cli.time.history import BeforeLastLine, demand_there, inserted
from funnel_cli.time.pool import HELD, SHARED_FIELDS, met_on
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import GateRefused, UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import normal, parted, shell_word


class NotAMark(UsageRefused):
    """What `--mark` got is not `criterion=level`."""

    sentence = N_("{word} is not CRITERION=LEVEL.")
    cure = N_("For example: --mark budget=high --mark cycle=middle --mark fit=high")


class NotQualified(GateRefused):
    """A lead becomes a deal only when its need is known to be real."""

    sentence = N_("{lead} is not qualified yet.")
    cure = N_("If its need is real: funnel lead qualify {lead}")
    code = "not_qualified"


class NotAnHour(UsageRefused):
    """What `--at` got is no hour of a day."""

    sentence = N_("{text} is no hour.")
    cure = N_("For example: --at 09:30")


class ReasonNeeded(UsageRefused):
    """Who gives a lead back says why, for the next one who takes it."""

    sentence = N_("Say why {lead} goes back: --reason WHY")


class BeforeLastLeadLine(BeforeLastLine):
    """A change of a lead dated before what is already written of the same key."""

    cure = N_("Give a later --date.")


class LeadMovedNotSet(UsageRefused):
    """How far a lead is, and what was said to it, is dated by commands of its own."""

    sentence = N_("{key} of a lead is not set by hand.")
    cure = N_("Use lead contact, lead qualify, lead return or lead convert.")


class NotEmptied(UsageRefused):
    """A lead that is to be nobody's goes back, which says why."""

    sentence = N_("{key} of a lead is replaced and not emptied.")
    cure = N_("A lead is nobody's again with: funnel lead return {lead} --reason WHY")


LEAD_MARKS = ids_of(CRITERIA)
LEAD_KEYS = (
    *("customer", "name", "amount", "currency", "owner", "source", "region", "industry", "grade"),
    *("created", "close", "expected_close", "next", "due", "contact", "tags", *LEAD_MARKS),
)
"""What can be set of a lead; a mark is named by its criterion, a contact is one person more."""

LEAD_MOVED = ("stage", "history", "id", "log")

_KEYS = Keys(
    message("A lead"),
    message("funnel lead set acme-belts owner=anna amount=120k"),
    key_choices(LEAD_KEYS, {each.id: each.label.texts["zh"] for each in CRITERIA}),
    key_choices(LEAD_MOVED),
    LeadMovedNotSet,
)


def with_lead_wishes(lead: Lead, words: Iterable[str], book: Book, calendar: Calendar) -> Lead:
    """The lead with what `key=value` words say; an empty value unsets all but the owner.

    Raises `NotAnAssignment`, `NoSuchField`, `LeadMovedNotSet`, `NotEmptied`, or what the grammar
    of amounts, days and closed lists raises.
    """
    for key, text in _KEYS.assignments(words):
        if key == "owner" and not text:
            raise NotEmptied(key=term_of(key, _KEYS.settable), lead=lead.id)
        lead = replace(lead, **fields_told([(key, text)], Wish(lead, book, calendar, calendar.today)))
    return lead


def hour_named(word: str) -> str:
    """The hour that was typed, `9:30`, `0930` or `９：３０`, as 09:30; raises `NotAnHour`."""
    found = re.fullmatch(r"([0-9]{1,2})[:：点]?([0-9]{2})", normal(word))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 - a day has 24 hours
        raise NotAnHour(text=word)
    return f"{int(found[1]):02}:{found[2]}"


def marks_from(words: Iterable[str]) -> Mapping[str, str]:
    """`budget=high` words as a mapping; raises `NotAMark` or `NoSuchWord`."""
    marks: dict[str, str] = {}
    for word in words:
        criterion, sign, level = parted(word)
        if not sign:
            raise NotAMark(word=word, details=suggestions(criterion, CRITERIA))
        key = choice_named(message("criterion"), criterion, CRITERIA).id
        marks[key] = level_named(level)
    return marks


def add_lead(lead: Lead, book: Book, day: Day) -> Change:
    """The lead entered on the day, in the pool where it has no owner; what looks like it is pointed out.

    So is a customer that can have no deals.
    """
    if not (lead.customer or lead.name):
        raise LeadNameMissing
    demand_free(lead.id, book)
    dealer = no_end_customer(lead.customer, book)
    begun = {"stage": NEW, **({"owner": lead.owner} if lead.owner else {})}
    after = replace(lead, created=day, history=(LeadLine(date=day, changes=begun),))
    warnings = (*_look_alikes(lead, book), *([dealer.message] if dealer else []))
    hints = (*_given_to(lead, book), f"funnel lead contact {lead.id} …")
    return change_of(None, after, message("{lead} added", lead=lead.id), *hints, warnings=warnings)


def _given_to(lead: Lead, book: Book) -> Iterator[str]:
    if could := Holdings(book).suggested(lead):
        yield f"funnel lead set {lead.id} owner={shell_word(could.owner)}"


def contact(
    lead: Lead, entry: LogEntry, next_step: NextStep | None, method: Method, *, owner: str | None = None
) -> Change:
    """The lead spoken to: the entry in its log, and it is in the hands of whoever spoke to it."""
    stage = CONTACTED if lead.stage in (NEW, RETURNED) else lead.stage
    step = of_agreed(next_step, lead.next_step) if next_step else lead.next_step
    after = _moved(lead, entry.date, stage=stage, owner=lead.owner or owner, next_step=step)
    after = replace(after, log=inserted(lead.log, entry))
    kind = method.kinds.term(entry.kind)
    note = message("{deal}: {kind} on {day}", deal=lead.id, kind=kind, day=entry.date)
    return change_of(lead, after, note, f"funnel lead qualify {lead.id}")


def qualify(
    lead: Lead, book: Book, day: Day, *, marks: Mapping[str, str], graded: str | None, reason: str | None
) -> Change:
    """The lead found to be real on the day, with what it is marked and graded."""
    after = _moved(
        lead,
        day,
        reason,
        stage=QUALIFIED,
        owner=lead.owner or book.method.settings.owner,
        marks={**lead.marks, **marks},
        grade=graded or lead.grade,
    )
    found = grade(after, book.method) or "—"
    note = message("{lead} is qualified, grade {grade}", lead=lead.id, grade=found)
    return change_of(lead, after, note, f"funnel lead convert {lead.id}")


def set_lead(lead: Lead, after: Lead, day: Day, reason: str | None) -> Change:
    """The lead as it is to be from the day on; what its history tells of gets a line with the reason.

    A lead from the pool is new again in the hands of whoever is given it. Raises `LeadNameMissing`.
    """
    if not (after.customer or after.name):
        raise LeadNameMissing
    plain = {key: getattr(lead, key) for key in LEAD_DATED}
    news = {key: getattr(after, key) for key in LEAD_DATED}
    if lead.stage == RETURNED and after.owner:
        news["stage"] = NEW
    moved = _moved(replace(after, **plain), day, reason, **news) if news != plain else after
    note = message("{customer}: changed", customer=lead.title)
    return change_of(lead, moved, note, f"funnel lead show {lead.id}")


def give_back(lead: Lead, day: Day, reason: str | None) -> Change:
    """The lead in the pool again from the day on, nobody's; raises `ReasonNeeded`."""
    if not reason:
        raise ReasonNeeded(lead=lead.id)
    after = _moved(lead, day, reason, stage=RETURNED, owner=None, next_step=None)
    note = message("{lead} is back in the pool: {reason}", lead=lead.id, reason=reason)
    return change_of(lead, after, note)


def convert(
    lead: Lead,
    book: Book,
    day: Day,
    *,
    stage: Stage,
    amount: tuple[Decimal, str | None] | None = None,
    close: Day | None = None,
    new_customer_id: Callable[[str], str],
) -> Change:
    """The lead as a deal under the same id, in the stage from the day on, with everything it holds.

    A customer that has no record yet gets one where the lead knows its region or industry. Raises
    `NotQualified`, `NotAnEndCustomer`, `PartsOnly`, `NotThereYet` or `BeforeLastLeadLine`.
    """
    if lead.stage != QUALIFIED:
        raise NotQualified(lead=lead.id)
    demand_end_customer(lead.customer, book)
    _demand_last(lead, day, LEAD_DATED)
    kept = _opened(lead, ("stage",))
    past = LeadPast(**{each.name: getattr(kept, each.name) for each in fields(LeadPast)})
    deal = Opportunity(
        **{name: getattr(lead, name) for name in SHARED_FIELDS},
        stage=stage.id,
        lead=replace(
            past,
            opening=past.opening or (None if any(getattr(lead, name) for name in HELD) else LeadOpening()),
            history=(*kept.history, LeadLine(date=day, changes={"stage": CONVERTED})),
        ),
    )
    deal = replace(
        deal,
        amount=amount[0] if amount else lead.amount,
        currency=(amount[1] if amount else None) or lead.currency,
        expected_close=close or lead.expected_close,
        owner=lead.owner or book.method.settings.owner,
    )
    demand_main_goods(deal, book.method)
    after = as_created(deal, day)
    return Change(
        note=message("{lead} is a deal now", lead=lead.id),
        edits=(Edit(before=lead, after=after), *_customer(lead, book, new_customer_id)),
        warnings=tuple(open_on_entry(after, book)),
        next=("funnel check @", "funnel show @"),
    )


def _customer(lead: Lead, book: Book, new_id: Callable[[str], str]) -> Iterator[Edit]:
    if lead.customer and not book.customer_of(lead) and (lead.region or lead.industry):
        customer = Customer(
            id=new_id(lead.customer), name=lead.customer, region=lead.region, industry=lead.industry
        )
        yield Edit(before=None, after=customer)


def _moved(lead: Lead, day: Day, reason: str | None = None, **news: Any) -> Lead:
    """The lead with these values from the day on, the line that says so, and what held before.

    Raises `NotThereYet` or `BeforeLastLeadLine`.
    """
    changed = {key: value for key, value in news.items() if value != getattr(lead, key)}
    if "currency" in changed:
        changed["amount"] = news.get("amount", lead.amount)
    _demand_last(lead, day, changed)
    kept = _opened(lead, changed)
    if not changed:
        return kept
    line = LeadLine(date=day, reason=reason, changes=changed)
    if changed.get("stage") == RETURNED:
        line = replace(line, changes={"stage": RETURNED})
    return replace(kept, history=inserted(kept.history, line), **changed)


def _demand_last(lead: Lead, day: Day, keys: Iterable[str]) -> None:
    demand_there(lead.id, met_on(lead), day)
    for key in keys:
        last = max((line.date for line in lead.history if key in line.told), default=day)
        if day < last:
            raise BeforeLastLeadLine(deal=lead.id, key=LEAD_DATED[key], last=last, day=day)


def _completed(lead: Lead) -> Lead:
    """The lead with a line for each value that was edited by hand, dated like the key's last line.

    A value that only the opening tells stands there.
    """
    history, held = lead.history, dict(lead.opening.changes) if lead.opening else {}
    for key in LEAD_DATED:
        told = [line for line in lead.history if key in line.told]
        last, now = max(reversed(told), key=attrgetter("date"), default=None), getattr(lead, key)
        if last and not is_same(now, last.told[key]):
            history = inserted(history, LeadLine(date=last.date, changes={key: now}))
        elif key in held and not last:
            held[key] = now
    return replace(lead, history=history, opening=lead.opening and replace(lead.opening, changes=held))


def _opened(lead: Lead, keys: Iterable[str]) -> Lead:
    """The lead with what held until now of these keys, and that it was there, where no line tells it."""
    lead = _completed(lead)
    opening = dict(lead.opening.changes) if lead.opening else {}
    told = {*opening, *(key for line in lead.history for key in line.told)}
    first = {*keys, *(() if lead.history or lead.opening else ("stage",))} - told
    held = {key: value for key in first if not is_unset(value := getattr(lead, key))}
    if not held:
        return lead
    said = opening | held
    kept = LeadOpening(changes={key: said[key] for key in LEAD_DATED if key in said})
    return replace(lead, created=met_on(lead), opening=kept)


def _look_alikes(lead: Lead, book: Book) -> Iterator[Message]:
    """Leads and open deals of the same customer, which could be the same need."""
    others: list[Lead | Opportunity] = [*book.leads.values()]
    others += [deal for deal in book.opportunities.values() if deal.is_open]
    names = names_alike(lead.customer, book) if lead.customer else frozenset()
    for other in others:
        if other.customer and normal(other.customer) in names:
            yield message("{deal} is of the same customer.", deal=other.id)
