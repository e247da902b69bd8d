"""The gate: what must hold before a deal leaves a stage, and whether it does.

A stage's gate is open when each of its required milestones holds on the book's day, and for the first
stage each of the entry: ticked by hand with dated evidence, or seen by the tool through a `check`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity, Tick
from funnel_cli.records.form import HIGHEST_SCORE, LOSS, WIN, last_filing
from funnel_cli.records.kinds import Kinds
from funnel_cli.records.method import Check, Method, Milestone, Stage
from funnel_cli.time.facts import credited, entered, has_role, stints
from funnel_cli.time.pool import has_proved

ANY = "any"
"""The kind of log entry that stands for every contact in a check."""

_OF_CLOSED = frozenset({"closed", "lost", "contract", "removed"})
"""The fields that no open deal has."""


class Item(NamedTuple):
    """One line of the checklist as it stands: `since` is the day of the tick, if it was one.

    `due` is by when an open one should hold, where the method says so of the deal's own stage.
    """

    milestone: Milestone
    is_met: bool
    since: Day | None = None
    evidence: str | None = None
    lapsed: Day | None = None
    due: Day | None = None


class Gate(NamedTuple):
    """A stage's checklist for one deal on one day; the first stage is not left without the `entrance`."""

    stage: Stage
    items: tuple[Item, ...]
    entrance: Gate | None = None

    @property
    def lists(self) -> tuple[Gate, ...]:
        """The lists that it is made of, in the method's order: the entry's, then the stage's own."""
        return (self.entrance, self) if self.entrance else (self,)

    @property
    def criteria(self) -> tuple[Item, ...]:
        """What must hold before the deal may leave: the stage's own criteria, then the entry's."""
        items = (item for each in reversed(self.lists) for item in each.items)
        return tuple(item for item in items if item.milestone.required)

    @property
    def open_criteria(self) -> tuple[Milestone, ...]:
        """The criteria that do not hold yet."""
        return tuple(item.milestone for item in self.criteria if not item.is_met)

    @property
    def is_met(self) -> bool:
        """Whether the deal may leave the stage."""
        return not self.open_criteria

    @property
    def met(self) -> int:
        """How many criteria hold."""
        return sum(item.is_met for item in self.criteria)

    @property
    def required(self) -> int:
        """How many criteria there are."""
        return len(self.criteria)


def gate(deal: Opportunity, stage: Stage, book: Book) -> Gate:
    """What must hold before the deal leaves the stage, as of the book's day."""
    own, *before = (_checklist(deal, each, book) for each in book.method.asked_in(stage))
    return own._replace(entrance=before[0]) if before else own


def _checklist(deal: Opportunity, stage: Stage, book: Book) -> Gate:
    until = _counted_until(deal, stage, book)
    items = (_item(deal, milestone, book, until) for milestone in stage.milestones)
    return Gate(stage, tuple(_dated(each, deal, stage, book) for each in items))


def _dated(item: Item, deal: Opportunity, stage: Stage, book: Book) -> Item:
    days = item.milestone.due_days
    if item.is_met or days is None or step_of(deal, book) is not stage:
        return item
    start = deal.closed if deal.is_won else entered(deal)
    return item._replace(due=start + timedelta(days=days)) if start else item


def step_of(deal: Opportunity, book: Book) -> Stage | None:
    """The step whose list the deal has before it: its stage, or what follows the win; `None` of others."""
    return book.method.aftermath if deal.is_won else book.method.stage(deal.stage)


def after_win(deal: Opportunity, book: Book) -> Gate | None:
    """What follows the win of the deal; `None` of a deal not won, or where the method asks nothing."""
    stage = book.method.aftermath
    return gate(deal, stage, book) if stage and deal.is_won else None


def unearned(deal: Opportunity, book: Book) -> tuple[Gate, ...]:
    """The gates that the deal went past without meeting them: the entry's, then those of earlier stages."""
    passed = book.method.gates_before(deal.stage)
    return tuple(_checklist(deal, stage, book) for stage in passed if any(_unmet(deal, stage, book)))


def skipped(deal: Opportunity, book: Book) -> tuple[Milestone, ...]:
    """The criteria of `unearned` gates that do not hold, in the order of the method."""
    passed = book.method.gates_before(deal.stage)
    return tuple(missing for stage in passed for missing in _unmet(deal, stage, book))


def criteria_of(deal: Opportunity, book: Book) -> tuple[Milestone, ...]:
    """The criteria that a checklist numbers: those of the deal's step, then those of the gates before."""
    stage = step_of(deal, book)
    gates = (*((stage,) if stage else ()), *book.method.gates_before(deal.stage))
    return tuple(each for gate in gates for each in gate.milestones if each.required)


def has_met(deal: Opportunity, stage: Stage, book: Book) -> bool:
    """Whether the deal may leave the stage, as of the book's day: as its gate has it, without the list."""
    return not any(holding(deal, stage, book))


def holding(deal: Opportunity, stage: Stage, book: Book) -> Iterator[Milestone]:
    """The criteria that hold the deal in the stage: the open ones of its gate, without the list."""
    for each in book.method.asked_in(stage):
        yield from _unmet(deal, each, book)


