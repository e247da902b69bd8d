"""A funnel of counts as tables: the counts by channel, the rates, and the weakest step with its causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from funnel_cli.records.book import Book
from funnel_cli.reports.costs import ALL, Cost, costs_table
from funnel_cli.reports.counts import Against, Channel, Counts, Taken
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Column, Document, Kind, Row, Table


def counts_document(found: Counts, book: Book, against: Against, spent: Sequence[Cost] = ()) -> Document:
    """The weakest step in a sentence, the counts, and every rate beside what it is held against."""
    weakest = found.total.weakest
    return Document(
        schema="funnel.counts/1",
        title=message("Counts of {period}", period=found.period),
        head={
            "period": found.period,
            "against": against.value,
            "weakest": Term(weakest.step.id, weakest.step.label) if weakest else None,
        },
        lines=tuple(_lines(found)),
        tables=(_counts(found, book), _rates(found), costs_table(spent, book.method.steps)),
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

    def row(channel: Channel) -> Row:
        return (channel.name, *(taken.count for taken in channel.steps))

    return Table(
        name="counts",
        columns=(
            Column(key="channel", title=message("Channel"), weight=10),
            *(Column(key=step.id, title=step.label, kind=Kind.COUNT, weight=8) for step in book.method.steps),
        ),
        rows=tuple(map(row, found.channels)),
        totals=(row(found.total),) if len(found.channels) > 1 else (),
        empty=message(
            "Nothing was counted then: funnel counts add 2026-11 baidu impressions=120000 clicks=2400"
        ),
    )


def _rates(found: Counts) -> Table:
    """A row per channel and rate, all channels together first."""
    channels = (found.total, *found.channels) if len(found.channels) > 1 else found.channels
    has_phases = any(taken.step.phase for taken in found.total.steps)
    return Table(
        name="rates",
        title=message("Rates"),
        columns=(
            Column(key="channel", title=message("Channel"), weight=9),
            Column(key="step", title=message("Step"), on_screen=False),
            Column(key="rate_name", title=message("Of the step before"), weight=10),
            Column(key="rate", title=message("Rate is"), kind=Kind.RATIO, weight=10),
            Column(key="lost", title=message("Lost on the way"), kind=Kind.COUNT, weight=4),
            Column(key="ideal", title=message("Ideal"), kind=Kind.RATIO, weight=8),
            Column(key="last", title=message("Last period"), kind=Kind.RATIO, weight=7),
            Column(key="reach", title=message("Reaches"), kind=Kind.RATIO, weight=6),
            Column(key="causes", title=message("Usual causes"), weight=5, is_prose=True),
            Column(key="phase", title=message("Phase"), weight=3, on_screen=has_phases),
            Column(key="origin", title=message("Read off"), weight=1, is_prose=True, on_screen=False),
        ),
        rows=tuple(row for channel in channels for row in _rate_rows(channel)),
        empty=message("There is no rate to tell."),
    )


def _rate_rows(channel: Channel) -> Iterable[Row]:
    """The rates of one channel, before them its first step where two periods tell; causes of the weak."""
    return (
        (
            channel.name or ALL,
            taken.step.id,
            taken.step.rate or taken.step.label,
            taken.rate,
            taken.lost,
            taken.ideal,
            taken.last,
            taken.reach,
            taken.step.causes if taken.is_weak else None,
            taken.step.phase,
            taken.step.origin,
        )
        for taken in channel.steps
        if taken.now is not None or taken is not channel.steps[0]
    )


def _note(found: Counts, against: Against) -> Text:
    """What a rate is, and what it is held against."""
    if against is Against.LAST:
        return message(
            "Rate: the step ÷ the step before. Reaches: rate ÷ that of {before}.", before=found.before
        )
    return message("Rate: the step ÷ the step before. Reaches: rate ÷ the method's ideal.")
