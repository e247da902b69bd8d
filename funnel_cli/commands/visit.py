"""Commands about meetings: visit, brief."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import AgreedNext, Date, Deal, DryRun, DueDay, flag, option, session_of
from funnel_cli.finding.names import deal_called
from funnel_cli.records.customer import Contact
from funnel_cli.time.standing import Standing
from funnel_cli.usage import demand_alone, demand_needed
from funnel_cli.values.message import message


def visit(
    ctx: typer.Context,
    deal: Deal,
    purpose: Annotated[str | None, option("TEXT", "What it was for.")] = None,
    theirs: Annotated[str | None, option("NAMES", "Who took part for them, by commas.", "--with")] = None,
    ours: Annotated[str | None, option("NAMES", "Who took part for us.")] = None,
    result: Annotated[str | None, option("TEXT", "What came of it; at a terminal, asked for.")] = None,
    next: AgreedNext = None,
    due: DueDay = None,
    open_theirs: Annotated[str | None, option("TEXT", "What they still have to settle.")] = None,
    open_ours: Annotated[str | None, option("TEXT", "What we still have to settle.")] = None,
    show: Annotated[bool, flag("Show the report of the last visit, or of that on --date.", "--show")] = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Write the report of a visit, or show one.

    Purpose, who took part on both sides, the result, what is next, and what stays open on either
    side; it is an entry of the deal's log. At a terminal, what is missing is asked for.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.entries import whole_text
    from funnel_cli.commands.questions import visit_questions
    from funnel_cli.reports.forms import visit_report
    from funnel_cli.rules.visiting import visit, visit_on, visit_told

    session = session_of(ctx)
    if show:
        told = {"--purpose": purpose, "--with": theirs, "--ours": ours, "--result": result, "--next": next}
        told |= {"--due": due, "--open-theirs": open_theirs, "--open-ours": open_ours}
        demand_alone("funnel visit", "--show", told)
        shown = session.deal(deal)
        of = session.day_of(date) if date else None
        session.show(visit_report(shown, visit_on(shown, of, session.written.method.kinds)), piped="md")
        return
    target = session.deal_to_date(deal)
    result = whole_text(session, result)
    typed = {
        "purpose": purpose,
        "theirs": theirs,
        "ours": ours,
        "result": result,
        "next": next,
        "due": due,
        "open_theirs": open_theirs,
        "open_ours": open_ours,
    }
    answers = {key: said for key, said in typed.items() if said}
    if result is None:
        answers = session.asked(visit_questions(target, session.written, session.calendar), answers)
    day = session.day_of(date, is_past=True)
    entry, step = visit_told(answers, target, session.written, session.calendar, day)
    append(
        session, lambda book: visit(deal_called(book, target.id), entry, step, book.method), is_dry=dry_run
    )


def brief(
    ctx: typer.Context,
    deal: Deal,
    person: Annotated[
        str | None, option("NAME", "Of whom something is told; else the brief is shown.")
    ] = None,
    role: Annotated[str | None, option("ROLE", "Their buying role.")] = None,
    title: Annotated[str | None, option("TEXT", "Their post.")] = None,
    problem: Annotated[str | None, option("TEXT", "What troubles them.")] = None,
    cause: Annotated[str | None, option("TEXT", "Why that is so.")] = None,
    vision: Annotated[str | None, option("TEXT", "What they would like to be able to do.")] = None,
    value: Annotated[str | None, option("TEXT", "What that would be worth.")] = None,
    letter: Annotated[
        bool, flag("The sponsor letter to that person, or to the contact.", "--letter")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Show what moves the people in a deal, or write it down.

    The brief a manager reads before joining in: contact and decision maker with problem, cause,
    vision and value, the next step and the deal's strength. With --person it is written down, at a
    terminal question by question. --letter puts into words what the contact admitted and agreed to.
    """
    from funnel_cli.commands.questions import motive_questions
    from funnel_cli.reports.brief import brief, letter_document, sponsor_letter
    from funnel_cli.rules.visiting import role_named, write_brief

    session = session_of(ctx)
    told = {"--role": role, "--title": title, "--problem": problem, "--cause": cause}
    told |= {"--vision": vision, "--value": value}
    if letter:
        demand_alone("funnel brief", "--letter", told)
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
        demand_needed("funnel brief", "--person", told)
        session.show(brief(Standing(session.deal(deal), session.book), session.book), piped="md")
        return
    target = session.deal_to_change(deal)
    typed = {"problem": problem, "cause": cause, "vision": vision, "value": value}
    motives = {key: said for key, said in typed.items() if said}
    if not any(told.values()):
        motives = session.asked(motive_questions(target, session.written, person), motives)
    words = Contact(name=person, role=role_named(role) if role else None, title=title, **motives)
    session.apply(write_brief(target, session.written, person, words), is_dry=dry_run)
