"""`funnel customer show`: one customer on a card."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def run(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help="Its name, a former one, a part of it, or its id.")
    ],
    card: Annotated[
        bool, typer.Option("--card", help="The Basic Fact Card: who buys, and the facts.")
    ] = False,
) -> None:
    """Show one customer.

    Its record, the people there, its deals and leads, and the last contact. --card is the form for
    others: the people by buying role, those still missing named, and the facts.
    """
    from funnel_cli.people import customer_named
    from funnel_cli.reports.account_cards import customer_card, fact_card
    from funnel_cli.reports.accounts import account_of

    session = session_of(ctx)
    customer = customer_named(session.book, name).whom
    account = account_of(customer, session.standings, session.book)
    if card:
        session.show(fact_card(account, session.book), piped="md")
    else:
        session.show(customer_card(account, session.book))
