"""A funnel of counts as tables: by channel with its costs, the rates, the weakest step with its causes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.records.method import Choice, Step
from funnel_cli.reports.counts import LAST_PERIOD, ChannelCounts, Counts, Taken, lines_of
from funnel_cli.time.sums import book_money, ratio
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import (
    Cell,
    Document,
    Table,
    ValueColumn,
    count,
    currency,
    money,
    share,
    table,
    text,
    totalled,
    within,
)

_FILE = "data/counts.yaml"
"""Where the counts stand in a book."""

ALL = Term("all", message("all channels"))


class Cost(NamedTuple):
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
            day = min(book.period_of(line).last, book.day)
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


def _costs_table(found: Sequence[Cost], steps: Sequence[Step]) -> Table:
    """A row per channel with what it cost and what one of each step did; none is drawn without a cost."""
    return table(
        "costs",
        [each for each in found if each.name],
        text("channel", message("Channel"), lambda each: each.name or ALL, weight=10),
        money("cost", message("Cost"), "total", total="total", weight=9),
        currency("total.currency", "total.currency"),
        *(_per(step) for step in steps[1:]),
        totals=[each for each in found if each.name is None],
        title=message("What one of each cost"),
        empty=message('No cost is written down: funnel counts add 2026-11 baidu cost="3000"'),
        on_screen=bool(found),
    )


def _per(step: Step) -> ValueColumn:
    """What one of the step cost."""
    return totalled(money(f"per_{step.id}", step.label, lambda each: each.each.get(step.id), weight=8))


def counts_document(found: Counts, book: Book, against: Choice, spent: Sequence[Cost] = ()) -> Document:
    """The weakest step in a sentence, the counts, and every rate beside what it is held against."""
    weakest = found.total.weakest
    return Document(
        schema="funnel.counts/1",
        title=message("Counts of {period}", period=found.period),
        head={
            "period": found.period,
            "against": against.id,
            "weakest": weakest.step.term if weakest else None,
        },
        lines=tuple(_lines(found)),
        tables=(_counts(found, book), _rates(found), _costs_table(spent, book.method.steps)),
        notes=(_note(found, against),) if found.channels else (),
    )


def _lines(found: Counts) -> Iterator[Text]:
    """What is weakest in all, and in a channel where it is something else."""
    if not found.channels:
        return
    weakest = found.total.weakest
    if weakest is None:
        yield message("No step is weaker than it should be.")
    else:
        yield _sentence(ALL, weakest)
    for channel in found.channels if len(found.channels) > 1 else ():
        own = channel.weakest
        if own and (weakest is None or own.step != weakest.step):
            yield _sentence(channel.name or "", own)


def _sentence(where: Text, weakest: Taken) -> Text:
    """The weakest step, how far it falls short, and what usually causes that."""
    is_first = weakest.now is not None
    said = message(
        "Weakest, {where}: {rate}, {is_now} against {should}.",
        where=where,
        rate=weakest.step.rate or weakest.step.label,
        is_now=weakest.now if is_first else weakest.rate,
        should=weakest.past if is_first else weakest.reference,
    )
    if not weakest.step.causes:
        return said
    return message("{said} Look at: {causes}.", said=said, causes=weakest.step.causes)


def _counts(found: Counts, book: Book) -> Table:
    """A row per channel with the count of each step."""

    def counted(place: int) -> Callable[[ChannelCounts], int | None]:
        return lambda channel: channel.steps[place].count

    return table(
        "counts",
        found.channels,
        text("channel", message("Channel"), "name", weight=10),
        *(
            totalled(count(step.id, step.label, counted(place), weight=8))
            for place, step in enumerate(book.method.steps)
        ),
        totals=(found.total,) if len(found.channels) > 1 else (),
        empty=message(
            "Nothing was counted then: funnel counts add {period} CHANNEL {step}=N",
            period=found.period,
            step=book.method.steps[0].id,
        ),
    )


def _rates(found: Counts) -> Table:
    """A row per channel and rate, all channels together first; the causes of what is weak.

    A first step has a row where two periods tell of it.
    """
    channels = (found.total, *found.channels) if len(found.channels) > 1 else found.channels
    has_phases = any(taken.step.phase for taken in found.total.steps)
    return table(
        "rates",
        [
            (channel, taken)
            for channel in channels
            for taken in channel.steps
            if taken.now is not None or taken is not channel.steps[0]
        ],
        text("channel", message("Channel"), lambda each: each[0].name or ALL, weight=9),
        *within(
            itemgetter(1),
            text("step", message("Step"), "step.id", on_screen=False),
            text(
                "rate_name",
                message("Of the step before"),
                lambda each: each.step.rate or each.step.label,
                weight=10,
            ),
            share("rate", message("Rate is"), weight=10),
            count("lost", message("Lost on the way"), weight=4),
            share("ideal", message("Ideal"), weight=8),
            share("last", message("Last period"), weight=7),
            share("reach", message("Reaches"), weight=6),
            text("causes", message("Usual causes"), _causes, weight=5, is_prose=True),
            text("phase", message("Phase"), "step.phase", weight=3, on_screen=has_phases),
            text("origin", message("Read off"), "step.origin", weight=1, is_prose=True, on_screen=False),
        ),
        title=message("Rates"),
        empty=message("There is no rate to tell."),
    )


def _causes(taken: Taken) -> Cell:
    return taken.step.causes if taken.is_weak else None


def _note(found: Counts, against: Choice) -> Text:
    if against is LAST_PERIOD:
        return message(
            "Rate: the step ÷ the step before. Reaches: rate ÷ that of {before}.", before=found.before
        )
    return message("Rate: the step ÷ the step before. Reaches: rate ÷ the method's ideal.")
