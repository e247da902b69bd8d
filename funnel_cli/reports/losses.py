"""Losses: why deals are lost, by reason, stage, competitor or another cut, and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.cuts import GROUP_TITLES, GROUPINGS, Key, cut, grouping_named, left_from, name_of
from funnel_cli.finding.deal_keys import rivals
from funnel_cli.finding.names import term_of
from funnel_cli.finding.words import plain
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Loss
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.deals import money_notes, place_term, span_note
from funnel_cli.reports.explanation import amounts, ones
from funnel_cli.reports.report_order import Order
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import ratio, summed
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, month_of
from funnel_cli.values.table import Document, Table, count, currency, day, ids, money, share, table, text


def _said(lost: Standing) -> Loss:
    return lost.deal.lost or Loss()


OF_LOSSES: Mapping[str, Key] = {
    "reason": lambda where, _: _said(where).reason,
    "stage": lambda where, _: left_from(where.deal),
    "competitor": lambda where, _: _said(where).competitor,
    **{by: key for by, key in GROUPINGS.items() if by not in {"stage", "month"}},
    "month": lambda where, _: month_of(where.deal.closed).name if where.deal.closed else None,
}
"""How lost deals may be cut; a month is that of the loss, a stage the one that was left."""

USUAL = ("reason", "stage", "competitor")
"""How they are cut where nothing else is asked for."""

_IN_ORDER = frozenset({"stage", "month", "size"})
"""The cuts whose keys have an order of their own; of the others the most money comes first."""

_MOST_AT_ONCE = 10
"""So many losses are told one by one on a screen."""


class Lost(NamedTuple):
    """The lost deals under one key; the shares are of all that was lost, in the book's currency."""

    key: str | None
    deals: tuple[Standing, ...]
    amount: Money
    share: Decimal | None
    share_of_amount: Decimal | None


class Rival(NamedTuple):
    """A competitor, the open deals that it wants too, and those against it that were won and lost."""

    name: str
    open: tuple[Standing, ...]
    won: tuple[Standing, ...]
    lost: tuple[Standing, ...]

    @property
    def rate(self) -> Decimal | None:
        """Won ÷ (won + lost); `None` where nothing is decided."""
        return ratio(Decimal(len(self.won)), Decimal(len(self.won) + len(self.lost)))


class Losses(NamedTuple):
    """What was lost in the period, or ever; `cuts` are by name, the keys with the most money first.

    `lacking` is of how many the amount is not known in the book's currency, and so in no sum. `rivals` are
    the competitors of all these deals, open ones of the book's day among them.
    """

    period: Period | None
    deals: tuple[Standing, ...]
    amount: Money
    lacking: int
    cuts: Mapping[str, tuple[Lost, ...]]
    rivals: tuple[Rival, ...] = ()


def losses(
    deals: Iterable[Standing], book: Book, period: Period | None = None, by: Sequence[str] = USUAL
) -> Losses:
    """The deals that were lost on a day of the period, latest first, cut in each of these ways.

    An omitted deal is none of them, and one without a day only without a period. Raises `NoSuchWord` for a
    way that does not exist.
    """
    by = [grouping_named(word, OF_LOSSES) for word in by]
    deals = tuple(each for each in deals if not each.is_omitted)
    decided = [
        each
        for each in deals
        if (each.deal.is_lost or each.deal.is_won) and (period is None or each.deal.closed in period)
    ]
    lost = [each for each in decided if each.deal.is_lost]
    lost.sort(key=lambda each: (each.deal.closed is None, each.deal.closed), reverse=True)
    result = summed(lost, book)
    whole, lacking = result.amount_converted, result.without_amount + len(result.no_rate)
    cuts = {word: _cut(lost, whole, book, word) for word in by}
    against = _rivals((*(each for each in deals if each.deal.is_open), *decided))
    return Losses(period, tuple(lost), whole, lacking, cuts, against)


def _rivals(deals: Iterable[Standing]) -> tuple[Rival, ...]:
    """The competitors of these deals, those of the most deals first; a name is one in any case and width."""
    found: dict[str, list[Standing]] = {}
    names: dict[str, str] = {}
    for each in deals:
        for name in rivals(each.deal):
            names.setdefault(plain(name), name)
            found.setdefault(plain(name), []).append(each)
    some = [
        Rival(
            names[key],
            tuple(each for each in against if each.deal.is_open),
            tuple(each for each in against if each.deal.is_won),
            tuple(each for each in against if each.deal.is_lost),
        )
        for key, against in found.items()
    ]
    return tuple(sorted(some, key=lambda each: (-len(found[plain(each.name)]), each.name)))


def _cut(lost: Sequence[Standing], whole: Money, book: Book, by: str) -> tuple[Lost, ...]:
    def under(key: str | None, some: tuple[Standing, ...]) -> Lost:
        amount = summed(some, book).amount_converted
        part = ratio(Decimal(len(some)), Decimal(len(lost)))
        return Lost(key, some, amount, part, ratio(amount.amount, whole.amount))

    found = [under(key, some) for key, some in cut(lost, book, by, OF_LOSSES[by])]
    if by not in _IN_ORDER:
        found.sort(key=lambda each: (each.key is None, -each.amount.amount, -len(each.deals)))
    return tuple(found)


