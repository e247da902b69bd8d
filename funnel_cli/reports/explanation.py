"""What stands behind a figure: its formula, the deals it was made of, and the lines that say so.

A report explains itself with figures; where a line stands in a file is looked up by a `Locating` that the
session hands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from itertools import chain
from operator import itemgetter

from funnel_cli.forecasting.targets import TARGETS_FILE, in_books_currency
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Target
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import in_book_currency, weighted_in_book_currency
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.figures import Figure, Head, Part
from funnel_cli.values.message import message
from funnel_cli.values.table import Cell, Document, Table, table, text, within

Locating = Callable[[str, KeyPath], str]
"""From a file, relative to the book's root, and a way into it to `file:line`."""


def part(deal: Opportunity, adds: Cell, *way: str | int) -> Part:
    """What a deal adds to a figure, as the key of its record says; "amount" unless another is named."""
    return Part(deal.id, adds, deal.file, way or ("amount",))


def entry_way(deal: Opportunity, day: Day) -> KeyPath:
    """The way to the history line by which it entered a stage on that day, else to its present stage."""
    lines = (n for n, line in enumerate(deal.history) if line.date == day and "stage" in line.changes)
    place = next(lines, None)
    return ("stage",) if place is None else ("history", place, "stage")


def amounts(deals: Iterable[Standing]) -> tuple[Part, ...]:
    """What each deal that has an amount and a rate adds to a sum in the book's currency."""
    return tuple(part(each.deal, money) for each in deals if (money := in_book_currency(each, each.book)))


def weighted_amounts(deals: Iterable[Standing]) -> tuple[Part, ...]:
    """What each deal that has an amount and a rate adds to a weighted sum in the book's currency."""
    pairs = ((each.deal, weighted_in_book_currency(each, each.book)) for each in deals)
    return tuple(part(deal, money) for deal, money in pairs if money)


def ones(deals: Iterable[Standing], key: str) -> tuple[Part, ...]:
    """One for each deal, as that key of its record says."""
    return tuple(part(each.deal, 1, key) for each in deals)


def target_parts(lines: Iterable[Target], book: Book, written: Sequence[Target]) -> tuple[Part, ...]:
    """What each line adds to a target, and its place in the file, of which `written` are all lines."""
    return tuple(
        Part(line.period, in_books_currency(line, book), TARGETS_FILE, (written.index(line), "amount"))
        for line in lines
    )


def figures_in(document: Document) -> Iterator[Figure]:
    """How the single values of the document are made, what its tables hold, and what it told besides."""
    head = document.head if isinstance(document.head, Head) else Head()
    return chain(head.figures, *(some.figures for some in document.tables), head.besides)


def with_explanation(document: Document, spot: Locating) -> Document:
    """The document, and below it how each figure is made and where each of its deals stands."""
    found = tuple(figures_in(document))
    return replace(document, tables=(*document.tables, _formulas(found), _behind(found, spot)))


_FIGURE = text("figure", message("Figure"), "name", weight=10)
_OF = text("of", message("Of"), weight=9)


def _formulas(figures: Sequence[Figure]) -> Table:
    """A row per figure with its formula."""
    return table(
        "formulas",
        figures,
        _FIGURE,
        _OF,
        text("value", message("Value"), weight=9),
        text("formula", message("Formula"), weight=8, is_prose=True),
        title=message("How the figures are made"),
        empty=message("There is no figure to explain."),
    )


def _behind(figures: Sequence[Figure], spot: Locating) -> Table:
    """A row per figure and record with what it adds and where it says so."""
    return table(
        "behind",
        [(figure, each) for figure in figures for each in figure.parts],
        *within(itemgetter(0), _FIGURE, _OF),
        *within(
            itemgetter(1),
            text("id", message("Record"), on_screen=False),
            text("adds", message("Adds"), weight=10),
            text(
                "where",
                message("Where it says so"),
                lambda each: spot(each.file, each.way),
                weight=10,
                is_whole=True,
                is_prose=True,
            ),
        ),
        title=message("What they are made of"),
        empty=message("No record stands behind these figures."),
    )
