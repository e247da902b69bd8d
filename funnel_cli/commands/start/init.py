"""`funnel init`: start a book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.options import session_of

ADD = ('add "Pit lighting" --customer Acme --amount 120k --close eoq', "list")
"""What to go on with in a new book of deals."""

COUNT = ("counts add this-month all {first}=… {second}=…", "counts show this-month")
"""The same in a book of counts."""


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
    from funnel_cli.names import currency_named
    from funnel_cli.store.founding import found_book, shipped_method
    from funnel_cli.wishes import at_home

    session = session_of(ctx)
    shipped = shipped_method(method)
    ids = [step.id for step in shipped.steps]
    going_on = ADD if shipped.has_deals else [line.format(first=ids[0], second=ids[1]) for line in COUNT]
    root = found_book(
        at_home(directory),
        method,
        currency=currency_named(currency) if currency else None,
        owner=owner,
        language=session.wishes.language,
        with_git=git,
    )
    session.say_saved(message("A book with the method {method} is in {root}", method=method, root=str(root)))
    here = "" if directory == Path() else f" -C {directory}"
    for command in (*going_on, f"methods {method}"):
        session.say(message("  next: {command}", command=f"funnel{here} {command}"))
