"""What to do today, on one screen: next steps that are due, deals that stall, this month's landing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from funnel_cli.forecasting.targets import lines_behind
from funnel_cli.forecasting.weighted import Forecast, forecast
from funnel_cli.records.book import Book
from funnel_cli.reports.attention import is_stalled
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.deals import stage_term
from funnel_cli.reports.diary import Ahead, plans_ahead
from funnel_cli.reports.landing import landing as quarter_said
from funnel_cli.reports.landing import landing_figures
from funnel_cli.reports.next_steps import AHEAD, due_by, how_soon, is_review_due
from funnel_cli.reports.payments import Owed, converted_payments, payments, unpaid
from funnel_cli.reports.stalled import none_stalled, unaged
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table, currency, day, days, money, table, text

STEPS_SHOWN = 4
_STALLED_SHOWN = 2
"""How many are shown, so that the whole fits 24 lines."""

_FRIDAY = 4


class DayAhead(NamedTuple):
    """What a day asks for: steps due within a week, stalled deals, the month's landing, the review.

    `payments` are those that are overdue, `planned` the activities for this day or an earlier one.
    """

    steps: tuple[Standing, ...]
    overdue: int
    due: int
    stalled: tuple[Standing, ...]
    unaged: int
    landing: Forecast
    quarter: Forecast | None
    week: Period
    is_filed: bool
    is_review_due: bool
    payments: tuple[Owed, ...]
    planned: tuple[Ahead, ...]


def day_ahead(
    deals: Iterable[Standing], book: Book, month: Period, week: Period, quarter: Period | None = None
) -> DayAhead:
    """What the book's day asks for; it lies in `month`, in `week` and in `quarter`."""
    everything = tuple(deals)
    steps = due_by((each for each in everything if not each.is_paused), book.day + AHEAD)
    dues = [each.deal.next_step.due for each in steps if each.deal.next_step and each.deal.next_step.due]
    own = book.reviews_of() if book.method.settings.owner else book.reviews
    is_filed = any(review.week == week.name for review in own)
    return DayAhead(
        steps=steps,
        overdue=sum(due < book.day for due in dues),
        due=dues.count(book.day),
        stalled=_stalled(everything, book),
        unaged=unaged(everything),
        landing=forecast(everything, book, month),
        quarter=forecast(everything, book, quarter) if quarter else None,
        week=week,
        is_filed=is_filed,
        is_review_due=is_review_due(book)
        or (bool(book.opportunities) and book.day.weekday() >= _FRIDAY and not is_filed),
        payments=unpaid(payments((each.deal for each in everything), book), book.day - timedelta(days=1)),
        planned=plans_ahead((each.deal for each in everything if not each.is_paused), book.day),
    )


def _stalled(deals: Iterable[Standing], book: Book) -> tuple[Standing, ...]:
    stalled = (deal for deal in deals if is_stalled(deal, book))
    return tuple(sorted(stalled, key=lambda deal: (-_days_over(deal), deal.deal.id)))


def _days_over(deal: Standing) -> int:
    return (deal.days or 0) - (deal.stage.stalled_from if deal.stage else 0)


def today(ahead: DayAhead, book: Book) -> Document:
    """What a day asks for as a document: two sentences, two tables, and the next useful commands."""
    landing = ahead.landing
    return Document(
        schema="funnel.today/1",
        title=message("Today"),
        head={
            **landing_figures(landing),
            "overdue": ahead.overdue,
            "due_today": ahead.due,
            "week": ahead.week,
            "is_filed": ahead.is_filed,
            "is_review_due": ahead.is_review_due,
            "payments_overdue": converted_payments(ahead.payments, book).overdue,
        },
        lines=tuple(_lines(ahead, book)),
        tables=(_steps_table(ahead, book), _stalled_table(ahead.stalled, ahead.unaged)),
        notes=tuple(message("Next: {command}", command=command) for command in _commands(ahead, book)),
    )


def _month_line(landing: Forecast, book: Book) -> Text:
    """How the month ends if the odds are right, and what that is against its target."""
    figures = {**landing_figures(landing), "month": landing.period}
    if landing.target is None and lines_behind(book, landing.period, None):
        return message(
            "{month}: won {won:n} + weighted {weighted:n} = {landing:n}; "
            "no rate leads to {currency} from its target",
            **figures,
            currency=book.currency,
        )
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


def _lines(ahead: DayAhead, book: Book) -> Iterator[Text]:
    """How month and quarter end, that a review is due, what is overdue, and what is planned for the day."""
    yield _month_line(ahead.landing, book)
    if ahead.quarter and ahead.quarter.target:
        yield message("{said}.", said=quarter_said(ahead.quarter))
    if ahead.is_review_due:
        yield message("The review of {week} is due.", week=ahead.week)
    if ahead.payments:
        yield message(
            "{count:payment|payments} overdue, {amount:n}: funnel payment",
            count=len(ahead.payments),
            amount=converted_payments(ahead.payments, book).overdue,
        )
    if ahead.planned:
        late = sum(each.planned.is_overdue(book.day) for each in ahead.planned)
        yield message(
            "{count:planned activity|planned activities} today, {late} overdue: funnel next",
            count=len(ahead.planned) - late,
            late=late,
        )


def _steps_table(ahead: DayAhead, book: Book) -> Table:
    """The steps that are due, with how late they are."""
    title = message("Next steps: {overdue} overdue, {due} today", overdue=ahead.overdue, due=ahead.due)
    return table(
        "steps",
        ahead.steps,
        day("due", message("Due"), "deal.next_step.due", on_screen=False),
        text("when", message("When"), lambda each: how_soon(each.deal.next_step.due, book.day), weight=7),
        deal_column(),
        text("action", message("Action"), "deal.next_step.action", weight=9, is_line=True),
        text("customer", message("Customer"), "deal.customer", weight=2, on_screen=False),
        text("owner", message("Owner"), "deal.owner", weight=1, on_screen=False),
        title=title if ahead.steps else message("Next steps"),
        first=STEPS_SHOWN,
        rest="funnel next",
        numbered=True,
        empty=message("No next step is due within a week."),
    )


def _stalled_table(stalled: Sequence[Standing], unknown: int) -> Table:
    """The deals that stay too long in a stage, with nothing agreed ahead."""
    return table(
        "stalled",
        stalled,
        days("days", message("Days"), weight=8),
        days("limit", message("Limit"), "stage.stalled_from", weight=3),
        text("stage", message("Stage"), stage_term, weight=7),
        deal_column(),
        money("amount", message("Amount"), weight=6),
        currency("amount.currency"),
        title=message("Stalled: {count:deal|deals}", count=len(stalled)) if stalled else message("Stalled"),
        first=_STALLED_SHOWN,
        rest="funnel stalled",
        empty=none_stalled(unknown),
    )


def _commands(ahead: DayAhead, book: Book) -> Iterator[Text]:
    """The two or three commands that help most now."""
    if not book.opportunities:
        yield message('funnel add "Pit lighting" --customer Acme --amount 120k --close eoq')
        return
    if ahead.overdue or ahead.due:
        yield f'funnel log {ahead.steps[0].deal.id} "…"'
    elif ahead.stalled:
        yield f"funnel show {ahead.stalled[0].deal.id}"
    yield "funnel review" if ahead.is_review_due else "funnel next"
