"""The collection of records that went wrong somewhere, each with what is expected of it."""

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.store.read import read_book
from funnel_cli.values.errors import Problem

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
COLUMNS = ("file", "fault", "expected", "kind", "code", "checks")
STEM = "acme-2026-001"
OWN_STEMS = {"type-numeric-id.yaml": "007"}
SHOWN = {"shows", "stdout_no_raw"}
BESIDE_THE_POINT = {"unknown-source"}


def cases() -> list[Any]:
    if not (CORPUS / "manifest.tsv").exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="the corpus is not here"))]
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as rows:
        next(rows)
        read = csv.DictReader(rows, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [pytest.param(row, id=row["file"]) for row in read if not row["file"].startswith("csv-")]


def book_with(root: Path, case: str) -> tuple[Book, str]:
    """A book with the case and a good record beside it, and the case's path."""
    folder = root / "data" / "opportunities"
    folder.mkdir(parents=True)
    shutil.copy(CORPUS / "stages.yaml", root)
    good = (CORPUS / "ok-baseline.yaml").read_text(encoding="utf-8").replace(STEM, "good")
    (folder / "good.yaml").write_text(good, encoding="utf-8")
    path = folder / f"{OWN_STEMS.get(case, STEM)}{Path(case).suffix}"
    shutil.copy(CORPUS / case, path)
    if case == "json-and-yaml-same-id.json":
        shutil.copy(CORPUS / "ok-baseline.yaml", folder / f"{STEM}.yaml")
    return read_book(root), path.relative_to(root).as_posix()


@pytest.mark.parametrize("case", cases())
def test_a_record_that_went_wrong_is_treated_as_expected(case: dict[str, str], tmp_path: Path) -> None:
    book, path = book_with(tmp_path, case["file"])
    found = book.opportunities.get(Path(path).stem)
    here = [problem for problem in book.problems if problem.path == path]
    errors = [problem for problem in here if problem.is_error]
    assert "good" in book.opportunities
    assert kind(found, here, errors) in expected_kinds(case["kind"])
    if errors:
        assert {error.code for error in errors} <= set(case["code"].split("|"))
        assert book.unread >= 1
    elif case["kind"] == "WARN":
        assert case["code"] in {problem.code for problem in here}
    if found:
        assert as_listed(found, json.loads(case["checks"])) == json.loads(case["checks"])


def kind(found: Opportunity | None, here: list[Problem], errors: list[Problem]) -> str:
    if found is None:
        return "REJECT" if errors else "LOST"
    return "WARN" if {problem.code for problem in here} - BESIDE_THE_POINT else "ACCEPT"


def expected_kinds(listed: str) -> set[str]:
    kinds = set(listed.split("|"))
    return kinds | {"ACCEPT", "REJECT"} if "RENDER" in kinds else kinds


def as_listed(found: Opportunity, checks: dict[str, str]) -> dict[str, str]:
    """The fields that the manifest lists, as it spells them; what only a screen can show is taken as said."""
    values = {key: getattr(found, key, checks[key]) if key not in SHOWN else checks[key] for key in checks}
    return {key: f"{value:f}" if isinstance(value, Decimal) else str(value) for key, value in values.items()}
