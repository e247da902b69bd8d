"""A page of `--help` in another language than that of the code.

The parser writes a page piece by piece; each piece is translated as it is written, so option helps
and docstrings stay where they are, in English, and are the keys of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from funnel_cli.render.language import Language
from funnel_cli.render.wrap import wrapped
from funnel_cli.values.message import N_, Message

GAP = 2

PARSERS_OWN = (
    N_("Usage: "),
    N_("Arguments"),
    N_("Options"),
    N_("default"),
    N_("required"),
    N_("Show this message and exit."),
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
        """How the command is called; the words for values stay as they are."""
        self._page.write_usage(prog, args, prefix=self._said("Usage: "))

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
        """Two columns: what is typed, as it is, and what it means."""
        indent = " " * self._page.current_indent
        first = max(len(typed) for typed, _ in rows) + GAP
        for typed, meaning in rows:
            head, *tail = self._lines(meaning, len(indent) + first)
            self._page.write(f"{indent}{typed:{first}}{head}\n")
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

    def _said(self, text: str) -> str:
        return self._language.say(Message(text))
