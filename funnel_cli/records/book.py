"""Nouns: what a book holds, as it was written down.

Frozen values without behaviour that needs a clock or a file. Dates are days; amounts are
`Decimal` in the record's currency; probabilities lie between 0 and 1. The record format, key by
key, is in docs/records.md; the field names here are its keys (a trailing underscore dropped).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from functools import cached_property
from operator import itemgetter

from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import HistoryLine, Opening, Opportunity
from funnel_cli.records.filed_review import Review
from funnel_cli.records.form import Filings
from funnel_cli.records.kept_forms import kept_filings
from funnel_cli.records.lead import Lead, LeadLine, LeadOpening
from funnel_cli.records.lists import Call, Count, Goal, Line, MissingRates, Rate, Target, latest
from funnel_cli.records.method import Choice, Method
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Message, Text
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, named
from funnel_cli.values.typed import folded, normal

Record = Opportunity | Lead | Customer | Review
"""What has a file of its own."""

Subject = Opportunity | Lead | Customer
"""What a form can be filed of."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """Everything that was read from a root folder, as it is known on `day`.

    `Day.max` means the whole book as written. `problems` says what could not be understood;
    `unread` counts the opportunities among it, which no answer includes. `missing_rates` gathers what
    answers could not convert; every view of the book on another day has the same one.
    """

    method: Method
    opportunities: Mapping[str, Opportunity] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    goals: tuple[Goal, ...] = ()
    rates: tuple[Rate, ...] = ()
    calls: tuple[Call, ...] = ()
    counts: tuple[Count, ...] = ()
    reviews: tuple[Review, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: int = 0
    day: Day = Day.max
    missing_rates: MissingRates = field(default_factory=MissingRates, compare=False, repr=False)

    @property
    def currency(self) -> str:
        """The book's own currency."""
        return self.method.settings.currency

    def money_of(self, line: Target | Goal | Call) -> Money:
        """The line's amount, in the book's currency unless it names one."""
        return Money(line.amount, line.currency or self.currency)

    def period_of(self, line: Target | Goal | Call | Count) -> Period:
        """The days that the line is about, whatever they are called."""
        return named(line.period, self.method.settings.fiscal_year_start)

    def about(self, line: Target | Goal | Call) -> tuple[Period, str | None]:
        """The days and the owner that the line is about, whatever they are called."""
        return self.period_of(line), self.as_spelled(line.owner)

    def reviews_of(self, owner: str | None = None) -> tuple[Review, ...]:
        """The reviews that are that owner's, or the settings' owner's; one that names nobody is theirs."""
        own = self.method.settings.owner
        asked = self.as_spelled(owner or own)
        return tuple(review for review in self.reviews if self.as_spelled(review.owner or own) == asked)

    def as_spelled(self, owner: str | None) -> str | None:
        """The owner as the settings, else the first deal or lead of theirs spell the name.

        Case, width and spaces make nobody another.
        """
        known = self.spellings
        return owner and (known.get(owner) or known.get(folded(owner), normal(owner)))

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Every owner as spelled first, by every spelling, also that without regard to case and width.

        Whoever stands in no record is spelled as the first target or call has it.
        """
        records: list[Opportunity | Lead] = [*self.opportunities.values(), *self.leads.values()]
        said = sorted((pair for each in records for pair in _owners_of(each)), key=itemgetter(0))
        listed = [(each.set, each.owner) for each in self.targets]
        listed += [(each.filed, each.owner) for each in self.calls]
        inside = (name for _, name in (*said, *sorted(listed, key=itemgetter(0))))
        names = [name for name in (self.method.settings.owner, *inside) if name]
        first = {folded(name): name for name in reversed(names)}
        return first | {name: first[folded(name)] for name in names}

    @cached_property
    def targets_in_force(self) -> Mapping[tuple[Period, str | None, str], Target]:
        """The latest line for each period, owner and tier, of one day's the last; no owner is the book."""
        return latest(self.targets, "set", lambda line: (*self.about(line), line.tier))

    @cached_property
    def calls_in_force(self) -> Mapping[tuple[Period, str | None], Call]:
        """The latest call for each period and owner, of one day's the last; no owner is the book."""
        return latest(self.calls, "filed", self.about)

    @cached_property
    def counts_in_force(self) -> Mapping[tuple[Period, str], Count]:
        """The latest line for each period and channel, of one day's the last."""
        return latest(self.counts, "filed", lambda line: (self.period_of(line), line.channel))

    @cached_property
    def customers_by_name(self) -> Mapping[str, Customer]:
        """Every customer under each name it has or had, as `normal` spells it; what it has comes first."""
        customers = self.customers.values()
        former = {normal(name): customer for customer in customers for name in customer.former_names}
        return former | {normal(customer.name): customer for customer in customers}

    @cached_property
    def first_wins(self) -> Mapping[str, Day]:
        """The day on which a deal of each customer, as `normal` spells it, was first won; no omitted one."""
        wins: dict[str, Day] = {}
        for deal in self.opportunities.values():
            is_there = deal.removed is None and not deal.is_omitted
            if deal.customer and deal.closed and deal.is_won and is_there:
                name = normal(deal.customer)
                wins[name] = min(wins.get(name, deal.closed), deal.closed)
        return wins

    def first_win_of(self, deal: Opportunity) -> Day | None:
        """The day on which a deal of its customer was first won, or `None`."""
        return self.first_wins.get(normal(deal.customer)) if deal.customer else None

    def customer_of(self, deal: Opportunity | Lead) -> Customer | None:
        """The deal's customer record, found by name; `None` where there is none."""
        return self.customers_by_name.get(normal(deal.customer)) if deal.customer else None

    def customer_names(self, deal: Opportunity | Lead) -> tuple[str, ...]:
        """What its customer is called: as the deal spells it, and what it is or was that no other is now."""
        customer, known = self.customer_of(deal), self.customers_by_name
        told = (customer.name, *customer.former_names) if customer else ()
        return (
            *((deal.customer,) if deal.customer else ()),
            *(name for name in told if known[normal(name)] == customer),
        )

    def currency_of(self, subject: Subject) -> str:
        """The currency of its amounts: the one it names, else the book's own."""
        own = None if isinstance(subject, Customer) else subject.currency
        return own or self.currency

    def forms_about(self, subject: Subject) -> Filings:
        """What was filed of it, its visits and its loss among it; of a deal or lead, of its customer too."""
        customer = None if isinstance(subject, Customer) else self.customer_of(subject)
        own = {form.id for form in self.method.forms}
        kept = {id: some for id, some in kept_filings(subject, self.method.kinds).items() if id not in own}
        return {**(customer.forms if customer else {}), **subject.forms, **kept}


