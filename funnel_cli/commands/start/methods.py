"""`funnel methods`: the shipped sales methods."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def run(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[METHOD]", help="One of the methods.")] = None,
) -> None:
    """Show the shipped sales methods, and what one asks for."""
    from funnel_cli.reports.catalogue import method_document, methods_document
    from funnel_cli.store.founding import shipped_method, shipped_methods

    document = method_document(shipped_method(name)) if name else methods_document(shipped_methods())
    session_of(ctx).show(document, with_book=False)
