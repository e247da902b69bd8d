"""`funnel init`: start a book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def run(
    ctx: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; default here.")] = Path(),
    method: Annotated[
        str, typer.Option(metavar="METHOD", help="The sales method to start from.")
    ] = "four-stage",
    currency: Annotated[str | None, typer.Option(metavar="CURRENCY", help="The book's currency.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Who keeps the book.")] = None,
    git: Annotated[bool, typer.Option("--git", help="Also start a git repository there.")] = False,
) -> None:
    """Start a book in a folder.

    Writes stages.yaml, which holds the method and the settings and is yours to edit, and the data
    folder. An existing book is never touched.
    """
    from funnel_cli.message import message
    from funnel_cli.store.founding import found_book

    session = session_of(ctx)
    root = found_book(
        directory,
        method,
        currency=currency,
        owner=owner,
        language=session.wishes.language,
        with_git=git,
    )
    session.say(message("A book with the method {method} is in {root}", method=method, root=str(root)))
    here = "" if directory == Path() else f" -C {directory}"
    for command in (
        f'funnel{here} add "Pit lighting" --customer Acme --amount 120k --close eoq',
        f"funnel{here} list",
        f"funnel{here} methods {method}",
    ):
        session.say(message("  next: {command}", command=command))
