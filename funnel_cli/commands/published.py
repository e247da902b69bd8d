"""Every JSON Schema there is: of the files of a book, and of the answers of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from funnel_cli.records.fields import Json
from funnel_cli.records.method import Method
from funnel_cli.render.answer_schemas import answer_names, answer_schema
from funnel_cli.render.output import Output
from funnel_cli.store.editor import FILES
from funnel_cli.store.record_schemas import record_schema
from funnel_cli.values.message import N_, Message, Text

_SAID = frozenset({N_("every command that writes"), N_("every refusal, on stderr")})
"""What is said of an answer that no single command gives."""


class Published(NamedTuple):
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
    for name, of in answer_names().items():
        yield Published(name, Message(of) if of in _SAID else of, partial(answer_schema, name, cut))
