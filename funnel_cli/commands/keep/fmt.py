"""`funnel fmt`: records in the layout of new ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from funnel_cli.commands.book_files import paths_in_book
from funnel_cli.commands.options import DryRun, session_of

if TYPE_CHECKING:
    from funnel_cli.session import Session

NOT_LAID_OUT = 1
"""Exit code of --check where a file would change."""


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DEAL|FILE]...", help="Only these; default the whole book.", show_default=False
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only name the files that would change.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Lay records out the usual way.

    Keys in the order of new records, one step of indent, single blank lines. Values, quotes and
    comments stay, each comment with its line, and so do unknown keys; a JSON record gets two spaces
    throughout, so that other commands can write it. One undo step. With --check exit 1 if anything
    would change.
    """
    from funnel_cli.message import message
    from funnel_cli.model import Change
    from funnel_cli.reports.layouts import layouts_document
    from funnel_cli.session import PARTIAL
    from funnel_cli.store.formatting.files import files_with_layout, laid_out_anew

    session = session_of(ctx)
    paths = tuple(_file(session, word) for word in words or ()) or files_with_layout(session.root)
    anew = laid_out_anew(session.root, paths)
    if check:
        session.show(layouts_document(tuple(anew.pairs)), with_book=False)
        session.exit_code = NOT_LAID_OUT if anew.pairs else 0
    elif anew.pairs or not anew.refusals:
        note = message("{count:file|files} laid out", count=len(anew.pairs))
        session.write(Change(note=note), anew.pairs, is_dry=dry_run)
    for refusal in anew.refusals:
        session.exit_code = max(session.refuse(refusal), PARTIAL)


def _file(session: Session, word: str) -> str:
    """The file of the book that a word names, or that of the deal it means."""
    if Path(word).is_file():
        return paths_in_book(session, [Path(word)])[0]
    return session.deal_to_change(word).file
