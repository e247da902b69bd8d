"""What a channel cost, and what each step through it did: a click, an inquiry, an order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.records.method import Step
from funnel_cli.reports.counts import Counts, lines_of
from funnel_cli.time.counted import period_counted
from funnel_cli.time.sums import book_money, ratio
from funnel_cli.values.columns import ValueColumn, currency, money, table, text
from funnel_cli.values.message import Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Table

_FILE = "data/counts.yaml"
"""Where the counts stand in a book."""

ALL = Term("all", message("all channels"))


@dataclass(frozen=True)
class Cost:
    """What one channel cost in a period, all of them with `name` `None`, and one of each step but the first.

    Money is in the book's currency. `each` is cost ÷ count over the lines that have both, by the step's id,
    unknown where nobody counted or nobody came.
    """

    name: str | None
    total: Money
    each: dict[str, Money]


def costs(book: Book, found: Counts, channel: str | None = None) -> tuple[Cost, ...]:
    """The channels that have a cost in the period of these counts, by name, then all of several together."""
    names = {line.channel for line in book.counts if channel in (None, line.channel)}
    known = [(name, _known(lines_of(book, found.period, name), book)) for name in sorted(names)]
    some = [_cost(name, lines, book) for name, lines in known if lines]
    if len(some) > 1:
        some.append(_cost(None, [line for _, lines in known for line in lines], book))
    return tuple(some)


def _known(lines: Iterable[Count], book: Book) -> list[tuple[Count, Decimal]]:
    """The lines with their costs at the rate of the period's last day, or of the book's day before that."""
    found = []
    for line in lines:
        if line.cost is not None:
            day = min(period_counted(line, book).last, book.day)
            told = Money(line.cost, line.currency or book.currency)
            whose, key = f"{line.channel} {line.period}", f"{line.period}.{line.channel}.cost"
            if own := book_money(told, book, day, whose=whose, file=_FILE, key=key):
                found.append((line, own.amount))
    return found


def _cost(name: str | None, lines: Sequence[tuple[Count, Decimal]], book: Book) -> Cost:
    each = {}
    for step in book.method.steps[1:]:
        both = [(spent, line.counts[step.id]) for line, spent in lines if step.id in line.counts]
        spent = sum((spent for spent, _ in both), Decimal(0))
        if (one := ratio(spent, Decimal(sum(count for _, count in both)))) is not None:
            each[step.id] = Money(one, book.currency)
    return Cost(name, Money(sum((spent for _, spent in lines), Decimal(0)), book.currency), each)


def costs_table(found: Sequence[Cost], steps: Sequence[Step]) -> Table:
    """A row per channel with what it cost and what one of each step did; none is drawn without a cost."""
    return table(
        "costs",
        [each for each in found if each.name],
        text("channel", message("Channel"), lambda each: each.name or ALL, weight=10),
        money("cost", message("Cost"), lambda each: each.total, total=lambda each: each.total, weight=9),
        currency(lambda each: each.total.currency, lambda each: each.total.currency),
        *(_per(step) for step in steps[1:]),
        totals=[each for each in found if each.name is None],
        title=message("What one of each cost"),
        empty=message('No cost is written down: funnel counts add 2026-11 baidu cost="3000"'),
        on_screen=bool(found),
    )


def _per(step: Step) -> ValueColumn:
    """What one of the step cost."""
    return money(
        f"per_{step.id}",
        step.label,
        lambda each: each.each.get(step.id),
        total=lambda each: each.each.get(step.id),
        weight=8,
    )
