"""Options as types: those that several commands share, and those of every command.

Each has a name because Typer evaluates the annotations of a command four times.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from funnel_cli.session import Session
from funnel_cli.values.table import Document


def option(metavar: str, help: str, *names: str, **others: Any) -> Any:
    """What Typer is told of an option with a value, called as its parameter where no `names` are given."""
    return typer.Option(*names, metavar=metavar, help=help, **others)


def flag(help: str, *names: str) -> Any:
    """What Typer is told of an option without a value."""
    return typer.Option(*names, help=help)


def argument(metavar: str, help: str) -> Any:
    """What Typer is told of a word that stands in a place of its own."""
    return typer.Argument(metavar=metavar, help=help)


Deal = Annotated[
    str,
    argument("DEAL", "Id, its beginning, part of a name, row number of the last list, or @ for the last."),
]
Words = Annotated[list[str] | None, argument("[QUERY]...", "key:value words and names; all must hold.")]
PeriodOrQuery = Annotated[list[str] | None, argument("[PERIOD|QUERY]...", "2026-Q4, last-year; owner:me.")]
Date = Annotated[str | None, option("DAY", "When it happened; default the as-of day.", "--date")]
DryRun = Annotated[bool, flag("Show what would change, and change nothing.", "-n", "--dry-run")]
Reason = Annotated[str | None, option("WHY", "Why; kept in the history.", "--reason", parser=str.strip)]
Force = Annotated[bool, flag("Do it against the rule, with a reason on record.", "--force")]
TakeNegative = Annotated[bool, flag("Take amounts below zero too.", "--force")]
AgreedNext = Annotated[str | None, option("ACTION", "What was agreed next.")]
DueDay = Annotated[str | None, option("DAY", "When that is due.")]
Contacts = Annotated[
    list[str] | None, option("PERSON", 'A person there: "Tom Hill, foreman, coach"; repeatable.', "--contact")
]
Gone = Annotated[list[str] | None, option("NAME", "A person who left; repeatable.", "--gone")]
Yes = Annotated[bool, flag("Do not ask.", "-y", "--yes")]
Strict = Annotated[bool, flag("Exit 7 when something wants attention.", "--strict")]
Everything = Annotated[bool, flag("Show everything, not just one screen.", "--all")]
Explain = Annotated[bool, flag("Show formula, deals and file:line behind each figure.", "--explain")]

Directory = Annotated[Path | None, option("DIR", "Where the book is, or below it.", "-C", "--directory")]
AsOf = Annotated[str | None, option("DAY", "Answer as of this day.")]
Lang = Annotated[str | None, option("en|zh", "Language of what is printed.", is_eager=True)]
"""The `--lang` of the run; eager, so that `--help` knows it."""
Format = Annotated[
    str | None,
    option("FORMAT", "table, plain, md, csv, tsv, json, jsonl, html, xlsx or ics.", "-f", "--format"),
]
Json = Annotated[bool, flag("The same as -f json.", "--json")]
OutputFile = Annotated[
    Path | None, option("FILE", "Write there; the extension says the format.", "-o", "--output")
]
Fields = Annotated[str | None, option("A,B", "Only these columns.")]
Part = Annotated[str | None, option("NAME", "Only this table of a report.")]
Raw = Annotated[bool, flag("CSV without the guard against formulas.", "--raw")]
ForExcel = Annotated[bool, flag("CSV as the Excel of your locale opens it.", "--excel")]
MaskNames = Annotated[bool, flag("Made-up names for customers, people and texts; figures stay.", "--mask")]
Colour = Annotated[str, option("WHEN", "auto, always or never.")]
Quiet = Annotated[bool, flag("Say no more than the answer.", "-q", "--quiet")]
NoInput = Annotated[bool, flag("Never ask.", "--no-input")]
NoPager = Annotated[bool, flag("Print long answers at once.", "--no-pager")]
Version = Annotated[bool, flag("Print name and version.", "-V", "--version")]

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
