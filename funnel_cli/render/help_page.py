"""A page of `--help` in another language than that of the code, and the topics of `funnel help`.

A topic is a text in `topics/` for each language, at most a screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from funnel_cli.finding.words import choice_called
from funnel_cli.records.method import Choice
from funnel_cli.render.language import Language
from funnel_cli.render.wrap import wrapped
from funnel_cli.values.message import N_, Label, Message
from funnel_cli.values.typed import PLACE

TOPICS = {
    "query": Label({"en": "queries", "zh": "查询"}),
    "dates": Label({"en": "dates", "zh": "日期"}),
    "money": Label({"en": "money", "zh": "金额"}),
    "stages": Label({"en": "stages", "zh": "阶段"}),
    "json": Label({"en": "JSON"}),
    "exit-codes": Label({"en": "exit codes", "zh": "退出码"}),
}
"""The topics and what the front page calls them, in the order of the list."""

DIRECTORY = "commands"
"""What `funnel help` calls the list of all commands."""

PAGES = Path(__file__).parents[1] / "topics"


def topic_called(word: str) -> str:
    """The topic or list of commands that is called so as a whole; the word itself where there is none."""
    titles = {**TOPICS, DIRECTORY: Label({"en": DIRECTORY, "zh": "命令"})}
    found = choice_called(word, (Choice(id=id, title=title) for id, title in titles.items()))
    return found.id if found else word


def page(topic: str, language: str) -> list[str]:
    """The lines of a topic of the list, in "en" or "zh"; the first is its title."""
    return (PAGES / language / f"{topic}.txt").read_text(encoding="utf-8").splitlines()


def in_narrow_lines(lines: Sequence[str], width: int) -> Iterator[str]:
    """The lines of a topic in a terminal of so many cells: as they are where they fit, else filled anew.

    What stands on the right keeps its column where that leaves it half of the line; a command stays whole.
    """
    if all(cell_len(line) <= width for line in lines):
        yield from lines
        return
    for line in _joined(lines):
        found = _COLUMNS.fullmatch(line)
        left, right = found.groups() if found else ("", line)
        if left and 2 * cell_len(left) > width:
            yield left.rstrip()
            left = " " * _INDENT
        is_example = not found and line.startswith(" ")
        first, *rest = [line] if is_example else wrapped(right, width - cell_len(left))
        yield left + first
        yield from (" " * cell_len(left) + more for more in rest)


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Paragraphs as one line each, and what goes on below a right column with what it goes on from."""
    whole, *others = lines
    for line in others:
        goes_on = line.startswith(" " * 7) if whole.startswith(" ") else line and not line.startswith(" ")
        if whole and goes_on:
            is_chinese = cell_len(whole[-1]) == cell_len(line.lstrip()[0]) == 2  # noqa: PLR2004 - cells
            whole += ("" if is_chinese or whole[-1] in "，、；：。" else " ") + line.lstrip()
        else:
            yield whole
            whole = line
    yield whole


def topic_list(language: str) -> list[str]:
    """A line for each topic, with its title."""
    width = max(map(len, TOPICS))
    return [f"  {topic:{width}}  {page(topic, language)[0]}" for topic in TOPICS]


_GAP = 2
_INDENT = 4
_COLUMNS = re.compile(r"( +\S.*?  +)(\S.*)")
"""A line of two columns, both set in."""

_PARSERS_OWN = (
    N_("Usage: "),
    N_("Arguments"),
    N_("Options"),
    N_("default"),
    N_("required"),
    N_("Show this message and exit."),
    N_("OPTIONS"),
    N_("ARGS"),
)
"""What no file of ours says: the parser puts it on every page."""


class TranslatedPage:
    """What the parser takes for its page: passes on to the real one what it writes, translated."""

    def __init__(self, page: Any, language: Language) -> None:
        self._page = page
        self._language = language

    def __getattr__(self, name: str) -> Any:
        """Everything that is not said is the page's own business."""
        return getattr(self._page, name)

    def write_usage(self, prog: str, args: str = "") -> None:
        """How the command is called."""
        head = f"{self._said('Usage: ')}{prog}"
        lines = [head]
        for word in self._typed(args).split():
            if cell_len(f"{lines[-1]} {word}") > self._page.width:
                lines.append(" " * cell_len(head))
            lines[-1] += f" {word}"
        self._page.write("".join(f"{line}\n" for line in lines))

    def write_text(self, text: str) -> None:
        """Paragraphs, an empty line between them."""
        indent = " " * self._page.current_indent
        paragraphs = (self._lines(text, len(indent)) for text in text.split("\n\n"))
        self._page.write("\n".join("".join(f"{indent}{line}\n" for line in lines) for lines in paragraphs))

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """A heading, and what stands under it set in."""
        self._page.write(f"\n{self._said(name)}：\n")
        with self._page.indentation():
            yield

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None:
        """Two columns: what is typed, and what it means."""
        indent = " " * self._page.current_indent
        typed = [self._typed(each) for each, _ in rows]
        first = max(map(cell_len, typed)) + _GAP
        for (_, meaning), said in zip(rows, typed, strict=True):
            head, *tail = self._lines(meaning, len(indent) + first)
            self._page.write(f"{indent}{said}{' ' * (first - cell_len(said))}{head}\n")
            self._page.write("".join(f"{indent}{'':{first}}{line}\n" for line in tail))

    def _lines(self, text: str, used: int) -> list[str]:
        """A translated paragraph, in lines that leave `used` cells; what is in brackets comes last."""
        sentences, bracket, remarks = text.replace("\n", " ").partition("  [")
        said = self._said(sentences)
        if bracket:
            said += f"  [{'；'.join(map(self._remark, remarks.removesuffix(']').split('; ')))}]"
        return wrapped(said, self._page.width - used)

    def _remark(self, remark: str) -> str:
        """`default: 3` or `required`."""
        name, colon, value = remark.partition(": ")
        return f"{self._said(name)}：{value}" if colon else self._said(name)

    def _typed(self, words: str) -> str:
        """What is typed, with the reader's words where others are to stand."""
        return PLACE.sub(lambda found: self._said(found[0]), words)

    def _said(self, text: str) -> str:
        return self._language.say(Message(text))
