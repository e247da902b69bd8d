"""The command for the method's forms: which were filed, one with its answers, a new filing."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, session_of


def form(
    ctx: typer.Context,
    subject: Annotated[
        str, typer.Argument(metavar="DEAL|LEAD|CUSTOMER", help="What it is about: an id or a name.")
    ],
    form: Annotated[
        str | None,
        typer.Argument(metavar="[FORM]", help="A form of the method: its id or title.", show_default=False),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIELD=ANSWER]...", help="Answers; an empty one is taken back."),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask field by field.")] = False,
    version: Annotated[
        int | None,
        typer.Option("--number", metavar="N", min=1, help="The version with that number; goes on from it."),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who filed it.", show_default=False)] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show the forms of a deal, lead or customer, or file one.

    The method says which forms there are and what each is about: a quote, an approval, a visit, a
    customer's marks. Each filing is dated; a form of which there are many keeps every version,
    and --number goes on with one: to answer a request, to mend a quote.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.finding import form_subject, found_again, new_customer_id
    from funnel_cli.records.deal import Opportunity
    from funnel_cli.reports.form_list import form_document, forms_document
    from funnel_cli.rules.answering import (
        VersionOfNothing,
        answers,
        demand_fitting,
        file_form,
        form_named,
        version_of,
    )

    session = session_of(ctx)
    meant = form_named(session.written.method, form) if form else None
    if meant is None or not (words or ask):
        found = form_subject(session, subject, meant)
        book = session.book
        if version and not meant:
            raise VersionOfNothing
        if meant and version:
            version_of(found, meant, book.forms_about(found).get(meant.id, ()), version, book.day)
        shown = form_document(found, meant, book, version) if meant else forms_document(found, book)
        session.show(shown)
        return
    target, day = form_subject(session, subject, meant, to_change=True), session.day_of(date)
    if isinstance(target, Opportunity):
        session.keep_to(target.id)
    given = answers(words or (), meant, session.calendar)
    if ask:
        from funnel_cli.commands.questions import form_questions

        demand_fitting(target, meant, day, session.written.method.kinds)
        told = {key: said or "" for key, said in given.items()}
        filings = session.written.forms_about(target).get(meant.id, ())
        before = version_of(target, meant, filings, version, day) if version else None
        typed = session.asked(form_questions(filings, meant, session.calendar, before), told)
        given = answers((f"{key}={said}" for key, said in typed.items()), meant, session.calendar)
    new_id = new_customer_id(session)
    append(
        session,
        lambda book: file_form(
            found_again(book, target),
            meant,
            given,
            day,
            book.method,
            by,
            version=version,
            new_id=new_id,
        ),
        is_dry=dry_run,
    )
