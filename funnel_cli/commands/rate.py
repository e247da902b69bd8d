"""`funnel rate`: what a currency is worth, from a day on."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, argument, option, session_of
from funnel_cli.finding.names import currency_named
from funnel_cli.records.fields import above_zero
from funnel_cli.records.lists import Rate
from funnel_cli.usage import demand_needed
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_
from funnel_cli.values.money import ManyDigits, has_many_digits
from funnel_cli.values.typed import half_width


class BadRate(UsageRefused):
    """What was typed is no rate."""

    sentence = N_("“{text}” is no rate.")
    cure = N_("Write a number above zero, with a point: funnel rate USD 0.92")


class OneCurrency(UsageRefused):
    """A rate was to lead from a currency into the same."""

    sentence = N_("{currency} is worth itself; a rate leads into another currency.")
    cure = N_("Say the other currency: funnel rate USD 0.92 --into EUR")


def rate(
    ctx: typer.Context,
    currency: Annotated[str | None, argument("[CURRENCY]", "Of which; without it, of all.")] = None,
    worth: Annotated[str | None, argument("[RATE]", "What 1 unit of it is worth.")] = None,
    into: Annotated[str | None, option("CURRENCY", "In which currency; default the book's.")] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show exchange rates, or write one down.

    It holds from its day until the next one. Earlier ones stay on record, since what was won is
    converted at the rate of its day.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.reports.rate_list import rates_document
    from funnel_cli.rules.adding import set_rate

    session = session_of(ctx)
    of = currency_named(currency) if currency else None
    to = currency_named(into) if into else session.book.currency
    if of is None or worth is None:
        demand_needed("funnel rate", "RATE", {"--into": into, "--date": date})
        session.show(rates_document(session.book, of))
        return
    if of == to:
        raise OneCurrency(currency=of)
    try:
        number = above_zero(half_width(worth))
    except ValueError:
        if has_many_digits(half_width(worth)):
            raise ManyDigits(value=worth) from None
        raise BadRate(text=worth) from None
    line = Rate(date=session.day_of(date), from_=of, to=to, rate=number)
    append(session, lambda _: set_rate(line), is_dry=dry_run)
