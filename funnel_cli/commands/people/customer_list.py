"""`funnel customer list`: customers, with or without a record."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SEARCH]...",
            help="kind:, grade:, industry:, region:, or a part of a name; all must hold.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List customers.

    With their grade, their open deals and their last contact; those that only deals name are listed
    too. Below, those that may be one are named with the command that joins them.
    """
    from funnel_cli.reports.account_cards import customer_list
    from funnel_cli.reports.accounts import accounts
    from funnel_cli.store.layout import slug

    session = session_of(ctx)
    found = accounts(session.standings, session.book)
    session.show(customer_list(found, session.book, words or (), slug))
