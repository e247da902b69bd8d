"""Commands about customers: add, list, show, set, merge."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.finding import customer_to_change, customer_to_show, new_customer_id
from funnel_cli.commands.options import Contacts, DryRun, Gone, argument, flag, option, session_of
from funnel_cli.finding.names import CUSTOMERS
from funnel_cli.records.customer import Customer
from funnel_cli.store.layout import as_id, slug
from funnel_cli.values.message import message
from funnel_cli.values.typed import normal


def add(
    ctx: typer.Context,
    name: Annotated[str, argument("NAME", "The registered name, once in the book.")],
    words: Annotated[list[str] | None, argument("[FIELD=VALUE]...", "What is known of it.")] = None,
    contact: Contacts = None,
    id: Annotated[str | None, option("ID", "Default made from the name.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Add a customer.

    A second one of exactly that name is refused; one that looks like it, also in Latin letters, is
    asked about or pointed out. Where a department buys for itself, let the name say so.
    """
    from funnel_cli.commands.naming import customer_as_meant, point_out_unread
    from funnel_cli.rules.customers import CUSTOMER_KEYS, add_customer, looked_at, with_contacts, with_wishes
    from funnel_cli.rules.settable_keys import demand_name

    session = session_of(ctx)
    demand_name(name, CUSTOMER_KEYS, "funnel customer add")
    name = customer_as_meant(session, name, with_former=False)
    customer = Customer(id=as_id(id) if id else new_customer_id(session)(name), name=name)
    method, day = session.written.method, session.calendar.past_day
    customer = with_contacts(with_wishes(customer, words or (), method, day), contact or ())
    customer = looked_at(None, customer, session.day, method)
    point_out_unread(session, slug(name), [CUSTOMERS])
    session.apply(add_customer(customer, session.written), is_dry=dry_run)


def list_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        argument(
            "[SEARCH]...", "kind:, grade:, industry:, region:, data:, or a part of a name; all must hold."
        ),
    ] = None,
) -> None:
    """List customers.

    With their grade, their open deals and their last contact; those that only deals name are listed
    too. Below, those that may be one are named with the command that joins them.
    """
    from funnel_cli.reports.accounts import accounts, customer_list, customer_search

    session = session_of(ctx)
    found = accounts(session.standings, session.book)
    asked = [session.meant("list", word) for word in words or ()]
    session.tell_once(customer_search(session.book).unheard(found, asked))
    session.show(customer_list(found, session.book, asked, None if session.wishes.is_masked else slug))


def show(
    ctx: typer.Context,
    name: Annotated[str, argument("CUSTOMER", "Its name, a former one, a part of it, or its id.")],
    card: Annotated[bool, flag("The Basic Fact Card: who buys, and the facts.", "--card")] = False,
) -> None:
    """Show one customer.

    Its record, the people there, its deals and leads, and the last contact. --card is the form for
    others: the people by buying role, those still missing named, and the facts.
    """
    from funnel_cli.reports.accounts import account_of, customer_card, fact_card

    session = session_of(ctx)
    customer = customer_to_show(session, name)
    account = account_of(customer, session.standings, session.book)
    if card:
        session.show(fact_card(account, session.book), piped="md")
    else:
        session.show(customer_card(account, session.book))


def set_(
    ctx: typer.Context,
    name: Annotated[str, argument("CUSTOMER", "Its name, a former one, or its id.")],
    words: Annotated[
        list[str] | None, argument("[FIELD=VALUE]...", "What to set; an empty value unsets.")
    ] = None,
    contact: Contacts = None,
    gone: Gone = None,
    dry_run: DryRun = False,
) -> None:
    """Set fields of a customer; a new name goes to all its deals.

    The old name is kept among the former ones, by which the customer is found too. A customer that
    only deals name gets its record here. not_same_as=NAME says that one like it is another,
    checked=today that what its record says was found to be right.
    """
    from funnel_cli.commands.naming import point_out_alike
    from funnel_cli.rules.customers import looked_at, set_customer, with_contacts, with_wishes

    session = session_of(ctx)
    customer = customer_to_change(session, name)
    method, day = session.written.method, session.calendar.past_day
    after = with_contacts(with_wishes(customer, words or (), method, day), contact or (), gone or ())
    after = looked_at(customer, after, session.day, method)
    change = set_customer(customer, after, session.written, new_customer_id(session))
    if normal(after.name) != normal(customer.name):
        point_out_alike(session, after.name, customer)
    session.apply(change, is_dry=dry_run)


def merge(
    ctx: typer.Context,
    gone: Annotated[str, argument("CUSTOMER", "The one that goes: a name, or its id.")],
    kept: Annotated[str, argument("CUSTOMER", "The one that stays: a name, or its id.")],
    dry_run: DryRun = False,
) -> None:
    """Join two customers into one.

    Deals, leads, people and facts of the first go over to the second, under its name; the first name
    is kept among the former ones, by which an import finds it. What both say otherwise stays as the
    second has it, and is named. The record of the first goes; undo brings it back.
    """
    from funnel_cli.rules.joining import join_customers
    from funnel_cli.store.writing import with_own_keys, writes

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
    planned, lost = with_own_keys(planned, first, both, session.written)
    for key in lost:
        session.tell(message("{what}: what {file} says goes.", what=key, file=first.file))
    session.write(change, planned, is_dry=dry_run)
