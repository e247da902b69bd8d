"""`funnel customer merge`: two customers that are one."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import DryRun, session_of


def run(
    ctx: typer.Context,
    gone: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The one that goes: a name, or its id.")],
    kept: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The one that stays: a name, or its id.")],
    dry_run: DryRun = False,
) -> None:
    """Join two customers into one.

    Deals, leads, people and facts of the first go over to the second, under its name; the first name
    is kept among the former ones, by which an import finds it. What both say otherwise stays as the
    second has it, and is named. The record of the first goes; undo brings it back.
    """
    from funnel_cli.commands.people.finding import customer_to_change, new_customer_id
    from funnel_cli.message import message
    from funnel_cli.model import Customer
    from funnel_cli.rules.joining import join_customers
    from funnel_cli.store.joined import own_conflicts, with_own_keys
    from funnel_cli.store.writing import writes

    session = session_of(ctx)
    first, second = customer_to_change(session, gone), customer_to_change(session, kept)
    change = join_customers(first, second, session.written, new_customer_id(session))
    if not (first.file and second.file):
        session.apply(change, is_dry=dry_run)
        return
    both = next(edit.after for edit in change.edits if isinstance(edit.after, Customer))
    planned = writes(session.root, session.written, change)
    for warning in change.warnings:
        session.tell(warning)
    for key in own_conflicts(planned, first, both):
        session.tell(message("{what}: what {file} says goes.", what=key, file=first.file))
    session.write(change, with_own_keys(planned, first, both, session.written), is_dry=dry_run)
