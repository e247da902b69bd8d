"""The run's voice: what it says, in which language and form, and what it asks.

Answers go to stdout; messages, questions, progress and refusals to stderr.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

import typer

from funnel_cli.directory import COMMANDS
from funnel_cli.finding.finder import Ambiguous, Found, How, T
from funnel_cli.finding.subjects import title_of, typed_name
from funnel_cli.records.settings import Settings
from funnel_cli.render.delivery import (
    CannotWrite,
    NoFormForText,
    NoTableForWorkbook,
    PipeClosed,
    Progress,
    SavedUntold,
    all_printed,
    bytes_delivered,
    bytes_printed,
    delivered,
    printed,
    told,
)
from funnel_cli.render.language import Language, language_from
from funnel_cli.render.output import CALENDAR, WORKBOOK, Output, colour_from, format_from
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.typed import folded, half_width
from funnel_cli.wishes import NotConfirmed, NotSure, Wishes

if TYPE_CHECKING:
    from pathlib import Path

    from funnel_cli.render.asking import Question


_ROOM = len(" [Y/n]: ")
"""So many cells behind a question are for its answer."""

_FORMS = frozenset({"json", "jsonl", "csv", "html"})
"""The forms that a plain text has not."""

_SHOWN = {True: "Y/n", False: "y/N", None: "y/n"}
"""How a question shows which answer is usual."""

_MEANT = dict.fromkeys(("y", "yes", "是", "是的", "好", "对"), True) | dict.fromkeys(
    ("n", "no", "否", "不", "不是"), False
)
"""What yes and no are, in any language: who reads a question in one may type in another."""

_SAMPLE = 5
"""So many of the deals that a change would touch are named."""


class Voice:
    """What speaks for a run, by its wishes and its environment."""

    def __init__(self, wishes: Wishes, environ: Mapping[str, str] = os.environ) -> None:
        self.wishes = wishes
        self.environ = environ
        self.may_page = wishes.may_page
        self.saved: list[Message] = []  # what this run has written for good
        self.draft: dict[str, str] | None = None  # answers from before that are offered, where any are kept
        self._told_once: list[Text] = []
        self.breaks_lines = False  # whether a line for the person is broken where the terminal ends

    @cached_property
    def language(self) -> Language:
        """The language of the run: as wished, as the book's settings have it, else the locale's."""
        code = language_from(self.wishes.language, self.environ, self._settings.language)
        return Language(code, getattr(sys.stdout, "encoding", None) or "utf-8")

    @property
    def _settings(self) -> Settings:
        """The book's settings, or the usual ones where there is no book."""
        return Settings()

    @property
    def answering(self) -> Language:
        """The language of answers for people, with amounts as the settings wish them."""
        return self.language.writing_amounts(self._settings.numbers)

    @property
    def can_ask(self) -> bool:
        """Whether there is somebody at a terminal to answer a question."""
        return self.wishes.may_ask and sys.stdin is not None and sys.stdin.isatty()

    def confirm(self, question: Text, *, usual: bool | None = None) -> bool:
        """Whether the person at the terminal says yes; Enter alone means `usual`, where there is one."""
        asked = f"{self._last_line(question)} [{_SHOWN[usual]}]"
        while True:
            typed = folded(typer.prompt(asked, default="", show_default=False, err=True))
            meant = usual if not typed else _MEANT.get(typed)
            if meant is not None:
                return meant
            self.tell(message("Type y or n."), is_error=True)

    def _last_line(self, question: Text) -> str:
        """The last line of a question as wide as the terminal, once the others stand above it."""
        *above, last = self._lines(self.language.say(question), room=_ROOM)
        told("".join(f"{line}\n" for line in above))
        return last

    def _lines(self, said: str, room: int = 0) -> list[str]:
        """What is said in lines of the terminal's width, less some room."""
        from funnel_cli.render.wrap import wrapped

        body = said.lstrip(" ")
        indent = said[: len(said) - len(body)]
        width = shutil.get_terminal_size().columns - room - len(indent)
        return [indent + line for line in wrapped(body, width)]

    def confirm_many(self, ids: Sequence[str]) -> None:
        """Count and sample of the deals to change, and the question; raises `NotConfirmed`."""
        sample = (*ids[:_SAMPLE], *(["…"] if len(ids) > _SAMPLE else []))
        question = message("Change {count:deal|deals} ({sample})?", count=len(ids), sample=sample)
        if not (self.can_ask and self.confirm(question)):
            raise NotConfirmed(count=len(ids))

    def one_of(self, named: Callable[[], Found[T]]) -> Found[T]:
        """What a word means; of several the one whose number the person at the terminal types.

        Raises `Ambiguous` where nobody is there, or none of them is meant.
        """
        try:
            return named()
        except Ambiguous as several:
            if not self.can_ask:
                raise

            numbered = {str(number): each for number, each in enumerate(several.found, 1)}
            self.tell(several.message)
            for number, line in zip_longest(numbered, several.details):
                self.tell(message("{number}  {line}", number=number, line=line) if number else line)
            asked = self._last_line(message("Which one? Its number, or Enter for none of them"))
            typed = half_width(typer.prompt(asked, default="", show_default=False, err=True)).strip()
            if typed not in numbered:
                raise
            return Found(numbered[typed], How.ID)

    def sure_of(self, word: str, found: Found[T]) -> T:
        """What the word means; asked about where only a part of a name led to it. Raises `NotSure`."""
        title, name = title_of(found.record), typed_name(found.record)
        asked = message("{title} ({id})?", title=title, id=name)
        if title == name:
            asked = message("{name}?", name=name)
        if found.how is How.PART and not (self.can_ask and self.confirm(asked)):
            raise NotSure(word=word, deal=name)
        return found.record

    def output(self, *, piped: str = "piped") -> Output:
        """The form of an answer; `piped` is the format where there is no terminal."""
        is_terminal = sys.stdout is not None and sys.stdout.isatty()
        form = format_from(self.wishes.format, self.wishes.output, is_terminal=is_terminal, piped=piped)
        return Output(
            format=form,
            fields=self.wishes.fields,
            part=self.wishes.part,
            width=shutil.get_terminal_size().columns,
            colour=colour_from(self.wishes.colour, self.environ, is_terminal=is_terminal),
            language=self.language if form == WORKBOOK else self.answering,
            raw=self.wishes.is_raw,
            decimal=self._excel_decimal(form),
        )

    def _excel_decimal(self, form: str) -> str | None:
        """The decimal mark for Excel where `--excel` wishes it; raises `OnlyCsvForExcel`."""
        if not self.wishes.is_for_excel:
            return None
        from funnel_cli.render.machine import OnlyCsvForExcel, decimal_mark

        if form != "csv":
            raise OnlyCsvForExcel
        return decimal_mark(self.environ)

    def hand_over(self, text: str, *, is_json: bool = False) -> None:
        """Print the text of an answer as it is, or write it where `-o` says.

        Raises `NoFormForText` where a form for programs was wished that it has not.
        """
        from funnel_cli.render.ics import NoDaysForCalendar

        if self.output().format == CALENDAR:
            raise NoDaysForCalendar
        if self.wishes.format in _FORMS and not (is_json and self.is_json):
            raise NoFormForText(form=self.wishes.format)
        self.hand_over_all((text,))

    def hand_over_all(self, pieces: Iterable[str]) -> None:
        """Print the pieces of an answer, or write them where `-o` says, as they are made."""
        if self.output().format == WORKBOOK:
            raise NoTableForWorkbook
        if self.wishes.output:
            delivered(pieces, self.wishes.output)
            self.tell(message("Written to {path}", path=str(self.wishes.output)))
        elif self._pages:
            self._leaf_through("".join(pieces))
        else:
            all_printed(pieces)

    @property
    def _pages(self) -> bool:
        """Whether a long answer goes to the pager: it is for people, and somebody sits before it."""
        are_terminals = all(each is not None and each.isatty() for each in (sys.stdin, sys.stdout))
        is_clever = self.environ.get("TERM") != "dumb"
        return self.may_page and are_terminals and is_clever and self.is_for_people

    def _leaf_through(self, text: str) -> None:
        """Show the text in the pager if it is taller than the terminal; print it where there is none."""
        from funnel_cli.render.pager import is_read, is_taller, pager

        command = pager(self.environ) if is_taller(text, shutil.get_terminal_size((0, 0))) else ()
        if command and is_read(text, command, self.environ):
            return
        printed(text)
        if command:
            self.tell(message("The pager {command} cannot be run: set PAGER.", command=" ".join(command)))

    def hand_over_bytes(self, data: bytes) -> None:
        """Write a workbook where `-o` says, or into a pipe; raises `NoTerminalForBytes` for a terminal."""
        if self.wishes.output:
            bytes_delivered(data, self.wishes.output)
            self.tell(message("Written to {path}", path=str(self.wishes.output)))
        else:
            bytes_printed(data)

    @property
    def can_walk(self) -> bool:
        """Whether somebody sits at a terminal and wants the answer on it, as it usually is."""
        wishes = self.wishes
        is_usual = wishes.format is None and wishes.output is None and wishes.part is None
        return self.can_ask and sys.stdout is not None and sys.stdout.isatty() and is_usual

    def asked(self, questions: Sequence[Question], given: Mapping[str, str]) -> dict[str, str]:
        """What was given, and what the person at the terminal answers to the rest, if one is there."""
        from funnel_cli.render.asking import answered

        return answered(questions, given, self.language, draft=self.draft) if self.can_ask else dict(given)

    @contextmanager
    def progress(self) -> Iterator[Callable[[int, int], None] | None]:
        """A callback that shows how far a long step is, on a terminal and after half a second."""
        if self.wishes.is_quiet or sys.stderr is None or not sys.stderr.isatty():
            yield None
            return
        with Progress() as shown:
            yield shown

    @property
    def is_for_people(self) -> bool:
        """Whether the answer is read by a person and not by a program."""
        return self.output().format in ("table", "piped", "plain", "md")

    def shows_all(self, everything: bool) -> bool:
        """Whether people get a whole report: by `--all`, or since they asked for one part of it."""
        return everything or self.wishes.part is not None

    @property
    def is_json(self) -> bool:
        """Whether answers and errors are wanted as JSON."""
        return self.wishes.format in ("json", "jsonl")

    def say(self, text: Text) -> None:
        """A line for the person, on stdout; not with `-q`."""
        if not self.wishes.is_quiet:
            printed(self._line(text))

    def say_saved(self, text: Message) -> None:
        """Say what was just written for good; if that cannot be said, the run ends with exit 8."""
        self.saved.append(text)
        self.say(text)

    def tell(self, text: Text, *, is_error: bool = False) -> None:
        """A line beside the answer, on stderr; with `-q` only errors."""
        if is_error or not self.wishes.is_quiet:
            told(self._line(self._for_book(self.language.say(text))))

    def _for_book(self, said: str) -> str:
        """The sentence with the commands in it as they are typed for the book that `-C` named."""
        if self.wishes.directory is None:
            return said

        words = "|".join({name.split()[0] for name in COMMANDS} - {"help", "init"})
        here = f"funnel -C {shlex.quote(str(self.wishes.directory))} "
        return re.sub(rf"\bfunnel (?=({words})\b)", lambda _: here, said)

    def _line(self, text: Text) -> str:
        said = self.language.say(text)
        return "".join(f"{each}\n" for each in self._lines(said)) if self.breaks_lines else said + "\n"

    def tell_once(self, texts: Iterable[Text]) -> None:
        """A line beside the answer for each that was not told so before."""
        for text in texts:
            if text not in self._told_once:
                self._told_once.append(text)
                self.tell(text)

    def tell_each(self, texts: Iterable[Text]) -> None:
        """A line for each, beside the answer."""
        for text in texts:
            self.tell(text)

    def say_next(self, commands: Iterable[Text], place: Path | None = None) -> None:
        """The commands that are useful next, a line each, for the book there or the one named."""
        place = place or self.wishes.directory
        here = f"funnel -C {shlex.quote(str(place))}" if place else "funnel"
        for command in commands:
            said = self.language.say(command)
            self.say(message("  next: {command}", command=f"{here}{said.removeprefix('funnel')}"))

    def refuse(self, error: FunnelError) -> int:
        """Tell a refusal with its cure, or as one JSON object; the exit code it asks for.

        A reader who went away is told nothing, unless something was saved before.
        """
        if self.saved and isinstance(error, CannotWrite | PipeClosed):
            error = SavedUntold(reason=error.message, details=self.saved)
        elif isinstance(error, PipeClosed):
            return error.exit_code
        if self.is_json:
            from funnel_cli.render.machine import error_json

            told(error_json(error, self._for_book))
            return error.exit_code
        for line in (error.message, *_indented(error.details), *_indented((error.hint,))):
            self.tell(line, is_error=True)
        return error.exit_code


def _indented(lines: Iterable[Message | None]) -> Iterable[Message]:
    return (message("  {line}", line=line) for line in lines if line)
