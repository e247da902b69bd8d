"""The waterfall as tables: the bars, where the categories went, the deals of each bar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from funnel_cli.message import Label, Message, Term, Text, message
from funnel_cli.model import Opportunity
from funnel_cli.money import Money, total
from funnel_cli.reports.deals import CATEGORY_LABELS, OUTCOME_LABELS
from funnel_cli.reports.explanation import Figure, Part, Way
from funnel_cli.reports.forecasting.waterfall import LEVELS, OUTSIDE, Bar, Flow, Step, Waterfall
from funnel_cli.reports.sums import added
from funnel_cli.table import Column, Document, Kind, Row, Table

BAR_LABELS = {
    Bar.START: message("start"),
    Bar.NEW: message("+ new"),
    Bar.REOPENED: message("+ reopened"),
    Bar.MOVED_IN: message("+ moved in"),
    Bar.PULLED_IN: message("+ pulled in"),
    Bar.INCREASED: message("+ increased"),
    Bar.DECREASED: message("− decreased"),
    Bar.PUSHED_OUT: message("− pushed out"),
    Bar.MOVED_OUT: message("− moved out"),
    Bar.WON: message("− won"),
    Bar.LOST: message("− lost"),
    Bar.REMOVED: message("− removed"),
    Bar.END: message("= end"),
}

FORMULAS = {
    Bar.START: message("Σ amount of the open deals due in the window at the end of {day}"),
    Bar.NEW: message("Σ amount of the deals created since, due in the window"),
    Bar.REOPENED: message("Σ amount of the closed deals opened again, due in the window"),
    Bar.MOVED_IN: message("Σ amount of the deals that came in otherwise: owner, first date, earlier date, …"),
    Bar.PULLED_IN: message("Σ amount of the deals whose close came from behind the window into it"),
    Bar.INCREASED: message("Σ of what amounts in the window grew by"),
    Bar.DECREASED: message("Σ of what amounts in the window shrank by"),
    Bar.PUSHED_OUT: message("Σ amount of the deals whose close went behind the window's end"),
    Bar.MOVED_OUT: message("Σ amount of the deals that left otherwise: owner, no date, earlier date, …"),
    Bar.WON: message("Σ amount of the deals won from the window"),
    Bar.LOST: message("Σ amount of the deals lost from the window"),
    Bar.REMOVED: message("Σ amount of the deals removed from the window"),
    Bar.END: message("Σ amount of the open deals due in the window at the end of {day}"),
}

PLACE_LABELS: dict[str, Label | Message] = {
    **CATEGORY_LABELS,
    **OUTCOME_LABELS,
    Bar.REMOVED.value: message("removed"),
    OUTSIDE: message("outside"),
}

CAUSES = {
    Bar.NEW: ("created", "stage"),
    Bar.PULLED_IN: ("expected_close",),
    Bar.PUSHED_OUT: ("expected_close",),
    Bar.MOVED_IN: ("expected_close", "owner", "category", "stage"),
    Bar.MOVED_OUT: ("expected_close", "owner", "category", "stage"),
    Bar.REOPENED: ("stage",),
    Bar.WON: ("stage",),
    Bar.LOST: ("stage",),
}
"""The keys of which a history line tells why the deal is in the bar; for the others it is the amount."""


def waterfall_document(result: Waterfall, query: str = "") -> Document:
    """The bars from start to end, the category flow, and the deals behind each bar."""
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
            _deals("deals", result.steps, title=message("Deal by deal"), is_level=False),
            _deals("levels", result.steps, title=message("At the start and at the end"), is_level=True),
            _currencies(result),
        ),
        notes=tuple(_notes(result)),
    )


def waterfall_figures(result: Waterfall) -> Iterator[Figure]:
    """Start, end and each bar that holds a deal, with what the deals add and the lines that moved them."""
    for bar in (bar for bar in Bar if bar in LEVELS or result.of(bar)):
        day = result.opening if bar is Bar.START else result.closing
        yield Figure(
            name=_term(bar),
            of=result.window,
            value=result.amount(bar),
            formula=Message(FORMULAS[bar].text, {"day": day}) if bar in LEVELS else FORMULAS[bar],
            parts=tuple(
                Part(step.deal.id, step.worth, step.deal.file, _way(step)) for step in result.of(bar)
            ),
        )


def _lines(result: Waterfall) -> Iterator[Text]:
    """What is looked at, and how it went in one sentence."""
    yield message(
        "Open deals due in {window}, from the end of {opening} to the end of {closing}.",
        window=result.window,
        opening=result.opening,
        closing=result.closing,
    )
    start, end = result.amount(Bar.START), result.amount(Bar.END)
    grown = Money(abs(end.amount - start.amount), end.currency)
    if not (result.of(Bar.START) or result.of(Bar.END)):
        yield message("None was due in it at the start or at the end.")
    elif start == end:
        yield message("They came to {end}, as at the start.", end=end)
    elif start.amount < end.amount:
        yield message("They grew by {grown} to {end}.", grown=grown, end=end)
    else:
        yield message("They shrank by {grown} to {end}.", grown=grown, end=end)


def _bars(result: Waterfall) -> Table:
    """A row per bar, in the book's currency; people are not shown the moves that no deal made."""
    return Table(
        name="bars",
        columns=(
            Column(key="bar", title=message("What"), weight=10),
            Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=8),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=9),
            Column(key="sign", title=message("Sign"), kind=Kind.COUNT, on_screen=False),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="ids", title=message("Deals"), on_screen=False),
        ),
        rows=tuple(
            (
                _term(bar),
                len({step.deal.id for step in result.of(bar)}),
                result.amount(bar),
                bar.sign,
                result.currency,
                tuple(dict.fromkeys(step.deal.id for step in result.of(bar))),
            )
            for bar in Bar
        ),
        quiet=frozenset(place for place, bar in enumerate(Bar) if bar not in LEVELS and not result.of(bar)),
    )


