"""No file is committed with what a merge has left, but for the pages and tests that show it."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MARK = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?:[ \t].*)?\r?$", re.MULTILINE)
"""A line that a merge of git writes."""

FENCE = re.compile(r"^```(?:console|yaml file=\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = ["<<<<<<< ours", "=======", ">>>>>>> theirs"]
"""What the program writes into a record, as a page shows it: all of it in one fence, and once."""

PAGES = {"docs/commands.md", "docs/howto.md"}
"""The pages that show such a record, one each."""


def tracked() -> list[str]:
    """The files of this repository; none where it is no clone."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.split("\0")[:-1]


def left(path: str, text: str) -> list[str]:
    """The marks of a file but for those that it is meant to show."""
    shown = [fence for fence in FENCE.finditer(text) if MARK.findall(fence[1]) == SHOWN]
    if path in PAGES and len(shown) == 1:
        text = text[: shown[0].start()] + text[shown[0].end() :]
    return MARK.findall(text)


def text_of(path: str) -> str:
    """What a file holds; nothing for one that is no text, or gone from the working folder."""
    data = (ROOT / path).read_bytes() if (ROOT / path).is_file() else b""
    return "" if b"\0" in data else data.decode("utf-8", "replace")


def test_no_file_holds_what_a_merge_has_left() -> None:
    paths = tracked()
    if not paths:
        pytest.skip("this is no clone")
    assert {path: marks for path in paths if (marks := left(path, text_of(path)))} == {}


CLASH = "<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n"
FENCED = f"# Page\n```console\n$ cat a.yaml\n{CLASH}```\n"


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_may_show_one_clash_in_a_fence(path: str) -> None:
    assert left(path, FENCED) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("CHANGELOG.md", FENCED),
        ("docs/howto.md", CLASH),
        ("docs/howto.md", FENCED + CLASH),
        ("docs/howto.md", FENCED * 2),
        ("docs/howto.md", FENCED.replace("ours", "HEAD")),
        ("docs/howto.md", FENCED.replace("a: 1", CLASH)),
        ("docs/howto.md", f"<<<<<<< HEAD\n{FENCED}=======\n>>>>>>> other\n"),
        ("docs/howto.md", FENCED.replace("=======", "||||||| base\n=======")),
        ("docs/decisions.md", "a\r\n=======\r\nb\r\n"),
        ("docs/decisions.md", "a\n>>>>>>> 0a1b2c3 (Say what is left)\n"),
    ],
)
def test_a_real_mark_is_found_wherever_it_is(path: str, text: str) -> None:
    assert left(path, text) != []
