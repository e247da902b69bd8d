"""A command line up to the cursor, understood as far as it goes."""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.completing.surface import Command, Option, Surface


class TypedLine:
    """What was typed: the group, the command, its arguments, the options with a value, the unfinished word.

    `command` is `None` while none was typed; `awaits` is the option whose value the unfinished word
    is; `is_plain` says that a `--` went before, so that no word is an option.
    """

    def __init__(self, words: Sequence[str], surface: Surface) -> None:
        self.surface = surface
        self.group: str | None = None
        self.command: Command | None = None
        self.arguments: list[str] = []
        self.values: dict[str, str] = {}
        self.awaits: Option | None = None
        self.is_plain = False
        *before, self.word = words or [""]
        for word in before:
            self._take(word)

    @property
    def options(self) -> list[Option]:
        """The options that may stand here."""
        own = self.command.options if self.command else []
        return [*own, *self.surface.everywhere.options]

    def option(self, name: str) -> Option | None:
        """The option of that name that may stand here, or `None`."""
        return next((option for option in self.options if name in option.names), None)

    def _take(self, word: str) -> None:
        """Understand one finished word."""
        if self.awaits:
            self.values[self.awaits.names[-1]] = word
            self.awaits = None
        elif self.is_plain or not word.startswith("-"):
            self._take_name(word)
        elif word == "--":
            self.is_plain = True
        else:
            name, sign, value = word.partition("=")
            option = self.option(name)
            if option and sign:
                self.values[option.names[-1]] = value
            elif option and option.value:
                self.awaits = option

    def _take_name(self, word: str) -> None:
        """Understand a word that is no option: the command first, then its arguments."""
        if self.command is None and self.group is None and word in self.surface.groups:
            self.group = word
        elif self.command is None:
            self.command = self.surface.below(self.group).get(word, Command(""))
        else:
            self.arguments.append(word)
