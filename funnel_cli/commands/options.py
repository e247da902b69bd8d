"""Options as types: those that several commands share, and those of every command.

Each has a name because Typer evaluates the annotations of a command four times.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from funnel_cli.session import Session

if TYPE_CHECKING:
    from funnel_cli.values.table import Document

Deal = Annotated[
    str,
    typer.Argument(
        metavar="DEAL",
        help="Id, its beginning, part of a name, row number of the last list, or @ for the last.",
    ),
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
Reason = Annotated[
    str | None, typer.Option("--reason", metavar="WHY", parser=str.strip, help="Why; kept in the history.")
]
Force = Annotated[bool, typer.Option("--force", help="Do it against the rule, with a reason on record.")]
TakeNegative = Annotated[bool, typer.Option("--force", help="Take amounts below zero too.")]
Contacts = Annotated[
    list[str] | None,
    typer.Option(
        "--contact", metavar="PERSON", help='A person there: "Tom Hill, foreman, coach"; repeatable.'
    ),
]
Gone = Annotated[
    list[str] | None, typer.Option("--gone", metavar="NAME", help="A person who left; repeatable.")
]
Yes = Annotated[bool, typer.Option("-y", "--yes", help="Do not ask.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 7 when something wants attention.")]
Everything = Annotated[bool, typer.Option("--all", help="Show everything, not just one screen.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="Show formula, deals and file:line behind each figure.")
]

Directory = Annotated[
    Path | None, typer.Option("-C", "--directory", metavar="DIR", help="Where the book is, or below it.")
]
AsOf = Annotated[str | None, typer.Option(metavar="DAY", help="Answer as of this day.")]
Lang = Annotated[
    str | None, typer.Option(metavar="en|zh", help="Language of what is printed.", is_eager=True)
]
"""The `--lang` of the run; eager, so that `--help` knows it."""
Format = Annotated[
    str | None,
    typer.Option(
        "-f", "--format", metavar="FORMAT", help="table, plain, md, csv, tsv, json, jsonl, html, xlsx or ics."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="The same as -f json.")]
OutputFile = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write there; the extension says the format."),
]
Fields = Annotated[str | None, typer.Option(metavar="A,B", help="Only these columns.")]
Part = Annotated[str | None, typer.Option(metavar="NAME", help="Only this table of a report.")]
Raw = Annotated[bool, typer.Option("--raw", help="CSV without the guard against formulas.")]
ForExcel = Annotated[bool, typer.Option("--excel", help="CSV as the Excel of your locale opens it.")]
MaskNames = Annotated[
    bool, typer.Option("--mask", help="Made-up names for customers, people and texts; figures stay.")
]
Colour = Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say no more than the answer.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Print long answers at once.")]
Version = Annotated[bool, typer.Option("-V", "--version", help="Print name and version.")]

ATTENTION = 7
"""Exit code with `--strict` when the answer wants attention."""


def session_of(ctx: typer.Context) -> Session:
    """The run's session."""
    session: Session = ctx.find_object(Session)  # type: ignore[assignment] # the root callback always sets one
    return session


def show_explained(session: Session, document: Document, *, explain: bool) -> None:
    """Show the document, with what stands behind its figures where that is asked for."""
    if explain:
        from funnel_cli.reports.explanation import with_explanation

        document = with_explanation(document, session.spot)
    session.show(document)
