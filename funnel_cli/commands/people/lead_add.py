"""`funnel lead add`: a possible need that is not verified yet."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, TakeNegative, session_of


def run(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="What it is about.")] = None,
    customer: Annotated[str | None, typer.Option(metavar="NAME", help="Who may need it.")] = None,
    amount: Annotated[
        str | None, typer.Option(metavar="MONEY", help="What they could spend: 120k, 12万.")
    ] = None,
    close: Annotated[str | None, typer.Option(metavar="DAY", help="When they may buy.")] = None,
    source: Annotated[str | None, typer.Option(metavar="SOURCE", help="Where it came from.")] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who takes it; without it, it is in the pool.")
    ] = None,
    region: Annotated[str | None, typer.Option(metavar="TEXT", help="Where they are.")] = None,
    industry: Annotated[str | None, typer.Option(metavar="TEXT", help="Their industry.")] = None,
    grade: Annotated[str | None, typer.Option(metavar="GRADE", help="A, B or C; else by the marks.")] = None,
    mark: Annotated[
        list[str] | None,
        typer.Option(metavar="CRITERION=LEVEL", help="budget=high, cycle=middle, fit=low …; repeatable."),
    ] = None,
    contact: Annotated[
        list[str] | None,
        typer.Option(metavar="PERSON", help='A person there: "Tom Hill, foreman, coach"; repeatable.'),
    ] = None,
    next: Annotated[str | None, typer.Option(metavar="ACTION", help="What is agreed next.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="When that is due.")] = None,
    id: Annotated[str | None, typer.Option(metavar="ID", help="Default made from customer and name.")] = None,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Add a lead.

    It is new, and in the pool unless it is given to somebody. Leads and open deals of the same
    customer are pointed out, and so is a customer whose name looks like this one. Three marks of one
    kind make its grade: recency, frequency and money, or budget, cycle and fit.
    """
    from funnel_cli.commands.naming import customer_as_meant, new_id
    from funnel_cli.rules.leads import LeadDraft, add_lead
    from funnel_cli.store.layout import as_id

    session = session_of(ctx)
    session.takes_negative = force
    draft = LeadDraft(
        name=name,
        customer=customer_as_meant(session, customer) if customer else None,
        amount=amount,
        close=close,
        source=source,
        owner=owner,
        region=region,
        industry=industry,
        grade=grade,
        marks=tuple(mark or ()),
        contacts=tuple(contact or ()),
        next=next,
        due=due,
        id=as_id(id) if id else None,
    )
    lead = draft.lead(session.written, session.calendar, partial(new_id, session))
    session.apply(add_lead(lead, session.written, session.day_of(date)), is_dry=dry_run)
