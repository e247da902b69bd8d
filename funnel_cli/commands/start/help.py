"""`funnel help`: topics and commands explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from funnel_cli.commands.options import session_of
from funnel_cli.errors import UsageRefused
from funnel_cli.message import N_, Text, message
from funnel_cli.session import Session
from funnel_cli.usage import Click, near


class NoSuchTopic(UsageRefused):
    """Help was asked about something that is neither a topic nor a command."""

    sentence = N_("There is no topic and no command called {word}.")
    cure = N_("See: funnel help")


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC|COMMAND]...", help="Without it, the list of topics.", show_default=False
        ),
    ] = None,
) -> None:
    """Explain a topic or a command.

    In a book, the topic stages ends with the stages of its method.
    """
    from funnel_cli.names import did_you_mean
    from funnel_cli.render.topics import TOPICS, contents, page

    session, root = session_of(ctx), ctx.find_root()
    code = session.language.code
    name = " ".join(words or ())
    commands = root.command.commands  # type: ignore[attr-defined] # the root is a group
    lines: list[Text]
    if not name:
        lines = [*contents(code), "", message("Commands: funnel --help; one: funnel help COMMAND")]
    elif name in TOPICS:
        lines = [*page(name, code), *(_stages(session) if name == "stages" else [])]
    elif page_of_command := _page_of(root, name.split()):
        lines = [*page_of_command.splitlines()]
    else:
        raise NoSuchTopic(word=name, details=did_you_mean(near(name, [*TOPICS, *commands])))
    session.hand_over("".join(f"{session.language.say(line)}\n" for line in lines))


def _page_of(root: Click, words: Sequence[str]) -> str | None:
    """The help of the command that the words name, the second one in a group; `None` if there is none."""
    for word in words:
        command = getattr(root.command, "commands", {}).get(word)
        if command is None:
            return None
        root = typer.Context(command, info_name=word, parent=root)
    page: str = root.get_help()
    return page


def _stages(session: Session) -> list[str]:
    """A line for each stage of the book at hand, with its odds; none outside a book."""
    from funnel_cli.store.book import read_method
    from funnel_cli.store.layout import NoBook

    try:
        method, _ = read_method(session.root)
    except NoBook:
        return []
    say, spell = session.language.say, session.language.spell
    width = max(
        len(id) for id in (*(stage.id for stage in method.stages), *(step.id for step in method.steps))
    )
    rows = [
        f"  {stage.id:{width}}  {spell(method.odds(stage)):>4}  {say(stage.label)}" for stage in method.stages
    ]
    rows += [f"  {step.id:{width}}  {say(step.label)}" for step in method.steps]
    return ["", f"{say(method.label)}:", *rows]
