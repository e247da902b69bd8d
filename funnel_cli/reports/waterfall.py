"""The waterfall: from one day to another, what the open deals due in a window came to and why.

The bars, where the categories went, and the deals of each bar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from funnel_cli.forecasting.pipeline_changes import (
    OUTSIDE,
    Bar,
    Height,
    Piece,
    Waterfall,
    month_so_far,
    waterfall,
)
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.deals import CATEGORY_LABELS, OUTCOME_LABELS
from funnel_cli.reports.report_order import Order
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.figures import Part
from funnel_cli.values.message import Label, Message, Term, Text, message
from funnel_cli.values.money import Money, total
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table, count, currency, day, ids, money, table, text


class _Words(NamedTuple):
    """A bar's name and formula; `causes` are the keys whose history lines tell why a deal is in it."""

    label: Message
    formula: Message
    causes: tuple[str, ...] = ("amount",)


BAR_WORDS = {
    Bar.START: _Words(
        message("start"), message("Σ amount of the open deals due in the window at the end of {day}")
    ),
    Bar.NEW: _Words(
        message("+ new"),
        message("Σ amount of the deals created since, due in the window"),
        ("created", "stage"),
    ),
    Bar.REOPENED: _Words(
        message("+ reopened"),
        message("Σ amount of the closed deals opened again, due in the window"),
        ("stage",),
    ),
    Bar.MOVED_IN: _Words(
        message("+ moved in"),
        message("Σ amount of the deals that came in otherwise: owner, first date, earlier date, …"),
        ("expected_close", "owner", "category", "stage"),
    ),
    Bar.PULLED_IN: _Words(
        message("+ pulled in"),
        message("Σ amount of the deals whose close came from behind the window into it"),
        ("expected_close",),
    ),
    Bar.INCREASED: _Words(message("+ increased"), message("Σ of what amounts in the window grew by")),
    Bar.DECREASED: _Words(message("− decreased"), message("Σ of what amounts in the window shrank by")),
    Bar.PUSHED_OUT: _Words(
        message("− pushed out"),
        message("Σ amount of the deals whose close went behind the window's end"),
        ("expected_close",),
    ),
    Bar.MOVED_OUT: _Words(
        message("− moved out"),
        message("Σ amount of the deals that left otherwise: owner, no date, earlier date, …"),
        ("expected_close", "owner", "category", "stage"),
    ),
    Bar.WON: _Words(message("− won"), message("Σ amount of the deals won from the window"), ("stage",)),
    Bar.LOST: _Words(message("− lost"), message("Σ amount of the deals lost from the window"), ("stage",)),
    Bar.REMOVED: _Words(message("− removed"), message("Σ amount of the deals removed from the window")),
    Bar.END: _Words(
        message("= end"), message("Σ amount of the open deals due in the window at the end of {day}")
    ),
}

_PLACES: dict[str, Label | Message] = {
    **CATEGORY_LABELS,
    **OUTCOME_LABELS,
    Bar.REMOVED.id: message("removed"),
    OUTSIDE: message("outside"),
}
"""What a place of the category flow is called, in the order of the table."""


def waterfall_report(order: Order, window: Period | None = None) -> Document:
    """What changed in the period, else this month so far, among the deals due in the window, else quarter."""
    span, due = order.period or month_so_far(order.book.day), window or order.calendar.quarter()
    found = waterfall(order.book, span, due, order.query.matches)
    return waterfall_document(found, order.text)


def waterfall_document(result: Waterfall, query: str = "") -> Document:
    """The bars from start to end, the category flow, and the deals behind each bar."""
    changes = (piece for piece in result.pieces if not piece.bar.is_level)
    levels = (piece for piece in result.pieces if piece.bar.is_level)
    return Document(
        schema="funnel.waterfall/1",
        title=message("Waterfall"),
        head={
            "span": result.span,
            "window": result.window,
            "opening": result.opening,
            "closing": result.closing,
            "query": query,
        },
        lines=tuple(_lines(result)),
        tables=(
            _bars(result),
            _flow(result),
            _deals("deals", changes, title=message("Deal by deal"), is_shown=any(result.pieces)),
            _deals("levels", levels, title=message("At the start and at the end"), is_shown=False),
            _currencies(result),
        ),
        notes=tuple(_notes(result)),
    )


def _lines(result: Waterfall) -> Iterator[Text]:
    """Name the window and the span, and tell in one sentence how it went."""
    yield message(
        "Open deals due in {window}, from the end of {opening} to the end of {closing}.",
        window=result.window,
        opening=result.opening,
        closing=result.closing,
    )
    start, end = result.of(Bar.START), result.of(Bar.END)
    change = end.amount.amount - start.amount.amount
    grown = Money(abs(change), result.currency)
    if not (start.pieces or end.pieces):
        yield message("None was due in it at the start or at the end.")
    elif not change:
        yield message("They came to {end}, as at the start.", end=end.amount)
    elif change > 0:
        yield message("They grew by {grown} to {end}.", grown=grown, end=end.amount)
    else:
        yield message("They shrank by {grown} to {end}.", grown=grown, end=end.amount)


