"""Commands about leads: add, list, rates, show, set, contact, qualify, return, convert."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from funnel_cli.commands.finding import lead_to_change, lead_to_show, new_customer_id
from funnel_cli.commands.options import (
    AgreedNext,
    Contacts,
    Date,
    DryRun,
    DueDay,
    Explain,
    Gone,
    Reason,
    TakeNegative,
    argument,
    option,
    session_of,
    show_explained,
)
from funnel_cli.finding.names import demand_deals, stage_named
from funnel_cli.finding.people import lead_called
from funnel_cli.finding.query import is_query_word
from funnel_cli.records.lead import Lead
from funnel_cli.values.money import parse_amount
from funnel_cli.values.typed import shell_words
from funnel_cli.wishes import OnePeriodAtATime

_At = Annotated[str | None, option("HOUR", "At which hour: 09:30; without it, whole days count.", "--at")]
_Marks = Annotated[
    list[str] | None, option("CRITERION=LEVEL", "budget=high, cycle=middle, fit=low …; repeatable.", "--mark")
]
_Grade = Annotated[str | None, option("GRADE", "A, B or C; else by the marks.")]
_LeadWord = Annotated[str, argument("LEAD", "Id, its beginning, or part of a name.")]


def add(
    ctx: typer.Context,
    name: Annotated[str | None, argument("[NAME]", "What it is about.")] = None,
    customer: Annotated[str | None, option("NAME", "Who may need it.")] = None,
    amount: Annotated[str | None, option("MONEY", "What they could spend: 120k, 12万.")] = None,
    close: Annotated[str | None, option("DAY", "When they may buy.")] = None,
    source: Annotated[str | None, option("SOURCE", "Where it came from.")] = None,
    owner: Annotated[str | None, option("NAME", "Who takes it; without it, it is in the pool.")] = None,
    region: Annotated[str | None, option("TEXT", "Where they are.")] = None,
    industry: Annotated[str | None, option("TEXT", "Their industry.")] = None,
    grade: _Grade = None,
    mark: _Marks = None,
    contact: Contacts = None,
    next: Annotated[str | None, option("ACTION", "What is agreed next.")] = None,
    due: DueDay = None,
    id: Annotated[str | None, option("ID", "Default made from customer and name.")] = None,
    force: TakeNegative = False,
    date: Date = None,
    at: _At = None,
    dry_run: DryRun = False,
) -> None:
    """Add a lead.

    It is new, and in the pool unless it is given to somebody. Leads and open deals of the same
    customer are pointed out, and so is a customer whose name looks like this one. Three marks of one
    kind make its grade: recency, frequency and money, or budget, cycle and fit.
    """
    from funnel_cli.commands.naming import customer_as_meant, new_id, point_out_unread
    from funnel_cli.commands.offered_words import with_new_words
    from funnel_cli.rules.customers import contact_from
    from funnel_cli.rules.leads import LEAD_KEYS, add_lead, hour_named, marks_from
    from funnel_cli.rules.settable_keys import demand_name
    from funnel_cli.rules.typed_fields import as_told
    from funnel_cli.store.layout import as_id, short_id

    session = session_of(ctx)
    session.takes_negative = force
    demand_name(name, LEAD_KEYS, "funnel lead add")
    customer = customer_as_meant(session, customer) if customer else None
    told = {
        "name": name,
        "customer": customer,
        "amount": amount,
        "close": close,
        "source": source,
        "owner": owner,
        "region": region,
        "industry": industry,
        "grade": grade,
        "next": next,
        "due": due,
    }
    met = Lead(
        id=as_id(id) if id else new_id(session, customer, name),
        at=hour_named(at) if at else None,
        marks=marks_from(mark or ()),
        contacts=tuple(map(contact_from, contact or ())),
    )
    lead = with_new_words(
        session, lambda: as_told(met, told, session.written, session.calendar), is_dry=dry_run
    )
    point_out_unread(session, short_id(lead.customer, lead.name))
    session.apply(add_lead(lead, session.written, session.day_of(date, is_past=True)), is_dry=dry_run)


def list_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        argument(
            "[SEARCH]...",
            "stage:, owner:, grade:, source:, region:, industry:, or a part of a name; all must hold.",
        ),
    ] = None,
) -> None:
    """List leads.

    With their stage, their grade, and what they want done; `owner:` alone is the pool.
    """
    from funnel_cli.reports.lead_list import lead_list, lead_search

    session = session_of(ctx)
    asked = [session.meant("list", word) for word in words or ()]
    session.tell_once(lead_search(session.book).unheard(session.book.leads.values(), asked))
    session.show(lead_list(session.book, asked))


def rates(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        argument(
            "[PERIOD|SEARCH]...", "2026-Q4, last-month; source:, owner:, grade: and the like; all must hold."
        ),
    ] = None,
    by: Annotated[str, option("LEAD_KEY", "source, owner, region or industry.")] = "source",
    explain: Explain = False,
) -> None:
    """Show how many leads were answered in time, became deals and were won.

    Of those that came in ever, or in a period; also how many days a deal took. --by asks the same of
    each owner, region or industry.
    """
    from funnel_cli.reports.lead_list import lead_search
    from funnel_cli.reports.lead_rates import every_lead, lead_rates, lead_rates_document

    session = session_of(ctx)
    periods = [session.calendar.back.period(word) for word in words or () if not is_query_word(word)]
    if len(periods) > 1:
        raise OnePeriodAtATime
    asked = [word for word in words or () if is_query_word(word)]
    meant = [session.meant("list", word) for word in asked]
    session.tell_once(lead_search(session.book).unheard(every_lead(session.book), meant))
    found = lead_rates(session.book, meant, by, next(iter(periods), None))
    document = lead_rates_document(found, session.book, shell_words(meant))
    show_explained(session, document, explain=explain)


def show(ctx: typer.Context, lead: _LeadWord) -> None:
    """Show one lead.

    Its marks and grade, the people, the log, how it came to its stage, and what it wants.
    """
    from funnel_cli.reports.lead_list import lead_card

    session = session_of(ctx)
    session.show(lead_card(lead_to_show(session, lead), session.book))


def set_(
    ctx: typer.Context,
    lead: _LeadWord,
    words: Annotated[
        list[str] | None,
        argument("[LEAD_FIELD=VALUE]...", "What to set: owner=anna amount=120k; an empty value unsets."),
    ] = None,
    contact: Contacts = None,
    gone: Gone = None,
    force: TakeNegative = False,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Set fields of a lead.

    Customer, name, amount, owner, source, region, industry, grade, close, next, due, contact, tags, or a
    mark by its criterion. Owner, next step, grade and marks hold from the day on. Who is given a lead
    from the pool has it as new.
    """
    from funnel_cli.commands.naming import customer_as_meant
    from funnel_cli.commands.offered_words import with_new_words
    from funnel_cli.rules.customers import contact_from, people_told, people_without
    from funnel_cli.rules.leads import set_lead, with_lead_wishes

    session = session_of(ctx)
    session.takes_negative = force
    before = lead_to_change(session, lead)
    after = with_new_words(
        session,
        lambda: with_lead_wishes(before, words or (), session.written, session.calendar),
        is_dry=dry_run,
    )
    if after.customer and after.customer != before.customer:
        after = replace(after, customer=customer_as_meant(session, after.customer))
    people = people_told(after.contacts, map(contact_from, contact or ()))
    after = replace(after, contacts=people_without(people, gone or (), before.title))
    session.apply(set_lead(before, after, session.day_of(date), reason), is_dry=dry_run)


