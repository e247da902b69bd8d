"""What the documentation shows is what the program says; `pytest tests/docs --update` writes it down."""

from pathlib import Path

import pytest
from transcript import ROOT, Replay

PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_the_program_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    written = page.read_text("utf-8")
    said = Replay(tmp_path, monkeypatch).page(written)
    if pytestconfig.getoption("--update") and said != written:
        page.write_text(said, "utf-8")
        return
    assert said == written
