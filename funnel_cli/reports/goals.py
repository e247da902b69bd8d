"""Goals by stage: what is to stand in a stage or further by a day, beside what does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.parties import belongs
from funnel_cli.forecasting.weighted import Where, forecast
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Goal, latest
from funnel_cli.records.method import Stage
from funnel_cli.reports.explanation import amounts
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import book_money, ratio, summed
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import STAGE, Table, currency, day, money, share, table, text

_FILE = "data/goals.yaml"
"""Where the goals stand in a book."""

_REACHED = Term("reached", message("reached"))
_RUNNING = Term("running", message("running"))
_MISSED = Term("missed", message("missed"))


class StageGoal(NamedTuple):
    """A goal of a stage beside what stands there, on its day once that is over, else on the book's day.

    `deals` are open in the stage or a later one and due in the period, or were won in it; `asked` is `None`
    where the goal's currency has no rate.
    """

    goal: Goal
    period: Period
    stage: Stage
    asked: Money | None
    held: Money
    deals: tuple[Standing, ...]
    share: Decimal | None
    verdict: Term | None


def stage_goals(
    deals: Sequence[Standing], book: Book, period: Period | None = None, owner: str | None = None
) -> tuple[StageGoal, ...]:
    """The goals in force of a period, or of all, by period, owner and stage; what was set to 0 is none.

    Each is measured over its owner's deals of these. A stage that the method does not have has no goal.
    """
    found = []
    for goal in _in_force(book):
        of = book.period_of(goal)
        stage = book.method.stage(goal.stage)
        if stage and goal.amount and (period is None or of == period) and belongs(owner, goal.owner, book):
            found.append(_measured(goal, of, stage, deals, book))
    return tuple(
        sorted(
            found, key=lambda each: (each.period, each.goal.owner or "", book.method.position(each.stage.id))
        )
    )


def _in_force(book: Book) -> Iterable[Goal]:
    position = book.method.position
    return latest(book.goals, "set", lambda goal: (*book.about(goal), position(goal.stage))).values()


def _measured(goal: Goal, period: Period, stage: Stage, deals: Sequence[Standing], book: Book) -> StageGoal:
    """What stood in the stage or further on the last day that counts."""
    own = [each for each in deals if belongs(goal.owner, each.deal.owner, book)]
    then, is_over = book, goal.by < book.day
    if is_over:
        then, ids = book_on(book, goal.by), {each.deal.id for each in own}
        own = [Standing(deal, then) for id, deal in then.opportunities.items() if id in ids]
    sets, place = forecast(own, then, period).sets, book.method.position(stage.id)
    far = (each for each in sets[Where.OPEN] if then.method.position(each.deal.stage) >= place)
    there = (*far, *sets[Where.WON])
    asked = _converted(goal, then)
    held = summed(there, then).amount_converted
    reaches = asked is not None and held.amount >= asked.amount
    verdict = None if asked is None else _REACHED if reaches else _MISSED if is_over else _RUNNING
    part = ratio(held.amount, asked.amount) if asked else None
    return StageGoal(goal, period, stage, asked, held, there, part, verdict)


def _converted(goal: Goal, book: Book) -> Money | None:
    money = book.money_of(goal)
    key = ".".join(filter(None, (goal.period, goal.owner, goal.stage)))
    return book_money(money, book, book.day, whose=f"goal {goal.period}", file=_FILE, key=key)


def goals_table(found: Sequence[StageGoal], *, on_screen: bool = True) -> Table:
    """A row per goal in force; none is drawn where there is no goal."""
    return table(
        "goals",
        found,
        text("period", message("Period"), weight=9),
        text("owner", message("Owner"), "goal.owner", on_screen=False),
        text("whose", message("Owner"), lambda each: each.goal.owner or message("whole book"), weight=6),
        STAGE,
        day("by", message("Until"), "goal.by", weight=10),
        money("goal", message("Goal"), "asked", weight=9),
        money("held", message("There"), weight=9).made(
            message("Σ amount of the open deals due in the period in the stage or further, and of the won"),
            lambda each: amounts(each.deals),
        ),
        currency("held.currency"),
        share("share", message("Share"), weight=8).made(message("there ÷ goal")),
        text("verdict", message("State"), weight=10),
        title=message("Goals by stage"),
        empty=message("No stage has a goal: funnel target 2026-12 500k --stage propose --by 2026-11-15"),
        on_screen=on_screen and bool(found),
        whose=lambda each: message("{stage} by {day}", stage=each.stage.label, day=each.goal.by),
    )


def missed_goals(found: Iterable[StageGoal]) -> Iterator[Message]:
    """The goals that were not reached on their day."""
    for each in found:
        if each.verdict is _MISSED:
            yield message(
                "{stage} or further held {held} on {day}, and should have held {goal} for {period}",
                stage=each.stage.label,
                held=each.held,
                day=each.goal.by,
                goal=each.asked,
                period=each.period,
            )


def goal_lines(found: Sequence[StageGoal]) -> Iterator[Message]:
    """The next goal that is not reached yet, in a sentence, or that all are."""
    running = sorted((each for each in found if each.verdict is _RUNNING), key=lambda each: each.goal.by)
    if running:
        first = running[0]
        yield message(
            "Goal: {goal} in {stage} or further by {day}; there is {held} ({share}).",
            goal=first.asked,
            stage=first.stage.label,
            day=first.goal.by,
            held=first.held,
            share=first.share,
        )
    elif found and all(each.verdict is _REACHED for each in found):
        yield message("Goals by stage: {count:goal|goals}, all reached.", count=len(found))
