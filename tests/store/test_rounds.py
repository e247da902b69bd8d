"""Where a weekly round was left is remembered outside the book, and never required."""

from pathlib import Path

import pytest

from funnel_cli.store.cache_folder import Round


def test_what_was_looked_at_is_remembered_for_its_week_and_query(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "a.round"
    assert Round(file, "2026-W47", "").leave({"acme", "belt"})
    asked = [("2026-W47", ""), ("2026-W48", ""), ("2026-W47", "owner:me")]
    assert [Round(file, *each).seen() for each in asked] == [{"acme", "belt"}, frozenset(), frozenset()]


def test_what_is_over_is_forgotten(tmp_path: Path) -> None:
    round = Round(tmp_path / "cache" / "a.round", "2026-W47", "")
    round.leave({"acme"})
    round.forget()
    assert round.seen() == frozenset()


@pytest.mark.parametrize("text", ["", "[", "3", '{"week": "2026-W47", "query": "", "seen": 3}'])
def test_what_cannot_be_read_is_nothing(tmp_path: Path, text: str) -> None:
    round = Round(tmp_path / "cache" / "a.round", "2026-W47", "")
    round.leave(())
    assert round.file
    round.file.write_text(text, encoding="utf-8")
    assert round.seen() == frozenset()


def test_without_a_cache_nothing_is_kept() -> None:
    round = Round(None, "2026-W47", "")
    assert (round.leave({"acme"}), round.seen()) == (False, frozenset())


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    round = Round(tmp_path / "cache" / "a.round", "2026-W47", "")
    assert round.leave({"acme"}) is False
