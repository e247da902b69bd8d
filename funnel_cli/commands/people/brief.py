"""`funnel brief`: what moves the people in a deal."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Deal, DryRun, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    person: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of whom something is told; else the brief is shown.")
    ] = None,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="Their buying role.")] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Their post.")] = None,
    problem: Annotated[str | None, typer.Option(metavar="TEXT", help="What troubles them.")] = None,
    cause: Annotated[str | None, typer.Option(metavar="TEXT", help="Why that is so.")] = None,
    vision: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What they would like to be able to do.")
    ] = None,
    value: Annotated[str | None, typer.Option(metavar="TEXT", help="What that would be worth.")] = None,
    letter: Annotated[
        bool, typer.Option("--letter", help="The sponsor letter to that person, or to the contact.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Show what moves the people in a deal, or write it down.

    The brief a manager reads before joining in: contact and decision maker with problem, cause,
    vision and value, the next step and the deal's strength. With --person it is written down, at a
    terminal question by question. --letter puts into words what the contact admitted and agreed to.
    """
    from funnel_cli.commands.people.questions import motive_questions
    from funnel_cli.message import message
    from funnel_cli.model import Contact
    from funnel_cli.reports.brief import brief, letter_document, sponsor_letter
    from funnel_cli.rules.visiting import role_named, write_brief
    from funnel_cli.standing import standing

    session = session_of(ctx)
    if letter:
        shown = session.deal(deal)
        written = sponsor_letter(shown, session.book, person)
        text = "\n\n".join(map(session.language.say, written.paragraphs)) + "\n"
        if session.is_for_people:
            session.hand_over(text)
        else:
            session.show(letter_document(shown, written, text))
        if written.missing:
            session.tell(message("Not known yet: {missing}.", missing=list(written.missing)))
        return
    if person is None:
        session.show(brief(standing(session.deal(deal), session.book), session.book), piped="md")
        return
    target = session.deal_to_change(deal)
    typed = {"problem": problem, "cause": cause, "vision": vision, "value": value}
    told = {key: said for key, said in typed.items() if said}
    if not told and not role and not title:
        told = session.asked(motive_questions(target, session.written, person), told)
    words = Contact(name=person, role=role_named(role) if role else None, title=title, **told)
    session.apply(write_brief(target, session.written, person, words), is_dry=dry_run)
