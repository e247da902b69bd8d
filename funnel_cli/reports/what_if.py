"""What if: deals taken for lost, won, pushed or repriced, in memory alone, and what that changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from funnel_cli.forecasting.outlook import Outlook
from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, WON, Opportunity
from funnel_cli.time.standing import Standing, money_of
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, Term, Text, message
from funnel_cli.values.money import Money, parse_amount
from funnel_cli.values.period import Period
from funnel_cli.values.table import Table, currency, money, table, text

_NEXT = re.compile(r"\s+(?=(?:lose|win|push|amount):)")
"""What stands between two assumptions; a blank inside one, as in `USD 80k`, is its own."""


class NoAssumption(UsageRefused):
    """The text is none of the assumptions there are."""

    sentence = N_("“{text}” is nothing to assume.")
    cure = N_("Write lose:DEAL, win:DEAL, push:DEAL:+30d or amount:DEAL:80k.")
    code = "bad_assumption"


class AlreadyClosed(UsageRefused):
    """The deal is decided or removed, so nothing can be assumed of it."""

    sentence = N_("{deal} is not open any more: nothing can be assumed of it.")
    code = "bad_assumption"


class Assumption(NamedTuple):
    """A deal as it would be, the sentence that says so, and the word that asked for it."""

    after: Opportunity
    said: Message
    word: str = ""


def assumptions_in(given: Sequence[str], words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The assumptions of a command line, and the words of it that are none.

    Once one was given, words that read like assumptions are, so several may follow one after the other.
    """
    assumed = [word for each in given for word in _NEXT.split(each.strip())]
    more = [word for word in words if assumed and _reads_like_one(word)]
    return assumed + more, [word for word in words if word not in more]


def _reads_like_one(word: str) -> bool:
    """True for an assumption, False for a word of a query, such as `amount:80k`."""
    verb, _, rest = word.partition(":")
    return verb in {"lose", "win", "push"} or (verb == "amount" and ":" in rest)


def assumptions(
    words: Sequence[str], book: Book, calendar: Calendar, deal_named: Callable[[str], Opportunity]
) -> tuple[Assumption, ...]:
    """Read assumptions, each on top of what the one before it assumed of the same deal.

    Raises `NoAssumption`, `AlreadyClosed`, `BadDate`, `BadAmount`, and what `deal_named` raises.
    """
    supposed: dict[str, Opportunity] = {}
    found: list[Assumption] = []
    for word in words:
        verb, *rest = word.split(":", 2)
        if verb not in _PARTS or not all(rest) or len(rest) not in _PARTS[verb]:
            raise NoAssumption(text=word)
        named = deal_named(rest[0])
        deal = supposed.get(named.id, named)
        if not deal.is_open:
            raise AlreadyClosed(deal=deal.id)
        assumed = _ASSUMED[verb](deal, rest[1] if rest[1:] else "", calendar, book)
        found.append(assumed._replace(word=word))
        supposed[deal.id] = assumed.after
    return tuple(found)


def supposing(book: Book, some: Sequence[Assumption]) -> Book:
    """The book as it would be; itself where nothing is assumed."""
    if not some:
        return book
    changed = {each.after.id: each.after for each in some}
    return replace(book, opportunities={**book.opportunities, **changed})


def standing_then(deals: Sequence[Standing], book: Book) -> tuple[Standing, ...]:
    """The same deals as they would stand in a supposed book."""

    def then(each: Standing) -> Standing:
        deal = book.opportunities[each.deal.id]
        return each if deal is each.deal else Standing(deal, book)

    return tuple(map(then, deals))


def _lost(deal: Opportunity, on: str, calendar: Calendar, _: Book) -> Assumption:
    day = calendar.day(on) if on else calendar.today
    after = replace(deal, stage=LOST, closed=day, paused=None)
    return Assumption(after, message("{deal} is lost.", deal=deal.id))


