"""Who did what: the log of a period, counted by kind and by stage, beside what was planned, day by day.

An entry counts for whoever it says it was by, else for the deal's owner on its day, or whom a visit report
names instead, and for the stage in which the deal was that day; a planned activity likewise on the day for
which it is planned.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date as Day
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from funnel_cli.finding.cuts import GROUP_TITLES, grouping_named
from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import LOST, WON, Opportunity
from funnel_cli.records.kinds import ActivityKind
from funnel_cli.records.method import Method
from funnel_cli.records.planned import PlannedActivity
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.deals import place_term, words_of
from funnel_cli.time.facts import stints
from funnel_cli.time.history import deal_on
from funnel_cli.time.standing import Standing
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Term, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table, ValueColumn, count, day, table, text, totalled, within

ACTIVITY_CUTS = ("owner", "customer", "stage")
"""What may have a row of the matrix."""

_Meant = Callable[[Standing], bool]
"""What a query asks of a deal."""

_OWN_KEYS = frozenset({*ACTIVITY_CUTS, "actions", "other", "total", "customers", "days"})


class Activity(NamedTuple):
    """One entry of a deal's log, whose it is, and the stage the deal was in that day, where it is known."""

    owner: str | None
    deal: Opportunity
    entry: LogEntry
    stage: str | None


class PlannedOne(NamedTuple):
    """One activity planned on a deal, whose it is, and the stage the deal was in that day, or is in."""

    owner: str | None
    deal: Opportunity
    planned: PlannedActivity
    stage: str | None


def _under(each: Activity | PlannedOne, by: str) -> str | None:
    """What it counts for in a matrix by one of `ACTIVITY_CUTS`."""
    return {"owner": each.owner, "customer": each.deal.customer, "stage": each.stage}[by]


def activities(
    deals: Iterable[Standing], period: Period, book: Book, meant: _Meant = lambda _: True
) -> tuple[Activity, ...]:
    """Every log entry inside the period, by rep and day; `meant` asks of the deal as whose the entry is."""
    holders = {deal.owner for deal in book.opportunities.values()}
    people = holders.union(*book.method.settings.team.values())
    found = [
        Activity(_doer(deal, entry, people, book), deal, entry, _stage_on(deal, entry.date))
        for deal in (where.deal for where in deals)
        for entry in deal.log
        if entry.date in period
    ]
    own = (each for each in found if meant(_as_whose(each, book)))
    return tuple(sorted(own, key=lambda each: (each.owner or "", each.entry.date, each.deal.id)))


def _as_whose(each: Activity | PlannedOne, book: Book) -> Standing:
    """Where the deal stands, with whoever it counts for as its owner."""
    return Standing(replace(each.deal, owner=each.owner), book)


def planned_in(
    deals: Iterable[Standing], period: Period, book: Book, meant: _Meant = lambda _: True
) -> tuple[PlannedOne, ...]:
    """Every activity planned for a day of the period and not dropped, by rep and day; `meant` as above."""
    found = [
        PlannedOne(each.by or _owner_on(deal, each.due, book), deal, each, _stage_on(deal, each.due))
        for deal in (where.deal for where in deals)
        for each in deal.planned
        if each.due in period and each.dropped is None
    ]
    own = (each for each in found if meant(_as_whose(each, book)))
    return tuple(sorted(own, key=lambda each: (each.owner or "", each.planned.due, each.deal.id)))


def _doer(deal: Opportunity, entry: LogEntry, people: Collection[str | None], book: Book) -> str | None:
    """Who it says it was by; else the deal's owner, or who of the book's people was there instead of them."""
    owner = _owner_on(deal, entry.date, book)
    others = () if owner in entry.ours else (each for each in entry.ours if each in people)
    return entry.by or next(iter(others), owner)


