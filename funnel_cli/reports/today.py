"""What to do today, on one screen: next steps that are due, deals that stall, this month's landing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from funnel_cli.forecasting.weighted import Forecast, forecast
from funnel_cli.message import Text, message
from funnel_cli.model import Book, NextStep
from funnel_cli.period import Period
from funnel_cli.reports.attention import is_stalled
from funnel_cli.reports.deals import stage_term
from funnel_cli.reports.next_steps import how_soon, is_review_due
from funnel_cli.reports.stalled import none_stalled, unaged
from funnel_cli.standing import Standing
from funnel_cli.table import Column, Document, Kind, RowsOf, Table

AHEAD = timedelta(days=7)
"""How far ahead of the day steps are told."""

STEPS_SHOWN = 4
STALLED_SHOWN = 3
"""How many are shown, so that the whole fits 24 lines."""

FRIDAY = 4

Due = tuple[NextStep, Standing]


@dataclass(frozen=True, slots=True)
class DayAhead:
    """What a day asks for: steps due within a week, stalled deals, the month's landing, the review."""

    steps: tuple[Due, ...]
    overdue: int
    due: int
    stalled: tuple[Standing, ...]
    unaged: int
    landing: Forecast
    week: Period
    is_filed: bool
    is_review_due: bool


def day_ahead(deals: Iterable[Standing], book: Book, month: Period, week: Period) -> DayAhead:
    """What the book's day asks for; it lies in `month` and in `week`."""
    everything = tuple(deals)
    steps = _steps(everything, book)
    own = book.reviews_of() if book.method.settings.owner else book.reviews
    is_filed = any(review.week == week.name for review in own)
    return DayAhead(
        steps=steps,
        overdue=sum(step.due < book.day for step, _ in steps if step.due),
        due=sum(step.due == book.day for step, _ in steps),
        stalled=_stalled(everything, book),
        unaged=unaged(everything),
        landing=forecast(everything, book, month),
        week=week,
        is_filed=is_filed,
        is_review_due=is_review_due(book)
        or (bool(book.opportunities) and book.day.weekday() >= FRIDAY and not is_filed),
    )


def _steps(deals: Iterable[Standing], book: Book) -> tuple[Due, ...]:
    """The next steps due within a week, the most overdue first; a paused deal has none."""
    until = book.day + AHEAD
    steps = (
        (step.due, deal.deal.id, step, deal)
        for deal in deals
        if deal.deal.is_open and not deal.is_paused and (step := deal.deal.next_step) and step.due
    )
    return tuple((step, deal) for due, _, step, deal in sorted(steps, key=lambda s: s[:2]) if due <= until)


def _stalled(deals: Iterable[Standing], book: Book) -> tuple[Standing, ...]:
    """The stalled deals, the longest over its stage's limit first, then by id."""
    stalled = (deal for deal in deals if is_stalled(deal, book))
    return tuple(sorted(stalled, key=lambda deal: (-_days_over(deal), deal.deal.id)))


def _days_over(deal: Standing) -> int:
    return (deal.days or 0) - (deal.stage.stalled_from if deal.stage else 0)


def today(day: DayAhead, book: Book) -> Document:
    """What a day asks for as a document: two sentences, two tables, and the next useful commands."""
    landing = day.landing
    return Document(
        schema="funnel.today/1",
        title=message("Today"),
        head={
            "period": landing.period,
            "won": landing.won,
            "weighted": landing.weighted,
            "landing": landing.landing,
            "target": landing.target,
            "gap": landing.gap,
            "overdue": day.overdue,
            "due_today": day.due,
            "week": day.week,
            "is_filed": day.is_filed,
            "is_review_due": day.is_review_due,
        },
        lines=(_month_line(landing), *_review_line(day)),
        tables=(_steps_table(day, book), _stalled_table(day.stalled, day.unaged)),
        notes=tuple(message("Next: {command}", command=command) for command in _commands(day, book)),
    )


def _month_line(landing: Forecast) -> Text:
    """How the month ends if the odds are right, and what that is against its target."""
    figures = {
        "month": landing.period,
        "won": landing.won,
        "weighted": landing.weighted,
        "landing": landing.landing,
        "target": landing.target,
        "gap": landing.gap,
    }
    if landing.target is None:
        return message(
            "{month}: won {won:n} + weighted {weighted:n} = {landing:n}; "
            "no target yet: funnel target {month} 300k",
            **figures,
        )
    if landing.is_short:
        return message(
            "{month}: won {won:n} + weighted {weighted:n} = {landing:n} of {target:n}, {gap:n} to go.",
            **figures,
        )
    return message(
        "{month}: won {won:n} + weighted {weighted:n} = {landing:n} of {target:n}: enough.", **figures
    )


def _review_line(day: DayAhead) -> Iterator[Text]:
    """That the weekly review is due, if it is."""
    if day.is_review_due:
        yield message("The review of {week} is due.", week=day.week)


def _steps_table(day: DayAhead, book: Book) -> Table:
    """The steps that are due, with how late they are."""
    return Table(
        name="steps",
        title=message("Next steps: {overdue} overdue, {due} today", overdue=day.overdue, due=day.due)
        if day.steps
        else message("Next steps"),
        columns=(
            Column(key="due", title=message("Due"), kind=Kind.DAY, on_screen=False),
            Column(key="when", title=message("When"), weight=7),
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="action", title=message("Action"), weight=9, is_prose=True),
            Column(key="customer", title=message("Customer"), weight=2, on_screen=False),
            Column(key="owner", title=message("Owner"), weight=1, on_screen=False),
        ),
        rows=RowsOf(
            day.steps,
            (
                lambda due: due[0].due,
                lambda due: how_soon(due[0], book),
                lambda due: due[1].deal.id,
                lambda due: due[0].action,
                lambda due: due[1].deal.customer,
                lambda due: due[1].deal.owner,
            ),
        ),
        first=STEPS_SHOWN,
        empty=message("No next step is due within a week."),
    )


def _stalled_table(stalled: Sequence[Standing], unknown: int) -> Table:
    """The deals that stay too long in a stage, with nothing agreed ahead."""
    return Table(
        name="stalled",
        title=message("Stalled: {count:deal|deals}", count=len(stalled)) if stalled else message("Stalled"),
        columns=(
            Column(key="days", title=message("Days"), kind=Kind.DAYS, weight=8),
            Column(key="limit", title=message("Limit"), kind=Kind.DAYS, weight=3),
            Column(key="stage", title=message("Stage"), weight=7),
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=6),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=RowsOf(
            stalled,
            (
                lambda deal: deal.days,
                lambda deal: deal.stage.stalled_from if deal.stage else None,
                stage_term,
                lambda deal: deal.deal.id,
                lambda deal: deal.amount,
                lambda deal: deal.amount and deal.amount.currency,
            ),
        ),
        first=STALLED_SHOWN,
        empty=none_stalled(unknown),
    )


def _commands(day: DayAhead, book: Book) -> Iterator[str]:
    """The two or three commands that help most now."""
    if not book.opportunities:
        yield 'funnel add "Pit lighting" --customer Acme --amount 120k --close eoq'
        return
    late = [deal for step, deal in day.steps if step.due and step.due <= book.day]
    if late:
        yield f'funnel log {late[0].deal.id} "…"'
    elif day.stalled:
        yield f"funnel show {day.stalled[0].deal.id}"
    yield "funnel review" if day.is_review_due else "funnel next"
