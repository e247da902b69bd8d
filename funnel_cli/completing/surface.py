"""What a shell is told: its script, and every command, option and closed list, read from `surface.txt`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

_FOLDER = os.path.dirname(__file__)  # noqa: PTH120 - pathlib takes its time
SURFACE_FILE = f"{_FOLDER}/surface.txt"
SHELLS = ("bash", "zsh", "fish")


class Option:
    """An option: its names, what its value is called ("" for a flag), and what it is for by language."""

    __slots__ = ("help", "names", "value")

    def __init__(self, names: str, value: str, *help: str) -> None:
        self.names = names.split(",")
        self.value = value
        self.help = help


class Command:
    """A command: its options, what its arguments are called, and its line of help by language."""

    __slots__ = ("arguments", "help", "options")

    def __init__(self, *help: str) -> None:
        self.help = help
        self.options: list[Option] = []
        self.arguments: list[str] = []

    def argument(self, position: int) -> str:
        """What the argument in that place, from 0, is called; "" if none is taken there."""
        if position < len(self.arguments):
            return self.arguments[position]
        last = self.arguments[-1] if self.arguments else ""
        return last if last.endswith("...") else ""


class Surface:
    """The whole command line: the options of every command, the commands, and the closed lists.

    A command of a group is called by both words; `groups` are the first words that need a second.
    """

    def __init__(self) -> None:
        self.everywhere = Command("")
        self.commands: dict[str, Command] = {}
        self.groups: dict[str, Command] = {}
        self.words: dict[str, Sequence[str]] = {}
        self.after: dict[str, str] = {}

    def below(self, group: str | None) -> dict[str, Command]:
        """What may stand behind the first word of a group, or at the top, by the one word that is typed."""
        if group:
            named = {name.partition(" "): command for name, command in self.commands.items()}
            return {word: command for (first, _, word), command in named.items() if first == group and word}
        tops = (name.partition(" ")[0] for name in self.commands)
        return {top: self.groups.get(top) or self.commands[top] for top in tops}


def read_surface() -> Surface:
    """The command line as `surface.txt` describes it.

    `group NAME HELP…` is the first word of commands of two. `command NAME HELP…` opens a command;
    `option NAMES VALUE HELP…` and `argument NAME` belong to it, or to all of them before the first;
    `words NAME WORD…` is a closed list; `after WORD NAME` says what follows a word that ends in a colon
    or an equals sign. Tabs part the fields.
    """
    surface = Surface()
    command = surface.everywhere
    for kind, name, *rest in _rows():
        match kind:
            case "group":
                surface.groups[name] = Command(*rest)
            case "command":
                command = surface.commands[name] = Command(*rest)
            case "option":
                command.options.append(Option(name, *rest))
            case "argument":
                command.arguments.append(name)
            case "words":
                surface.words[name] = rest
            case "after":
                surface.after[name] = rest[0]
    return surface


def _rows() -> Iterator[list[str]]:
    with open(SURFACE_FILE, encoding="utf-8") as file:  # noqa: PTH123 - pathlib takes its time
        for line in file:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def script(shell: str) -> str:
    """The completion script of that shell, which asks `funnel --complete`; raises `NoSuchWord`."""
    from funnel_cli.finding.names import word_among
    from funnel_cli.values.message import message

    name = word_among(message("shell"), shell, SHELLS)
    with open(f"{_FOLDER}/funnel.{name}", encoding="utf-8") as file:  # noqa: PTH123
        return file.read()
