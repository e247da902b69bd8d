"""Everything that is wrong in the files of a book, with place and cure."""

from __future__ import annotations

from collections.abc import Collection

from funnel_cli.errors import Severity
from funnel_cli.message import Term, message
from funnel_cli.model import Book
from funnel_cli.table import Column, Document, Kind, Table

SEVERITIES = {
    Severity.ERROR: Term("error", message("error")),
    Severity.WARNING: Term("warning", message("warning")),
}


def problems_document(book: Book, paths: Collection[str] = ()) -> Document:
    """A row per problem of the book, or of these files, errors first; the head counts what was read."""
    some = [each for each in book.problems if not paths or each.path in paths]
    problems = sorted(some, key=lambda each: (not each.is_error, each.path, each.line, each.column))
    errors = sum(each.is_error for each in problems)
    return Document(
        schema="funnel.validate/1",
        title=message("Validation"),
        head={
            "opportunities": len(book.opportunities),
            "unread": book.unread,
            "errors": errors,
            "warnings": len(problems) - errors,
        },
        lines=(
            message(
                "{count:deal|deals} read, {errors:error|errors}, {warnings:warning|warnings}.",
                count=len(book.opportunities),
                errors=errors,
                warnings=len(problems) - errors,
            ),
        ),
        tables=(
            Table(
                name="findings",
                columns=(
                    Column(key="path", title=message("File"), weight=10),
                    Column(key="line", title=message("Line"), kind=Kind.COUNT, weight=8),
                    Column(key="column", title=message("Column"), kind=Kind.COUNT, weight=2),
                    Column(key="severity", title=message("Severity"), weight=7),
                    Column(key="code", title=message("Code"), weight=5),
                    Column(key="key", title=message("Key"), weight=3),
                    Column(key="message", title=message("What is wrong"), weight=9),
                ),
                rows=tuple(
                    (
                        each.path,
                        each.line or None,
                        each.column or None,
                        SEVERITIES[each.severity],
                        each.code,
                        each.key or None,
                        each.message,
                    )
                    for each in problems
                ),
                empty=message("Nothing to complain about."),
            ),
        ),
    )
