"""The targets of the book, what came of them, and how they changed."""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.finding.parties import belongs, is_team, members_of
from funnel_cli.forecasting.targets import own_lines, tier_term
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Target
from funnel_cli.reports.attainment import Result, result_lines, results, results_table
from funnel_cli.reports.goals import StageGoal, goal_lines, goals_table, stage_goals
from funnel_cli.reports.report_order import Order
from funnel_cli.values.message import message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, currency, day, money, table, text
from funnel_cli.values.typed import shell_word


def targets_report(order: Order) -> Document:
    """The targets of the period and of the query's owner, and what came of them."""
    book, period, owner = order.book, order.period, order.query.owner
    found = results(order.deals, book, period, owner) if period else ()
    goals = stage_goals(order.deals, book, period, owner)
    return targets_document(book, order.written.targets, period, owner, found, goals)


def targets_document(
    book: Book,
    written: Sequence[Target],
    period: Period | None,
    owner: str | None,
    results: Sequence[Result] = (),
    goals: Sequence[StageGoal] = (),
) -> Document:
    """Every target line as it was written down, of one period or owner if named; the latest one counts.

    `written` are all lines of the file, in their order.
    `results` are what came of the period's, `goals` those of its stages.
    """
    asked = [each for each in book.targets if period is None or book.period_of(each) == period]
    some = sorted(
        (each for each in asked if belongs(owner, each.owner, book)),
        key=lambda each: (each.period, each.owner or "", each.tier, each.set),
    )
    latest = set(map(id, book.targets_in_force.values()))

    targets = table(
        "targets",
        some,
        text("period", message("Period"), weight=10),
        text("owner", message("Owner"), on_screen=False),
        text("whose", message("Owner"), lambda each: each.owner or message("whole book"), weight=8),
        text("tier", message("Tier"), lambda each: tier_term(each.tier), weight=5),
        money("amount", message("Amount"), book.money_of, weight=9),
        currency(lambda each: each.currency or book.currency),
        day("set", message("Written on"), weight=6),
        day("submitted", message("Submitted"), weight=4),
        text(
            "in_force",
            message("In force"),
            lambda each: id(each) in latest and not is_team(each.owner),
            weight=7,
        ),
        empty=message(
            "No target is written down yet: {command}", command=target_command(book, period, owner)
        ),
        on_screen=bool(some) or not results,
    )
    return Document(
        schema="funnel.target/1",
        title=message("Targets"),
        head={"period": period, "owner": owner},
        lines=(*result_lines(results), *goal_lines(goals)),
        tables=(
            targets,
            results_table(results, book, written, is_asked=period is not None),
            goals_table(goals),
        ),
    )


def target_command(book: Book, period: Period | None, owner: str | None = None) -> str:
    """How a target of what was asked for is written down; of a team one of a rep who has none yet."""
    if is_team(owner):
        reps = sorted(filter(None, members_of(owner, book) or ()))
        owner = next((rep for rep in reps if period is None or not own_lines(book, period, rep)), None)
    whose = f" --owner {shell_word(owner)}" if owner else ""
    return f"funnel target {period.name if period else 'next-month'} 300k{whose}"
