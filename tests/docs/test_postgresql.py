"""The page on many books fills a PostgreSQL word for word, and shows what it answers; slow, `--engines`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from big_engines import postgres
from transcript import ROOT, Replay

PAGE = ROOT / "docs" / "organisation.md"
SHOWN = re.compile(r"^```(sh|text) postgresql\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def asked(pytestconfig: pytest.Config) -> None:
    """Skips unless engines are asked for, and where the programs of the page are not installed."""
    if not pytestconfig.getoption("--engines"):
        pytest.skip("engines are asked with --engines")
    for name in ("psql", "createdb", "sqlite3"):
        if shutil.which(name) is None:
            pytest.skip(f"there is no {name} here")


@pytest.mark.usefixtures("asked")
def test_a_database_filled_as_the_page_says_answers_as_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, _ = text.partition("## Into PostgreSQL")
    (kind, script), (_, shown) = SHOWN.findall(text)
    assert kind == "sh"
    with monkeypatch.context() as changed:
        replay = Replay(tmp_path / "page", changed)
        replay.page(before)
    with tempfile.TemporaryDirectory(prefix="f") as place:
        Path(place).chmod(0o755)
        said = _said(script, replay.folder, Path(place) / "base")
    assert said == shown


def _said(script: str, folder: Path, base: Path) -> str:
    """What the script says in the folder, beside a PostgreSQL of this base, whose path is short."""
    with postgres(base):
        surroundings = os.environ | {
            "PGHOST": str(base),
            "PGUSER": "funnel",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stderr == ""
    return done.stdout
