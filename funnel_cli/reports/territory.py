"""Territories: what each owner, region or industry holds in open deals, weighted, against the mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.cuts import GROUP_TITLES, cut, groupings
from funnel_cli.finding.names import choice_named
from funnel_cli.records.book import Book
from funnel_cli.reports.deals import money_notes
from funnel_cli.reports.explanation import weighted_amounts
from funnel_cli.reports.report_order import Order
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import added, ratio, summed
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table, count, currency, ids, money, share, table, text

AREAS = ("owner", "region", "industry")
"""What an area may be."""

_EVEN = Term("even", message("even"))
_HEAVY = Term("heavy", message("too much"))
_LIGHT = Term("light", message("too little"))

_MOST_NAMED = 3
"""So many areas that hold too little are named in words."""


class Area(NamedTuple):
    """What one owner, region or industry holds; `key` is `None` for the deals of which that is not known.

    `quota` is Σ amount × probability in the book's currency, `share` its part of all quotas, `deviation`
    quota ÷ mean of the named areas − 1, and `verdict` whether that is within the method's tolerance; the
    last two are `None` for the unknown, the verdict also for an area that has no other beside it.
    """

    key: str | None
    deals: tuple[Standing, ...]
    amount: Money
    quota: Money
    share: Decimal | None
    deviation: Decimal | None
    verdict: Term | None


class Balance(NamedTuple):
    """The areas of one kind by name, the unknown last; what is not known takes no part in the mean."""

    by: str
    period: Period | None
    areas: tuple[Area, ...]
    total: Money

    @property
    def by_quota(self) -> list[Area]:
        """The areas that have a name, those that hold the least first."""
        named = (area for area in self.areas if area.key is not None)
        return sorted(named, key=lambda area: area.quota.amount)

    def keys_of(self, verdict: Term) -> tuple[str | None, ...]:
        """The areas with that verdict, those that hold the least first."""
        return tuple(area.key for area in self.by_quota if area.verdict is verdict)


def balance(deals: Iterable[Standing], book: Book, by: str, period: Period | None = None) -> Balance:
    """What each area holds in open deals, with a period in those expected to close in it.

    Omitted deals count nowhere. Raises `NoSuchWord` for what is no area.
    """
    by = choice_named(message("area"), by, groupings(AREAS)).id
    open_ = (each for each in deals if each.deal.is_open and not each.is_omitted)
    due = [each for each in open_ if period is None or each.deal.expected_close in period]
    sums = [(key, some, summed(some, book)) for key, some in cut(due, book, by)]
    total = added((each.weighted_converted for _, _, each in sums), book.currency)
    named = [each.weighted_converted.amount for key, _, each in sums if key is not None]
    mean = sum(named, Decimal(0)) / len(named) if named else None
    limit = book.method.health.tolerance

    def area(key: str | None, some: tuple[Standing, ...], quota: Money, amount: Money) -> Area:
        part = ratio(quota.amount, mean) if key is not None and mean else None
        off = None if part is None else part - 1
        verdict = None if off is None or len(named) == 1 else _verdict(off, limit)
        return Area(key, some, amount, quota, ratio(quota.amount, total.amount), off, verdict)

    areas = (area(key, some, each.weighted_converted, each.amount_converted) for key, some, each in sums)
    return Balance(by, period, tuple(areas), total)


def _verdict(deviation: Decimal, tolerance: Decimal) -> Term:
    if abs(deviation) <= tolerance:
        return _EVEN
    return _HEAVY if deviation > 0 else _LIGHT


def territory_report(order: Order, by: str | None = None) -> Document:
    """What owners, regions and industries hold, or one of these alone."""
    found = [balance(order.deals, order.book, area, order.period) for area in ((by,) if by else AREAS)]
    return territory_document(found, order.book, order.text)


def territory_document(found: Sequence[Balance], book: Book, query: str = "") -> Document:
    """A table per kind of area, the first the main one, and what to move."""
    first = found[0]
    return Document(
        schema="funnel.territory/1",
        title=message("Territory"),
        head={"period": first.period, "query": query, "by": first.by, "quota": first.total},
        lines=tuple(_what_to_move(found)),
        tables=tuple(_areas(each, "territory" if each is first else each.by) for each in found),
        notes=(
            message(
                "Quota: amount × probability. Balanced: within ±{tolerance} of the mean.",
                tolerance=book.method.health.tolerance,
            ),
            *money_notes(_deals(first), book),
        ),
    )


def quota_document(found: Balance, book: Book) -> Document:
    """What each area holds, and who has more or less than the mean."""
    return Document(
        schema="funnel.quota/1",
        title=message("Quotas"),
        head={"by": Term(found.by, GROUP_TITLES[found.by]), "period": found.period},
        lines=tuple(_most_and_least(found)),
        tables=(_areas(found, "areas", is_quota=True, notes=money_notes(_deals(found), book)),),
    )


def _areas(found: Balance, name: str, *, is_quota: bool = False, notes: Sequence[Text] = ()) -> Table:
    """What each area holds; a quota names its deals, a territory says whether it is balanced."""
    verdict = text("verdict", message("Balance"), weight=9)
    return table(
        name,
        found.areas,
        text("area", GROUP_TITLES[found.by], "key", weight=10),
        count("deals", message("Deals"), lambda area: len(area.deals), weight=6 if is_quota else 7),
        money("amount", message("Amount"), weight=7 if is_quota else 6),
        money("quota", message("Quota"), weight=9).made(
            message("Σ amount × probability of the open deals of the area"),
            lambda area: weighted_amounts(area.deals),
        ),
        share("share", message("Share"), weight=5),
        share("deviation", message("Against the mean"), weight=8).made(
            message("quota ÷ mean of the areas − 1")
        ),
        *(() if is_quota else (verdict,)),
        currency("quota.currency"),
        *((ids(lambda area: tuple(each.deal.id for each in area.deals)),) if is_quota else ()),
        notes=notes,
        on_screen=name != found.by or any(area.key is not None for area in found.areas),
        empty=message("No open deal to make a quota of."),
    )


def _deals(found: Balance) -> Iterator[Standing]:
    return (deal for area in found.areas for deal in area.deals)


def _what_to_move(found: Sequence[Balance]) -> Iterator[Text]:
    """Which deals are meant, and between which areas there is something to even out."""
    if found[0].period:
        yield message("Open deals due in {period}.", period=found[0].period)
    else:
        yield message("All open deals, whenever they are due.")
    for each in found:
        heavy, light = each.keys_of(_HEAVY), each.keys_of(_LIGHT)
        if heavy and light and each.by == "owner":
            yield message("Move deals from {heavy} to {light}.", heavy=heavy, light=light)
        elif light:
            title, least = GROUP_TITLES[each.by], light[:_MOST_NAMED]
            yield message("{area}: look for new needs in {light}.", area=title, light=least)


def _most_and_least(found: Balance) -> Iterator[Text]:
    """What a quota is, and whose is the largest and the smallest."""
    if found.period:
        yield message("Open deals due in {period}: amount × probability.", period=found.period)
    else:
        yield message("All open deals, whenever they are due: amount × probability.")
    known = found.by_quota
    if len(known) > 1 and known[-1].deviation is not None:
        least, most = known[0], known[-1]
        yield message(
            "{most} holds the most ({above} of the mean), {least} the least ({below}).",
            most=most.key,
            above=(most.deviation or 0) + 1,
            least=least.key,
            below=(least.deviation or 0) + 1,
        )
