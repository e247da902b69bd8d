"""The weekly review on screens: one that answers first, everything on request, and the round's stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.records.book import Book, Change
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.records.lists import Call
from funnel_cli.reports.accounts import follow_up_table
from funnel_cli.reports.attention import attention_table
from funnel_cli.reports.chased import awaited, awaited_table, chased, chased_table
from funnel_cli.reports.customer_data import old_data_table
from funnel_cli.reports.deal_names import called, called_by
from funnel_cli.reports.faults import faults_table
from funnel_cli.reports.forecast import figures_table
from funnel_cli.reports.glimpse import gate_facts, people, reasons, state, step_and_words
from funnel_cli.reports.implausible import pointed_out
from funnel_cli.reports.landing import landing, landing_figures
from funnel_cli.reports.lead_list import waiting_table
from funnel_cli.reports.movement import movement_table
from funnel_cli.reports.next_steps import AHEAD, is_review_due, plan_table, planned_table
from funnel_cli.reports.payments import payment_week, payments_table, unpaid
from funnel_cli.reports.review import Outcome, WeeklyReview
from funnel_cli.reports.review_headline import headline
from funnel_cli.reports.shape import shape_table
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Cell, Document, Table, day, table, text

_SHOWN = 5
"""So many broken promises a round begins with."""


def _title(review: WeeklyReview) -> Text:
    if review.days.start == review.week.start:
        return message("Review of week {week}", week=review.week)
    return message("Review of week {week}, since {day}", week=review.week, day=review.days.start)


def opening(review: WeeklyReview, book: Book) -> Document:
    """How a round begins: what the week comes to, and which promises are not kept."""
    broken = [each for each in review.promises if each[1] is Outcome.LATE]
    promises = replace(_promises_table(broken, book), first=_SHOWN, rest="funnel review --all")
    return Document(
        schema="funnel.review/1",
        title=_title(review),
        lines=tuple(pointed_out(review.odd)),
        card=tuple(headline(review, book)),
        tables=(promises,) if broken else (),
    )


def closing_screen(review: WeeklyReview, book: Book) -> Document:
    """How a round ends: the three usual faults, what moved, and what is due after wins."""
    return Document(
        schema="funnel.review/1",
        title=message("The week {week}", week=review.week),
        tables=(
            faults_table(review.health.diagnoses),
            movement_table(review.moved, book),
            awaited_table(review.awaited, book),
            chased_table(review.chased, book),
            _payments(review, book),
            planned_table(review.planned, book),
        ),
    )


def stops(review: WeeklyReview) -> list[str]:
    """The deals at which a round stops: those to look at, those that owe an answer, the wins to follow up."""
    owed = [each.subject.id for each in review.awaited if isinstance(each.subject, Opportunity)]
    found = (*(each.standing.deal.id for each in review.attention), *owed)
    return list(dict.fromkeys((*found, *(each.deal.id for each in review.chased))))


def to_file(change: Change, week: Period, book: Book) -> Document:
    """What a review will say once it is filed: its promises, what was decided, and the call beside it."""
    filed = next(edit.after for edit in change.edits if isinstance(edit.after, Review))
    calls = (each for each in change.added if isinstance(each, Call))
    promises = table(
        "promises",
        filed.promises,
        text("id", message("Deal"), lambda each: called_by(each.deal, book), weight=10, is_whole=True),
        day("due", message("Due"), weight=7),
        text("action", message("Action"), weight=8, is_prose=True),
        title=message("Promised until the end of next week"),
        empty=message("Nothing is promised."),
    )
    return Document(
        schema="funnel.review/1",
        title=message("To be filed: review of week {week}", week=week),
        card=(
            *([(message("Decided"), filed.notes)] if filed.notes else []),
            *(
                (message("Call"), message("{period}: {money}", period=each.period, money=book.money_of(each)))
                for each in calls
            ),
        ),
        tables=(promises,),
    )


def stop(where: Standing, book: Book, number: int, count: int, quarter: Forecast | None = None) -> Document:
    """The deal as stop `number` of `count`: why, money, gate, step, people, last word, and the target."""
    why = tuple(message("! {reason}", reason=each) for each in (*reasons(where, book), *_owed(where, book)))
    return Document(
        schema="funnel.review/1",
        title=message("{number}/{count}  {deal}", number=number, count=count, deal=called(where.deal)),
        lines=why or (message("Nothing to complain about any more."),),
        card=(
            state(where),
            *gate_facts(where, book),
            *step_and_words(where, book),
            *people(where.deal, book),
            *([(message("Quarter"), landing(quarter))] if quarter else []),
        ),
    )


def _owed(where: Standing, book: Book) -> Iterator[Text]:
    for answer in awaited((where.deal,), book):
        said = {"field": answer.field.label, "form": answer.form.label, "command": answer.command}
        yield message("{form}, {field} is owed: {command}", **said)
    for each in chased((where.deal,), book):
        yield message("After winning, due {due}: {milestone}", due=each.due, milestone=each.milestone.label)


def review_document(review: WeeklyReview, book: Book, query: str = "", *, is_whole: bool = False) -> Document:
    """The review as a document: promises, deals to look at, movement, numbers, faults, plan.

    People get one screen of it, or everything where `is_whole`; machines everything either way.
    """
    command = f"funnel review {query}".rstrip()
    tables = (
        _promises_table(review.promises, book),
        attention_table(review.attention, book, is_whole=is_whole, rest=f"{command} --all"),
        waiting_table(review.leads),
        follow_up_table(review.follow_up, book),
        old_data_table(review.data.old if review.data else ()),
        awaited_table(review.awaited, book),
        chased_table(review.chased, book),
        _payments(review, book),
        movement_table(review.moved, book),
        figures_table(review.forecasts, book),
        shape_table(review.health.shape, book),
        faults_table(review.health.diagnoses),
        plan_table(review.plan, book),
        planned_table(review.planned, book),
    )
    filing = message("File it with: funnel review --done")
    return Document(
        schema="funnel.review/1",
        title=_title(review),
        head={
            "week": review.week,
            "since": review.days.start,
            "query": query,
            "last": review.last.week if review.last else None,
            "is_due": is_review_due(book, review.owner),
            "data_unknown": review.data.unknown if review.data else None,
            **_this_quarter(review),
            **_paid(review, book),
        },
        lines=tuple(_lines(review, book) if is_whole else pointed_out(review.odd)),
        card=() if is_whole else tuple(headline(review, book)),
        tables=tables if is_whole else tuple(map(_behind, tables)),
        notes=(
            filing
            if is_whole
            else message("Everything: {command} --all. File it: funnel review --done", command=command),
        ),
    )


def _this_quarter(review: WeeklyReview) -> dict[str, Cell]:
    if not review.quarters:
        return dict.fromkeys(("quarter", "won", "landing", "target", "gap"))
    told = landing_figures(review.quarters[0])
    return {"quarter": told["period"], **{key: told[key] for key in ("won", "landing", "target", "gap")}}


def _paid(review: WeeklyReview, book: Book) -> dict[str, Cell]:
    keys, last = ("payments_received", "payments_due", "payments_overdue"), review.week.last + AHEAD
    return dict(zip(keys, payment_week(review.payments, review.days, last, book), strict=True))


def _payments(review: WeeklyReview, book: Book) -> Table:
    return payments_table(unpaid(review.payments, review.week.last + AHEAD), book)


def _behind(table: Table) -> Table:
    """The table kept for machines, unless it is the one of the worst deals."""
    return table if table.name == "attention" else replace(table, on_screen=False)


def _lines(review: WeeklyReview, book: Book) -> Iterator[Text]:
    """How last week's promises fared, and whether a review was left out."""
    if review.last is None:
        yield message("No earlier review is filed.")
    else:
        kept = sum(fate in (Outcome.KEPT, Outcome.CLOSED) for _, fate in review.promises)
        yield message(
            "Last review {week}: {kept} of {count:promise|promises} kept.",
            week=review.last.week,
            kept=kept,
            count=len(review.promises),
        )
    if is_review_due(book, review.owner):
        yield message("A whole week went by without a review.")
    if review.attention:
        yield message(
            "{count:deal|deals} to look at, the most money at risk first.", count=len(review.attention)
        )
    else:
        yield message("No deal needs a look.")
    yield from pointed_out(review.odd)


def _promises_table(promises: Sequence[tuple[Promise, Outcome]], book: Book) -> Table:
    """What was promised and what became of it."""
    return table(
        "promises",
        promises,
        text("id", message("Deal"), lambda each: called_by(each[0].deal, book), weight=10, is_whole=True),
        day("due", message("Due"), lambda each: each[0].due, weight=7),
        text("action", message("Action"), lambda each: each[0].action, weight=8, is_prose=True),
        text("fate", message("Outcome"), lambda each: each[1].value, weight=9),
        title=message("Promised last time"),
        empty=message("Nothing was promised."),
    )
