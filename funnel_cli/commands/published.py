"""Every JSON Json there is: of the files of a book, and of the answers of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from funnel_cli.exchange.example import import_examples
from funnel_cli.fields import Json
from funnel_cli.message import Text, message
from funnel_cli.method import Method
from funnel_cli.render.json_schema import answer_schema, refusal_schema
from funnel_cli.render.output import FORMATS, Output, UnknownFormat
from funnel_cli.reports.examples import BOOK, bookless, reports
from funnel_cli.store.editor import FILES
from funnel_cli.store.layout import NoBook
from funnel_cli.store.record_schemas import record_schema

REFUSALS = (NoBook(folder="deals"), UnknownFormat("jason", FORMATS))
"""One refusal with a cure, and one with details."""


@dataclass(frozen=True, slots=True)
class Published:
    """A schema: its name, the file or the command whose answer it describes, and what makes it."""

    name: str
    of: Text
    schema: Callable[[], Json]


def published(output: Output | None = None, method: Method | None = None) -> Iterator[Published]:
    """Every schema, those of files first.

    Those of files know the words of the method if one is given; those of answers are of the part and
    the fields that `output` names, the whole answer without it.
    """
    cut = output or Output()
    for name, path in FILES.items():
        yield Published(name, path, partial(record_schema, name, method))
    for command, examples in (*reports(), ("funnel import", import_examples(BOOK))):
        schema = partial(answer_schema, examples, cut)
        yield Published(examples[0].schema, command, schema)
    for command, examples in bookless():
        schema = partial(answer_schema, examples, cut, has_book=False)
        yield Published(examples[0].schema, command, schema)
    refusal = partial(refusal_schema, REFUSALS)
    yield Published(str(refusal()["title"]), message("every refusal, on stderr"), refusal)
