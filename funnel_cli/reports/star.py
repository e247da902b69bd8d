"""A book as a star of fact tables for engines: the deals' versions, and all that a question joins to them.

Every row is a fact as it was known on a day. Amounts are exact, each in its own currency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from funnel_cli.finding.parties import is_team
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Call, Rate, Target
from funnel_cli.records.planned import Instalment
from funnel_cli.time.facts import created_on
from funnel_cli.time.versions import EARLIEST, ENDLESS, Version, Visit, day_versions, versions, visits

VERSION = 3
"""The version of the tables: it grows when a column changes its meaning or goes."""

TEXT, FLAG, DAY, WHOLE = "text", "flag", "day", "whole"
MONEY, SHARE = "money", "share"

FactValue = str | bool | Day | int | Decimal | None


class FactTable(NamedTuple):
    """A table of facts: its name, its columns with the kind of each, and its rows in their order.

    The kinds: texts, flags, days, whole numbers; money has at most 16 digits before the point and 6 behind
    it, as rates do, and a share lies between 0 and 1 with at most 6.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[tuple[FactValue, ...]]


class _Told(NamedTuple):
    """What the tables are made of: the book as known on its day, how many files are unread, and its deals'
    versions and stays.
    """

    known: Book
    unread: int
    versions: Sequence[Version]
    visits: Sequence[Visit]


def star(name: str, written: Book, known: Book) -> tuple[FactTable, ...]:
    """Every table of a book of that name, as it is `known` on its day; `written` is the whole of it."""
    some = [day_versions(written.opportunities[id], written, known.day) for id in sorted(known.opportunities)]
    told = _Told(
        known,
        written.unread,
        versions=[version for each in some for version in versions(each, written)],
        visits=[visit for each in some for visit in visits(each, written.method)],
    )
    return tuple(
        FactTable(table, {"book": TEXT, **columns}, tuple((name, *row) for row in rows(told)))
        for table, (columns, rows) in STAR_TABLES.items()
    )


def unread_in(book: Book) -> tuple[str, ...]:
    """The files of the book that could not be read, so that the facts lack them, in order."""
    return tuple(sorted({problem.path for problem in book.problems if problem.is_error}))


