"""The pages find each other, and the picture of the house shows every room."""

import re
from pathlib import Path

import pytest
from transcript import ROOT

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = LINK.findall(FENCE.sub("", page.read_text("utf-8")))
    there = [(page.parent / path if path else page, anchor) for path, anchor in links]
    assert [str(target) for target, _ in there if not target.exists()] == []
    assert [anchor for target, anchor in there if anchor and anchor not in anchors(target)] == []


def test_the_index_links_every_page() -> None:
    named = {path for path, _ in LINK.findall((ROOT / "docs" / "README.md").read_text("utf-8"))}
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"} - named == set()


def test_the_picture_of_the_house_shows_every_room() -> None:
    shown = set(re.findall(r"\w+", (ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    rooms = {each.stem for each in (ROOT / "funnel_cli").iterdir() if not each.name.startswith(("_", "."))}
    assert rooms - {"py"} - shown == set()
