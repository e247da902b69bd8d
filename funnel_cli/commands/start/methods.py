"""`funnel methods`: the shipped sales methods, a look at one's own, and the way to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.options import DryRun, Yes, session_of
from funnel_cli.session import PARTIAL, Session
from funnel_cli.wishes import at_home


def run(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[METHOD]", help="One of the methods.")] = None,
    lint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Explain what is wrong with a method of your own.")
    ] = None,
    switch: Annotated[
        str | None, typer.Option(metavar="METHOD|FILE", help="Take the book over to another method.")
    ] = None,
    map: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --switch: YAML lines of OLD: NEW ids.")
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Show the shipped sales methods, and what one asks for.

    --lint names every fault of a method file with what helps; exit 5 on errors. --switch rewrites
    stages.yaml and every deal in one undo step, keeps the settings and loses no tick: stages and
    milestones are matched by id, former id, title, odds and order, or as a map says.
    """
    from funnel_cli.reports.method_list import method_document, methods_document
    from funnel_cli.store.founding import shipped_method, shipped_methods

    session = session_of(ctx)
    if lint:
        _lint(session, at_home(lint))
    elif switch:
        from funnel_cli.commands.switching import switch_book

        switch_book(session, switch, at_home(map) if map else None, is_dry=dry_run, is_sure=yes)
    else:
        document = method_document(shipped_method(name)) if name else methods_document(shipped_methods())
        session.show(document, with_book=False)


def _lint(session: Session, file: Path) -> None:
    """Name what is wrong with the method in that file."""
    from funnel_cli.reports.lint import lint_document
    from funnel_cli.store.methods import linted

    document = lint_document(str(file), *linted(file))
    session.show(document, with_book=False)
    if document.head["errors"]:
        session.exit_code = PARTIAL
