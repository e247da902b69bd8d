"""At a terminal, how a CRM's stages are taken is shown before anything is written."""

from pathlib import Path

import pytest
from crm_exports import HUBSPOT
from running import new_book, run, tree
from terminal import sit


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = new_book(tmp_path / "book")
    (root / "deals.csv").write_text(HUBSPOT, encoding="utf-8")
    return root


@pytest.mark.parametrize(("typed", "is_taken"), [("n\n", False), ("\n", True)])
def test_the_stages_are_shown_and_nothing_is_written_without_a_yes(
    typed: str, book: Path, *, is_taken: bool
) -> None:
    before = tree(book)
    answers = ("Add to the method", "\n"), ("like this?", typed)
    sitting = sit(f"import {book}/deals.csv --profile hubspot", book, *answers)
    asked = sitting.screen.index("Take it in like this?")
    assert "Stages by the odds" in sitting.screen[:asked]
    assert (sitting.exit, tree(book) != before) == (0, is_taken)


def test_a_script_is_not_asked(book: Path) -> None:
    before = tree(book)
    assert run(f"import {book}/deals.csv --profile hubspot -q", book).exit == 0
    assert tree(book) != before