def _unmet(deal: Opportunity, stage: Stage, book: Book) -> Iterator[Milestone]:
    until = _counted_until(deal, stage, book)
    for each in stage.milestones:
        is_met = not each.required or any(tick.holds_on(book.day) for tick in ticks_of(deal, each))
        if not is_met and (each.check is None or not _is_seen(each.check, deal, book, until)):
            yield each


def _counted_until(deal: Opportunity, stage: Stage, book: Book) -> Day:
    """The day from which `within` counts back: the book's, or that on which the deal last left the stage.

    The entry was left when the deal came into its first stage.
    """
    checks = [each.check for each in stage.milestones if each.check]
    if all(check.within is None and check.milestone is None for check in checks):
        return book.day
    position, stays = book.method.position, stints(deal)
    place = position(stage.id)
    if stage is book.method.entrance:
        return next((stay.start for stay in stays if stay.start), book.day)
    if not place < position(deal.stage):
        return book.day
    left = [b.start for a, b in pairwise(stays) if position(a.stage) <= place < position(b.stage)]
    return (left[-1] if left else None) or book.day


def item(deal: Opportunity, milestone: Milestone, book: Book) -> Item:
    """How one milestone stands for the deal, as of the book's day."""
    return _item(deal, milestone, book, book.day)


def _item(deal: Opportunity, milestone: Milestone, book: Book, until: Day) -> Item:
    """How one milestone stands for the deal, its `within` counted back from `until`."""
    ticks = ticks_of(deal, milestone)
    held = next((tick for tick in reversed(ticks) if tick.holds_on(book.day)), None) if ticks else None
    if held:
        return Item(milestone, is_met=True, since=held.date, evidence=held.evidence)
    if milestone.check and _is_seen(milestone.check, deal, book, until):
        return Item(milestone, is_met=True)
    return Item(milestone, is_met=False, lapsed=ticks[-1].lapsed if ticks else None)


def ticks_of(deal: Opportunity, milestone: Milestone) -> tuple[Tick, ...]:
    """The deal's ticks of a milestone, under its present or a former id, oldest first."""
    if not milestone.formerly and len(ticks := deal.milestones.get(milestone.id, ())) <= 1:
        return ticks
    ids = (*milestone.formerly, milestone.id)
    found = (tick for id in ids for tick in deal.milestones.get(id, ()))
    return tuple(sorted(found, key=lambda tick: tick.date))


def _is_seen(check: Check, deal: Opportunity, book: Book, until: Day) -> bool:
    """Whether the fact that the check asks for is there."""
    if check.strength is not None:
        return (credited(deal, check.strength, book) or 0) >= (check.at_least or 1)
    if check.log is not None:
        since, kinds = _since(check, until), book.method.kinds
        return any(_is_kind(entry.kind, check.log, kinds) and entry.date >= since for entry in deal.log)
    if check.contact is not None:
        return has_role(deal, check.contact, book, check.says)
    if check.milestone is not None:
        other = book.method.milestone(check.milestone)
        return other is not None and _item(deal, other, book, until).is_met
    if check.form is not None:
        return _is_filed(check, check.form, deal, book, until)
    return _is_of_deal(check, deal, book)


def _since(check: Check, until: Day) -> Day:
    """The first day on which what is asked for may have been."""
    return Day.min if check.within is None else until - timedelta(days=check.within)


def _is_of_deal(check: Check, deal: Opportunity, book: Book) -> bool:
    """Whether the lead that the deal was proved what is asked, or else the deal's field is filled."""
    if check.lead is not None:
        hours = check.within_hours or book.method.leads.answer_hours
        return has_proved(deal, check.lead, hours, book)
    return check.field is not None and _is_filled(check, getattr(deal, check.field, None))


def _is_kind(kind: str, asked: str, kinds: Kinds) -> bool:
    return kind == asked or (asked == ANY and kinds.is_contact(kind))


def _is_filed(check: Check, id: str, deal: Opportunity, book: Book, until: Day) -> bool:
    """Whether the form was filed, and the last filing says what is asked of its field."""
    form, filing = book.method.form(id), last_filing(book.forms_about(deal), id)
    field = form.field(check.field) if form and check.field else None
    if filing is None or filing.date < _since(check, until):
        return False
    if field is None:
        return check.field is None
    if (value := field.read(filing.says.get(field.id))) is None:
        return False
    too_much = check.at_most is not None and not (isinstance(value, Decimal) and value <= check.at_most)
    return not too_much and _is_filled(check, value)


def _is_filled(check: Check, value: object) -> bool:
    if check.at_least is not None:
        return isinstance(value, Decimal | int) and value >= check.at_least
    if check.one_of:
        return value in check.one_of
    return bool(value) or value == 0


def out_of_reach(check: Check, method: Method, *, is_won: bool = False) -> str | None:
    """The key of the check that no open deal can ever meet, or no won one; `None` where some can.

    A score above the scale, a least above the most, a form about deals of an outcome, a fact of closed ones.
    """
    form = method.form(check.form) if check.form else None
    field = form.field(check.field) if form and check.field else None
    if form and form.for_ in ({LOSS} if is_won else {WIN, LOSS}):
        return "form"
    if not check.form and check.field in _OF_CLOSED and not is_won:
        return "field"
    is_score = check.strength is not None or (field is not None and field.kind == "score")
    limits = (check.at_most, HIGHEST_SCORE if is_score else None)
    if check.at_least is not None and any(most is not None and check.at_least > most for most in limits):
        return "at_least"
    return None