def _bars(result: Waterfall) -> Table:
    """A row per bar, in the book's currency; people are not shown the moves that no deal made."""
    return table(
        "bars",
        result.bars,
        text("bar", message("What"), _bar, weight=10),
        count("deals", message("Deals"), lambda each: len(each.ids), weight=8),
        money("amount", message("Amount"), weight=9).made(
            lambda each: _made(each, result),
            lambda each: (Part(one.deal.id, one.worth, one.deal.file, _way(one)) for one in each.pieces),
            name=_bar,
        ),
        count("sign", message("Sign"), "bar.sign", on_screen=False),
        currency("amount.currency"),
        ids("ids"),
        whose=lambda _: result.window,
        on_screen=any(result.pieces),
        quiet=frozenset(
            place for place, each in enumerate(result.bars) if not (each.bar.is_level or each.pieces)
        ),
    )


def _made(each: Height, result: Waterfall) -> Text | None:
    """The formula of start and end, and of each bar that holds a deal."""
    formula = BAR_WORDS[each.bar].formula
    if not each.bar.is_level:
        return formula if each.pieces else None
    return Message(formula.text, {"day": result.opening if each.bar is Bar.START else result.closing})


def _flow(result: Waterfall) -> Table:
    """From which category to which how many deals went, worth how much at the end."""
    return table(
        "categories",
        sorted(result.flows, key=lambda flow: (_rank(flow.before), _rank(flow.after))),
        text("from", message("At the start"), lambda flow: _place(flow.before), weight=9),
        text("to", message("At the end"), lambda flow: _place(flow.after), weight=9),
        count("deals", message("Deals"), lambda flow: len(flow.ids), weight=7),
        money("amount", message("Amount"), weight=8),
        currency("amount.currency"),
        ids("ids"),
        title=message("Where the categories went"),
    )


def _place(place: str) -> Term:
    """A category, an outcome or what else there is by its id; a word of the user's own as it stands."""
    return Term(place, _PLACES.get(place) or Label({"en": place}))


def _rank(place: str) -> tuple[int, str]:
    order = list(_PLACES)
    return (order.index(place) if place in order else len(order), place)


def _deals(name: str, pieces: Iterable[Piece], *, title: Text, is_shown: bool) -> Table:
    """A row per deal and bar: the day, and the amount of that moment."""
    return table(
        name,
        pieces,
        deal_column(),
        text("bar", message("What"), _bar, weight=9),
        day("day", message("On"), weight=8),
        money("amount", message("Amount"), weight=9),
        currency("amount.currency"),
        money("worth", message("In the book's currency"), on_screen=False),
        title=title,
        on_screen=is_shown,
        empty=message("Nothing changed."),
    )


def _currencies(result: Waterfall) -> Table:
    """The bars in each currency by itself, for machines."""
    sums = [
        (each, sum_)
        for each in result.bars
        for sum_ in total(piece.amount for piece in each.pieces if piece.amount)
    ]
    return table(
        "currencies",
        sums,
        text("currency", message("Currency"), lambda pair: pair[1].currency, weight=9),
        text("bar", message("What"), lambda pair: _bar(pair[0]), weight=10),
        money("amount", message("Amount"), lambda pair: pair[1], weight=9),
        title=message("Currency by currency"),
        empty=message("No deal of these has an amount."),
        on_screen=False,
    )


def _notes(result: Waterfall) -> Iterator[Text]:
    """Explain the moves, and name what the bars leave out."""
    if any(result.pieces):
        yield message(
            "Pulled in and pushed out: the close crossed the window's end. Moved: any other way in or out."
        )
    if result.overdue:
        yield message(
            "At the end {count:deal is|deals are} overdue, their close date passed: {deals}.",
            count=len(result.overdue),
            deals=_each_once(result.overdue),
        )
    if result.elsewhere:
        closed = _each_once(result.elsewhere)
        yield message("Closed from outside the window, so in no bar: {deals}.", deals=closed)
    if unknown := _each_once(piece.deal for piece in result.pieces if piece.amount is None):
        yield message("Without an amount, counted but not summed: {deals}.", deals=unknown)


def _each_once(deals: Iterable[Opportunity]) -> tuple[str, ...]:
    return tuple(sorted({deal.id for deal in deals}))


def _bar(each: Height | Piece) -> Term:
    return Term(each.bar.id, BAR_WORDS[each.bar].label)


def _way(piece: Piece) -> KeyPath:
    """The place in the record that tells why: the line of that day, at start and end the amount's."""
    keys, is_level = BAR_WORDS[piece.bar].causes, piece.bar.is_level
    lines = [
        (place, key)
        for place, line in enumerate(piece.deal.history)
        for key in keys
        if key in line.changes and (line.date == piece.day or (is_level and line.date < piece.day))
    ]
    if lines:
        place, key = lines[-1] if is_level else lines[0]
        return ("history", place, key)
    return ("removed" if piece.bar is Bar.REMOVED else keys[0],)
