"""Deals that stall: which clock ran out, what is likely behind it, and what to do next.

Stalled is a deal that has been in its stage for at least the stage's limit, has no next step ahead
and is not paused. The likely cause is the first open criterion of its gate, beside the clocks that
ran out and what the method says such a stall usually means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.gate import gate
from funnel_cli.message import Label, Term, Text, message
from funnel_cli.method import Milestone
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.reports.attention import is_stalled
from funnel_cli.reports.deals import stage_term
from funnel_cli.standing import Standing
from funnel_cli.sums import summed, weighted_in_book_currency
from funnel_cli.table import Column, Document, Kind, Row, Table

IN_STAGE = Term("stage", message("time in the stage"))
SILENCE = Term("silence", message("silence"))


@dataclass(frozen=True, slots=True)
class Stall:
    """A stalled deal: the days over the stage's limit, the clocks that ran out, and the likely cause.

    `missing` is the first open criterion of the stage, `usual` what the method says of stalls there.
    """

    standing: Standing
    over: int
    clocks: tuple[Term, ...]
    missing: Milestone | None
    usual: tuple[Label, ...]

    @property
    def action(self) -> str:
        """The command that takes the deal up again."""
        id = self.standing.deal.id
        if SILENCE in self.clocks:
            return f'funnel log {id} "…" --next "…" --due +1w'
        if self.missing:
            return f'funnel set {id} next="{self.missing.id}" due=+1w'
        return f"funnel promote {id}"


def stalls(deals: Iterable[Standing], book: Book) -> tuple[Stall, ...]:
    """The stalled ones of these deals, the most weighted money first, then by id."""
    found = [_stall(deal, book) for deal in deals if is_stalled(deal, book)]

    def place(each: Stall) -> tuple[Decimal, str]:
        money = weighted_in_book_currency(each.standing, book)
        return -(money.amount if money else Decimal(0)), each.standing.deal.id

    return tuple(sorted(found, key=place))


def _stall(where: Standing, book: Book) -> Stall:
    """Why the deal stalls; it is in a stage of the method."""
    stage = where.stage
    days, limit = where.days or 0, stage.stalled_from if stage else 0
    is_silent = where.silent is None or where.silent >= book.method.health.untouched_days
    missing = gate(where.deal, stage, book).open_criteria if stage else ()
    return Stall(
        standing=where,
        over=days - limit,
        clocks=(IN_STAGE, SILENCE) if is_silent else (IN_STAGE,),
        missing=next(iter(missing), None),
        usual=stage.stalled if stage else (),
    )


def unaged(deals: Iterable[Standing]) -> int:
    """How many of these deals are open, do not rest, and came into their stage on a day that nobody knows."""
    return sum(each.stage is not None and each.days is None and not each.is_paused for each in deals)


def none_stalled(unknown: int) -> Text:
    """What is said where no deal is stalled; of so many deals nobody can tell."""
    if unknown:
        return message(
            "No deal is stalled, as far as is known: {count:deal|deals} of unknown age.", count=unknown
        )
    return message("No deal is stalled.")


def stalled_document(some: tuple[Stall, ...], book: Book, query: str = "", *, unknown: int = 0) -> Document:
    """A row per stalled deal with its clocks, its likely cause and the next action.

    `unknown` is how many deals were asked about of which nobody knows how long they have been in their stage.
    """
    total = summed((each.standing for each in some), book)
    return Document(
        schema="funnel.stalled/1",
        title=message("Stalled deals"),
        head={"query": query, "weighted": total.weighted_converted, "unknown": unknown},
        lines=tuple(_lines(some, total.weighted_converted, unknown)),
        tables=(_table(some, unknown),),
        notes=(*_usual(some), message("Begin with: {command}", command=some[0].action)) if some else (),
    )


def _lines(some: Sequence[Stall], weighted: Money, unknown: int) -> Iterator[Text]:
    """How many stall, and of how many nobody can say."""
    if some:
        yield message(
            "{count:deal|deals}, {weighted} weighted: past their limit, with no next step ahead.",
            count=len(some),
            weighted=weighted,
        )
    if unknown:
        yield message(
            "{count:deal|deals} more, typed or imported: since when in their stage nobody knows.",
            count=unknown,
        )


def _table(some: Iterable[Stall], unknown: int) -> Table:
    return Table(
        name="stalled",
        columns=(
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=6),
            Column(key="weighted", title=message("Weighted"), kind=Kind.MONEY, weight=2),
            Column(key="stage", title=message("Stage"), weight=7),
            Column(key="days", title=message("Days"), kind=Kind.DAYS, weight=9),
            Column(key="limit", title=message("Limit"), kind=Kind.DAYS, weight=5),
            Column(key="silent", title=message("Silent days"), kind=Kind.DAYS, weight=8),
            Column(key="clocks", title=message("Ran out"), on_screen=False),
            Column(key="missing", title=message("Missing"), on_screen=False),
            Column(key="cause", title=message("Likely cause"), weight=9, is_prose=True),
            Column(key="usual", title=message("Usually"), on_screen=False),
            Column(key="action", title=message("Next action"), on_screen=False),
            Column(key="owner", title=message("Owner"), weight=1),
        ),
        rows=tuple(map(_row, some)),
        empty=none_stalled(unknown),
    )


def _row(each: Stall) -> Row:
    where = each.standing
    return (
        where.deal.id,
        where.amount,
        where.weighted,
        stage_term(where),
        where.days,
        where.stage.stalled_from if where.stage else None,
        where.silent,
        each.clocks,
        Term(each.missing.id, each.missing.label) if each.missing else None,
        _cause(each),
        each.usual,
        each.action,
        where.deal.owner,
    )


def _cause(each: Stall) -> Text:
    """The first open criterion, or that the gate is met."""
    if each.missing is None:
        return message("the gate is met, nobody promoted it")
    return message("“{criterion}” is open", criterion=each.missing.label)


def _usual(some: Iterable[Stall]) -> Iterator[Text]:
    """What a stall in each of the stages usually means, as the method says, said once a stage."""
    stages = {each.standing.stage.id: each.standing.stage for each in some if each.standing.stage}
    for stage in stages.values():
        if stage.stalled:
            causes = tuple(message("{cause}", cause=cause) for cause in stage.stalled)
            yield message("In {stage} it usually means: {causes}.", stage=stage.label, causes=causes)
