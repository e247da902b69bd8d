"""The forecast: by group, where every deal falls, and the figures against the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.cuts import GROUP_TITLES, name_of
from funnel_cli.forecasting.outlook import Outlook, View
from funnel_cli.forecasting.weighted import Basis, Forecast, Where
from funnel_cli.records.book import Book
from funnel_cli.reports.attainment import expected_for_the_rest
from funnel_cli.reports.deals import ahead_notes, converted_term, sum_notes
from funnel_cli.reports.explanation import amounts, weighted_amounts
from funnel_cli.reports.forecast_methods import (
    headline_table,
    methods_table,
    range_table,
    textbook_notes,
)
from funnel_cli.reports.forecast_sets import SET_LABELS, sets_table
from funnel_cli.reports.landing import stand_in_notes
from funnel_cli.reports.what_if import Supposed, what_if_table
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import added, in_book_currency, ratio, summed, together
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.money import Money, exact_sum
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    Cell,
    Document,
    Table,
    count,
    currency,
    ids,
    money,
    share,
    table,
    text,
    totalled,
)


class _Words(NamedTuple):
    """Title, label and sentence of a basis, the formula of its landing, its figures in words."""

    title: Message
    label: Message
    sentence: Message
    landing: Message
    figures: Message
    empty: Message


WORDS = {
    Basis.WEIGHTED: _Words(
        title=message("Weighted"),
        label=message("weighted: amount × probability, by expected close"),
        sentence=message("Open deals expected to close in the period: amount × probability."),
        landing=message("won + weighted"),
        figures=message(
            "Landing = won + weighted. Gap = target − landing. Attained = won ÷ target. "
            "Coverage = open amount expected in the period ÷ (target − won)."
        ),
        empty=message("No open deal is expected to close then."),
    ),
    Basis.WALK: _Words(
        title=message("Walk"),
        label=message("walk: every open deal at the pace and win rate of your own"),
        sentence=message(
            "All open deals, whatever date they carry: amount × the odds to be won inside the period."
        ),
        landing=message("won + walk"),
        figures=message(
            "Landing = won + walk. Gap = target − landing. Attained = won ÷ target. "
            "Coverage = open amount expected in the period ÷ (target − won)."
        ),
        empty=message("No deal is open."),
    ),
    Basis.COMBINED: _Words(
        title=message("Combined"),
        label=message("combined: half pipeline, half habit"),
        sentence=message("Half of what the pipeline and new business promise, half of what is usual."),
        landing=message("combined, a total"),
        figures=message(
            "Landing = combined, a total to which nothing is added. Gap = target − landing. "
            "Attained = won ÷ target. Coverage = open amount expected in the period ÷ (target − won)."
        ),
        empty=message("No period was asked for."),
    ),
}


_METHODS_HINT = message("Walk, run rate, formulas: funnel forecast --methods")


def forecast_document(
    outlooks: Sequence[Outlook],
    book: Book,
    view: View,
    query: str = "",
    supposed: Supposed | None = None,
    *,
    has_methods: bool = False,
) -> Document:
    """The forecasts of one or more periods, side by side in each table.

    A screen shows the answer and the last period by group; the rival ways, the range in figures and all
    formulas where `has_methods`.
    """
    forecasts = [each.forecast for each in outlooks]
    basis = forecasts[0].basis if forecasts else Basis.WEIGHTED
    headline = headline_table(outlooks, basis, WORDS[basis].title)
    figure_notes = tuple(_lacking(forecasts, book))
    return Document(
        schema="funnel.forecast/1",
        title=message("Forecast"),
        head={
            "basis": Term(basis.value, WORDS[basis].label),
            "by": Term(view.by, GROUP_TITLES[view.by]),
            "query": query,
            "assumed": tuple(each.word for each in supposed.assumed) if supposed else (),
        },
        tables=(
            _groups_table(outlooks, book, view.by, basis, is_whole=has_methods),
            *([what_if_table(supposed, outlooks)] if supposed else []),
            replace(headline, notes=(*headline.notes, *(() if has_methods else figure_notes))),
            *(
                replace(each, on_screen=each.on_screen and has_methods)
                for each in (
                    figures_table(forecasts, book),
                    methods_table(outlooks, book),
                    range_table(outlooks, book),
                    sets_table(forecasts, book),
                )
            ),
        ),
        lines=(
            *(supposed.lines if supposed else ()),
            WORDS[basis].sentence,
            *textbook_notes(outlooks, book),
        ),
        leading="periods",
        notes=(
            *_outside_notes(forecasts, book),
            *(() if has_methods else _missing_notes(outlooks)),
            *(() if has_methods or not outlooks else (_METHODS_HINT,)),
        ),
    )


def _missing_notes(outlooks: Sequence[Outlook]) -> Iterator[Text]:
    """Name what a reader of the answer alone would not learn: a habit that is not there yet."""
    if any(each.habit.run_rate is None and not each.prospect.is_over for each in outlooks):
        yield message("No run rate yet: no full period on record since a first deal was closed.")


class _Line(NamedTuple):
    """Some deals of a period and what they come to in one currency, `odds` the share that is expected."""

    period: Period
    key: Cell
    deals: int
    amount: Money
    weighted: Money
    walk: Money
    odds: Decimal | None = None
    combined: Money | None = None
    ids: tuple[str, ...] | None = None


def _groups_table(outlooks: Sequence[Outlook], book: Book, by: str, basis: Basis, *, is_whole: bool) -> Table:
    """The counted deals by group, with a total per period and currency; the total alone when combined.

    A screen shows the last period that has deals alone unless `is_whole`.
    """
    is_total = basis is Basis.COMBINED
    if is_total:
        lines, totals = [_combined_line(each) for each in outlooks], []
    else:
        lines = [line for each in outlooks for line in _group_lines(each, book, by)]
        totals = [line for each in outlooks for line in _total_lines(each, book)]
    columns = (
        text("period", message("Period"), weight=10),
        text(by, GROUP_TITLES[by], "key", weight=10, on_screen=not is_total),
        count("deals", message("Deals"), weight=6),
        money("amount", message("Amount"), weight=7),
        currency("amount.currency"),
        share("probability", message("Odds"), "odds", weight=5, on_screen=not is_total),
        money("weighted", message("Weighted"), weight=9, on_screen=basis is Basis.WEIGHTED),
        money("walk", message("Walk"), weight=9, on_screen=basis is not Basis.WEIGHTED),
        money("combined", message("Combined"), weight=9, on_screen=is_total),
        ids("ids"),
    )
    return table(
        "forecast",
        lines,
        *map(totalled, columns),
        totals=totals,
        notes=tuple({note: None for each in outlooks for note in sum_notes(each.total)}),
        empty=WORDS[basis].empty,
        quiet=frozenset() if is_whole else frozenset(_besides(lines, totals, outlooks)),
    )


def _besides(lines: Sequence[_Line], totals: Sequence[_Line], outlooks: Sequence[Outlook]) -> Iterator[int]:
    """The places of what is not of the last period with deals; of its sums by currency where one has all."""
    if not outlooks:
        return
    last = next((each for each in reversed(outlooks) if each.groups), outlooks[-1])
    has_one_sum = len(last.total.amounts) > 1 and not last.total.no_rate
    for place, line in enumerate((*lines, *totals)):
        is_part = has_one_sum and place >= len(lines) and line.key is None
        if is_part or line.period != last.period:
            yield place


def _group_lines(each: Outlook, book: Book, by: str) -> Iterator[_Line]:
    for group in each.groups:
        amount, weighted = (added(some, group.currency) for some in (group.sum.amounts, group.sum.weighted))
        own = ((deal, deal.amount) for deal in group.deals)
        counted = tuple(deal.deal.id for deal in group.deals)
        yield _line(each, name_of(group.key, book, by), group.sum.deals, amount, weighted, own, counted)


def _total_lines(each: Outlook, book: Book) -> Iterator[_Line]:
    """The period's sum per currency, and the converted one where there are several."""
    of = each.total
    for amount in of.amounts:
        groups = [group for group in each.groups if group.currency == amount.currency]
        weighted = added((some for some in of.weighted if some.currency == amount.currency), amount.currency)
        own = ((deal, deal.amount) for group in groups for deal in group.deals)
        yield _line(each, None, sum(group.sum.deals for group in groups), amount, weighted, own)
    if len(of.amounts) > 1:
        own = ((deal, in_book_currency(deal, book)) for deal in each.counted)
        label = converted_term(of, book.currency)
        yield _line(each, label, of.deals, of.amount_converted, of.weighted_converted, own)


