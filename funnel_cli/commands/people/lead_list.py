"""`funnel lead list`: leads and what they want."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SEARCH]...",
            help="stage:, owner:, grade:, source:, region:, industry:, or a part of a name; all must hold.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List leads.

    With their stage, their grade, and what they want done; `owner:` alone is the pool.
    """
    from funnel_cli.reports.lead_list import lead_list

    session = session_of(ctx)
    session.show(lead_list(session.book, words or ()))
