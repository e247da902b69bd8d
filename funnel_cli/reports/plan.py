"""The plan as sentences to act on, stage by stage as a table, and how its figures are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from funnel_cli.forecasting.needs import Need, Plan, counts_as, plan_for, rounded
from funnel_cli.forecasting.stage_rates import WEIGHT, StageRate
from funnel_cli.forecasting.targets import lines_behind
from funnel_cli.forecasting.weighted import Where
from funnel_cli.records.book import Book
from funnel_cli.records.lists import converted
from funnel_cli.reports.deals import money_notes
from funnel_cli.reports.explanation import amounts, entry_way, part, target_parts
from funnel_cli.reports.forecast_sets import SET_LABELS
from funnel_cli.reports.landing import stand_in_notes
from funnel_cli.reports.report_order import Order
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.figures import Figure, Head, Part
from funnel_cli.values.message import N_, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import (
    Document,
    Table,
    count,
    day,
    days,
    getter,
    ids,
    number,
    plain_number,
    share,
    table,
    text,
    within,
)

_OWN = Term("own", message("your won deals"))
_OF_METHOD = Term("method", message("the method"))
_WON_DEALS = Term("won", message("the won deals"))
_OPEN_DEALS = Term("open", message("the open deals"))


class NoRate(UsageRefused):
    """A target was typed in a currency that no rate converts."""

    sentence = N_("There is no rate from {currency} to {to} on {day}.")
    cure = N_("Say the amount in {to}, or write the rate down: funnel rate {currency} RATE")
    code = "no_rate"


def aim(amount: Decimal, currency: str | None, book: Book) -> Money:
    """A target as typed, in the book's currency; raises `NoRate`."""
    typed = Money(amount, currency or book.currency)
    money = converted(typed, book.currency, book.day, book.rates)
    if money is None:
        raise NoRate(currency=typed.currency, to=book.currency, day=book.day)
    return money


def plan_report(order: Order, target: Money | None = None) -> Document:
    """What the target takes, else that which is written down for the period or this quarter."""
    book, owner, period = order.book, order.query.owner, order.period or order.calendar.quarter()
    made = plan_for(order.deals, book, period, target=target, owner=owner)
    lines = () if target else lines_behind(book, period, owner)
    document = plan_document(made, book, order.text, target_parts(lines, book, order.written.targets))
    notes = stand_in_notes(owner, None if target else made.target, period, book)
    return replace(document, lines=(*document.lines, *notes))


def plan_document(plan: Plan, book: Book, query: str = "", target: tuple[Part, ...] = ()) -> Document:
    """What it takes in sentences, and what each stage must hold.

    `target` are the lines of the target, where it was not just typed.
    """
    return Document(
        schema="funnel.plan/1",
        title=message("Plan"),
        head=_head(plan, query, target),
        lines=tuple(_sentences(plan)),
        tables=(_stages(plan, book),),
        notes=tuple(_notes(plan, book)),
    )


def _head(plan: Plan, query: str, target: tuple[Part, ...]) -> Head:
    """The figures of the way from target to leads."""
    usual, leads, of = plan.usual, plan.leads, plan.period
    known_as = message("the lines in force added up") if target else message("as typed")
    return Head(
        period=plan.period,
        query=query,
        target=plan.target and Figure(Term("target", message("Target")), plan.target, known_as, target, of),
        won=Figure(
            Term("won", message("Won")),
            plan.won,
            message("Σ amount of the deals won in the period"),
            amounts(plan.sets[Where.WON]),
            of,
        ),
        missing=Figure(
            Term("missing", message("Missing")),
            plan.missing,
            message("target {target} − won, never below zero", target=plan.target or message("none set")),
            of=of,
        ),
        usual=usual
        and Figure(
            Term("usual", message("Usual deal")),
            usual.amount,
            message("Σ amount ÷ {count:deal|deals}", count=len(usual.deals)),
            amounts(usual.deals),
        ),
        usual_from=(_WON_DEALS if usual.is_won else _OPEN_DEALS) if usual else None,
        usual_deals=len(usual.deals) if usual else 0,
        wins=Figure(
            Term("wins", message("Wins needed")),
            plan.wins,
            message("missing ÷ usual deal, rounded up"),
            of=of,
        ),
        expected=known(plan.expected),
        leads=Figure(
            Term("leads", message("Leads needed")),
            int(leads.likely) if leads else None,
            message("what the first stage must hold − what counts there, rounded up"),
            of=of,
        ),
        leads_low=int(leads.least) if leads else None,
        leads_high=int(leads.most) if leads else None,
        leads_at_work=len(plan.at_work),
        by=plan.needs[0].by if plan.needs else None,
        is_too_late=plan.needs[0].is_late if plan.needs else None,
        then=plan.then,
        then_by=plan.then_by,
    )


