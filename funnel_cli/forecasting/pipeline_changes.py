"""From one day to another: what changed among the open deals that are due in a window.

Every deal is looked at on the day before the span, on each day on which something about it changed,
and at the end. Between two looks it came, left, or changed its amount; so the bars add up from start
to end, whatever happened. What happens to one deal within one day is one piece. A deal that leaves
does so at the amount of that day; the difference to the day before is an increase or a decrease.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.deal import OUTCOMES, Opportunity
from funnel_cli.time.facts import since
from funnel_cli.time.history import book_on, is_ahead
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import added, deal_money
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period


class Bar(Enum):
    """A part of the amount, in the order of the screen.

    `sign` is 1 for what adds to the start, -1 for what takes away, 0 for the levels at start and end.
    """

    START = "start", 0
    NEW = "new", 1
    REOPENED = "reopened", 1
    MOVED_IN = "moved_in", 1
    PULLED_IN = "pulled_in", 1
    INCREASED = "increased", 1
    DECREASED = "decreased", -1
    PUSHED_OUT = "pushed_out", -1
    MOVED_OUT = "moved_out", -1
    WON = "won", -1
    LOST = "lost", -1
    REMOVED = "removed", -1
    END = "end", 0

    def __init__(self, id: str, sign: int) -> None:
        self.id = id
        self.sign = sign

    @property
    def is_level(self) -> bool:
        """True for the start and the end."""
        return self.sign == 0


OUTSIDE = "outside"
"""Where the category flow has a deal that is open but not due in the window, or not there yet."""


class Piece(NamedTuple):
    """One deal in one bar: the day, and the amount of that moment.

    `worth` is the amount in the book's currency at the rate of the last day; both are `None` where
    they are not known. `deal` is as it stands at the end.
    """

    bar: Bar
    day: Day
    deal: Opportunity
    amount: Money | None
    worth: Money | None


class Height(NamedTuple):
    """A bar with its pieces, by day, then by deal, and their sum in the book's currency, without its sign."""

    bar: Bar
    pieces: tuple[Piece, ...]
    amount: Money

    @property
    def ids(self) -> tuple[str, ...]:
        """The deals of the pieces, each once."""
        return tuple(dict.fromkeys(piece.deal.id for piece in self.pieces))


class Flow(NamedTuple):
    """The deals that went from one forecast category to another, and their worth at the end.

    Instead of a category there may be `OUTSIDE`, and at the end "won", "lost" or "removed".
    """

    before: str
    after: str
    ids: tuple[str, ...]
    amount: Money


class Waterfall(NamedTuple):
    """Changes among the open deals due in `window` from the end of `opening` to that of `closing`.

    `bars` are all there are, in their order. `overdue` are deals of the end whose close date has passed,
    `elsewhere` those closed in this time from outside the window.
    """

    span: Period
    window: Period
    opening: Day
    closing: Day
    currency: str
    bars: tuple[Height, ...]
    flows: tuple[Flow, ...]
    overdue: tuple[Opportunity, ...]
    elsewhere: tuple[Opportunity, ...]

    def of(self, bar: Bar) -> Height:
        """That bar."""
        return next(each for each in self.bars if each.bar is bar)

    @property
    def pieces(self) -> Iterator[Piece]:
        """The pieces of all bars in their order."""
        return (piece for each in self.bars for piece in each.pieces)


def waterfall(
    book: Book, span: Period, window: Period, matches: Callable[[Standing], bool] = lambda _: True
) -> Waterfall:
    """Follow the deals that match through the span, but for days that are still to come.

    A deal counts while it matches, is open, not omitted, and expected to close in the window.
    """
    closing = min(span.last, book.day)
    opening = min(span.start - timedelta(1), closing)
    replay = _Replay(_bare(book), window, matches, opening, closing)
    lives = [looks for _, deal in sorted(book.opportunities.items()) if (looks := replay.looks(deal))]
    pieces = sorted(
        (piece for looks in lives for piece in replay.pieces(looks)),
        key=lambda piece: (piece.day, piece.deal.id),
    )
    return Waterfall(
        span=span,
        window=window,
        opening=opening,
        closing=closing,
        currency=book.currency,
        bars=tuple(_height(bar, pieces, book.currency) for bar in Bar),
        flows=tuple(_flows(lives, replay)),
        overdue=tuple(looks[-1].deal for looks in lives if looks[-1].is_overdue),
        elsewhere=tuple(looks[-1].deal for looks in lives if replay.is_closed_elsewhere(looks)),
    )


def _bare(book: Book) -> Book:
    """The book without what a look at a single deal does not need, since it is folded anew for every look."""
    return replace(book, leads={}, targets=(), goals=(), calls=(), counts=(), reviews=())


def _height(bar: Bar, pieces: Iterable[Piece], currency: str) -> Height:
    own = tuple(piece for piece in pieces if piece.bar is bar)
    return Height(bar, own, added((piece.worth for piece in own if piece.worth), currency))


def _flows(lives: Iterable[Sequence[_Look]], replay: _Replay) -> Iterator[Flow]:
    ways: defaultdict[tuple[str, str], list[_Look]] = defaultdict(list)
    for first, *_, last in lives:
        if first.is_due or last.is_due:
            ways[first.place if first.is_due else OUTSIDE, last.place].append(last)
    for (before, after), ends in ways.items():
        worths = (worth for end in ends if (worth := replay.worth(end.deal, end.amount)))
        yield Flow(before, after, tuple(end.deal.id for end in ends), added(worths, replay.book.currency))


def month_so_far(day: Day) -> Period:
    """From the first of the month to the day: what is looked at where no span is named."""
    return Period.span(day.replace(day=1), day)


