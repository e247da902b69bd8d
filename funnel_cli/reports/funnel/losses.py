"""Why deals are lost: by reason, by the stage they were lost from, by who won them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.cuts import GROUPINGS, Key, cut, grouping_named, left_from
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.period import Period
from funnel_cli.standing import Standing
from funnel_cli.sums import added, in_book_currency, ratio, summed


def _month(standing: Standing, book: Book) -> str | None:
    del book
    closed = standing.deal.closed
    return Period.month(closed.year, closed.month).name if closed else None


OF_LOSSES: Mapping[str, Key] = {
    "reason": lambda where, _: where.deal.lost.reason if where.deal.lost else None,
    "stage": lambda where, _: left_from(where.deal),
    "competitor": lambda where, _: where.deal.lost.competitor if where.deal.lost else None,
    **{by: key for by, key in GROUPINGS.items() if by not in {"stage", "month"}},
    "month": _month,
}
"""How lost deals may be cut; a month is that of the loss, a stage the one that was left."""

USUAL = ("reason", "stage", "competitor")
"""How they are cut where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Loss:
    """The lost deals under one key; the shares are of all that was lost, in the book's currency."""

    key: str | None
    deals: tuple[Standing, ...]
    amount: Money
    share: Decimal | None
    share_of_amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Losses:
    """What was lost in the period, or ever; `cuts` are by name, the keys with the most money first."""

    period: Period | None
    deals: tuple[Standing, ...]
    amount: Money
    cuts: Mapping[str, tuple[Loss, ...]]


def losses(
    deals: Iterable[Standing], book: Book, period: Period | None = None, by: Sequence[str] = USUAL
) -> Losses:
    """The deals that were lost on a day of the period, latest first, cut in each of these ways.

    Raises `NoSuchWord` for a way that does not exist.
    """
    by = [grouping_named(word, OF_LOSSES) for word in by]
    lost = tuple(each for each in deals if each.deal.is_lost and _is_in(each, period))
    lost = tuple(sorted(lost, key=lambda each: (each.deal.closed is None, each.deal.closed), reverse=True))
    amount = summed(lost, book).amount_converted
    return Losses(period, lost, amount, {word: _cut(lost, amount, book, word) for word in by})


def _is_in(lost: Standing, period: Period | None) -> bool:
    """Whether it was lost on a day of the period; one without a day only counts without a period."""
    return period is None or (lost.deal.closed is not None and lost.deal.closed in period)


def _cut(lost: Sequence[Standing], whole: Money, book: Book, by: str) -> tuple[Loss, ...]:
    found = [_loss(key, some, len(lost), whole, book) for key, some in cut(lost, book, by, OF_LOSSES[by])]
    if by in {"stage", "month", "size"}:
        return tuple(found)
    return tuple(sorted(found, key=lambda each: (each.key is None, -each.amount.amount, -len(each.deals))))


def _loss(key: str | None, some: tuple[Standing, ...], count: int, whole: Money, book: Book) -> Loss:
    amount = added((money for each in some if (money := in_book_currency(each, book))), book.currency)
    return Loss(
        key=key,
        deals=some,
        amount=amount,
        share=ratio(Decimal(len(some)), Decimal(count)),
        share_of_amount=ratio(amount.amount, whole.amount),
    )