def _owners_of(record: Opportunity | Lead) -> Iterator[tuple[Day, str | None]]:
    """Every owner that the record tells of, each with the day from which on it does."""
    day, opening = record.created or Day.min, record.opening
    if opening:
        yield day, _owner_in(opening)
    for line in record.history:
        if owner := _owner_in(line):
            day = line.date
            yield day, owner
    yield day, record.owner


def _owner_in(line: Opening | HistoryLine | LeadOpening | LeadLine) -> str | None:
    owner = line.changes.get("owner")
    return owner if isinstance(owner, str) else None


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One record before and after; `None` before is a new one, `None` after a deleted one."""

    before: Record | None
    after: Record | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one command does to the book: records changed, list lines added, and what to say of it.

    `added` are lines for the append-only files (targets, goals, rates, calls, counts), `complete_since` is
    the day for that setting, if it is set, `words` are what lists of the method gain, by field. `note` is
    the one sentence that undo's list and the screen show; `warnings` are said with it, `next` names useful
    commands to go on with.
    """

    note: Message
    edits: Sequence[Edit] = ()
    added: tuple[Line, ...] = ()
    complete_since: Day | None = None
    words: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()
    next: tuple[Text, ...] = ()


def edits_of(pairs: Iterable[tuple[Record | None, Record]]) -> tuple[Edit, ...]:
    """The records before and after, of those pairs that differ."""
    return tuple(Edit(before=before, after=after) for before, after in pairs if after != before)


def change_of(
    before: Record | None, after: Record, note: Message, *hints: Text, warnings: Iterable[Message] = ()
) -> Change:
    """One record changed, if it is, and which commands are useful next."""
    return Change(note=note, edits=edits_of([(before, after)]), warnings=tuple(warnings), next=hints)
