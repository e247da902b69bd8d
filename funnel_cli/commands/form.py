"""The command for the method's forms: which were filed, one with its answers, a new filing."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, session_of


def form(
    ctx: typer.Context,
    deal: Deal,
    form: Annotated[
        str | None,
        typer.Argument(metavar="[FORM]", help="A form of the method: its id or title.", show_default=False),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIELD=ANSWER]...", help="Answers; an empty one is taken back."),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask field by field.")] = False,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who filed it.", show_default=False)] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show a deal's forms, or file one.

    The method says which forms there are: a quote, an approval, a comparison with competitors. Each
    filing is dated; a form of which there are many keeps every version.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.finding.names import deal_called
    from funnel_cli.reports.form_list import form_document, forms_document
    from funnel_cli.rules.answering import answers, file_form, form_named

    session = session_of(ctx)
    if form is None:
        session.show(forms_document(session.deal(deal), session.book))
        return
    meant = form_named(session.written.method, form)
    if not words and not ask:
        session.show(form_document(session.deal(deal), meant, session.book))
        return
    session.keep_to(deal)
    target, day = session.deal_to_change(deal), session.day_of(date)
    given = answers(words or (), meant, session.calendar)
    if ask:
        from funnel_cli.commands.questions import form_questions

        told = {key: said or "" for key, said in given.items()}
        typed = session.asked(form_questions(target, meant, session.calendar), told)
        given = answers((f"{key}={said}" for key, said in typed.items()), meant, session.calendar)
    append(
        session,
        lambda book: file_form(deal_called(book, target.id), meant, given, day, by),
        is_dry=dry_run,
    )
