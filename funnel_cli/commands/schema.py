"""Commands for other programs: schema, completion."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import argument, flag, session_of
from funnel_cli.finding.names import word_among
from funnel_cli.records.method import Method
from funnel_cli.render.delivery import printed
from funnel_cli.session import Session
from funnel_cli.store.layout import SCHEMAS, NoBook
from funnel_cli.values.message import message


def schema(
    ctx: typer.Context,
    name: Annotated[str | None, argument("[SCHEMA]", "opportunity, stages, funnel.list/1 and so on.")] = None,
    write: Annotated[
        bool, flag("Write those of the book's files where editors find them.", "--write")
    ] = False,
) -> None:
    """Print the JSON Schema of a record or of an answer.

    Without a name, list them. In a book those of its files know the words of its method; --write
    brings what editors use up to date after a change of stages.yaml. With --part or --fields it is
    the schema of an answer with these.
    """
    from funnel_cli.commands.published import published
    from funnel_cli.render.machine import dumped
    from funnel_cli.reports.schemas import schemas_document
    from funnel_cli.store.editor import FILES, write_schemas
    from funnel_cli.store.read import read_method

    session = session_of(ctx)
    if write:
        names = [word_among(message("schema"), name, list(FILES))] if name else list(FILES)
        write_schemas(session.root, read_method(session.root)[0], names)
        session.say_saved(message("Written to {path}", path=SCHEMAS))
    elif name:
        name = word_among(message("schema"), name, (each.name for each in published()))
        method = _method_around(session) if name in FILES else None
        found = {each.name: each for each in published(session.output(), method)}
        schema = found[name].schema()
        session.hand_over(dumped(schema, indent=2), is_json=True)
    else:
        session.show(schemas_document((each.name, each.of) for each in published()), with_book=False)


def _method_around(session: Session) -> Method | None:
    """The method of the book that the run is in; `None` outside of one, unless `-C` names it."""
    from funnel_cli.store.read import read_method

    try:
        return read_method(session.root)[0]
    except NoBook:
        if session.wishes.directory:
            raise
        return None


def completion(
    shell: Annotated[str, argument("SHELL", "bash, zsh or fish.")],
) -> None:
    """Print the script that lets the Tab key complete.

    Its first lines say where to put it. Commands, options, deals, stages and milestones are completed.
    """
    from funnel_cli.completing.surface import script

    printed(script(shell))
