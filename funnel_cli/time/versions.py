"""The versions of a deal: how it stood, from which day up to which, as the reports see it.

An engine that has them needs no rule about time: as of a day, a deal is the version whose days hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date as Day
from decimal import Decimal

from funnel_cli.records.book import Book
from funnel_cli.records.deal import WON, HistoryLine, Opening, Opportunity
from funnel_cli.records.method import Method
from funnel_cli.time.facts import created_on, facts, stated_day, stints
from funnel_cli.time.history import deal_on
from funnel_cli.time.standing import Standing

EARLIEST = Day(1900, 1, 1)
"""The first day of a deal that has been there ever since; every engine knows it."""

ENDLESS = Day.max
"""Where a version ends that still holds."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """How a deal stood from `since` up to, not including, `until`; unknown is `None`.

    One with a pause rests from `paused_since` up to, not including, `paused_until`, where these are known.
    """

    deal: str
    since: Day
    until: Day
    stage: str | None
    is_open: bool
    is_removed: bool
    amount: Decimal | None
    currency: str
    expected_close: Day | None
    closed: Day | None
    entered: Day | None
    owner: str | None
    category: str
    probability: Decimal | None
    probability_from: str | None
    has_pause: bool
    paused_since: Day | None
    paused_until: Day | None
    next_due: Day | None


_STATE = tuple(field.name for field in fields(Version))[3:]
"""What of a version two neighbours differ in."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A stay of a deal in a stage or outcome, as it was known from `since` up to, not including, `until`.

    `visit` counts a deal's stays from 0, `place` is that of the stage in its method, or the one behind the
    last for won; `None` for lost and for what the method does not know. It came in on `entered` and went on
    `left_on`; `None` is unknown for the former, and for the latter that the stay still runs.
    """

    deal: str
    visit: int
    since: Day
    until: Day
    stage: str
    place: int | None
    entered: Day | None
    left_on: Day | None


_Folded = Sequence[tuple[Day, Opportunity]]
"""A deal as it was from each of some days on, oldest first."""


def day_versions(deal: Opportunity, book: Book, day: Day) -> _Folded:
    """The deal on each day up to the given one on which it may stand otherwise than before."""
    days = [each for each in dated(deal) if each <= day]
    first = min([EARLIEST, *days])
    on = (first, *(each for each in days if each > first))
    return [(each, then) for each in on if (then := deal_on(deal, each, book))]


def versions(some: _Folded, book: Book) -> tuple[Version, ...]:
    """The versions of a deal of the book, oldest first; the last one has no end."""
    found: list[Version] = []
    for since, then in some:
        version = _version(then, book, since)
        if not (found and all(getattr(version, name) == getattr(found[-1], name) for name in _STATE)):
            found.append(version)
    ends = (*(version.since for version in found[1:]), ENDLESS)
    return tuple(replace(each, until=until) for each, until in zip(found, ends, strict=bool(found)))


def visits(some: _Folded, method: Method) -> tuple[Visit, ...]:
    """The stays of a deal, each as it was known; those of one `until` have no end."""
    held: dict[int, Visit] = {}
    found: list[Visit] = []
    for since, then in some:
        now = {each.visit: each for each in _visits(then, method, since)}
        for place, old in list(held.items()):
            new = now.get(place)
            if new is None or replace(new, since=old.since) != old:
                found.append(replace(old, until=since))
                del held[place]
        held = {**now, **held}
    return tuple(sorted((*found, *held.values()), key=lambda each: (each.visit, each.since)))


def _visits(then: Opportunity, method: Method, since: Day) -> Iterator[Visit]:
    """The stays as they are known on the day, their end still open."""
    for visit, stay in enumerate(stints(then)):
        at = method.position(stay.stage)
        is_known = at >= 0
        yield Visit(
            deal=then.id,
            visit=visit,
            since=since,
            until=ENDLESS,
            stage=method.stages[at].id if is_known else stay.stage,
            place=at if is_known else len(method.stages) if stay.stage == WON else None,
            entered=stay.start,
            left_on=stay.end,
        )


def dated(deal: Opportunity) -> list[Day]:
    """Every day from which on the deal may stand otherwise, each once, in order."""
    days = {created_on(deal), deal.removed, deal.closed, *facts(deal), *_stated(deal)}
    days |= {tick.lapsed for ticks in deal.milestones.values() for tick in ticks}
    return sorted(day for day in days if day)


def _stated(deal: Opportunity) -> Iterator[Day | None]:
    """The days that values state themselves, those of the present and of every line."""
    lines: list[HistoryLine | Opening] = [*deal.history, *([deal.opening] if deal.opening else [])]
    own = {key: getattr(deal, key) for key in ("closed", "probability", "paused", "contract")}
    changes: list[Mapping[str, object]] = [own, *(line.changes for line in lines)]
    for values in changes:
        yield from (stated_day(values.get(key)) for key in ("probability", "paused", "contract"))
        closed = values.get("closed")
        yield closed if isinstance(closed, Day) else None


def _version(then: Opportunity, book: Book, day: Day) -> Version:
    """How the deal stood on the day, its end still open."""
    stood = Standing(then, replace(book, day=day))
    pause, step = then.paused, then.next_step
    return Version(
        deal=then.id,
        since=day,
        until=ENDLESS,
        stage=stood.stage.id if stood.stage else then.stage,
        is_open=then.is_open,
        is_removed=then.removed is not None,
        amount=then.amount,
        currency=book.currency_of(then),
        expected_close=then.expected_close,
        closed=then.closed,
        entered=stood.entered,
        owner=then.owner,
        category=stood.category,
        probability=stood.probability,
        probability_from=stood.probability_from,
        has_pause=pause is not None,
        paused_since=pause.since if pause else None,
        paused_until=pause.until if pause else None,
        next_due=step.due if step else None,
    )
