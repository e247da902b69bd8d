"""What a week asks for beside deals: leads that wait, and customers to be called again."""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.finding.people import grade_titled
from funnel_cli.records.book import Book
from funnel_cli.reports.accounts import FollowUp
from funnel_cli.reports.lead_findings import LeadFinding
from funnel_cli.values.message import message
from funnel_cli.values.table import Column, Kind, Table


def leads_table(found: Sequence[LeadFinding]) -> Table:
    """The leads that want something; people see the table only where there are some."""
    return Table(
        name="leads",
        title=message("Leads that wait"),
        on_screen=bool(found),
        columns=(
            Column(key="id", title=message("Lead"), weight=10, is_whole=True),
            Column(key="want", title=message("Wants"), weight=9, is_prose=True),
            Column(key="days", title=message("Days"), kind=Kind.DAYS, weight=8),
            Column(key="owner", title=message("Owner"), weight=3),
            Column(key="command", title=message("Command"), weight=2, on_screen=False),
        ),
        rows=tuple((each.lead.id, each.term, each.days, each.lead.owner, each.command) for each in found),
        empty=message("No lead waits for anything."),
    )


def follow_up_table(found: Sequence[FollowUp], book: Book) -> Table:
    """The customers to be called again; people see the table only where there are some."""
    return Table(
        name="follow_up",
        title=message("Customers to call again"),
        on_screen=bool(found),
        columns=(
            Column(key="customer", title=message("Customer"), weight=10, is_whole=True),
            Column(key="grade", title=message("Grade"), weight=7),
            Column(key="last_contact", title=message("Last contact"), kind=Kind.DAY, weight=6),
            Column(key="days", title=message("Days"), kind=Kind.DAYS, weight=9),
            Column(key="limit", title=message("Limit"), kind=Kind.DAYS, weight=8),
        ),
        rows=tuple(
            (
                each.account.customer.name,
                grade_titled(each.account.customer, book.method),
                each.account.last.date if each.account.last else None,
                each.days,
                each.limit,
            )
            for each in found
        ),
        empty=message("No customer is to be called again by its grade."),
    )
