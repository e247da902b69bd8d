"""Losses as tables: by reason, stage and competitor, and the deals with what was said."""

from __future__ import annotations

from collections.abc import Iterator

from funnel_cli.cuts import GROUP_TITLES, left_from, name_of
from funnel_cli.message import Term, Text, message
from funnel_cli.model import Book
from funnel_cli.names import term_of
from funnel_cli.reports.deals import money_notes, place_term
from funnel_cli.reports.explanation import Figure, amounts, part
from funnel_cli.reports.funnel.losses import Loss, Losses
from funnel_cli.standing import Standing
from funnel_cli.table import Column, Document, Kind, Row, Table

MAIN = "losses"
"""What the table of the first way of cutting is called, whichever that is."""

DEALS = Term("deals", message("Lost deals"))
AMOUNT = Term("amount", message("Amount lost"))
MOST_AT_ONCE = 10
"""So many losses are told one by one on a screen."""


def losses_document(found: Losses, book: Book, query: str = "") -> Document:
    """A table for each way of cutting, then the deals; the first way is the main one."""
    return Document(
        schema="funnel.losses/1",
        title=message("Losses"),
        head={
            "period": found.period,
            "query": query,
            "by": next(iter(found.cuts)),
            "lost": len(found.deals),
            "amount": found.amount,
        },
        lines=tuple(_lines(found, book)),
        tables=(
            *(_cut_table(found, book, by) for by in found.cuts),
            _deals_table(found, book),
        ),
    )


def losses_figures(found: Losses, book: Book) -> Iterator[Figure]:
    """How many were lost under each key and what they came to, with the deals."""
    for by, some in found.cuts.items():
        for each in some:
            ones = tuple(part(lost.deal, 1, "lost") for lost in each.deals)
            of = name_of(each.key, book, by)
            yield Figure(DEALS, len(each.deals), message("deals that were lost"), ones, of=of)
            formula = message("Σ amount of the lost deals")
            yield Figure(AMOUNT, each.amount, formula, amounts(each.deals, book), of=of)


def _lines(found: Losses, book: Book) -> Iterator[Text]:
    """Where it was looked, what was lost in all, and the reason that cost the most."""
    if found.period is None:
        yield message("Over the whole history.")
    else:
        yield message("What was lost in {period}.", period=found.period)
    if not found.deals:
        return
    yield message("{count:deal|deals} lost, {amount}.", count=len(found.deals), amount=found.amount)
    by, some = next(iter(found.cuts.items()))
    most = max(some, key=lambda each: each.amount.amount)
    if most.key is not None and most.share_of_amount is not None:
        yield message(
            "Most of the money went with {key}: {amount}, {share}.",
            key=name_of(most.key, book, by),
            amount=most.amount,
            share=most.share_of_amount,
        )


def _cut_table(found: Losses, book: Book, by: str) -> Table:
    """The lost deals by one key."""
    is_main = by == next(iter(found.cuts))
    title = message("Lost from") if by == "stage" else GROUP_TITLES[by]
    return Table(
        name=MAIN if is_main else by,
        columns=(
            Column(key="key", title=title, weight=10),
            Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=9),
            Column(key="share", title=message("Of the deals"), kind=Kind.RATIO, weight=6),
            Column(key="amount", title=message("Amount lost"), kind=Kind.MONEY, weight=8),
            Column(key="share_of_amount", title=message("Of the amount"), kind=Kind.RATIO, weight=7),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="ids", title=message("Deals"), on_screen=False),
        ),
        rows=tuple(_cut_row(each, book, by) for each in found.cuts[by]),
        notes=money_notes(found.deals, book) if is_main else (),
        empty=message("No deal was lost.") if is_main else None,
        on_screen=is_main or any(each.key is not None for each in found.cuts[by]),
    )


def _cut_row(each: Loss, book: Book, by: str) -> Row:
    return (
        name_of(each.key, book, by),
        len(each.deals),
        each.share,
        each.amount,
        each.share_of_amount,
        each.amount.currency,
        tuple(lost.deal.id for lost in each.deals),
    )


def _deals_table(found: Losses, book: Book) -> Table:
    """The lost deals, latest first, with what was said and what would have avoided it."""
    return Table(
        name="deals",
        title=message("What was said"),
        columns=(
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="closed", title=message("Lost on"), kind=Kind.DAY, weight=8),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=7),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="reason", title=message("Reason"), weight=6),
            Column(key="stage", title=message("Lost from"), on_screen=False),
            Column(key="competitor", title=message("Competitor"), on_screen=False),
            Column(key="said", title=message("They said"), weight=9, is_prose=True),
            Column(key="avoid", title=message("What would have avoided it"), on_screen=False),
            Column(key="owner", title=message("Owner"), on_screen=False),
        ),
        rows=tuple(_deal_row(each, book) for each in found.deals),
        first=MOST_AT_ONCE,
        on_screen=bool(found.deals),
    )


def _deal_row(each: Standing, book: Book) -> Row:
    deal, amount, lost = each.deal, each.amount, each.deal.lost
    stage = left_from(deal)
    return (
        deal.id,
        deal.closed,
        amount,
        amount and amount.currency,
        term_of(lost.reason if lost else None, book.method.lost_reasons),
        stage and place_term(stage, book.method),
        lost.competitor if lost else None,
        lost.said if lost else None,
        lost.avoid if lost else None,
        deal.owner,
    )