class _Look(NamedTuple):
    """A deal on a day: how it stood if it existed, whether it was asked for and due in the window."""

    day: Day
    deal: Opportunity
    standing: Standing | None
    is_asked: bool
    is_due: bool

    @property
    def amount(self) -> Money | None:
        return self.standing.amount if self.standing else None

    @property
    def is_in(self) -> bool:
        return self.is_due and self.standing is not None and not self.standing.is_omitted

    @property
    def is_overdue(self) -> bool:
        return self.is_in and self.standing is not None and self.standing.is_overdue(self.day)

    @property
    def place(self) -> str:
        """Its category while it is due in the window, else its outcome, "removed" or `OUTSIDE`."""
        if self.standing is None:
            return OUTSIDE
        if self.is_due:
            return self.standing.category
        if self.deal.removed:
            return Bar.REMOVED.id
        return self.deal.stage if self.deal.stage in OUTCOMES else OUTSIDE


class _Replay(NamedTuple):
    """Looks at the deals of a book, day by day."""

    book: Book
    window: Period
    matches: Callable[[Standing], bool]
    opening: Day
    closing: Day

    def looks(self, deal: Opportunity) -> tuple[_Look, ...]:
        """The deal at the start, on each later day on which something is dated, and at the end.

        Nothing for a deal that was over before the start.
        """
        dated = {line.date for line in deal.history} | {since(deal), deal.closed, deal.removed}
        later = {day for day in dated if day and self.opening < day}
        if not (deal.is_open or later):
            return ()
        between = sorted(day for day in later if day < self.closing)
        return tuple(self._look(deal, day) for day in (self.opening, *between, self.closing))

    def _look(self, deal: Opportunity, day: Day) -> _Look:
        then = book_on(replace(self.book, opportunities={deal.id: deal}), day)
        if deal.id not in then.opportunities:
            return _Look(day, deal, None, is_asked=False, is_due=False)
        stood = Standing(then.opportunities[deal.id], then)
        is_asked = self.matches(stood)
        is_due = is_asked and stood.deal.is_open and stood.deal.expected_close in self.window
        return _Look(day, stood.deal, stood, is_asked, is_due)

    def pieces(self, looks: Sequence[_Look]) -> Iterator[Piece]:
        """The deal's pieces; the last look is how it stands at the end."""
        if looks[0].is_in:
            yield self._piece(Bar.START, looks[0], looks[0].amount, looks[-1])
        for before, after in pairwise(looks):
            if before.is_in or after.is_in:
                yield from self._between(before, after, looks[-1])
        if looks[-1].is_in:
            yield self._piece(Bar.END, looks[-1], looks[-1].amount, looks[-1])

    def _between(self, before: _Look, after: _Look, last: _Look) -> Iterator[Piece]:
        """The pieces between two looks at a deal that was due in the window at one of them."""
        if not before.is_in:
            yield self._piece(self._way_in(before), after, after.amount, last)
            return
        for change in self._differences(last.deal, before.amount, after.amount):
            bar = Bar.INCREASED if change.amount > 0 else Bar.DECREASED
            yield self._piece(bar, after, Money(abs(change.amount), change.currency), last)
        if not after.is_in:
            yield self._piece(self._way_out(after), after, after.amount, last)

    def _differences(self, deal: Opportunity, before: Money | None, after: Money | None) -> Iterator[Money]:
        """By how much the amount grew, an unknown one counting as nothing; nothing where it did not.

        What became another currency is compared at the rates of the last day; without a rate the old amount
        goes and the new one comes.
        """
        known = after or before
        if known is None or before == after:
            return
        if before and after and before.currency != after.currency:
            was, now = self.worth(deal, before), self.worth(deal, after)
            if was is None or now is None:
                yield Money(-before.amount, before.currency)
                yield after
                return
            before, after, known = was, now, now
        grown = (after.amount if after else Decimal(0)) - (before.amount if before else Decimal(0))
        if grown:
            yield Money(grown, known.currency)

    def _way_in(self, before: _Look) -> Bar:
        if before.standing is None:
            return Bar.NEW
        if before.deal.stage in OUTCOMES:
            return Bar.REOPENED
        return Bar.PULLED_IN if self._is_behind(before) else Bar.MOVED_IN

    def _way_out(self, after: _Look) -> Bar:
        if after.deal.removed:
            return Bar.REMOVED
        if after.deal.stage in OUTCOMES:
            return Bar.WON if after.deal.is_won else Bar.LOST
        return Bar.PUSHED_OUT if self._is_behind(after) else Bar.MOVED_OUT

    def _is_behind(self, look: _Look) -> bool:
        return look.deal.expected_close is not None and look.deal.expected_close >= self.window.end

    def _piece(self, bar: Bar, look: _Look, amount: Money | None, last: _Look) -> Piece:
        return Piece(bar, look.day, last.deal, amount, self.worth(last.deal, amount))

    def worth(self, deal: Opportunity, amount: Money | None) -> Money | None:
        """The amount in the book's currency at the rate of the last day, if there is one."""
        return amount and deal_money(deal, amount, self.book, self.closing)

    def is_closed_elsewhere(self, looks: Sequence[_Look]) -> bool:
        """True for a deal that was won or lost in this time while it was not due in the window."""
        return any(
            after.is_asked and _is_closed(after) and not (before.is_in or _is_closed(before))
            for before, after in pairwise(looks)
        )


def _is_closed(look: _Look) -> bool:
    """True for a deal won or lost by then, and not only on a day that was still to come."""
    return look.standing is not None and look.deal.stage in OUTCOMES and not is_ahead(look.deal, look.day)
