"""The command for the method's forms: which were filed, one with its answers, a new filing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from typing import Annotated, NamedTuple

import typer

from funnel_cli.commands.finding import form_subject, found_again, new_customer_id
from funnel_cli.commands.options import Date, DryRun, argument, flag, option, session_of
from funnel_cli.records.book import Book, Change
from funnel_cli.records.form import Form
from funnel_cli.records.lead import Lead
from funnel_cli.session import Session
from funnel_cli.time.history import demand_there
from funnel_cli.time.pool import met_on
from funnel_cli.usage import demand_needed


def form(
    ctx: typer.Context,
    subject: Annotated[str, argument("DEAL|LEAD|CUSTOMER", "What it is about: an id or a name.")],
    form: Annotated[str | None, argument("[FORM]", "A form of the method: its id or title.")] = None,
    words: Annotated[
        list[str] | None, argument("[FIELD=ANSWER]...", "Answers; an empty one is taken back.")
    ] = None,
    ask: Annotated[bool, flag("Ask field by field.", "--ask")] = False,
    version: Annotated[
        int | None, option("N", "The version with that number; goes on from it.", "--number", min=1)
    ] = None,
    by: Annotated[str | None, option("NAME", "Who filed it.")] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show the forms of a deal, lead or customer, or file one.

    The method says which forms there are and what each is about: a quote, an approval, a visit, a
    customer's marks. Each filing is dated; a form of which there are many keeps every version,
    and --number goes on with one: to answer a request, to mend a quote.
    """
    from funnel_cli.rules.answering import VersionOfNothing, form_named

    session = session_of(ctx)
    meant = form_named(session.written.method, form) if form else None
    if version and not meant:
        raise VersionOfNothing
    if not meant:
        demand_needed("funnel form", "FORM", {"--ask": ask, "--by": by, "--date": date})
    if meant is None or not (words or ask):
        demand_needed("funnel form", "FIELD=ANSWER", {"--by": by, "--date": date})
        _show(session, subject, meant, version)
    else:
        told = TypedFiling(words or (), by, session.day_of(date, is_past=True), version)
        _file(session, subject, meant, told, ask=ask, is_dry=dry_run)


class TypedFiling(NamedTuple):
    """What is typed of a filing: answers, who files it, the day, and which version it goes on with."""

    words: Sequence[str]
    by: str | None
    day: Day
    version: int | None


def _show(session: Session, subject: str, form: Form | None, version: int | None) -> None:
    """Show the forms of what the word means, or one of them as it was filed last, or that version."""
    from funnel_cli.reports.form_list import form_document, forms_document
    from funnel_cli.rules.answering import version_of

    found, book = form_subject(session, subject, form), session.book
    if form and version:
        version_of(found, form, book.forms_about(found).get(form.id, ()), version, book.day)
    session.show(form_document(found, form, book, version) if form else forms_document(found, book))


def _file(session: Session, subject: str, form: Form, told: TypedFiling, *, ask: bool, is_dry: bool) -> None:
    """File the form of what the word means, asking for what was not typed where that is wished."""
    from funnel_cli.commands.appending import append
    from funnel_cli.rules.answering import answers, demand_fitting, file_form, version_of

    target, method = form_subject(session, subject, form, to_change=True), session.written.method
    if isinstance(target, Lead):
        demand_there(target.id, met_on(target), session.day)
    currency = session.written.currency_of(target)
    given = answers(told.words, form, session.calendar, currency)
    if ask:
        from funnel_cli.commands.questions import form_questions

        demand_fitting(target, form, told.day, method.kinds)
        filings = session.written.forms_about(target).get(form.id, ())
        before = version_of(target, form, filings, told.version, told.day) if told.version else None
        typed = {key: said or "" for key, said in given.items()}
        typed = session.asked(form_questions(filings, form, session.calendar, currency, before), typed)
        given = answers((f"{key}={said}" for key, said in typed.items()), form, session.calendar, currency)
    new_id = new_customer_id(session)

    def filed(book: Book) -> Change:
        target_now = found_again(book, target)
        return file_form(
            target_now, form, given, told.day, book.method, told.by, version=told.version, new_id=new_id
        )

    append(session, filed, is_dry=is_dry)
