"""P13: nothing inside a record, a file's name or a typed word acts on what it is shown on."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from every import lines
from figures import Figures
from hostile import FORGED, PAYLOADS, hostile_book
from running import Answer, run

from funnel_cli.render.output import FORMATS

ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
"""Everything a terminal acts upon but the line feed and the tab."""
OUR_STYLE = re.compile(r"\x1b\[[0-9;]*m")
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
NUMBER = re.compile(r"-?[0-9][0-9.]*%?")
PIPE = re.compile(r"(?<!\\)\|")

WIDE = "2000"
"""Columns, so that no line is broken but by a record."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    hostile_book(folder)
    return folder


def said(line: str, place: Path, *options: str) -> Answer:
    words = " ".join((line, *options))
    return run(words, place / "book", VISUAL="true", EDITOR="true", COLUMNS=WIDE)


def lines_in(form: str, place: Path, *, long: bool) -> Iterator[str]:
    """Command lines for a format: over all formats each line with each payload, or each line once.

    There are more payloads than formats, so every line comes in every format, and every payload too.
    """
    typed = [list(lines(f"x-{name}", text, place)) for name, text in PAYLOADS.items()]
    for number in range(len(typed[0])):
        for which in range(len(typed)) if long else [number * 7 % len(typed)]:
            if (number + (which if long else 0)) % len(FORMATS) == FORMATS.index(form):
                yield typed[which][number]


@pytest.mark.parametrize("form", FORMATS)
def test_no_command_in_no_format_lets_a_record_act(
    form: str, place: Path, long: bool, figures: Figures
) -> None:
    count = 0
    for line in lines_in(form, place, long=long):
        answer = said(line, place, "-f", form)
        out = answer.out.replace("\r\n", "\n") if form == "csv" else answer.out
        assert not ACTING.search(out + answer.err), (line, form)
        for stream in (answer.err, *([] if form == "csv" else [out])):
            assert not any(row.startswith((FORGED, f"- {FORGED}")) for row in stream.splitlines()), line
        count += 1
    figures("P13", "commands over hostile records, files and words, every byte looked at", count)


def test_a_screen_in_colour_holds_no_style_but_ours(place: Path) -> None:
    for line in ("list", "show x-ansi", "show x-link --history", "next", "review", "validate"):
        answer = said(line, place, "-f", "table", "--color", "always")
        assert OUR_STYLE.search(answer.out), line
        assert not ACTING.search(OUR_STYLE.sub("", answer.out)), line


@pytest.mark.parametrize("name", ["markup", "emoji", "format", "markdown"])
def test_markup_is_shown_as_it_was_written(name: str, place: Path) -> None:
    for form in ("plain", "tsv"):
        assert PAYLOADS[name] in said(f"list x-{name}", place, "-f", form).out
    assert PAYLOADS[name] in said(f"show x-{name}", place, "-f", "table").out
    assert PAYLOADS[name][:16] in said(f"list x-{name}", place, "-f", "table").out


@pytest.mark.parametrize("line", ["list", "next", "forecast", "export deals", "validate"])
def test_no_cell_of_a_spreadsheet_is_a_formula(line: str, place: Path) -> None:
    rows = list(csv.reader(StringIO(said(line, place, "-f", "csv").out)))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == []
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("line", ["list", "next", "forecast", "show x-pipes", "validate"])
def test_a_row_of_markdown_has_as_many_cells_as_its_head_and_no_html(line: str, place: Path) -> None:
    answer = said(line, place, "-f", "md")
    pipes = [len(PIPE.findall(row)) if row.startswith("|") else 0 for row in answer.out.splitlines()]
    assert all(one == other for one, other in pairwise(pipes) if one and other)
    assert not re.search(r"<(script|img)", answer.out)
