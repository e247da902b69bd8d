"""The rows of a sheet of which something is to be said, by what it is: how often, and three of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from funnel_cli.exchange.matching import PlannedRow, RowKind
from funnel_cli.reports.problem_kinds import by_kind, examples
from funnel_cli.values.columns import count, table, text
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.table import Table


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


def refused_table(refused: Sequence[Refused], kinds: dict[RowKind, Term], cures: Sequence[Message]) -> Table:
    """The rows that were not taken in, and below them the cures."""
    rest = message("--part left_out shows each row.")
    return _by_reason("refused", message("Not taken in"), refused, kinds, (*cures, rest))


def remarked_table(remarked: Sequence[Refused], kinds: dict[RowKind, Term]) -> Table:
    """The rows that were taken in with a remark."""
    rest = message("--part items shows each row.")
    return _by_reason("remarked", message("Taken in with a remark"), remarked, kinds, (rest,))


def _by_reason(
    name: str, title: Message, cases: Sequence[Refused], kinds: dict[RowKind, Term], notes: Sequence[Message]
) -> Table:
    """A few lines for each reason, the most frequent first; the last note only where some are not shown."""
    reasons = sorted(by_kind(cases, _reason), key=len, reverse=True)
    more = any(len(cases) > len(examples(cases, _why)) for cases in reasons)
    return table(
        name,
        [line for cases in reasons for line in _told(cases, kinds)],
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


def _why(case: Refused) -> Message:
    return case.why


def _told(cases: Sequence[Refused], kinds: dict[RowKind, Term]) -> Iterator[RefusedLine]:
    line = RefusedLine(kinds[cases[0].row.kind], len(cases), "")
    for case in sorted(examples(cases, _why), key=lambda case: case.row.line):
        place = str(case.row.line)
        said = (
            message("line {line}, {deal}: {what}", line=place, deal=case.title, what=case.why)
            if case.title
            else message("line {line}: {what}", line=place, what=case.why)
        )
        yield line._replace(why=said)
        line = RefusedLine("", "", "")
