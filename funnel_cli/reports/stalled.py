"""Deals that stall: which clock ran out, what is likely behind it, and what to do next.

Stalled is a deal that has been in its stage for at least the stage's limit, has no next step ahead
and is not paused. The likely cause is the first open criterion of its gate, beside the clocks that
ran out and what the method says such a stall usually means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.method import Milestone, Stage
from funnel_cli.reports.attention import is_stalled
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.time.gate import gate
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import summed, weighted_in_book_currency
from funnel_cli.values.message import Label, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Document, Table, days, money, table, text

IN_STAGE = Term("stage", message("time in the stage"))
SILENCE = Term("silence", message("silence"))
STEP = Term("step", message("next step overdue"))


class Stall(NamedTuple):
    """A stalled deal: its stage, the clocks that ran out, the likely cause, and the command that helps.

    `missing` is the first open criterion of the stage.
    """

    standing: Standing
    stage: Stage
    clocks: tuple[Term, ...]
    missing: Milestone | None
    action: str


def stalls(deals: Iterable[Standing], book: Book) -> tuple[Stall, ...]:
    """The stalled ones of these deals, the most weighted money first, then by id."""
    found = [_stall(deal, deal.stage, book) for deal in deals if deal.stage and is_stalled(deal, book)]

    def place(each: Stall) -> tuple[Decimal, str]:
        weighted = weighted_in_book_currency(each.standing, book)
        return -(weighted.amount if weighted else Decimal(0)), each.standing.deal.id

    return tuple(sorted(found, key=place))


def _stall(where: Standing, stage: Stage, book: Book) -> Stall:
    is_silent = where.silent is None or where.silent >= book.method.health.untouched_days
    missing = next(iter(gate(where.deal, stage, book).open_criteria), None)
    step = where.deal.next_step
    late = step is not None and step.due is not None and step.due < book.day
    clocks = (IN_STAGE, *((SILENCE,) if is_silent else ()), *((STEP,) if late else ()))
    return Stall(where, stage, clocks, missing, _action(where.deal.id, missing, clocks))


def _action(id: str, missing: Milestone | None, clocks: Collection[Term]) -> str:
    if SILENCE in clocks:
        return f'funnel log {id} "…" --next "…" --due +1w'
    if STEP in clocks:
        return f"funnel set {id} due=+1w"
    return f'funnel check {id} {missing.id} --evidence "…"' if missing else f"funnel promote {id}"


def unaged(deals: Iterable[Standing]) -> int:
    """How many of these deals are open, not omitted or resting, and entered their stage on an unknown day."""
    return sum(
        each.stage is not None and each.days is None and not (each.is_paused or each.is_omitted)
        for each in deals
    )


def none_stalled(unknown: int) -> Text:
    """What is said where no deal is stalled; of so many deals nobody can tell."""
    if unknown:
        return message(
            "No deal is stalled, as far as is known: {count:deal|deals} of unknown age.", count=unknown
        )
    return message("No deal is stalled.")


_FIRST = 8
"""So many are on a screen."""


def stalled_document(
    some: Sequence[Stall], book: Book, query: str = "", *, unknown: int = 0, is_whole: bool = False
) -> Document:
    """A row per stalled deal with its clocks, its likely cause and the next action.

    People see the first few of them in a line each, or all of them where `is_whole`.
    `unknown` is how many deals were asked about of which nobody knows how long they have been in their stage.
    """
    weighted = summed((each.standing for each in some), book).weighted_converted
    return Document(
        schema="funnel.stalled/1",
        title=message("Stalled deals"),
        head={"query": query, "weighted": weighted, "unknown": unknown},
        lines=tuple(_lines(some, weighted, unknown)),
        tables=(_stalls(some, unknown, f"funnel stalled {query}".rstrip(), is_whole=is_whole),),
        notes=_notes(some, is_whole=is_whole),
    )


def _notes(some: Sequence[Stall], *, is_whole: bool) -> tuple[Text, ...]:
    if not some:
        return ()
    return (*_usual(some if is_whole else some[:1]), message("Begin with: {command}", command=some[0].action))


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


def _stalls(some: Sequence[Stall], unknown: int, command: str, *, is_whole: bool) -> Table:
    return table(
        "stalled",
        some,
        deal_column("standing.deal"),
        money("amount", message("Amount"), "standing.amount", weight=6),
        money("weighted", message("Weighted"), "standing.weighted", weight=2, on_screen=is_whole),
        text("stage", message("Stage"), "stage.term", weight=7),
        days("days", message("Days"), "standing.days", weight=9),
        days("limit", message("Limit"), "stage.stalled_from", weight=5, on_screen=is_whole),
        days("silent", message("Silent days"), "standing.silent", weight=8, on_screen=is_whole),
        text("clocks", message("Ran out"), on_screen=False),
        text("missing", message("Missing"), "missing.term", on_screen=False),
        text(
            "cause",
            message("Likely cause"),
            _cause,
            weight=9,
            is_prose=is_whole,
            is_line=not is_whole,
        ),
        text("usual", message("Usually"), usual_causes, on_screen=False),
        text("action", message("Next action"), on_screen=False),
        text("owner", message("Owner"), "standing.deal.owner", weight=1, on_screen=is_whole),
        first=None if is_whole else _FIRST,
        rest=f"{command} --all",
        numbered=True,
        empty=none_stalled(unknown),
    )


def _cause(each: Stall) -> Text:
    """What belongs to the clock that ran out: silence first, then a step not taken, then the gate."""
    where, step = each.standing, each.standing.deal.next_step
    if SILENCE in each.clocks:
        if where.silent is None:
            return message("no contact at all")
        return message("no contact for {days:day|days}", days=where.silent)
    if STEP in each.clocks and step and step.due:
        return message(
            "{days:day|days} late: {action}",
            action=step.action or step.due,
            days=(where.book.day - step.due).days,
        )
    if each.missing is None:
        return message("the gate is met, nobody promoted it")
    return message("“{criterion}” is open", criterion=each.missing.label)


def usual_causes(each: Stall) -> tuple[Label, ...]:
    """What the method says of such a stall: of the clocks that ran out, else of the time in the stage."""
    return tuple(cause for causes in _by_clock(each).values() for cause in causes)


def _by_clock(each: Stall) -> dict[Term, tuple[Label, ...]]:
    by = each.stage.stalled_by
    told = {clock: causes for clock, causes in ((SILENCE, by.silence), (STEP, by.step)) if causes}
    return {clock: told[clock] for clock in each.clocks if clock in told} or {IN_STAGE: each.stage.stalled}


def _usual(some: Sequence[Stall]) -> Iterator[Text]:
    """What such a stall usually means, as the method says, of each clock in a stage once."""
    stages = {each.stage.id: each.stage for each in some}
    told = {(each.stage.id, clock): causes for each in some for clock, causes in _by_clock(each).items()}
    for (id, clock), labels in told.items():
        causes = tuple(message("{cause}", cause=each) for each in labels)
        said = {"stage": stages[id].label, "clock": clock, "causes": causes}
        if causes and clock == IN_STAGE:
            yield message("In {stage} it usually means: {causes}.", **said)
        elif causes:
            yield message("In {stage} ({clock}) it usually means: {causes}.", **said)