def losses_report(order: Order, by: str | None = None) -> Document:
    """Why the deals were lost, by that alone or by what is usual."""
    found = losses(order.deals, order.book, order.period, (by,) if by else USUAL)
    return losses_document(found, order.book, order.text)


def losses_document(found: Losses, book: Book, query: str = "") -> Document:
    """A table for each way of cutting, then the deals; the first way is the main one."""
    main = next(iter(found.cuts))
    return Document(
        schema="funnel.losses/1",
        title=message("Losses"),
        head={
            "period": found.period,
            "query": query,
            "by": main,
            "lost": len(found.deals),
            "amount": found.amount,
            "unknown_amounts": found.lacking,
        },
        lines=tuple(_lines(found, book)),
        tables=(
            *(_cut_table(found, book, by, is_main=by == main) for by in found.cuts),
            _rivals_table(found),
            _deals(found, book),
        ),
    )


def _rivals_table(found: Losses) -> Table:
    """A row a competitor: how many deals it wants too, how many were won and lost against it."""
    return table(
        "rivals",
        found.rivals,
        text("competitor", message("Against"), "name", weight=10),
        count("open", message("Open"), lambda each: len(each.open), weight=8),
        count("won", message("Won"), lambda each: len(each.won), weight=8).made(
            message("won deals that the competitor wanted too"), lambda each: ones(each.won, "stage")
        ),
        count("lost", message("Lost"), lambda each: len(each.lost), weight=8),
        share("rate", message("Won of decided"), weight=7),
        ids(lambda each: tuple(one.deal.id for one in (*each.open, *each.won, *each.lost))),
        title=message("Competitors"),
        first=_MOST_AT_ONCE,
        on_screen="competitor" in found.cuts and any(each.open or each.won for each in found.rivals),
    )


def _lines(found: Losses, book: Book) -> Iterator[Text]:
    """Where it was looked, what was lost in all, and the reason that cost the most."""
    yield span_note(found.period, message("What was lost in {period}.", period=found.period))
    if not found.deals:
        return
    told = {"count": len(found.deals), "amount": found.amount, "lacking": found.lacking}
    if not found.lacking:
        yield message("{count:deal|deals} lost, {amount}.", **told)
    elif found.lacking < len(found.deals):
        yield message("{count:deal|deals} lost, {amount}, {lacking} of unknown amount.", **told)
    else:
        yield message("{count:deal|deals} lost, the amount unknown.", **told)
    by, some = next(iter(found.cuts.items()))
    most = max(some, key=lambda each: each.amount.amount)
    if most.key is not None and most.share_of_amount is not None:
        yield message(
            "Most of the money went with {key}: {amount}, {share}.",
            key=name_of(most.key, book, by),
            amount=most.amount,
            share=most.share_of_amount,
        )


def _cut_table(found: Losses, book: Book, by: str, *, is_main: bool) -> Table:
    some = found.cuts[by]
    title = message("Lost from") if by == "stage" else GROUP_TITLES[by]
    return table(
        "losses" if is_main else by,
        some,
        text("key", title, lambda each: name_of(each.key, book, by), weight=10),
        count("deals", message("Deals"), lambda each: len(each.deals), weight=9).made(
            message("deals that were lost"),
            lambda each: ones(each.deals, "lost"),
            name=Term("deals", message("Lost deals")),
        ),
        share("share", message("Of the deals"), weight=6),
        money("amount", message("Amount lost"), weight=8).made(
            message("Σ amount of the lost deals"), lambda each: amounts(each.deals)
        ),
        share("share_of_amount", message("Of the amount"), weight=7),
        currency("amount.currency"),
        ids(lambda each: tuple(lost.deal.id for lost in each.deals)),
        notes=money_notes(found.deals, book) if is_main else (),
        empty=message("No deal was lost.") if is_main else None,
        on_screen=is_main or any(each.key is not None for each in some),
    )


def _deals(found: Losses, book: Book) -> Table:
    """The lost deals, latest first, with what was said and what would have avoided it."""

    def stage(each: Standing) -> Term | str | None:
        left = left_from(each.deal)
        return left and place_term(left, book.method)

    reasons = book.method.lost_reasons
    return table(
        "deals",
        found.deals,
        deal_column(),
        day("closed", message("Lost on"), "deal.closed", weight=8),
        money("amount", message("Amount"), weight=7),
        currency("amount.currency"),
        text("reason", message("Reason"), lambda each: term_of(_said(each).reason, reasons), weight=6),
        text("stage", message("Lost from"), stage, on_screen=False),
        text("competitor", message("Competitor"), lambda each: _said(each).competitor, on_screen=False),
        text("said", message("They said"), lambda each: _said(each).said, weight=9, is_prose=True),
        text(
            "avoid",
            message("What would have avoided it"),
            lambda each: _said(each).avoid,
            on_screen=False,
        ),
        text("owner", message("Owner"), "deal.owner", on_screen=False),
        title=message("What was said"),
        first=_MOST_AT_ONCE,
    )
