"""`funnel doctor`: the program, and all that it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from funnel_cli.commands.options import flag, session_of
from funnel_cli.records.book import Book
from funnel_cli.session import PARTIAL, Session
from funnel_cli.store.layout import IsALink, NoBook, NoData, find_root
from funnel_cli.values.message import Message, message

if TYPE_CHECKING:
    from funnel_cli.reports.checkup import Finding

_FAILURE = 1


def doctor(
    ctx: typer.Context,
    fix: Annotated[bool, flag("Cure what needs no choice, such as git's merge driver.", "--fix")] = False,
    rebuild: Annotated[
        bool, flag("Read every file anew, whatever the index remembers.", "--rebuild")
    ] = False,
) -> None:
    """Check the program, the terminal, the book and git.

    Each is good, wants a look, or is broken, and then the cure is told. It works outside of a book and
    with a broken stages.yaml too. Exit 5 if the book's files are broken, 1 if anything else is.
    """
    from funnel_cli.reports.checkup import BROKEN, checkup_document

    session = session_of(ctx)
    done = _cured(session, fix=fix, rebuild=rebuild)
    session.saved += done[-1:]
    findings = tuple(_findings(session))
    session.show(checkup_document(findings, done), with_book=False)
    areas = {each.area for each in findings if each.state == BROKEN}
    if areas:
        session.exit_code = _FAILURE if areas.isdisjoint({"book", "data"}) else PARTIAL


def _cured(session: Session, *, fix: bool, rebuild: bool) -> tuple[Message, ...]:
    """What was cured of the book at hand, if there is one."""
    from funnel_cli.store.checkup.journal_and_clone import cure, forget_cache

    try:
        done = cure(session.root) if fix else ()
        return (*done, forget_cache(session.root, session.environ)) if rebuild else done
    except (NoBook, IsALink, NoData):  # which is found below
        return ()


def _findings(session: Session) -> Iterator[Finding]:
    """Everything that is looked at, from the program to git."""
    from funnel_cli.render.surroundings import encoding_findings, program_findings, terminal_findings
    from funnel_cli.reports.checkup import broken, good, look
    from funnel_cli.store.checkup.book_folder import folder_findings
    from funnel_cli.store.checkup.journal_and_clone import cache_findings, git_findings, journal_findings
    from funnel_cli.store.methods import BrokenMethod

    book: Book | NoBook | IsALink | NoData | BrokenMethod
    try:
        book = session.written
    except (NoBook, IsALink, NoData, BrokenMethod) as refusal:
        book = refusal
    yield from program_findings()
    yield from terminal_findings(session.output(), session.environ)
    yield from encoding_findings(session.output(), session.environ)
    if isinstance(book, NoBook):
        yield look("book", "root", book.message, book.hint)
        return
    if isinstance(book, IsALink | NoData):
        yield good("book", "root", message("The book is in {root}", root=str(find_root(session.start))))
        yield broken("data", "folder", book.message, book.hint)
        return
    yield from folder_findings(session.root, book)
    yield from journal_findings(session.root)
    yield from git_findings(session.root)
    session.keep()
    yield from cache_findings(session.root, session.environ)
