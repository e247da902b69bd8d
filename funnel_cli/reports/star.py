"""A book as a star of fact tables for engines: the deals' versions, and all that a question joins to them.

Every row is a fact as it was known on a day. Amounts are exact, each in its own currency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from funnel_cli.finding.parties import is_team
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Call, Line, Target
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


class _Row(NamedTuple):
    """What a row tells of: a thing that the book has, perhaps of a deal, and what it stands under there.

    That is its number or word in the deal, an owner's team, or the day up to which a line holds.
    """

    known: Book
    each: Any
    deal: Any = None
    key: Any = None


class _Column(NamedTuple):
    """A column of facts: its name, the kind of its values, and what of a row it holds."""

    name: str
    kind: str
    value: Callable[[_Row], FactValue]


class StarTable:
    """A table of every book: its rows, in their order, and its columns behind `book`."""

    def __init__(self, rows: Callable[[_Told], Iterable[_Row]], *columns: _Column) -> None:
        self.rows = rows
        self.columns = columns
        self.kinds: Mapping[str, str] = {"book": TEXT, **{each.name: each.kind for each in columns}}

    def cells(self, book: str, told: _Told) -> tuple[tuple[FactValue, ...], ...]:
        """The values of every row, those of the book of that name."""
        return tuple((book, *(column.value(row) for column in self.columns)) for row in self.rows(told))


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
        FactTable(called, table.kinds, table.cells(name, told)) for called, table in STAR_TABLES.items()
    )


def _versions(told: _Told) -> Iterator[_Row]:
    """The versions by their end, so that a question as of a day reads what was still in force then.

    The team is the first one of whose the owner is today.
    """
    teams = _teams_by_owner(told.known)
    for each in sorted(told.versions, key=attrgetter("until", "since", "deal")):
        deal = told.known.opportunities[each.deal]
        yield _Row(told.known, each, deal, next(iter(teams.get(each.owner, ())), None))


def _teams_by_owner(book: Book) -> Mapping[str | None, Sequence[str]]:
    found: dict[str | None, list[str]] = {}
    for team, owners in book.method.settings.team.items():
        for owner in dict.fromkeys(map(book.as_spelled, owners)):
            found.setdefault(owner, []).append(team)
    return found


def _of_deals(parts: Callable[[Opportunity], Iterable[tuple[Any, Any]]]) -> Callable[[_Told], Iterator[_Row]]:
    def rows(told: _Told) -> Iterator[_Row]:
        for _, deal in sorted(told.known.opportunities.items()):
            yield from (_Row(told.known, each, deal, key) for key, each in parts(deal))

    return rows


def _stages(told: _Told) -> Iterator[_Row]:
    return (_Row(told.known, each, key=place) for place, each in enumerate(told.known.method.stages))


def _lines(told: _Told, lines: Iterable[Line], day: str, of: Callable[[Any], object]) -> Sequence[_Row]:
    """The lines by their day, each up to the day of the next one that is `of` the same."""
    ends: dict[object, Day] = {}
    rows = []
    for line in sorted(lines, key=attrgetter(day))[::-1]:
        rows.append(_Row(told.known, line, key=ends.get(of(line), ENDLESS)))
        ends[of(line)] = getattr(line, day)
    return rows[::-1]


def _rates(told: _Told) -> Sequence[_Row]:
    """Each rate with the days on which it is the latest, by currencies; of one day's lines the last."""
    of = attrgetter("from_", "to")
    rows = (each for each in _lines(told, told.known.rates, "date", of) if each.each.date < each.key)
    return sorted(rows, key=lambda row: of(row.each))


def _targets(told: _Told) -> Sequence[_Row]:
    """Each target with the days on which it is the latest for its days, owner and tier."""

    def of(line: Target) -> tuple[Day, Day, str, str]:
        period, owner = told.known.about(line)
        return period.start, period.end, owner or "", line.tier

    rows = (each for each in _lines(told, told.known.targets, "set", of) if each.each.set < each.key)
    return sorted(rows, key=lambda row: of(row.each))


