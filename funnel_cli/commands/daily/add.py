"""`funnel add`: a new deal."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, TakeNegative, session_of

ENOUGH = {"name", "customer", "amount", "close"}
"""With these no question is asked."""


def run(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="What the deal is about.")] = None,
    customer: Annotated[str | None, typer.Option(metavar="NAME", help="The registered name.")] = None,
    amount: Annotated[
        str | None, typer.Option(metavar="MONEY", help="What they would sign: 120k, 12万.")
    ] = None,
    close: Annotated[
        str | None, typer.Option(metavar="DAY", help="When they would sign: eoq, 2026-12.")
    ] = None,
    stage: Annotated[str | None, typer.Option(metavar="STAGE", help="Default the first.")] = None,
    source: Annotated[str | None, typer.Option(metavar="SOURCE", help="Where it came from.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Default the settings' owner.")] = None,
    next: Annotated[str | None, typer.Option(metavar="ACTION", help="What is agreed next.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="When that is due.")] = None,
    met: Annotated[
        list[str] | None,
        typer.Option(metavar="MILESTONE", help="Of the method's entry, what holds: ID or ID=EVIDENCE."),
    ] = None,
    id: Annotated[str | None, typer.Option(metavar="ID", help="Default made from customer and name.")] = None,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Add a deal.

    It starts in the method's first stage on the day of entry. A deal or customer that looks like
    one in the book is asked about or pointed out; where no more than case, spaces and brackets differ, a
    script takes the book's spelling. What the method asks of a new deal and does not hold is told. At a
    terminal, what is missing is asked for.
    """
    from funnel_cli.commands.naming import customer_as_meant, demand_new, new_id
    from funnel_cli.commands.questions import deal_questions, met_answers
    from funnel_cli.names import demand_deals
    from funnel_cli.rules.adding import Draft, add
    from funnel_cli.rules.entering import met_on_entry, ticked
    from funnel_cli.store.layout import as_id

    session = session_of(ctx)
    session.takes_negative = force
    demand_deals(session.written.method)
    typed = {
        "name": name,
        "customer": customer,
        "amount": amount,
        "close": close,
        "stage": stage,
        "source": source,
        "owner": owner,
        "next": next,
        "due": due,
    }
    answers = {key: text for key, text in typed.items() if text}
    if not answers.keys() >= ENOUGH:
        answers = session.asked(deal_questions(session.written, session.calendar), answers)
    if customer := answers.get("customer"):
        answers["customer"] = customer_as_meant(session, customer)
    method, day = session.written.method, session.day_of(date)
    entry = met_on_entry(met or (), method) | met_answers(answers)
    draft = Draft(**answers, id=as_id(id) if id else None)
    deal = draft.deal(session.written, session.calendar, partial(new_id, session))
    change = add(ticked(deal, entry, method, day), session.written, day)
    demand_new(session, deal)
    session.apply(change, is_dry=dry_run)