def _sentences(plan: Plan) -> Iterator[Text]:
    """What a rep needs to know on Monday, the amount first."""
    if plan.target is None or plan.missing is None:
        yield message(
            "No target is known for {period}. Name one: funnel plan {period} --target 600k",
            period=plan.period,
        )
        return
    told = {"period": plan.period, "target": plan.target, "won": plan.won, "missing": plan.missing}
    if not plan.missing.amount:
        yield message("The {target} of {period} are reached: {won} won.", **told)
    elif plan.is_over:
        yield message("{period} is over: {won} won of {target}, {missing} short.", **told)
    elif plan.usual is None or plan.wins is None:
        yield message("To reach {target} in {period} you still need {missing}.", **told)
        yield message("How many wins that takes cannot be said: no deal has an amount.")
    else:
        yield message(
            "To reach {target} in {period} you still need {missing}: {wins:win|wins} of {usual} each, "
            "the mean of {deals}.",
            **told,
            wins=plan.wins,
            usual=plan.usual.amount,
            deals=_WON_DEALS if plan.usual.is_won else _OPEN_DEALS,
        )
        yield from _open_deals(plan)
        yield from _leads(plan)
        if plan.at_work and plan.leads and plan.leads.most:
            count = len(plan.at_work)
            yield message("{count:lead is|leads are} being worked on: funnel lead list", count=count)


def _open_deals(plan: Plan) -> Iterator[Text]:
    """What the open deals will bring of it."""
    count = len(plan.sets[Where.OPEN])
    if not count:
        yield message("No open deal is due then.")
    elif plan.needs:
        yield message(
            "{count:open deal is|open deals are} due then; at your rates they count for {expected:n} wins.",
            count=count,
            expected=plan.expected and round(plan.expected, 1),
        )


def _leads(plan: Plan) -> Iterator[Text]:
    """How many leads it takes and by when, and what is still in time where that is over."""
    leads = plan.leads
    if leads is None:
        yield message("The method has no stages: how many leads that takes cannot be said.")
        return
    top = plan.needs[0]
    told = {
        "leads": int(leads.likely),
        "low": int(leads.least),
        "high": int(leads.most),
        "by": top.by,
        "period": plan.period,
        "then": plan.then,
        "then_by": plan.then_by,
    }
    if not leads.most:
        yield message("No new lead is needed.")
    elif not leads.likely and top.is_late:
        yield message(
            "No new lead is needed if your rates hold; for {period} it would come too late.", **told
        )
    elif not leads.likely:
        yield message("No new lead is needed if your rates hold, up to {high} if they run low.", **told)
    elif not top.is_late:
        yield message(
            "{leads:new lead is|new leads are} needed by {by} ({low} to {high}).",
            **told,
        )
    else:
        yield message(
            "Too late for {period}: new leads would have had to exist by {by}. "
            "{leads:lead counts|leads count} for {then} instead ({low} to {high}), and must exist "
            "by {then_by}.",
            **told,
        )
        yield _in_time(plan)


def _in_time(plan: Plan) -> Text:
    """The first stage that a deal can still enter in time, and how many it lacks."""
    for need in plan.needs:
        if not need.is_late and need.missing and need.missing.likely:
            return message(
                "Still in time: {count:more deal|more deals} in {stage} by {by}.",
                count=int(need.missing.rounded_up().likely),
                stage=need.rate.stage.label,
                by=need.by,
            )
    return message("Nothing new can be won in {period} at the usual pace.", period=plan.period)