def _calls(told: _Told) -> Sequence[_Row]:
    """Each call with the days on which it is the latest for its days and owner, none if it never was."""
    return _lines(told, told.known.calls, "filed", told.known.about)


def _payments(deal: Opportunity) -> Iterator[tuple[int, Any]]:
    return enumerate(deal.payments, 1)


def _reviews(told: _Told) -> Iterator[_Row]:
    some = sorted(told.known.reviews, key=lambda each: (each.as_of, each.owner or ""))
    return (_Row(told.known, each) for each in some)


def _owners(told: _Told) -> Iterator[_Row]:
    """Everybody who has or had a deal, a target or a call, or is in a team, with the first of the teams."""
    teams = _teams_by_owner(told.known)
    lines: Iterable[Target | Call] = (*told.known.targets, *told.known.calls)
    names = {each.owner for each in told.versions} | {told.known.as_spelled(line.owner) for line in lines}
    names |= teams.keys()
    for name in sorted(filter(None, names)):
        if not is_team(name):
            yield _Row(told.known, name, key=next(iter(teams.get(name, ())), None))


def _teams(told: _Told) -> Iterator[_Row]:
    for team, owners in told.known.method.settings.team.items():
        some = dict.fromkeys(owners or (None,))
        yield from (_Row(told.known, told.known.as_spelled(owner), key=team) for owner in some)


def _calendar(told: _Told) -> Iterator[_Row]:
    """Every day of the years in which a deal changes or is to close."""
    days = [day for each in told.versions for day in (each.since, each.expected_close)]
    years = [day.year for day in days if day and day != EARLIEST]
    day = Day(min(years), 1, 1) if years else ENDLESS
    while years and day.year <= min(max(years), ENDLESS.year - 1):
        yield _Row(told.known, day)
        day += timedelta(1)


def _customer_of(row: _Row, field: str) -> FactValue:
    return getattr(row.known.customer_of(row.deal), field, None)


def _title(row: _Row, language: str) -> str:
    titles = row.each.label.texts
    return str(titles.get(language, titles.get("en", row.each.id)))


def _fiscal_year(row: _Row) -> int:
    return int(row.each.year + (row.each.month >= row.known.method.settings.fiscal_year_start > 1))


def _column(kind: str, name: str, value: str | Callable[[_Row], FactValue] = "") -> _Column:
    return _Column(name, kind, value if callable(value) else attrgetter(value or f"each.{name}"))


_text, _flag, _day, _whole, _money, _share = (
    partial(_column, kind) for kind in (TEXT, FLAG, DAY, WHOLE, MONEY, SHARE)
)

_KINDS = {
    "bool": FLAG, "Day": DAY, "Day | None": DAY, "Decimal | None": MONEY, "int": WHOLE, "int | None": WHOLE,
}  # fmt: skip


def _fields_of(cls: type[Version | Visit]) -> Iterator[_Column]:
    for field in fields(cls):
        kind = SHARE if field.name == "probability" else _KINDS.get(str(field.type), TEXT)
        yield _column(kind, field.name)


_DEAL = _text("deal", "deal.id")
_UNTIL = _day("until", "key")
_OWNER = _text("owner", lambda row: row.known.as_spelled(row.each.owner) or None)
_PERIOD = (
    _text("period"),
    _day("start_day", lambda row: row.known.period_of(row.each).start),
    _day("end_day", lambda row: row.known.period_of(row.each).end),
    _OWNER,
)
_AMOUNT = (_money("amount"), _text("currency", lambda row: row.each.currency or row.known.currency))

