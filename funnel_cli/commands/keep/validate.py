"""`funnel validate`: everything that is wrong in the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from funnel_cli.commands.options import DryRun, session_of

if TYPE_CHECKING:
    from funnel_cli.session import Session

DATA_INVALID = 5


def run(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Only these files.", show_default=False)
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the history lines that hand-edited values lack.")
    ] = False,
    roundtrip: Annotated[
        bool, typer.Option("--roundtrip", help="Prove that all of the book comes back from an export.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Name everything that is wrong in the files.

    With place and cure; exit 5 on errors. Deals that have not earned their stage, because the method
    was edited or by force, are listed too, and customers and deals that may be in the book twice.

    --roundtrip exports the records, brings them into an empty book in a scratch folder, exports that,
    and says what differs; exit 5 if anything does.
    """
    from funnel_cli.commands.book_files import paths_in_book
    from funnel_cli.reports.problems import problems_document
    from funnel_cli.rules.setting import histories_completed
    from funnel_cli.store.layout import slug

    session = session_of(ctx)
    if roundtrip:
        _prove(session)
        return
    if fix:
        session.apply(histories_completed(session.written), is_dry=dry_run)
        return
    paths = paths_in_book(session, files or ())
    session.show_problems(problems_document(session.written, session.book, slug, paths))


def _prove(session: Session) -> None:
    """Show what an export and an import would lose."""
    from funnel_cli.commands.roundtrip import roundtrip

    document = roundtrip(session)
    session.show(document)
    if document.head["different"]:
        session.exit_code = DATA_INVALID