def _stages(plan: Plan, book: Book) -> Table:
    """A row per stage: its rate, what it must hold, what is there, and by when."""
    return table(
        "stages",
        plan.needs,
        *within(
            "rate",
            text("stage", message("Stage"), "stage.term", weight=10),
            share("conversion", message("Conversion"), _known("conversion"), weight=6).made(_shrunk, _passed),
            share("conversion_low", message("At worst"), "interval.low", on_screen=False),
            share("conversion_high", message("At best"), "interval.high", on_screen=False),
            share("ideal", message("Expected"), _known("found.ideal"), on_screen=False),
            count("reached", message("Got through"), "found.reached", on_screen=False),
            count("decided", message("Decided"), "found.decided", weight=3),
            share("to_won", message("Share to won"), _known("to_won"), on_screen=False),
        ),
        number("must_hold", message("Must hold"), _known("must_hold.likely"), weight=8).made(
            lambda need: message(
                "(wins − what later stages bring) ÷ share to won {share}", share=rounded(need.rate.to_won)
            )
        ),
        count("there", message("There"), lambda need: len(need.there), weight=7),
        number("counts_as", message("Counts as"), _known("counts_as"), weight=5).made(
            message("Σ amount ÷ usual deal, 1 for each deal without an amount"),
            lambda need: (
                part(each.deal, plain_number(counts_as(each, plan.usual, book))) for each in need.there
            ),
        ),
        number("missing", message("Missing"), _known("missing.likely"), weight=9),
        number("missing_low", message("At best"), _known("missing.least"), on_screen=False),
        number("missing_high", message("At worst"), _known("missing.most"), on_screen=False),
        days("days", message("Days to won"), "rate.days", weight=4).made(
            lambda need: (
                message("the median of closed − entered the stage, rounded up")
                if need.rate.is_own_time
                else message("typical days from this stage on, added up")
            ),
            lambda need: (part(deal, days, "closed") for deal, days in need.rate.ways),
        ),
        text("days_from", message("Days from"), _days_from, on_screen=False),
        count("days_deals", message("Won deals"), lambda need: len(need.rate.ways), on_screen=False),
        day("by", message("By"), weight=9),
        text("is_late", message("Too late"), weight=4, is_alarm=True),
        ids(lambda need: tuple(each.deal.id for each in need.there)),
        empty=message("The method has no stages."),
    )


def _shrunk(rate: StageRate) -> Text:
    """How a conversion is made of the own deals and the method."""
    return message(
        "(got through {reached} + {weight} × {ideal}) ÷ (decided {decided} + {weight})",
        reached=rate.found.reached,
        decided=rate.found.decided,
        ideal=rate.found.ideal,
        weight=WEIGHT,
    )


def _passed(rate: StageRate) -> Iterator[Part]:
    yield from (part(deal, 1, *entry_way(deal, day)) for deal, day in rate.found.passed)
    yield from (part(deal, 0, "stage") for deal in rate.found.lost)


def _days_from(need: Need) -> Term:
    return _OWN if need.rate.is_own_time else _OF_METHOD


def _known(path: str) -> Callable[[object], Decimal | None]:
    """What makes a cell of the number at a dotted path, where all on the way is known."""
    number = getter(path)
    return lambda subject: known(number(subject))


def known(number: Decimal | None) -> Decimal | None:
    """To six places, where it is known."""
    return None if number is None else rounded(number)


def _notes(plan: Plan, book: Book) -> Iterator[Text]:
    """What the figures stand on, and what they leave out."""
    if plan.needs:
        yield message(
            "Conversion: (got through + 10 × the method's) ÷ (decided + 10). Must hold: the wins that the "
            "later stages will not bring, ÷ the share to won. Counts as: by amount, so that a deal twice the "
            "usual size is two. By: the last day to enter the stage and be won in the period. Ranges: from "
            "Wilson's 80% interval of each conversion."
        )
        yield _time_note(plan)
    for where in (Where.OVERDUE, Where.UNDATED):
        if plan.sets[where]:
            yield message("Not counted: {count} {set}.", count=len(plan.sets[where]), set=SET_LABELS[where])
    yield from money_notes((*plan.sets[Where.WON], *plan.sets[Where.OPEN]), book)


def _time_note(plan: Plan) -> Text:
    own = tuple(need.rate.stage.label for need in plan.needs if need.rate.is_own_time)
    if not own:
        return message("Days to won: the method's typical days; fewer than 3 of your deals tell.")
    if len(own) == len(plan.needs):
        return message("Days to won: the median of your won deals.")
    return message("Days to won: the median of your won deals in {stages}, else the method's.", stages=own)
