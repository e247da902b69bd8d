"""The lists of what is shipped as text: JSON Schemas, questions as SQL."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from funnel_cli.records.method import Choice
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Document, table, text


def schemas_document(schemas: Iterable[tuple[str, Text]]) -> Document:
    """A row per schema: its name, and the file or the command whose answer it describes."""
    return Document(
        schema="funnel.schemas/1",
        title=message("JSON Schemas"),
        tables=(
            table(
                "schemas",
                schemas,
                text("name", message("Schema"), itemgetter(0), weight=10, is_whole=True),
                text("of", message("Describes"), itemgetter(1), weight=9),
            ),
        ),
        notes=(message("Print one with: funnel schema NAME"),),
    )


def questions_document(questions: Iterable[tuple[Choice, tuple[str, ...]]]) -> Document:
    """A row per question that is shipped as SQL: its name, what it asks, and what it must be told."""
    return Document(
        schema="funnel.sql/1",
        title=message("Questions as SQL"),
        tables=(
            table(
                "questions",
                questions,
                text("name", message("Question"), lambda each: each[0].id, weight=10, is_whole=True),
                text("of", message("Asks"), lambda each: Term(each[0].id, each[0].label), weight=9),
                text("parameters", message("Parameters"), lambda each: each[1], weight=8),
            ),
        ),
        notes=(message("Print one with: funnel sql NAME --dialect sqlite"),),
    )
