"""What an import says of itself in sentences: how many rows became what, the money in the sheet, and
everything that was not read, by what is wrong with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from funnel_cli.exchange.amounts import EITHER_WAY, OTHER_UNIT
from funnel_cli.exchange.import_plan import LEFT_OUT, TAKEN_IN, ImportPlan, PlannedRow, RowKind
from funnel_cli.exchange.matching import NEGATIVE, OVERDUE, PARTS, UNREAD
from funnel_cli.exchange.row_facts import EITHER_ODDS
from funnel_cli.records.book import Book
from funnel_cli.records.lists import converted
from funnel_cli.reports.problems import examples
from funnel_cli.time.history import BeforeLastLine, NotThereYet
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Table, count, table, text


class Refused(NamedTuple):
    """A row, what it calls its deal, and one reason why it was not taken in, or one remark on it."""

    row: PlannedRow
    title: str | None
    why: Message


class RefusedLine(NamedTuple):
    """A line about a reason; only its first one says how often it is there."""

    kind: Text
    times: int | str
    why: Text


def by_reason(name: str, title: Message, cases: Sequence[Refused], notes: Sequence[Message]) -> Table:
    """A few lines for each reason, the most frequent first; the last note only where some are not shown."""
    reasons = sorted(grouped_by(cases, _reason).values(), key=len, reverse=True)
    more = any(len(cases) > len(examples(cases, attrgetter("why"))) for cases in reasons)
    return table(
        name,
        [line for cases in reasons for line in _told(cases)],
        text("kind", message("Row"), weight=8),
        count("times", message("Times"), weight=9),
        text("why", message("Why"), weight=10, is_prose=True),
        title=title,
        notes=notes if more else notes[:-1],
        on_screen=bool(cases),
    )


def _reason(case: Refused) -> tuple[object, ...]:
    """What two rows have in common that were left out for the same reason."""
    said = case.why
    inner = [value.text for value in said.args.values() if isinstance(value, Message)]
    return case.row.kind, said.args.get("code"), said.args.get("field"), said.text, *inner


def _told(cases: Sequence[Refused]) -> Iterator[RefusedLine]:
    line = RefusedLine(cases[0].row.kind.value, len(cases), "")
    for case in sorted(examples(cases, attrgetter("why")), key=lambda case: case.row.line):
        place = str(case.row.line)
        said = (
            message("line {line}, {deal}: {what}", line=place, deal=case.title, what=case.why)
            if case.title
            else message("line {line}: {what}", line=place, what=case.why)
        )
        yield line._replace(why=said)
        line = RefusedLine("", "", "")


class SheetSum(NamedTuple):
    """The amounts of a sheet in one currency: in how many rows, their sum and its ends, what is left out."""

    rows: int
    total: Money
    least: Money
    most: Money
    left_out: Money


def row_sums(plan: ImportPlan, currency: str) -> tuple[SheetSum, ...]:
    """The amounts of the rows that could be read, by currency; `currency` is that of bare ones."""
    found: dict[str, list[tuple[Decimal, bool]]] = defaultdict(list)
    for row in plan.rows:
        if row.row and row.row.amount is not None:
            found[row_currency(row, currency)].append((row.row.amount, _is_left_out(row)))
    return tuple(_sum(code, amounts) for code, amounts in sorted(found.items()))


def unconverted(plan: ImportPlan, book: Book) -> Iterator[Message]:
    """For each currency of the sheet that is in no sum of the book for want of a rate: what to do."""
    for found in row_sums(plan, book.currency):
        if converted(found.total, book.currency, plan.day, book.rates) is None:
            yield message(
                "No rate leads from {currency} to {to}, the book's currency, so these amounts are in no sum:"
                " funnel rate {currency} RATE. A book kept in {currency} says so in the settings of"
                " stages.yaml: {example}",
                currency=found.total.currency,
                to=book.currency,
                example=f"currency: {found.total.currency}",
            )


def _is_left_out(row: PlannedRow) -> bool:
    """Whether the amount of a row did not get into the book."""
    if row.kind is RowKind.CLASH:
        return any(clash.field in {"amount", "currency"} for clash in row.clashes)
    return row.kind in LEFT_OUT


def _sum(currency: str, amounts: list[tuple[Decimal, bool]]) -> SheetSum:
    numbers = [number for number, _ in amounts]
    left_out = sum((number for number, is_left_out in amounts if is_left_out), Decimal(0))
    total, least, most, rest = (
        Money(number, currency) for number in (sum(numbers, Decimal(0)), min(numbers), max(numbers), left_out)
    )
    return SheetSum(rows=len(numbers), total=total, least=least, most=most, left_out=rest)


def row_currency(row: PlannedRow, currency: str) -> str:
    """In which currency the amount of a row is: its own, else its deal's, else the book's."""
    known = (deal.currency for deal in (row.row, row.settled, row.before) if deal)
    return next(filter(None, known), currency)


def sentences(plan: ImportPlan, currency: str) -> Iterator[Message]:
    """What everybody has to know of the import, the most important first."""
    yield _counted(plan)
    for found in row_sums(plan, currency):
        yield _summed(found)
    yield from _gaps(plan)
    nameless = plan.incoming.sheet.nameless
    if unread := tuple(name for name in plan.incoming.columns.unread if name not in nameless):
        yield message(
            "Not read: {columns}. --write-map FILE writes a mapping that says what they could be.",
            columns=unread,
        )
    yield from (
        message("Column {column} has no header and is not read; it holds: {cells}.", column=name, cells=cells)
        for name, cells in nameless.items()
        if name in plan.incoming.columns.unread
    )
    if unknown := [label for label in plan.incoming.labels if not label.meaning]:
        yield message(
            "Labels that mean no stage here: {labels}.", labels=tuple(label.text for label in unknown)
        )
    yield from plan.incoming.notes
    if plan.others:
        yield message(
            "{count:customer gets|customers get} the region that a row names.", count=len(plan.others)
        )
    if plan.missing:
        yield message(
            "{count:open deal|open deals} of {system} not among these rows.",
            count=len(plan.missing),
            system=plan.incoming.system,
        )
    if plan.taken_over is not None:
        yield _taken_over(plan.taken_over)
    if remembered := sum(1 for row in plan.rows if row.kind is RowKind.SAME and row.is_written):
        yield message(
            "{count:deal|deals} will remember what the rows say now; nothing else of them changes.",
            count=remembered,
        )


def _taken_over(count: int) -> Message:
    if not count:
        return message("Nothing is owed to earlier stages, so nothing is taken over.")
    return message("{count:deal|deals}: what earlier stages ask for is taken over.", count=count)


def owes(plan: ImportPlan) -> bool:
    """Whether a new deal owes something to earlier stages, which nobody asked to take over."""
    return any(row.birth and row.row and row.birth.taking_over.is_past(row.row) for row in plan.rows)


def _counted(plan: ImportPlan) -> Message:
    """How many rows became what; what was left out stands apart."""
    counts = {kind.value.id: count for kind, count in plan.counts.items()}
    taken = message("{new} new, {changed} changed, {same} the same", **counts)
    words = {
        RowKind.CLASH: _clashing(plan, counts["clash"]),
        RowKind.SUSPECT: message("{n} suspect", n=counts["suspect"]),
        RowKind.BAD: message("{n} bad", n=counts["bad"]),
    }
    out = tuple(word for kind, word in words.items() if counts[kind.value.id])
    count = len(plan.rows) - counts["footer"]
    if not out:
        return message("{count:row|rows}: {taken}.", count=count, taken=taken)
    return message("{count:row|rows}: {taken}; not taken in: {out}.", count=count, taken=taken, out=out)


def _clashing(plan: ImportPlan, count: int) -> Message:
    """How many rows clash, and of how many of them the other cells go in."""
    part = sum(1 for row in plan.rows if row.kind is RowKind.CLASH and row.changes)
    clashes = message("{n:clash|clashes}", n=count)
    if not part:
        return clashes
    return message("{clashes} (of {n:row|rows} only the cells that clash)", clashes=clashes, n=part)


def _summed(found: SheetSum) -> Message:
    """What stands in the sheet in one currency."""
    said = message(
        "Amounts: {total} in {count:row|rows}, the smallest {least}, the largest {most}",
        total=found.total,
        count=found.rows,
        least=found.least,
        most=found.most,
    )
    if not found.left_out.amount:
        return message("{said}.", said=said)
    return message("{said}; of it {rest} not taken in.", said=said, rest=found.left_out)


def _gaps(plan: ImportPlan) -> Iterator[Message]:
    """How many of the deals that come in lack something, each sentence only where it is true."""
    coming = [row for row in plan.rows if row.kind in TAKEN_IN]
    deals = [row.row for row in coming if row.row and row.kind is RowKind.NEW]
    if blank := sum(1 for deal in deals if not deal.customer):
        yield message("{count:deal|deals} without a customer.", count=blank)
    if undated := sum(1 for deal in deals if deal.created is None):
        yield message("{count:deal|deals} without a day of creation.", count=undated)
    if unpriced := sum(1 for deal in deals if deal.amount is None):
        yield message("{count:deal|deals} without an amount.", count=unpriced)
    if overdue := sum(1 for row in coming if any(said.text == OVERDUE for said in row.reasons)):
        yield message(
            "{count:open deal|open deals} expected to close on a day that has passed.", count=overdue
        )


def _times(reason: str, plan: ImportPlan) -> int:
    return sum(1 for row in plan.rows if any(said.text == reason for said in row.reasons))


def cures(plan: ImportPlan, *, is_refused: bool = False) -> Iterator[Message]:
    """What to do about the rows that were left out, or for whose sake the sheet was refused."""
    counts = plan.counts
    if counts[RowKind.CLASH]:
        yield message(
            "Clashes: --take file has the sheet's values, --take book keeps the book's and asks no more."
        )
    below_zero, parts, unread, odds = (_times(text, plan) for text in (NEGATIVE, PARTS, UNREAD, EITHER_ODDS))
    doubtful = _times(EITHER_WAY, plan) + _times(OTHER_UNIT, plan)
    too_early = sum(_times(each.sentence, plan) for each in (BeforeLastLine, NotThereYet))
    if counts[RowKind.SUSPECT] > below_zero + parts + unread + odds + doubtful + too_early:
        yield message("Suspect rows: give each deal an id or a name of its own, and import the sheet again.")
    if doubtful:
        yield message("Doubtful amounts: write each out in the file with its unit, and import it again.")
    if unread:
        yield message("Deals that cannot be read: mend the files (funnel validate), and import it again.")
    if too_early:
        yield message(
            "Days before what the book has: --take book keeps the book's word; else say it yourself, "
            "with a later day: funnel win, lose, promote or set DEAL --date DAY"
        )
    if below_zero:
        yield message("Amounts below zero: --force takes them as they are.")
    if parts:
        yield message(
            "Spare parts: leave their rows out; those beside main goods stand in their own column, parts."
        )
    if counts[RowKind.BAD]:
        yield (
            message("Bad rows: correct them in the file, or go on without them: --skip-bad")
            if is_refused
            else message("Bad rows: correct them in the file, and import it again.")
        )
