"""The versions of a deal: how it stood, from which day up to which, as the reports see it.

An engine that has them needs no rule about time: as of a day, a deal is the version whose days hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date as Day
from decimal import Decimal

from funnel_cli.records.book import Book
from funnel_cli.records.deal import HistoryLine, Opening, Opportunity
from funnel_cli.time.facts import created_on, facts, stated_day
from funnel_cli.time.history import deal_on
from funnel_cli.time.standing import Standing

EARLIEST = Day(1900, 1, 1)
"""The first day of a deal that has been there ever since; every engine knows it."""

ENDLESS = Day.max
"""Where a version ends that still holds."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """How a deal stood from `since` up to, not including, `until`; unknown is `None`."""

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
    paused_since: Day | None
    paused_until: Day | None
    next_due: Day | None


STATE = tuple(field.name for field in fields(Version))[3:]
"""What of a version two neighbours differ in."""


def versions(deal: Opportunity, book: Book, day: Day) -> tuple[Version, ...]:
    """The versions of a deal as written, up to and with the one that holds on the day; oldest first."""
    days = [each for each in dated(deal) if each <= day]
    first = min([EARLIEST, *days])
    found: list[Version] = []
    for since in (first, *(each for each in days if each > first)):
        version = _version(deal, book, since)
        if version and not (found and _is_as(version, found[-1])):
            found.append(version)
    ends = (*(version.since for version in found[1:]), ENDLESS)
    return tuple(replace(each, until=until) for each, until in zip(found, ends, strict=bool(found)))


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


def _version(deal: Opportunity, book: Book, day: Day) -> Version | None:
    """How the deal stood on the day, its end still open; `None` if it did not exist yet."""
    then = deal_on(deal, day, book)
    if then is None:
        return None
    stood = Standing(then, replace(book, day=day))
    pause, step = then.paused, then.next_step
    return Version(
        deal=deal.id,
        since=day,
        until=ENDLESS,
        stage=then.stage,
        is_open=then.is_open,
        is_removed=then.removed is not None,
        amount=then.amount,
        currency=then.currency or book.currency,
        expected_close=then.expected_close,
        closed=then.closed,
        entered=stood.entered,
        owner=then.owner,
        category=stood.category,
        probability=stood.probability,
        probability_from=stood.probability_from,
        paused_since=pause.since if pause else None,
        paused_until=pause.until if pause else None,
        next_due=step.due if step else None,
    )


def _is_as(one: Version, other: Version) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in STATE)
