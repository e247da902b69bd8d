"""A text that comes through standard input: all its lines, as they are, or one sentence why not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import new_book, run, tree

LINES = st.lists(st.text(st.characters(categories=("L", "N", "P", "S", "Zs"))), min_size=1).filter(
    lambda lines: any(line.strip() for line in lines)
)


def last(book: Path) -> str:
    """The text of the last entry in the log of acme-erp."""
    return str(run("show acme-erp --history --json", book).json["log"]["items"][-1]["text"])


def test_several_lines_come_in_as_they_are_and_stand_as_lines(book: Path) -> None:
    said = run("log acme-erp - --kind call --next Write --due +1w", book, typed="One\r\n\r\n- two: #3 \n\n")
    assert (said.exit, last(book)) == (0, "One\n\n- two: #3")
    record = (book / "data/opportunities/acme-erp.yaml").read_text("utf-8")
    assert "  text: |-\n    One\n\n    - two: #3\n" in record


def test_a_byte_order_mark_is_no_part_of_the_text(book: Path) -> None:
    run("log acme-erp -", book, typed="\ufeffOne\nTwo\n")
    assert last(book) == "One\nTwo"


def test_later_entries_stand_on_one_line_again_and_undo_takes_it_all_back(book: Path) -> None:
    before = tree(book)
    run("log acme-erp -", book, typed="One\nTwo")
    run("log acme-erp Called", book)
    assert "\n- {date: 2026-11-22, kind: note, text: Called}" in (
        book / "data/opportunities/acme-erp.yaml"
    ).read_text("utf-8")
    run("undo", book)
    run("undo", book)
    assert tree(book) == before


@given(lines=LINES)
def test_any_lines_are_read_again_as_they_were_written(
    lines: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = new_book(tmp_path_factory.mktemp("lines"))
    assert run("log acme-erp -", book, typed="\n".join(lines)).exit == 0
    assert last(book) == "\n".join(line.rstrip() for line in "\n".join(lines).strip().split("\n"))


def test_a_lead_a_visit_and_evidence_take_them_too(book: Path) -> None:
    run("lead add Pumps --customer Near", book)
    for line, file in (
        ("lead contact near-pumps -", "data/leads/near-pumps.yaml"),
        ("visit acme-erp --result -", "data/opportunities/acme-erp.yaml"),
        ("check acme-erp plan --evidence -", "data/opportunities/acme-erp.yaml"),
    ):
        assert run(line, book, typed="One line\nTwo of them\n").exit == 0
        assert "Two of them" in (book / file).read_text("utf-8")


@pytest.mark.parametrize(
    ("typed", "code", "exit"),
    [
        ("", "usage", 2),
        ("\n \r\n", "usage", 2),
        ("a\0b", "no_text", 5),
        (b"\xff\xfeA\x00", "no_text", 5),
        ("word " * 400_000, "too_long", 5),
    ],
    ids=["empty", "blank", "nul", "utf-16", "2 MB"],
)
def test_what_is_no_text_is_refused_and_nothing_is_written(
    typed: str | bytes, code: str, exit: int, book: Path
) -> None:
    before = tree(book)
    said = run("log acme-erp - --json", book, typed=typed)
    assert (said.exit, said.error["code"], tree(book)) == (exit, code, before)