def _line(
    each: Outlook,
    key: Cell,
    deals: int,
    amount: Money,
    weighted: Money,
    own: Iterable[tuple[Standing, Money | None]],
    counted: tuple[str, ...] | None = None,
) -> _Line:
    """Sum deals up; their `own` amounts, all in one currency, are walked by their odds."""
    odds = each.walk.odds
    walked = exact_sum(money.amount * odds.get(deal.deal.id, Decimal(0)) for deal, money in own if money)
    expected = weighted.amount if each.forecast.basis is Basis.WEIGHTED else walked
    return _Line(
        period=each.period,
        key=key,
        deals=deals,
        amount=amount,
        weighted=weighted,
        walk=Money(walked, amount.currency),
        odds=ratio(expected, amount.amount),
        ids=counted,
    )


def _combined_line(each: Outlook) -> _Line:
    """The one row of a combined forecast: the deals that are walked, and the total."""
    return _Line(
        period=each.period,
        key=None,
        deals=each.total.deals,
        amount=each.total.amount_converted,
        weighted=each.total.weighted_converted,
        walk=each.walk.forecast,
        combined=each.combined,
        ids=tuple(deal.deal.id for deal in each.walked),
    )


def figures_table(forecasts: Sequence[Forecast], book: Book) -> Table:
    """Won, expected, landing and what they mean for the target, a row per period."""
    words = WORDS[basis := forecasts[0].basis if forecasts else Basis.WEIGHTED]
    return table(
        "figures",
        forecasts,
        text("period", message("Period"), weight=10),
        money("won", message("Won"), weight=7).made(
            message("Σ amount of the deals won in the period"),
            lambda each: amounts(each.sets[Where.WON]),
        ),
        money("weighted", message("Weighted"), weight=6, on_screen=basis is Basis.WEIGHTED).made(
            message("Σ amount × probability of the open deals expected to close in the period"),
            lambda each: weighted_amounts(each.counted),
        ),
        money("expected", words.title, weight=6, on_screen=basis is not Basis.WEIGHTED),
        money("landing", message("Landing"), weight=9).made(words.landing),
        money("target", message("Target"), weight=9),
        money("gap", message("Gap"), weight=8, is_lack=True).made(
            lambda each: message("target {target} − landing", target=each.target or message("none set"))
        ),
        share("attainment", message("Attained"), weight=5).made(message("won ÷ target")),
        share("coverage", message("Coverage"), weight=5).made(
            expected_for_the_rest, lambda each: amounts(each.counted)
        ),
        currency("won.currency"),
        title=message("Against the target"),
        notes=(*_lacking(forecasts, book), words.figures),
    )


