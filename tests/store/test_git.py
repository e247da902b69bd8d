import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from funnel_cli.store.git import GitFailed, ran


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What git was asked, which never answers."""
    found: list[list[str]] = []

    def hang(line: list[str], *, timeout: float, **_: object) -> NoReturn:
        found.append(line)
        raise subprocess.TimeoutExpired(line, timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    return found


def test_a_repository_that_gives_no_answer_is_waited_for_once(tmp_path: Path, asked: list[list[str]]) -> None:
    for _ in range(3):
        with pytest.raises(GitFailed, match="no answer within"):
            ran(tmp_path, "rev-parse")
    assert len(asked) == 1


def test_another_repository_is_asked_all_the_same(tmp_path: Path, asked: list[list[str]]) -> None:
    for folder in (tmp_path / "one", tmp_path / "other"):
        with pytest.raises(GitFailed):
            ran(folder, "rev-parse")
    assert len(asked) == 2
