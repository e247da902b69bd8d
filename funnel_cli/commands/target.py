"""Commands about the lists of a book and what they ask for: target, rate, call, plan."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated

import typer

from funnel_cli.commands.options import (
    Date,
    DryRun,
    Explain,
    TakeNegative,
    argument,
    option,
    session_of,
    show_explained,
)
from funnel_cli.finding.names import currency_named, demand_deals, stage_named
from funnel_cli.finding.query import Query, owner_named
from funnel_cli.records.fields import above_zero
from funnel_cli.records.lists import Call, Goal, Rate, Target
from funnel_cli.reports.report_order import Order
from funnel_cli.session import Session
from funnel_cli.usage import demand_alone, demand_needed
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_
from funnel_cli.values.money import ManyDigits, has_many_digits, parse_amount
from funnel_cli.values.period import Period
from funnel_cli.values.typed import half_width
from funnel_cli.wishes import RepOrTeam

_Period = Annotated[str | None, argument("[PERIOD]", "Month, quarter or year.")]


class GoalNeedsAll(UsageRefused):
    """A goal of a stage was to be written down without what makes it one, or with what it does not have."""

    sentence = N_("A goal of a stage is a period, an amount, a stage and a day, and nothing of a target's.")
    cure = N_("For example: funnel target 2027-Q1 500k --stage propose --by 2027-02-15")


class NotWithQuota(UsageRefused):
    """A target was to be written down and quotas to be shown at once."""

    sentence = N_("--quota shows what each area holds; it writes no target down.")
    cure = N_("Leave the amount away, or --quota.")


class BadRate(UsageRefused):
    """What was typed is no rate."""

    sentence = N_("“{text}” is no rate.")
    cure = N_("Write a number above zero, with a point: funnel rate USD 0.92")


class OneCurrency(UsageRefused):
    """A rate was to lead from a currency into the same."""

    sentence = N_("{currency} is worth itself; a rate leads into another currency.")
    cure = N_("Say the other currency: funnel rate USD 0.92 --into EUR")


def target(
    ctx: typer.Context,
    period: _Period = None,
    amount: Annotated[str | None, argument("[AMOUNT]", "Without it, the period's targets.")] = None,
    owner: Annotated[str | None, option("NAME", "Whose; default the whole book's.")] = None,
    tier: Annotated[str, option("TIER", "target or stretch.")] = "target",
    submitted: Annotated[str | None, option("DAY", "When it was handed in.")] = None,
    stage: Annotated[str | None, option("STAGE", "A goal: what is to stand in the stage or further.")] = None,
    by: Annotated[str | None, option("DAY", "With --stage: by when; default the period's last day.")] = None,
    quota: Annotated[
        str | None, option("AREA", "owner or region: what each holds, amount × probability.")
    ] = None,
    explain: Explain = False,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show or write down targets.

    Earlier ones stay on record; the latest counts. Of a period also what came of it: landing, gap,
    attainment, coverage. --stage sets a goal for a stage, dated with --by, beside the targets.
    --quota holds what owners or regions have in the funnel against the mean.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.forecasting.targets import TIERS, tier_named
    from funnel_cli.rules.adding import set_goal, set_target

    session = session_of(ctx)
    session.takes_negative = force
    when = session.calendar.period(period) if period else None
    tier = tier_named(tier)
    owner = owner and owner_named(session.meant("owner", owner), session.book)
    told = {"--tier": tier != TIERS[0], "--submitted": submitted, "--date": date}
    if stage or by:
        if when is None or not (stage and amount) or quota or submitted or tier != TIERS[0]:
            raise GoalNeedsAll
        goal = _goal(session, when, stage, amount, by, owner, session.day_of(date))
        append(session, lambda book: set_goal(goal, when, book), is_dry=dry_run)
    elif quota:
        if amount:
            raise NotWithQuota
        demand_alone("funnel target", "--quota", {"--owner": owner, **told})
        from funnel_cli.reports.territory import balance, quota_document

        found = balance(session.standings, session.book, quota, when)
        show_explained(session, quota_document(found, session.book), explain=explain)
    elif when is None or amount is None:
        demand_needed("funnel target", "AMOUNT", told)
        _show(session, when, owner, explain=explain)
    else:
        value, currency = parse_amount(amount)
        target = Target(
            set=session.day_of(date),
            period=when.name,
            amount=value,
            currency=currency,
            owner=owner,
            tier=tier,
            submitted=session.calendar.back.day(submitted) if submitted else None,
        )
        append(session, lambda book: set_target(target, book), is_dry=dry_run)


def _goal(
    session: Session, when: Period, stage: str, amount: str, by: str | None, owner: str | None, day: Day
) -> Goal:
    """The goal of a stage as typed; by the period's last day where none is named."""
    demand_deals(session.written.method)
    value, currency = parse_amount(amount)
    return Goal(
        set=day,
        period=when.name,
        stage=stage_named(session.written.method, stage).id,
        by=session.calendar.day(by) if by else when.last,
        amount=value,
        currency=currency,
        owner=owner,
    )


