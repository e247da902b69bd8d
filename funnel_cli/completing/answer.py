"""The answer to the Tab key: the line up to the cursor is understood as far as it goes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from funnel_cli.completing.offered_records import FOLDERS, records_like, root_above, stage_of
from funnel_cli.completing.surface import Command, Option, Surface, read_surface
from funnel_cli.values.languages import LANGUAGES, language_meant


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
        if self.command is None and self.group is None and word in self.surface.groups:
            self.group = word
        elif self.command is None:
            self.command = self.surface.below(self.group).get(word, Command(""))
        else:
            self.arguments.append(word)


_Candidate = tuple[str, str]
"""What would be inserted, and what it is."""

_METHOD_KINDS = (
    "STAGE",
    "MILESTONE",
    "SOURCE",
    "REASON",
    "SAVED",
    "TEAM",
    "TEAM_NAME",
    "AXIS=N",
    "FORM",
    "KIND",
)
_HARMLESS = "-_.,:=+/@%"
_ASK_SHELL = {"FILE": ":files", "DIR": ":folders"}


def completions(words: Sequence[str]) -> str:
    """A line for each candidate for the last of the words; nothing where there is nothing to say."""
    found = candidates(words, os.environ)
    return "".join(f"{text}\t{shown}\n" if shown else f"{text}\n" for text, shown in found)


def candidates(words: Sequence[str], environ: Mapping[str, str]) -> list[_Candidate]:
    """What may stand in place of the last word, each once; what cannot be read offers nothing.

    Whatever a book holds, a candidate is safe to press Enter on, and what it is is safe to print.
    """
    try:
        found = dict(Offer(words, environ).candidates())
    except OSError:
        return []
    return [(text, _clean(shown)) for text, shown in found.items() if _is_harmless(text)]


class Offer:
    """What may stand where the last of the words stands, in the environment's language."""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str]) -> None:
        self.surface = read_surface()
        self.line = TypedLine(words, self.surface)
        self.start = self.line.values.get("--directory") or environ.get("FUNNEL_BOOK") or "."
        self.language = _language(self.line.values.get("--lang"), environ)

    def candidates(self) -> Iterator[_Candidate]:
        """The candidates, in the order in which they should be shown."""
        line = self.line
        name, sign, value = line.word.partition("=")
        if line.awaits:
            yield from self._values(line.awaits.value, line.word)
        elif line.is_plain or not line.word.startswith("-"):
            yield from self._names()
        elif not sign:
            yield from self._options()
        elif option := line.option(name):
            yield from self._values(option.value, value, before=f"{name}=")

    def _names(self) -> Iterator[_Candidate]:
        if self.line.command is None:
            yield from self._commands(self.line.word)
        else:
            kinds = self.line.command.argument(len(self.line.arguments))
            yield from self._values(kinds.removesuffix("..."), self.line.word)

    def _commands(self, word: str) -> Iterator[_Candidate]:
        for name, command in self.surface.below(self.line.group).items():
            if name.startswith(word):
                yield name, self._said(command.help)

    def _options(self) -> Iterator[_Candidate]:
        """The long names of the options; the short ones are shorter than the Tab key."""
        for option in self.line.options:
            if option.names[-1].startswith(self.line.word):
                yield option.names[-1], self._said(option.help)

    def _values(self, kinds: str, word: str, before: str = "") -> Iterator[_Candidate]:
        for kind in kinds.split("|"):
            for text, shown in self._of_kind(kind, word):
                yield f"{before}{text}" if not text.startswith(":") else text, shown

    def _of_kind(self, kind: str, word: str) -> Iterator[_Candidate]:
        """Values of one kind: a word of the table, a closed list, or what the book at hand holds."""
        if kind in _ASK_SHELL:
            yield _ASK_SHELL[kind], ""
        elif kind in self.surface.words:
            yield from self._words(self.surface.words[kind], word)
        elif kind == "COMMAND":
            yield from self._commands(word)
        elif kind in FOLDERS or kind in _METHOD_KINDS:
            yield from self._in_book(kind, word)
        elif kind.islower() and kind.startswith(word):
            yield kind, ""

    def _words(self, words: Sequence[str], word: str) -> Iterator[_Candidate]:
        """The words that begin so; behind one that ends in a colon or equals sign, what may follow it."""
        head = next((each for each in words if each in self.surface.after and word.startswith(each)), "")
        if head:
            front = word[: word.rfind(",") + 1] or head
            yield from self._values(self.surface.after[head], word[len(front) :], before=front)
        else:
            yield from ((each, "") for each in words if each.startswith(word) and (word or each.isascii()))

    def _in_book(self, kind: str, word: str) -> Iterator[_Candidate]:
        root = root_above(self.start)
        if root is None:
            return
        if kind in FOLDERS:
            if not self.line.arguments:
                yield from records_like(root, kind, word)
            return
        from funnel_cli.completing.offered_terms import names_like

        deal = self.line.arguments[0] if self.line.arguments else None
        stage = stage_of(root, deal) if deal and kind == "MILESTONE" else None
        yield from names_like(root, kind, word, self.language, stage)

    def _said(self, help: Sequence[str]) -> str:
        return help[list(LANGUAGES).index(self.language)]


def _language(option: str | None, environ: Mapping[str, str]) -> str:
    names = ("FUNNEL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    wishes = (option, *(environ.get(name) for name in names))
    return language_meant(next(filter(None, wishes), "")) or "en"


def _is_harmless(text: str) -> bool:
    """Whether every shell takes the text for one word and nothing but a word."""
    return all(letter.isalnum() or letter in _HARMLESS for letter in text)


def _clean(text: str) -> str:
    if text.isprintable():
        return text
    from funnel_cli.render.clean import clean

    return clean(text)