def _won(deal: Opportunity, on: str, calendar: Calendar, _: Book) -> Assumption:
    day = calendar.day(on) if on else max(deal.expected_close or calendar.today, calendar.today)
    after = replace(deal, stage=WON, closed=day, paused=None)
    return Assumption(after, message("{deal} is won on {day}.", deal=deal.id, day=day))


def _pushed(deal: Opportunity, to: str, calendar: Calendar, _: Book) -> Assumption:
    """Moved to a day, or by so much from the day it is expected to close on."""
    before = deal.expected_close
    base = before if before and to[0] in "+-" else calendar.today
    day = calendar._replace(today=base).day(to)
    was = before or message("no day at all")
    said = message("{deal} is due on {day} instead of {before}.", deal=deal.id, day=day, before=was)
    return Assumption(replace(deal, expected_close=day), said)


def _repriced(deal: Opportunity, to: str, _: Calendar, book: Book) -> Assumption:
    amount, currency = parse_amount(to)
    after = replace(deal, amount=amount, currency=currency or deal.currency)
    was = money_of(deal, book) or message("no amount at all")
    said = message(
        "{deal} is worth {now} instead of {before}.", deal=deal.id, now=money_of(after, book), before=was
    )
    return Assumption(after, said)


_ASSUMED: dict[str, Callable[[Opportunity, str, Calendar, Book], Assumption]] = {
    "lose": _lost,
    "win": _won,
    "push": _pushed,
    "amount": _repriced,
}
_PARTS = {"lose": {1, 2}, "win": {1, 2}, "push": {2}, "amount": {2}}
"""How many parts may follow the verb: the deal, and a day or an amount."""

VERBS = tuple(_ASSUMED)
"""What can be assumed of a deal."""


class Supposed(NamedTuple):
    """The assumptions, and the periods without them."""

    assumed: Sequence[Assumption]
    without: Sequence[Outlook]

    @property
    def lines(self) -> tuple[Text, ...]:
        """A sentence per assumption, and that nothing is written down."""
        said = (message("What if: {assumption}", assumption=each.said) for each in self.assumed)
        return (*said, message("Nothing of this is written down."))


class _Difference(NamedTuple):
    """A figure of a period without and with what was assumed."""

    period: Period
    figure: Term
    without: Money
    supposed: Money

    @property
    def difference(self) -> Money:
        return Money(self.supposed.amount - self.without.amount, self.without.currency)


def what_if_table(supposed: Supposed, outlooks: Sequence[Outlook]) -> Table:
    """Each period's figures without and with what was assumed; people are shown those that differ."""
    found = [
        _Difference(after.period, figure, without, then)
        for before, after in zip(supposed.without, outlooks, strict=True)
        for (figure, without), (_, then) in zip(_figures(before), _figures(after), strict=True)
    ]
    same = frozenset(place for place, each in enumerate(found) if each.without == each.supposed)
    return table(
        "what_if",
        found,
        text("period", message("Period"), weight=10),
        text("figure", message("Figure"), weight=10),
        money("without", message("Without"), weight=8),
        money("with", message("With"), "supposed", weight=9),
        money("difference", message("Difference"), weight=9),
        currency("without.currency"),
        title=message("What it changes"),
        quiet=same,
        notes=(message("It changes nothing in these periods."),) if len(same) == len(found) else (),
    )


def _figures(each: Outlook) -> Iterator[tuple[Term, Money]]:
    """The figures that an assumption may change."""
    yield Term("won", message("Won")), each.forecast.won
    yield Term("weighted", message("Weighted")), each.forecast.weighted
    yield Term("walk", message("Walk")), each.walk.forecast
    yield Term("combined", message("Combined")), each.combined
    yield Term("landing", message("Landing")), each.forecast.landing
    yield Term("p10", message("P10")), each.spread.p10
    yield Term("p50", message("P50")), each.spread.p50
    yield Term("p90", message("P90")), each.spread.p90