def _show(session: Session, when: Period | None, owner: str | None, *, explain: bool) -> None:
    """The lines, and what came of the period's."""
    from funnel_cli.reports.target import targets_report

    book = session.book
    deals = session.standings if when or book.goals else ()  # a book of counts has targets and no deals
    query = Query("", (), owner)
    order = Order(deals, book, session.written, session.calendar, query, (when,) if when else ())
    show_explained(session, targets_report(order), explain=explain)


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


def call(
    ctx: typer.Context,
    period: _Period = None,
    amount: Annotated[str | None, argument("[AMOUNT]", "Without it, the period's calls.")] = None,
    owner: Annotated[str | None, option("NAME", "Whose; filed without it, the settings' owner's.")] = None,
    on: Annotated[
        str | None, option("TEAM|book", "A manager's call of a team, or of the whole book.")
    ] = None,
    note: Annotated[str | None, option("TEXT", "What it rests on.")] = None,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show the calls and what came of them, or file one.

    A call is your own number for a period, all that will be won in it. Earlier ones stay on record.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.forecasting.calls import outcomes
    from funnel_cli.forecasting.teams import caller_named
    from funnel_cli.reports.filed_calls import calls_document
    from funnel_cli.rules.adding import file_call

    session = session_of(ctx)
    demand_deals(session.written.method)
    session.takes_negative = force
    when = session.calendar.period(period) if period else None
    if owner and on:
        raise RepOrTeam
    owner = owner and owner_named(session.meant("owner", owner), session.book)
    caller = caller_named(session.meant("team", on), session.book) if on else owner
    if when is None or amount is None:
        demand_needed("funnel call", "AMOUNT", {"--note": note, "--date": date})
        asked = outcomes(session.standings, session.book, when, caller)
        if on and caller is None:
            asked = tuple(each for each in asked if each.call.owner is None)
        session.show(calls_document(asked, session.book, when, caller))
        return
    value, currency = parse_amount(amount)
    call = Call(
        filed=session.day_of(date),
        period=when.name,
        amount=value,
        currency=currency,
        owner=caller if on else owner or session.written.method.settings.owner,
        note=note,
    )
    append(session, lambda book: file_call(call, when, book), is_dry=dry_run)


def plan(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[PERIOD|QUERY]...", "2026-Q4, next-quarter; owner:me.")
    ] = None,
    target: Annotated[str | None, option("MONEY", "What to reach; default the target written down.")] = None,
    explain: Explain = False,
) -> None:
    """Work out what a target takes: wins, deals in each stage, leads, and by when.

    Of this quarter or another period, at the rates of your own deals, leant on the method's. Leads
    that come too late for the period are said so, and counted for the next.
    """
    from funnel_cli.reports.plan import aim, plan_report

    session = session_of(ctx)
    order = session.order(words or ())
    wanted = aim(*parse_amount(target), order.book) if target else None
    show_explained(session, plan_report(order, wanted), explain=explain)