def _owner_on(deal: Opportunity, day: Day, book: Book) -> str | None:
    """Whose the deal was at the end of the day, or is where it was not there yet."""
    is_told = any("owner" in line.changes for line in deal.history)
    then = deal_on(deal, day, book) if is_told else deal
    return then.owner if then else deal.owner


def _stage_on(deal: Opportunity, day: Day) -> str | None:
    stays = [stay.stage for stay in stints(deal) if stay.start is None or stay.start <= day]
    return stays[-1] if stays else None


def matrix(
    some: Sequence[Activity],
    planned: Sequence[PlannedOne],
    period: Period,
    book: Book,
    query: str = "",
    by: str = "owner",
) -> Document:
    """Reps, or others of `ACTIVITY_CUTS`, against kinds of activity, and the daily log of each.

    Raises `NoSuchWord`.
    """
    method = book.method
    by = grouping_named(by, ACTIVITY_CUTS)
    ordered = sorted(some, key=lambda each: _place(each, by, method))
    groups = grouped_by(ordered, lambda each: _under(each, by))
    crossed = partial(_crossed, by, tuple(groups.values()), some, method)
    actions = [kind for kind in method.activities if kind.action]
    return Document(
        schema="funnel.matrix/1",
        title=message("Activity in {period}", period=period),
        head={"period": period, "query": query, "by": Term(by, GROUP_TITLES[by])},
        tables=(
            crossed("matrix", _kinds(method, some), empty=message("Nothing was logged then.")),
            crossed(
                "actions",
                [_counted(kind) for kind in actions],
                title=message("Selling actions"),
                on_screen=any(each.entry.kind in {kind.id for kind in actions} for each in some),
            ),
            crossed(
                "stages", _stages(method), title=message("By stage that day"), on_screen=by == "customer"
            ),
            _planned_table(some, planned, book, by),
            _daily(some, method),
        ),
    )


def _place(each: Activity | PlannedOne, by: str, method: Method) -> tuple[int, str]:
    under = _under(each, by)
    if by != "stage":
        return 0, under or ""
    order = [*(stage.id for stage in method.stages), WON, LOST]
    return (order.index(under), "") if under in order else (len(order), under or "")


def _crossed(
    by: str,
    groups: Sequence[Sequence[Activity]],
    some: Sequence[Activity],
    method: Method,
    name: str,
    columns: Sequence[ValueColumn],
    **told: Any,
) -> Table:
    """A row for each group, and one for all where there are several."""
    return table(
        name,
        groups,
        text(
            by,
            GROUP_TITLES[by],
            lambda own: _called(own[0], by, method),
            weight=10,
            is_prose=by == "customer",
        ),
        *map(totalled, columns),
        totals=(some,) if len(groups) > 1 else (),
        **told,
    )


def _called(each: Activity | PlannedOne, by: str, method: Method) -> Term | str | None:
    under = _under(each, by)
    return place_term(under, method) if under and by == "stage" else under


def _planned_table(made: Sequence[Activity], planned: Sequence[PlannedOne], book: Book, by: str) -> Table:
    """A row for each group and kind of which anything is planned: how much of it, and how much was made."""
    kinds = [each.id for each in book.method.activities]
    known = {one.planned.kind for one in planned}
    everything: list[Activity | PlannedOne] = [*planned, *made]
    ordered = sorted(everything, key=lambda each: _place(each, by, book.method))
    of_plans = (each for each in ordered if _kind(each) in known)
    rows = grouped_by(of_plans, lambda each: (_under(each, by), _kind(each)))
    order = sorted(known, key=lambda kind: kinds.index(kind) if kind in kinds else len(kinds))
    groups = dict.fromkeys(under for under, _ in rows)
    some = [own for under in groups for kind in order if (own := rows.get((under, kind)))]
    counts = within(
        _plans,
        count("planned", message("Planned"), len, weight=9),
        count("done", message("Of it done"), lambda own: sum(bool(p.done) for p in own), weight=7),
        count("overdue", message("Overdue"), lambda own: sum(p.is_overdue(book.day) for p in own), weight=8),
    )
    return table(
        "planned",
        some,
        text(by, GROUP_TITLES[by], lambda own: _called(own[0], by, book.method), weight=10),
        text("kind", message("Kind"), lambda own: book.method.kinds.term(_kind(own[0])), weight=8),
        *map(totalled, counts),
        totalled(count("made", message("Made"), lambda own: len(own) - len(_plans(own)), weight=9)),
        totals=(tuple(chain.from_iterable(some)),) if len(some) > 1 else (),
        title=message("Planned and made"),
    )