def _books(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    yield told.known.currency, VERSION, told.unread, told.unread > 0


_KINDS = {
    "bool": FLAG, "Day": DAY, "Day | None": DAY, "Decimal | None": MONEY, "int": WHOLE, "int | None": WHOLE,
}  # fmt: skip
_VERSIONS = {
    each.name: SHARE if each.name == "probability" else _KINDS.get(str(each.type), TEXT)
    for each in fields(Version)
}


def _versions(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """The versions by their end, so that a question as of a day reads what was still in force then.

    The team is the first one of whose the owner is today, the region that of the customer's record.
    """
    cells, teams = attrgetter(*_VERSIONS), _teams_by_owner(told.known)
    regions = {
        id: customer.region
        for id, deal in told.known.opportunities.items()
        if (customer := told.known.customer_of(deal))
    }
    for each in sorted(told.versions, key=attrgetter("until", "since", "deal")):
        yield *cells(each), next(iter(teams.get(each.owner, ())), None), regions.get(each.deal)


_STAYS = {each.name: _KINDS.get(str(each.type), TEXT) for each in fields(Visit)}


def _stays(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    yield from map(attrgetter(*_STAYS), told.visits)


def _teams_by_owner(book: Book) -> Mapping[str | None, Sequence[str]]:
    """The teams of each owner, in the order of the settings."""
    found: dict[str | None, list[str]] = {}
    for team, owners in book.method.settings.team.items():
        for owner in dict.fromkeys(map(book.as_spelled, owners)):
            found.setdefault(owner, []).append(team)
    return found


def _deals(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    for id, deal in sorted(told.known.opportunities.items()):
        customer = told.known.customer_of(deal)
        yield id, deal.customer, customer.id if customer else None, deal.name, deal.source, created_on(deal)


def _refs(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    for id, deal in sorted(told.known.opportunities.items()):
        yield from ((id, system, ref) for system, ref in sorted(deal.refs.items()))


def _stages(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    for place, stage in enumerate(told.known.method.stages):
        titles = stage.label.texts
        english = titles.get("en", stage.id)
        yield (
            *(stage.id, place, english, titles.get("zh", english)),
            *(told.known.method.odds(stage), stage.typical_days, stage.stalled_from),
        )


def _rates(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """Each rate with the days on which it is the latest; of one day's lines the last."""

    def of(rate: Rate) -> tuple[str, str]:
        return rate.from_, rate.to

    for pair, some in groupby(sorted(told.known.rates, key=of), of):
        by_day = {rate.date: rate.rate for rate in some}
        starts = sorted(by_day)
        for since, until in zip(starts, [*starts[1:], ENDLESS], strict=True):
            yield *pair, since, until, by_day[since]


def _targets(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """Each target with the days on which it is the latest for its days, owner and tier."""

    def of(line: Target) -> tuple[Day, Day, str, str]:
        period = told.known.period_of(line)
        return period.start, period.end, told.known.as_spelled(line.owner) or "", line.tier

    for (start, end, owner, tier), lines in groupby(sorted(told.known.targets, key=of), of):
        by_day = {line.set: line for line in lines}
        starts = sorted(by_day)
        for since, until in zip(starts, [*starts[1:], ENDLESS], strict=True):
            line = by_day[since]
            money = line.amount, line.currency or told.known.currency
            yield line.period, start, end, owner or None, tier, since, until, *money


def _calls(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """Each call with the days on which it is the latest for its days and owner, none if it never was."""
    last: dict[tuple[Day, Day, str | None], Day] = {}
    rows: list[tuple[FactValue, ...]] = []
    for call in sorted(told.known.calls, key=lambda call: call.filed)[::-1]:
        period, owner = told.known.period_of(call), told.known.as_spelled(call.owner)
        until = last.get((period.start, period.end, owner), ENDLESS)
        last[period.start, period.end, owner] = call.filed
        of = call.period, period.start, period.end, owner
        money = call.amount, call.currency or told.known.currency
        rows.append((call.filed, *of, call.filed, until, *money, call.note))
    yield from reversed(rows)


def _milestones(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    for id, deal in sorted(told.known.opportunities.items()):
        for milestone, ticks in sorted(deal.milestones.items()):
            yield from ((id, milestone, each.date, each.lapsed, each.evidence, each.by) for each in ticks)


def _payments(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """What is agreed to be paid of each deal, numbered from 1, in the deal's currency."""
    for deal, number, each in _every_payment(told):
        money = each.amount, deal.currency or told.known.currency
        yield deal.id, number, each.for_, each.due, each.agreed, each.dropped, *money


def _receipts(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """What came in of each payment, in the deal's currency."""
    for deal, number, each in _every_payment(told):
        yield from ((deal.id, number, receipt.date, receipt.amount) for receipt in each.received)


def _every_payment(told: _Told) -> Iterator[tuple[Opportunity, int, Instalment]]:
    for _, deal in sorted(told.known.opportunities.items()):
        yield from ((deal, number, each) for number, each in enumerate(deal.payments, 1))


def _log(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    for id, deal in sorted(told.known.opportunities.items()):
        yield from ((id, each.date, each.kind, each.text, each.by) for each in deal.log)


def _reviews(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    for each in sorted(told.known.reviews, key=lambda each: (each.as_of, each.owner or "")):
        yield each.as_of, each.week, each.owner, len(each.promises), each.notes


def _customers(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    for id, each in sorted(told.known.customers.items()):
        yield id, each.name, each.kind, each.industry, each.region, each.grade


def _owners(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """Everybody who has or had a deal, a target or a call, or is in a team, with the first of the teams."""
    teams = _teams_by_owner(told.known)
    lines: Iterable[Target | Call] = (*told.known.targets, *told.known.calls)
    names = {each.owner for each in told.versions} | {told.known.as_spelled(line.owner) for line in lines}
    names |= teams.keys()
    for name in sorted(filter(None, names)):
        if not is_team(name):
            yield name, next(iter(teams.get(name, ())), None)


def _teams(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """Each owner in each team; a team without any has a row of its own."""
    for team, owners in told.known.method.settings.team.items():
        yield from ((team, told.known.as_spelled(owner)) for owner in dict.fromkeys(owners or (None,)))


def _calendar(told: _Told) -> Iterator[tuple[FactValue, ...]]:
    """Every day of the years in which a deal changes or is to close, with the names of its periods."""
    first_month = told.known.method.settings.fiscal_year_start
    days = [day for each in told.versions for day in (each.since, each.expected_close)]
    years = [day.year for day in days if day and day != EARLIEST]
    day = Day(min(years), 1, 1) if years else ENDLESS
    while years and day.year <= min(max(years), ENDLESS.year - 1):
        year, week, _ = day.isocalendar()
        fiscal = day.year + (day.month >= first_month > 1)
        quarter = f"{day.year:04}-Q{(day.month + 2) // 3}"
        yield day, f"{day.year:04}-{day.month:02}", quarter, day.year, fiscal, f"{year:04}-W{week:02}"
        day += timedelta(1)


_StarRows = Callable[[_Told], Iterator[tuple[FactValue, ...]]]

_PERIOD = {"period": TEXT, "start_day": DAY, "end_day": DAY, "owner": TEXT}
_AMOUNT = {"amount": MONEY, "currency": TEXT}

STAR_TABLES: Mapping[str, tuple[Mapping[str, str], _StarRows]] = {
    "books": (
        {"currency": TEXT, "schema_version": WHOLE, "unread": WHOLE, "is_partial": FLAG},
        _books,
    ),
    "versions": (_VERSIONS | {"team": TEXT, "region": TEXT}, _versions),
    "stays": (_STAYS, _stays),
    "deals": (
        {"deal": TEXT, "customer": TEXT, "customer_id": TEXT, "name": TEXT, "source": TEXT, "created": DAY},
        _deals,
    ),
    "refs": ({"deal": TEXT, "system": TEXT, "ref": TEXT}, _refs),
    "stages": (
        {"stage": TEXT, "place": WHOLE, "title": TEXT, "title_zh": TEXT, "probability": SHARE}
        | {"typical_days": WHOLE, "stalled_from": WHOLE},
        _stages,
    ),
    "rates": ({"currency": TEXT, "into_currency": TEXT, "since": DAY, "until": DAY, "rate": MONEY}, _rates),
    "targets": (_PERIOD | {"tier": TEXT, "since": DAY, "until": DAY} | _AMOUNT, _targets),
    "calls": ({"filed": DAY} | _PERIOD | {"since": DAY, "until": DAY} | _AMOUNT | {"note": TEXT}, _calls),
    "milestones": (
        {"deal": TEXT, "milestone": TEXT, "met": DAY, "lapsed": DAY, "evidence": TEXT, "by_whom": TEXT},
        _milestones,
    ),
    "payments": (
        {"deal": TEXT, "number": WHOLE, "purpose": TEXT, "due": DAY, "agreed": DAY, "dropped": DAY} | _AMOUNT,
        _payments,
    ),
    "receipts": ({"deal": TEXT, "number": WHOLE, "day": DAY, "amount": MONEY}, _receipts),
    "log": ({"deal": TEXT, "day": DAY, "kind": TEXT, "said": TEXT, "by_whom": TEXT}, _log),
    "reviews": ({"as_of": DAY, "week": TEXT, "owner": TEXT, "promises": WHOLE, "notes": TEXT}, _reviews),
    "customers": (
        {"customer_id": TEXT, "name": TEXT, "kind": TEXT, "industry": TEXT, "region": TEXT, "grade": TEXT},
        _customers,
    ),
    "owners": ({"owner": TEXT, "team": TEXT}, _owners),
    "teams": ({"team": TEXT, "owner": TEXT}, _teams),
    "calendar": (
        {"day": DAY, "month": TEXT, "quarter": TEXT, "year": WHOLE, "fiscal_year": WHOLE, "week": TEXT},
        _calendar,
    ),
}
"""The columns of every table behind `book`, and what makes its rows."""
