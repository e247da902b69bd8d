"""Records that are there and cannot be read: their ids are taken, and whoever names one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import new_book, run

AWAY = ".belt.yaml.icloud"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_book(tmp_path / "book")


@pytest.mark.parametrize("line", ["show belt", "log belt Called", "set belt amount=5", "promote belt"])
def test_a_deal_that_icloud_moved_away_is_named_as_that(book: Path, line: str) -> None:
    (book / "data/opportunities" / AWAY).write_text("", "utf-8")
    answer = run(line, book)
    assert answer.exit == 5
    assert "iCloud has moved belt away" in answer.err


@pytest.mark.parametrize("name", [AWAY, "belt.YAML", "belt.json"])
@pytest.mark.parametrize("folder", ["opportunities", "leads"])
def test_its_id_is_taken(book: Path, name: str, folder: str) -> None:
    (book / "data" / folder).mkdir(exist_ok=True)
    (book / "data" / folder / name).write_text("?", "utf-8")
    answer = run("add Belt --customer Acme --id belt", book)
    assert (answer.exit, (book / "data/opportunities/belt.yaml").exists()) == (2, False)


def test_an_id_that_is_made_goes_round_it(book: Path) -> None:
    (book / "data/opportunities/.acme-belt.yaml.icloud").write_text("", "utf-8")
    run("add Belt --customer Acme", book)
    assert (book / "data/opportunities/acme-belt-2.yaml").exists()


@pytest.mark.parametrize("sign", ["\u200b", "\u2060", "\ufeff", "\u3164", "\u00ad"])
@pytest.mark.parametrize(
    "line", ["li{sign}st", "list --ow{sign}ner", "list --fields i{sign}d", "-f js{sign}on list"]
)
def test_what_nobody_sees_in_a_wrong_word_is_escaped(book: Path, line: str, sign: str) -> None:
    answer = run(line.format(sign=sign), book)
    assert (answer.exit, sign in answer.out + answer.err) == (2, False)
    assert f"{ord(sign):x}" in answer.out + answer.err


def test_a_log_that_grows_beyond_the_largest_file_is_told_its_reason(book: Path) -> None:
    file = book / "data/opportunities/acme-erp.yaml"
    long = "word " * 600_000
    file.write_text(file.read_text("utf-8").rstrip() + f"\nx-long: {long}{long[:999_000]}\n", "utf-8")
    before = file.read_bytes()
    answer = run("log acme '" + "b" * 4000 + "' --json", book)
    assert (answer.exit, answer.error["code"]) == (5, "too_large")
    assert file.read_bytes() == before