STAR_TABLES: Mapping[str, StarTable] = {
    "books": StarTable(
        lambda told: (_Row(told.known, told),),
        _text("currency", "known.currency"),
        _whole("schema_version", lambda _: VERSION),
        _whole("unread"),
        _flag("is_partial", lambda row: row.each.unread > 0),
    ),
    "versions": StarTable(
        _versions,
        *_fields_of(Version),
        _text("team", "key"),
        _text("region", lambda row: _customer_of(row, "region")),
    ),
    "stays": StarTable(lambda told: (_Row(told.known, each) for each in told.visits), *_fields_of(Visit)),
    "deals": StarTable(
        _of_deals(lambda deal: [(None, deal)]),
        _DEAL,
        _text("customer"),
        _text("customer_id", lambda row: _customer_of(row, "id")),
        _text("name"),
        _text("source"),
        _day("created", lambda row: created_on(row.deal)),
    ),
    "refs": StarTable(
        _of_deals(lambda deal: sorted(deal.refs.items())), _DEAL, _text("system", "key"), _text("ref", "each")
    ),
    "stages": StarTable(
        _stages,
        _text("stage", "each.id"),
        _whole("place", "key"),
        _text("title", lambda row: _title(row, "en")),
        _text("title_zh", lambda row: _title(row, "zh")),
        _share("probability", lambda row: row.known.method.odds(row.each)),
        _whole("typical_days"),
        _whole("stalled_from"),
    ),
    "rates": StarTable(
        _rates,
        _text("currency", "each.from_"),
        _text("into_currency", "each.to"),
        _day("since", "each.date"),
        _UNTIL,
        _money("rate"),
    ),
    "targets": StarTable(_targets, *_PERIOD, _text("tier"), _day("since", "each.set"), _UNTIL, *_AMOUNT),
    "calls": StarTable(
        _calls, _day("filed"), *_PERIOD, _day("since", "each.filed"), _UNTIL, *_AMOUNT, _text("note")
    ),
    "milestones": StarTable(
        _of_deals(lambda deal: ((id, each) for id, some in sorted(deal.milestones.items()) for each in some)),
        _DEAL,
        _text("milestone", "key"),
        _day("met", "each.date"),
        _day("lapsed"),
        _text("evidence"),
        _text("by_whom", "each.by"),
    ),
    "payments": StarTable(
        _of_deals(_payments),
        _DEAL,
        _whole("number", "key"),
        _text("purpose", "each.for_"),
        *map(_day, ("due", "agreed", "dropped")),
        _money("amount"),
        _text("currency", lambda row: row.deal.currency or row.known.currency),
    ),
    "receipts": StarTable(
        _of_deals(
            lambda deal: ((number, each) for number, some in _payments(deal) for each in some.received)
        ),
        _DEAL,
        _whole("number", "key"),
        _day("day", "each.date"),
        _money("amount"),
    ),
    "log": StarTable(
        _of_deals(lambda deal: enumerate(deal.log)),
        _DEAL,
        _day("day", "each.date"),
        _text("kind"),
        _text("said", "each.text"),
        _text("by_whom", "each.by"),
    ),
    "reviews": StarTable(
        _reviews,
        _day("as_of"),
        _text("week"),
        _text("owner"),
        _whole("promises", lambda row: len(row.each.promises)),
        _text("notes"),
    ),
    "customers": StarTable(
        lambda told: (_Row(told.known, each) for _, each in sorted(told.known.customers.items())),
        _text("customer_id", "each.id"),
        *map(_text, ("name", "kind", "industry", "region", "grade")),
    ),
    "owners": StarTable(_owners, _text("owner", "each"), _text("team", "key")),
    "teams": StarTable(_teams, _text("team", "key"), _text("owner", "each")),
    "calendar": StarTable(
        _calendar,
        _day("day", "each"),
        _text("month", lambda row: f"{row.each.year:04}-{row.each.month:02}"),
        _text("quarter", lambda row: f"{row.each.year:04}-Q{(row.each.month + 2) // 3}"),
        _whole("year"),
        _whole("fiscal_year", _fiscal_year),
        _text("week", lambda row: "{:04}-W{:02}".format(*row.each.isocalendar())),
    ),
}
"""Every table by its name."""
