"""The targets of the book, what came of them, and how they changed."""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.forecasting.targets import is_for, tier_term
from funnel_cli.message import message
from funnel_cli.model import Book, Target
from funnel_cli.money import Money
from funnel_cli.period import Period, named
from funnel_cli.reports.attainment import result_lines, results_table
from funnel_cli.reports.results import Result
from funnel_cli.table import Column, Document, Kind, Table


def targets_document(
    book: Book, period: Period | None, owner: str | None, results: Sequence[Result] = ()
) -> Document:
    """Every target line as it was written down, of one period or owner if named; the latest one counts.

    `results` are what came of the period's.
    """
    asked = [each for each in book.targets if period is None or is_for(each, period, book)]
    some = sorted(
        (each for each in asked if owner is None or each.owner == owner),
        key=lambda each: (each.period, each.owner or "", each.tier, each.set),
    )
    in_force = {_what_for(each, book): each for each in sorted(asked, key=lambda each: each.set)}
    return Document(
        schema="funnel.target/1",
        title=message("Targets"),
        head={"period": period, "owner": owner},
        lines=tuple(result_lines(results)),
        tables=(
            Table(
                name="targets",
                columns=(
                    Column(key="period", title=message("Period"), weight=10),
                    Column(key="owner", title=message("Owner"), on_screen=False),
                    Column(key="whose", title=message("Owner"), weight=8),
                    Column(key="tier", title=message("Tier"), weight=5),
                    Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=9),
                    Column(key="currency", title=message("Currency"), on_screen=False),
                    Column(key="set", title=message("Written on"), kind=Kind.DAY, weight=6),
                    Column(key="submitted", title=message("Submitted"), kind=Kind.DAY, weight=4),
                    Column(key="in_force", title=message("In force"), weight=7),
                ),
                rows=tuple(
                    (
                        each.period,
                        each.owner,
                        each.owner or message("whole book"),
                        tier_term(each.tier),
                        Money(each.amount, each.currency or book.currency),
                        each.currency or book.currency,
                        each.set,
                        each.submitted,
                        in_force[_what_for(each, book)] is each,
                    )
                    for each in some
                ),
                empty=message("No target is written down yet: funnel target 2026-12 300k"),
            ),
            results_table(results, book, is_asked=period is not None),
        ),
    )


def _what_for(target: Target, book: Book) -> tuple[Period, str | None, str]:
    """What a later line of the same would replace: the days, whatever they are called, owner and tier."""
    return named(target.period, book.method.settings.fiscal_year_start), target.owner, target.tier
