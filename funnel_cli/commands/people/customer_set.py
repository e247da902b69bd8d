"""`funnel customer set`: fields of a customer, its name and its people."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import DryRun, session_of


def run(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Its name, a former one, or its id.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FIELD=VALUE]...", help="What to set; an empty value unsets.", show_default=False
        ),
    ] = None,
    contact: Annotated[
        list[str] | None,
        typer.Option(metavar="PERSON", help='A person there: "Tom Hill, foreman, coach"; repeatable.'),
    ] = None,
    gone: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A person who left; repeatable.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Set fields of a customer; a new name goes to all its deals.

    The old name is kept among the former ones, by which the customer is found too. A customer that
    only deals name gets its record here. not_same_as=NAME says that one like it is another.
    """
    from funnel_cli.commands.naming import point_out_alike
    from funnel_cli.commands.people.finding import customer_to_change, new_customer_id
    from funnel_cli.model import normal
    from funnel_cli.rules.customers import set_customer, with_contacts, with_wishes

    session = session_of(ctx)
    customer = customer_to_change(session, name)
    after = with_contacts(
        with_wishes(customer, words or (), session.written.method), contact or (), gone or ()
    )
    change = set_customer(customer, after, session.written, new_customer_id(session))
    if normal(after.name) != normal(customer.name):
        point_out_alike(session, after.name, customer)
    session.apply(change, is_dry=dry_run)