def contact(
    ctx: typer.Context,
    lead: _LeadWord,
    text: Annotated[str | None, argument("[TEXT]", "What was said; at a terminal, asked for.")] = None,
    kind: Annotated[str | None, option("KIND", "One of the method's activities; default call.")] = None,
    owner: Annotated[str | None, option("NAME", "Who takes it from the pool; default the settings'.")] = None,
    next: AgreedNext = None,
    due: DueDay = None,
    date: Date = None,
    at: _At = None,
    dry_run: DryRun = False,
) -> None:
    """Write down that a lead was spoken to, or was not reached.

    A new lead is contacted from then on; one from the pool is whose contact it was.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.entries import entry_told
    from funnel_cli.rules.leads import contact, hour_named

    session = session_of(ctx)
    id = lead_to_change(session, lead).id
    typed = {"text": text, "kind": kind, "next": next, "due": due}
    method = session.written.method
    entry, step = entry_told(session, typed, method.kinds.talk, date)
    entry = replace(entry, at=hour_named(at) if at else None)
    owner = owner or method.settings.owner
    append(
        session,
        lambda book: contact(lead_called(book, id), entry, step, book.method, owner=owner),
        is_dry=dry_run,
    )


def qualify(
    ctx: typer.Context,
    lead: _LeadWord,
    grade: _Grade = None,
    mark: _Marks = None,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Mark a lead as real, and grade it.

    Only then can it become a deal.
    """
    from funnel_cli.rules.leads import marks_from, qualify
    from funnel_cli.rules.typed_fields import grade_named

    session = session_of(ctx)
    change = qualify(
        lead_to_change(session, lead),
        session.written,
        session.day_of(date),
        marks=marks_from(mark or ()),
        graded=grade_named(grade, session.written.method) if grade else None,
        reason=reason,
    )
    session.apply(change, is_dry=dry_run)


def return_(
    ctx: typer.Context,
    lead: _LeadWord,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Give a lead back to the pool.

    It is nobody's from that day on; its log stays, and the reason is kept for whoever takes it next.
    """
    from funnel_cli.rules.leads import give_back

    session = session_of(ctx)
    change = give_back(lead_to_change(session, lead), session.day_of(date), reason)
    session.apply(change, is_dry=dry_run)


def convert(
    ctx: typer.Context,
    lead: _LeadWord,
    amount: Annotated[str | None, option("MONEY", "What they would sign; default the lead's.")] = None,
    close: Annotated[str | None, option("DAY", "When they would sign; default the lead's.")] = None,
    stage: Annotated[str | None, option("STAGE", "Default the first.")] = None,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Make a deal of a lead.

    The record moves and keeps its id, its fields, its log and what you wrote beside them. A lead
    that is not qualified yet is refused with exit 4.
    """
    from funnel_cli.rules.leads import convert

    session = session_of(ctx)
    session.takes_negative = force
    method = session.written.method
    demand_deals(method)
    change = convert(
        lead_to_change(session, lead),
        session.written,
        session.day_of(date),
        stage=stage_named(method, stage) if stage else method.stages[0],
        amount=parse_amount(amount) if amount else None,
        close=session.calendar.day(close) if close else None,
        new_customer_id=new_customer_id(session),
    )
    session.apply(change, is_dry=dry_run)
