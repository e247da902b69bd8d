"""Leads as figures: how many were answered in time, became deals and were won, by source, owner, region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from funnel_cli.finding.cuts import GROUP_TITLES, grouping_named, name_of, place_in_cut
from funnel_cli.finding.parties import belongs
from funnel_cli.forecasting.passage import median
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import CONVERTED, Lead
from funnel_cli.reports.lead_list import lead_search
from funnel_cli.time.pool import Answer, as_lead, first_contact, met_on, response
from funnel_cli.time.sums import ratio
from funnel_cli.values.figures import Head, Part
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table, count, figures_from, number, share, table, text, totalled

LEAD_CUTS = ("source", "owner", "region", "industry")
"""How leads may be cut."""

_ALL = Term("all", message("all leads"))

RESPONSE = share("response_rate", message("Answered in time"), weight=9).made(
    message("in time ÷ (in time + late)"),
    lambda each: (
        _part(lead, int(said is Answer.IN_TIME))
        for lead, said in zip(each.leads, each.answers, strict=True)
        if said in {Answer.IN_TIME, Answer.LATE}
    ),
)
LEAD_RATE = share("lead_rate", message("Became deals"), weight=9).made(
    message("deals ÷ leads that came in"),
    lambda each: (_part(lead, int(lead.stage == CONVERTED)) for lead in each.leads),
)
TO_A_DEAL = number("cycle_days", message("Days to a deal"), weight=4).made(
    message("median of the days from coming in to becoming a deal"),
    lambda each: (_part(lead, days) for lead, days in each.waits),
)


class LeadResult(NamedTuple):
    """What became of the leads under one key; `deals` are those that they became, by the lead's id."""

    name: Text | None
    leads: tuple[Lead, ...]
    answers: tuple[Answer, ...]
    answered: int
    deals: tuple[Opportunity, ...]

    def count_of(self, told: Answer) -> int:
        """How many were answered so."""
        return self.answers.count(told)

    @property
    def response_rate(self) -> Decimal | None:
        """In time ÷ (in time + late); `None` where the hours of none have run out."""
        timely = self.count_of(Answer.IN_TIME)
        return ratio(Decimal(timely), Decimal(timely + self.count_of(Answer.LATE)))

    @property
    def lead_rate(self) -> Decimal | None:
        """Deals ÷ leads."""
        return ratio(Decimal(len(self.deals)), Decimal(len(self.leads)))

    @property
    def waits(self) -> tuple[tuple[Lead, int], ...]:
        """Each lead that became a deal and the days that took, where both days are known."""
        return tuple((lead, days) for lead in self.leads if (days := _days_to_deal(lead)) is not None)

    @property
    def cycle_days(self) -> Decimal | None:
        """The median of those days."""
        return median(days for _, days in self.waits)


class LeadRates(NamedTuple):
    """The leads of each key of a cut, and all of them, that came in in the period or ever."""

    by: str
    period: Period | None
    results: tuple[LeadResult, ...]
    total: LeadResult
    undated: int


def lead_rates(
    book: Book,
    words: Sequence[str] = (),
    by: str = "source",
    period: Period | None = None,
    owner: str | None = None,
) -> LeadRates:
    """What became of the leads for which every word holds; raises `NoSuchWord`.

    With a period those that came in on one of its days; those whose day is unknown are counted apart. With
    an owner or a team those that are its.
    """
    by = grouping_named(by, LEAD_CUTS)
    own = (lead for lead in every_lead(book) if belongs(owner, lead.owner, book))
    every = lead_search(book).chosen(own, words)
    some = [lead for lead in every if period is None or lead.created in period]
    groups = grouped_by(some, attrgetter(by))
    results = tuple(
        _result(name_of(key, book, by), groups[key], book)
        for key in sorted(groups, key=lambda key: place_in_cut(key, book, by))
    )
    return LeadRates(by, period, results, _result(_ALL, some, book), sum(not each.created for each in every))


def every_lead(book: Book) -> Iterator[Lead]:
    """The leads of the book, and those that have become deals, with the day they came in."""
    for lead in book.leads.values():
        yield replace(lead, created=met_on(lead))
    for deal in book.opportunities.values():
        if was := as_lead(deal):
            yield replace(was, created=met_on(was), file=deal.file)


def _result(name: Text | None, leads: Iterable[Lead], book: Book) -> LeadResult:
    some, hours = tuple(leads), book.method.leads.answer_hours
    return LeadResult(
        name,
        some,
        tuple(response(lead, hours, book) for lead in some),
        sum(first_contact(lead, book.method.kinds) is not None for lead in some),
        tuple(book.opportunities[lead.id] for lead in some if lead.stage == CONVERTED),
    )


def _days_to_deal(lead: Lead) -> int | None:
    turned = next((line.date for line in lead.history if line.changes.get("stage") == CONVERTED), None)
    return (turned - lead.created).days if turned and lead.created else None


def lead_rates_document(found: LeadRates, book: Book, query: str = "") -> Document:
    """A row per key with the leads, the answers, the deals and how long they took; all of them below."""
    title = GROUP_TITLES[found.by]
    hours = book.method.leads.answer_hours
    notes = [
        message(
            "In time: first contact within {hours} hours; a date without an hour counts whole days.",
            hours=hours,
        )
    ]
    if found.undated:
        notes.append(
            message("{count:lead|leads} without a day of coming in: not judged.", count=found.undated)
        )
    return Document(
        schema="funnel.lead_rates/1",
        title=message("Leads: {by}", by=title),
        head=Head(
            *figures_from([found.total], RESPONSE, LEAD_RATE, TO_A_DEAL, whose="name"),
            by=Term(found.by, title),
            period=found.period,
            query=query,
            hours=hours,
            undated=found.undated,
        ),
        lines=(message("Leads that came in in {period}.", period=found.period),) if found.period else (),
        tables=(_rates(found, title),),
        notes=tuple(notes),
    )


def _rates(found: LeadRates, title: Text) -> Table:
    columns = (
        text("key", title, "name", weight=10),
        count("leads", message("Leads"), lambda each: len(each.leads), weight=9),
        count("answered", message("Answered"), weight=5),
        count("in_time", message("Timely"), lambda each: each.count_of(Answer.IN_TIME), weight=6),
        count("late", message("Late"), lambda each: each.count_of(Answer.LATE), weight=6),
        RESPONSE,
        count("converted", message("Deals"), lambda each: len(each.deals), weight=7),
        LEAD_RATE,
        count("won_deals", message("Won"), lambda each: sum(deal.is_won for deal in each.deals), weight=8),
        TO_A_DEAL,
    )
    return table(
        "rates",
        found.results,
        *map(totalled, columns),
        totals=(found.total,) if len(found.results) > 1 else (),
        empty=message("No lead came in."),
    )


def _part(lead: Lead, adds: int) -> Part:
    way = ("lead", "created") if lead.stage == CONVERTED else ("created",)
    return Part(lead.id, adds, lead.file, way)
