"""Counts written down: how often each step was taken in a period, through a channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal
from itertools import pairwise

from funnel_cli.finding.names import choice_named
from funnel_cli.finding.words import unjoined
from funnel_cli.records.book import Book, Change
from funnel_cli.records.lists import Count
from funnel_cli.records.method import Choice, Method, Step
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.money import Money, parse_amount
from funnel_cli.values.period import Period
from funnel_cli.values.typed import parted

_COST = frozenset({"cost", "费用", "花费", "成本"})
"""By what the cost of a channel is told from its steps."""


class NoStepsHere(UsageRefused):
    """The book's method moves deals, and counts were asked for."""

    sentence = N_("This book moves deals ({method}) and counts no steps.")
    cure = N_("Counts need a book of their own: funnel init DIR --method search-marketing")


class NotACount(UsageRefused):
    """What stands after the channel is not `step=number`."""

    sentence = N_("{word} is not STEP=NUMBER.")
    cure = N_("For example: funnel counts add 2026-11 baidu impressions=120000 clicks=2400")


class NotACost(UsageRefused):
    """What stands behind `cost=` is no amount of money, 0 or more."""

    sentence = N_("{word} is no cost.")
    cure = N_('Write an amount of 0 or more: cost=3000, cost="USD 300".')


class SaidTwice(UsageRefused):
    """One step, or the cost, was named twice in one command."""

    sentence = N_("{word} says again what was said already.")
    cure = N_("Name each step once.")


class NothingCounted(UsageRefused):
    """No step was named."""

    sentence = N_("Nothing is counted: name at least one step.")
    cure = N_("For example: funnel counts add 2026-11 baidu impressions=120000 clicks=2400")


class NotBegun(UsageRefused):
    """Counts were asked for in a period that lies ahead."""

    sentence = N_("{period} has not begun on {day}: nothing is counted in it yet.")
    cure = N_("Name one that is under way or over, like 2026-11.")
    code = "not_begun"


def demand_begun(period: Period, day: Day) -> None:
    """Refuse a period that begins after the day; raises `NotBegun`."""
    if day < period.start:
        raise NotBegun(period=period, day=day)


def demand_steps(method: Method) -> None:
    """Refuse a method that counts nothing; raises `NoStepsHere`."""
    if method.has_deals:
        raise NoStepsHere(method=method.label)


def spent(words: Iterable[str], method: Method) -> tuple[list[str], Money | None]:
    """The words that are no cost, and what `cost=` says, without a currency where none is named.

    A step that is called so is no cost. Raises `NotACost`, `SaidTwice`.
    """
    steps = _names(method)
    rest, found = [], None
    for word in words:
        name, _, amount = parted(word)
        if unjoined(name) not in _COST - steps:
            rest.append(word)
        elif found:
            raise SaidTwice(word=word)
        else:
            found = _cost_of(amount, word)
    return rest, found


def _names(method: Method) -> set[str]:
    return {
        unjoined(name)
        for step in method.steps
        for name in (step.id, *step.label.texts.values(), *step.aliases)
    }


def counts_something(word: str, method: Method) -> bool:
    """Whether the word is `step=number` or `cost=amount` and so the name of no channel."""
    name, sign, _ = parted(word)
    return bool(sign) and unjoined(name) in _names(method) | _COST


def _cost_of(text: str, word: str) -> Money:
    amount, currency = parse_amount(text) if text else (Decimal(-1), None)
    if amount < 0:
        raise NotACost(word=word)
    return Money(amount, currency or "")


def counted(words: Iterable[str], method: Method) -> dict[str, int]:
    """`step=number` words by the step's id.

    Raises `NotACount`, `SaidTwice`, or `NoSuchWord` for an unknown step.
    """
    steps = [Choice(id=step.id, title=step.title) for step in method.steps]
    other = {unjoined(word): step.id for step in method.steps for word in step.aliases}
    found: dict[str, int] = {}
    for word in words:
        name, sign, number = parted(word)
        if not sign:
            raise NotACount(word=word)
        step = other.get(unjoined(name)) or choice_named(message("step"), name, steps).id
        if step in found:
            raise SaidTwice(word=word)
        found[step] = count_of(number, word)
    return found


def count_of(text: str, word: str) -> int:
    """The whole number, 0 or more, that was typed: `2400`, `2,400`, `12k`, `1.2万`; raises `NotACount`."""
    number, currency = parse_amount(text) if text else (None, None)
    if number is None or currency or number < 0 or number != int(number):
        raise NotACount(word=word)
    return int(number)


def add_counts(
    period: Period, channel: str, news: Mapping[str, int], book: Book, day: Day, cost: Money | None = None
) -> Change:
    """The line written down; steps that it does not name keep the number they had, and so does the cost.

    Earlier lines stay. The book's own currency goes unsaid.

    A step that was taken more often than the one before it is warned about. Raises `NothingCounted`, or
    `NotBegun` for a period after the day.
    """
    demand_begun(period, day)
    if not news and cost is None:
        raise NothingCounted
    known = book.counts_in_force.get((period, channel))
    money = cost or (Money(known.cost, known.currency or "") if known and known.cost is not None else None)
    code = money.currency if money else ""
    total = {**(known.counts if known else {}), **news}
    order = [step.id for step in book.method.steps]
    line = Count(
        filed=day,
        period=period.name,
        channel=channel,
        counts={id: total[id] for id in (*order, *(key for key in total if key not in order)) if id in total},
        cost=money.amount if money else None,
        currency=code if code and code != book.currency else None,
    )
    note = message(
        "{channel} in {period}: {count:step|steps} counted", channel=channel, period=period, count=len(news)
    )
    if cost:
        told = Money(cost.amount, cost.currency or book.currency)
        note = message("{what}, cost {cost}", what=note, cost=told)
        if not news:
            note = message("{channel} in {period}: cost {cost}", channel=channel, period=period, cost=told)
    return Change(
        note=note,
        added=(line,),
        warnings=tuple(_rising(total, book.method.steps)),
        next=(f"funnel counts show {period.name}",),
    )


def _rising(total: Mapping[str, int], steps: Sequence[Step]) -> Iterator[Message]:
    """Steps that come out higher than the one before, which can hardly be."""
    for before, step in pairwise(step for step in steps if step.id in total):
        if total[step.id] > total[before.id]:
            yield message(
                "{step} ({more}) is above {before} ({less}); is that right?",
                step=step.label,
                more=total[step.id],
                before=before.label,
                less=total[before.id],
            )
