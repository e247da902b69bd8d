"""The page of promises names proofs that are there."""

import re

from figures import PAGE

TESTS = PAGE.parents[1] / "tests"


def test_every_promise_names_its_proof() -> None:
    promises = PAGE.read_text("utf-8").partition("## Figures")[0]
    rows = re.findall(r"^\| P(\d+) \| [^|]+ \| ([^|]+) \|$", promises, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    named = {path for _, proofs in rows for path in re.findall(r"[\w/]*test_\w+\.py", proofs)}
    assert {path for path in named if not (TESTS / path).is_file()} == set()


def test_every_torture_is_named() -> None:
    page = PAGE.read_text("utf-8")
    silent = {"test_durability_page.py", "test_peers.py"}
    assert {path.name for path in (TESTS / "torture").glob("test_*.py") if path.name not in page} == silent