def _flow(result: Waterfall) -> Table:
    """From which category to which how many deals went, worth how much at the end."""
    ways: defaultdict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in result.flows:
        ways[flow.before, flow.after].append(flow)
    return Table(
        name="categories",
        title=message("Where the categories went"),
        columns=(
            Column(key="from", title=message("At the start"), weight=9),
            Column(key="to", title=message("At the end"), weight=9),
            Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=7),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=8),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="ids", title=message("Deals"), on_screen=False),
        ),
        rows=tuple(
            (
                _place(before),
                _place(after),
                len(flows),
                added((flow.worth for flow in flows if flow.worth), result.currency),
                result.currency,
                tuple(flow.deal.id for flow in flows),
            )
            for (before, after), flows in sorted(ways.items(), key=lambda way: tuple(map(_rank, way[0])))
        ),
        empty=message("No deal was due in the window at the start or at the end."),
    )


def _place(place: str) -> Term:
    """A category, an outcome or what else there is by its id; a word of the user's own as it stands."""
    return Term(place, PLACE_LABELS.get(place) or Label({"en": place}))


def _rank(place: str) -> tuple[int, str]:
    """Where a place stands in the order of the table; a word of the user's own comes last."""
    order = list(PLACE_LABELS)
    return (order.index(place) if place in order else len(order), place)


def _deals(name: str, steps: Iterable[Step], *, title: Text, is_level: bool) -> Table:
    """A row per deal and bar: the day, and the amount of that moment."""
    return Table(
        name=name,
        title=title,
        columns=(
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="bar", title=message("What"), weight=9),
            Column(key="day", title=message("On"), kind=Kind.DAY, weight=8),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=9),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="worth", title=message("In the book's currency"), kind=Kind.MONEY, on_screen=False),
        ),
        rows=tuple(_deal_row(step) for step in steps if (step.bar in LEVELS) is is_level),
        on_screen=not is_level,
        empty=message("Nothing changed."),
    )


def _deal_row(step: Step) -> Row:
    """A deal in a bar."""
    currency = step.amount.currency if step.amount else None
    return (step.deal.id, _term(step.bar), step.day, step.amount, currency, step.worth)


def _currencies(result: Waterfall) -> Table:
    """The bars in each currency by itself, for machines."""
    return Table(
        name="currencies",
        title=message("Currency by currency"),
        columns=(
            Column(key="currency", title=message("Currency"), weight=9),
            Column(key="bar", title=message("What"), weight=10),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=9),
        ),
        rows=tuple(
            (money.currency, _term(bar), money)
            for bar in Bar
            for money in total(step.amount for step in result.of(bar) if step.amount)
        ),
        empty=message("No deal of these has an amount."),
        on_screen=False,
    )


def _notes(result: Waterfall) -> Iterator[Text]:
    """How the bars are meant, and what they leave out."""
    yield message(
        "Pulled in and pushed out: the close crossed the window's end. Moved: any other way in or out."
    )
    if result.overdue:
        yield message(
            "At the end {count:deal is|deals are} overdue, their close date passed: {deals}.",
            count=len(result.overdue),
            deals=_ids(result.overdue),
        )
    if result.elsewhere:
        yield message("Closed from outside the window, so in no bar: {deals}.", deals=_ids(result.elsewhere))
    if unknown := [step.deal for step in result.steps if step.amount is None]:
        yield message("Without an amount, counted but not summed: {deals}.", deals=_ids(unknown))


def _ids(deals: Iterable[Opportunity]) -> tuple[str, ...]:
    """Each deal once."""
    return tuple(sorted({deal.id for deal in deals}))


def _term(bar: Bar) -> Term:
    return Term(bar.value, BAR_LABELS[bar])


def _way(step: Step) -> Way:
    """Where the record says why the deal is in the bar: the line of that day, at start and end its amount."""
    keys = CAUSES.get(step.bar, ("amount",))
    lines = [
        (place, key)
        for place, line in enumerate(step.deal.history)
        for key in keys
        if key in line.changes and (line.date == step.day or (step.bar in LEVELS and line.date < step.day))
    ]
    if lines:
        place, key = lines[-1] if step.bar in LEVELS else lines[0]
        return ("history", place, key)
    return (step.bar.value if step.bar is Bar.REMOVED else keys[0],)
