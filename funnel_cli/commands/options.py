"""Option types that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.session import Session

Deal = Annotated[
    str, typer.Argument(metavar="DEAL", help="Id, its beginning, part of a name, or @ for the last.")
]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]...", help="key:value words and names; all must hold.", show_default=False
    ),
]
PeriodOrQuery = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PERIOD|QUERY]...", help="2026-Q4, last-year; owner:me.", show_default=False),
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="DAY", help="When it happened; default the as-of day.")
]
DryRun = Annotated[bool, typer.Option("-n", "--dry-run", help="Show what would change, and change nothing.")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="WHY", help="Why; kept in the history.")]
Force = Annotated[bool, typer.Option("--force", help="Do it against the rule, with a reason on record.")]
Yes = Annotated[bool, typer.Option("-y", "--yes", help="Do not ask.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 7 when something wants attention.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="Show formula, deals and file:line behind each figure.")
]

ATTENTION = 7
"""Exit code with `--strict` when the answer wants attention."""


def session_of(ctx: typer.Context) -> Session:
    """The run's session."""
    session: Session = ctx.find_object(Session)  # type: ignore[assignment] # the root callback always sets one
    return session