def _kind(each: Activity | PlannedOne) -> str:
    return each.planned.kind if isinstance(each, PlannedOne) else each.entry.kind


def _plans(own: Iterable[Activity | PlannedOne]) -> list[PlannedActivity]:
    return [each.planned for each in own if isinstance(each, PlannedOne)]


def _kinds(method: Method, some: Sequence[Activity]) -> tuple[ValueColumn, ...]:
    """How many entries of each kind, with how many customers, on how many days.

    A screen leaves out kinds of which there is none among the entries.
    """
    known = {kind.id for kind in method.activities}
    actions = {kind.id for kind in method.activities if kind.action}
    there = {each.entry.kind for each in some}
    is_empty = not there
    together = count(
        "actions",
        message("Actions"),
        _those(actions.__contains__),
        weight=8,
        on_screen=is_empty or bool(there & actions),
    )
    return (
        *(
            _counted(kind, on_screen=is_empty or kind.id in there)
            for kind in method.activities
            if not kind.action
        ),
        *([together] if actions else []),
        count(
            "other",
            message("other"),
            _those(lambda kind: kind not in known),
            weight=7,
            on_screen=is_empty or bool(there - known),
        ),
        count("total", message("Total"), len, weight=9),
        count("customers", message("Customers"), _customers, weight=6),
        count("days", message("Active days"), lambda own: len({each.entry.date for each in own}), weight=5),
    )


def _counted(kind: ActivityKind, *, on_screen: bool = True) -> ValueColumn:
    """How many entries are of the kind, under its id; behind `kind_` where the matrix has such a key."""
    key = f"kind_{kind.id}" if kind.id in _OWN_KEYS else kind.id
    return count(key, kind.label, _those(kind.id.__eq__), weight=8, on_screen=on_screen)


def _stages(method: Method) -> tuple[ValueColumn, ...]:
    """How many entries fell into each stage, and after its outcome."""
    places = (*(stage.id for stage in method.stages), WON, LOST)
    return tuple(
        count(
            f"stage_{place}" if place in _OWN_KEYS else place,
            place_term(place, method),
            partial(_in_stage, place),
            weight=8,
        )
        for place in places
    )


def _in_stage(place: str, own: Sequence[Activity]) -> int:
    return sum(each.stage == place for each in own)


def _those(is_meant: Callable[[str], bool]) -> Callable[[Sequence[Activity]], int]:
    return lambda own: sum(is_meant(each.entry.kind) for each in own)


def _customers(some: Sequence[Activity]) -> int:
    return len({each.deal.customer or each.deal.id for each in some})


def _daily(some: Iterable[Activity], method: Method) -> Table:
    """Each rep's log, day by day."""
    return table(
        "log",
        some,
        text("owner", message("Owner"), weight=7),
        day("date", message("On"), "entry.date", weight=9),
        text("kind", message("Kind"), lambda each: method.kinds.term(each.entry.kind), weight=6),
        text(
            "stage",
            message("Stage"),
            lambda each: place_term(each.stage, method) if each.stage else None,
            on_screen=False,
        ),
        deal_column(),
        text("customer", message("Customer"), "deal.customer", on_screen=False),
        text("text", message("Text"), lambda each: words_of(each.entry), weight=8, is_prose=True),
        title=message("Daily log"),
    )
