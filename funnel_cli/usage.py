"""Command lines as words, and as refusals like every other where they do not parse."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

import typer

from funnel_cli.finding.names import CUTOFF, did_you_mean
from funnel_cli.values.errors import BlankText, UsageRefused
from funnel_cli.values.languages import language_meant
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import PLACE

Click = Any
"""What Typer took over from click and does not name publicly: contexts of groups, commands, formatters."""


_NO_TEXT = re.compile("[\\ud800-\\udfff]")
"""What a byte of the command line comes as that belongs to no letter."""

_TAKES_A_SIGN = "--delimiter"
"""The option that a tab or a blank may stand behind."""

_PARSERS_OWN = (
    N_("Missing argument '{name}'."),
    N_("Missing option '{name}'."),
    N_("Missing command."),
    N_("Got unexpected extra argument(s) ({words})"),
    N_("Option '{name}' requires an argument."),
    N_("Option '{name}' does not take a value."),
)
"""What the parser says of a command line, as it says it."""


class BadCommandLine(UsageRefused):
    """The command line does not parse; the sentence is the parser's own."""

    sentence = N_("{what}")
    cure = N_("See: {command} --help")


class NotTogether(UsageRefused):
    """Two words or options of which each alone says what is to be done."""

    sentence = N_("{one} does not go with {other}.")
    cure = N_("See: {command} --help")


class NoUseHere(UsageRefused):
    """An option tells how something is to be done, and that is not done."""

    sentence = N_("{option} does nothing without {needed}.")
    cure = N_("See: {command} --help")


def demand_alone(command: str, one: str, others: Mapping[str, object]) -> None:
    """Raise `NotTogether` for the first of the others that was said beside this one."""
    for other, said in others.items():
        if said:
            raise NotTogether(one=one, other=other, command=command)


def demand_needed(command: str, needed: str, options: Mapping[str, object]) -> None:
    """Raise `NoUseHere` for the first option that was given, where what it needs was not."""
    for option, said in options.items():
        if said:
            raise NoUseHere(option=option, needed=_typed(needed), command=command)


class NoSuchCommand(UsageRefused):
    """The first word that is no option is no command."""

    sentence = N_("There is no command {word}.")
    cure = N_("See: {command} --help")

    def __init__(self, word: str, commands: Iterable[str], command: str = "funnel") -> None:
        known = list(commands)
        details = did_you_mean(near(word, known))
        if " " in command:  # a group has few
            details = [*details, message("There is: {words}", words=known)]
        super().__init__(word=word, command=command, details=details)


class NoSuchOption(UsageRefused):
    """The command takes no option of that name, and neither does every command."""

    sentence = N_("There is no option {option}.")
    cure = N_("See: {command} --help")


class NoText(UsageRefused):
    """A word of the command line holds bytes that are no text, and is not the name of a file either."""

    sentence = N_("{word} is no text: its bytes are not UTF-8.")
    cure = N_("Write it in UTF-8; where that is what was typed, choose a UTF-8 locale: export LANG=C.UTF-8")


def demand_text(words: Iterable[str]) -> None:
    """Raise `NoText` for the first word that no record could hold and that names no file or folder."""
    for word in words:
        if not word.isprintable() and _NO_TEXT.search(word) and not os.path.lexists(word):
            raise NoText(word=word)


def demand_words(params: Iterable[Any], given: Mapping[str, object]) -> None:
    """Raise `BlankText` for the first option that was given nothing but blanks."""
    for option in (each for each in params if each.param_type_name == "option"):
        said = given.get(option.name)
        texts = said if isinstance(said, list | tuple) else (said,)
        is_blank = any(isinstance(text, str) and text.isspace() for text in texts)
        if is_blank and _TAKES_A_SIGN not in option.opts:
            raise BlankText(key=max(option.opts, key=len))


_FEW = 3
"""An option of so many other commands at most is told to be theirs."""


def as_refusal(
    error: typer.TyperException, taking: Callable[[str], Sequence[str]] = lambda _: ()
) -> UsageRefused:
    """A usage error of the parser as one of ours; `taking` are the commands that take an option."""
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if ctx else "funnel"
    option = getattr(error, "option_name", None)
    if option and ctx and option not in (known := list(_options(ctx))):
        if 0 < len(others := taking(option)) <= _FEW:
            taken = tuple(f"funnel {each} {option}" for each in others)
            return NoSuchOption(
                option=option, command=command, details=[message("There is: {words}", words=taken)]
            )
        names = {name.lstrip("-"): name for name in known}
        meant = [names[name] for name in near(option.lstrip("-"), list(names))]
        return NoSuchOption(option=option, command=command, details=did_you_mean(meant))
    return BadCommandLine(what=_what(error.format_message()), command=command)


def _what(said: str) -> Message:
    """What the parser said as a sentence that can be translated, where it is one of the known."""
    for sentence in _PARSERS_OWN:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(sentence))
        if found := re.fullmatch(pattern, said):
            named = {"name": _typed(found["name"])} if sentence == _PARSERS_OWN[0] else {}
            return Message(sentence, {**found.groupdict(), **named})
    return Message("{what}", {"what": said})


def _typed(words: str) -> Message:
    """What is typed, with the reader's word for each place, such as `FIELD=ANSWER`."""
    return Message(PLACE.sub(r"{\g<0>}", words), {place: Message(place) for place in PLACE.findall(words)})


def _options(ctx: Click) -> Iterator[str]:
    while ctx:
        for param in ctx.command.get_params(ctx):
            if param.param_type_name == "option":
                yield from param.opts
        ctx = ctx.parent


def near(word: str, words: Sequence[str]) -> list[str]:
    """The words that a slip of the fingers may have meant, the nearest first."""
    return get_close_matches(word.casefold(), words, n=3, cutoff=CUTOFF)


def takes_value(params: Sequence[Any]) -> dict[str, bool]:
    """For each option name, whether a value follows it."""
    return {
        name: not getattr(param, "is_flag", True)
        for param in params
        if param.param_type_name == "option"
        for name in (*param.opts, *param.secondary_opts)
    }


def words_from(args: Sequence[str], ours: Mapping[str, bool]) -> list[str]:
    """The words that are neither a global option nor its value, from the command's name on."""
    rest = list(args)
    while rest and rest[0].startswith("-") and rest[0] != "--":
        option = rest.pop(0)
        if ours.get(option) and rest:
            rest.pop(0)
    return rest


def wants_json(words: Sequence[str]) -> bool:
    """Whether an error should be JSON, read off a command line that did not parse."""
    pairs = zip(words, [*words[1:], ""], strict=True)
    return "--json" in words or any(
        pair in (("-f", "json"), ("--format", "json")) or pair[0] in ("-fjson", "--format=json")
        for pair in pairs
    )


def wanted_language(words: Sequence[str]) -> str | None:
    """The language an error should be told in, read off a command line that did not parse, if it is one."""
    parts = [part for word in words for part in word.split("=", 1)]
    wish = next((word for option, word in pairwise(parts) if option == "--lang"), "")
    return wish if language_meant(wish) else None