def _lacking(forecasts: Sequence[Forecast], book: Book) -> Iterator[Text]:
    """Name what the figures leave out, once."""
    yield from {note: None for each in forecasts for note in _figure_notes(each, book)}
    yield from ahead_notes(deal for each in forecasts[:1] for some in each.sets.values() for deal in some)


def _figure_notes(each: Forecast, book: Book) -> Iterator[Text]:
    """Name what the figures leave out, and whose target stands in for one that is not set."""
    yield from sum_notes(together((each.brought, each.total), book.currency))
    yield from stand_in_notes(each.owner, each.target, each.period, book)


def _outside_notes(forecasts: Sequence[Forecast], book: Book) -> Iterator[Text]:
    """Name once what the headline leaves out; the other two bases look at no date."""
    first = next(iter(forecasts), None)
    if first is None or first.basis is not Basis.WEIGHTED:
        return
    counted = {deal.deal.id for deal in first.counted}
    outside = {
        where: left_out
        for where in (Where.OVERDUE, Where.UNDATED)
        if (left_out := [deal for deal in first.sets[where] if deal.deal.id not in counted])
    }
    if outside:
        parts = tuple(
            message(
                "{count} {set} ({amounts})",
                count=len(some),
                set=SET_LABELS[where],
                amounts=summed(some, book).amounts or message("no amount"),
            )
            for where, some in outside.items()
        )
        options = " ".join(f"--include {where.value}" for where in outside)
        yield message("Not in the forecast: {deals} ({options}).", deals=parts, options=options)
