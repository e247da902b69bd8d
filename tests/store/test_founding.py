"""The shipped methods, and a folder that becomes a book."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import tree

from funnel_cli.names import NoSuchWord
from funnel_cli.store.book import read_book
from funnel_cli.store.founding import (
    METHODS,
    BadSetting,
    BookExists,
    CannotFound,
    found_book,
    shipped_method,
    shipped_methods,
)


def found(folder: Path, method: str = "four-stage", *, with_git: bool = False, **wishes: str | None) -> Path:
    settings = {"currency": None, "owner": None, "language": None} | wishes
    return found_book(folder, method, with_git=with_git, **settings)


def test_every_shipped_method_is_called_like_its_file() -> None:
    assert [method.method for method in shipped_methods()] == sorted(
        path.stem for path in METHODS.glob("*.yaml")
    )


def test_a_method_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        shipped_method("four-stages!")


def test_a_new_book_is_the_method_s_own_text(tmp_path: Path) -> None:
    root = found(tmp_path / "new")
    first, _, rest = (root / "stages.yaml").read_bytes().partition(b"\n")
    assert first == b"# yaml-language-server: $schema=data/.schema/stages.json"
    assert rest == (METHODS / "four-stage.yaml").read_bytes()
    assert [path.name for path in sorted((root / "data").iterdir())] == [
        ".schema",
        "customers",
        "opportunities",
        "reviews",
    ]


def test_a_new_book_is_read_without_a_problem(tmp_path: Path) -> None:
    assert read_book(found(tmp_path)).problems == ()


def test_settings_are_written_into_the_method(tmp_path: Path) -> None:
    root = found(tmp_path, currency="EUR", owner="O'Neill: a # b", language="zh")
    settings = read_book(root).method.settings
    assert (settings.currency, settings.owner, settings.language) == ("EUR", "O'Neill: a # b", "zh")
    old = (METHODS / "four-stage.yaml").read_text(encoding="utf-8").splitlines()
    new = (root / "stages.yaml").read_text(encoding="utf-8").splitlines()[1:]
    assert len([line for line in new if line not in old]) == 3


def test_a_book_is_never_written_over(tmp_path: Path) -> None:
    found(tmp_path, owner="me")
    before = tree(tmp_path)
    with pytest.raises(BookExists):
        found(tmp_path, owner="you")
    assert tree(tmp_path) == before


def test_a_setting_that_is_none_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        found(tmp_path / "new", currency="euros")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CannotFound):
        found(tmp_path / "file")


def test_git_starts_in_the_folder_and_keeps_an_old_repository(tmp_path: Path) -> None:
    found(tmp_path / "new", with_git=True)
    head = (tmp_path / "new/.git/HEAD").read_bytes()
    (tmp_path / "new/stages.yaml").unlink()
    found(tmp_path / "new", with_git=True)
    assert (tmp_path / "new/.git/HEAD").read_bytes() == head
