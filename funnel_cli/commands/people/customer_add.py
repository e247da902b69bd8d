"""`funnel customer add`: a customer under its registered name."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import DryRun, session_of


def run(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The registered name, once in the book.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIELD=VALUE]...", help="What is known of it.", show_default=False),
    ] = None,
    contact: Annotated[
        list[str] | None,
        typer.Option(metavar="PERSON", help='A person there: "Tom Hill, foreman, coach"; repeatable.'),
    ] = None,
    id: Annotated[str | None, typer.Option(metavar="ID", help="Default made from the name.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Add a customer.

    A second one of exactly that name is refused; one that looks like it, also in Latin letters, is
    asked about or pointed out. Where a department buys for itself, let the name say so.
    """
    from funnel_cli.commands.naming import customer_as_meant
    from funnel_cli.commands.people.finding import new_customer_id
    from funnel_cli.model import Customer
    from funnel_cli.rules.customers import add_customer, with_contacts, with_wishes
    from funnel_cli.store.layout import as_id

    session = session_of(ctx)
    name = customer_as_meant(session, name, with_former=False)
    customer = Customer(id=as_id(id) if id else new_customer_id(session)(name), name=name)
    customer = with_contacts(with_wishes(customer, words or (), session.written.method), contact or ())
    session.apply(add_customer(customer, session.written), is_dry=dry_run)
