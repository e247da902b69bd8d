"""Records that went wrong somewhere in the world, each beside a good one, under every question."""

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from running import run

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")

RECORDS = "data/opportunities"
GOOD = """\
id: other
customer: Zeta
name: Good
amount: 1000
currency: CNY
stage: verify
owner: li.wei
created: 2026-09-01
expected_close: 2026-12-20
"""
READS = ("list", "forecast", "health", "review", "show other", "validate")
FORMATS = ("table", "plain", "md", "csv", "tsv", "json", "jsonl")

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What no terminal may get: controls but for tab and line feed, C1, line separators, bidirectional signs."""


def cases(kind: str = "") -> list[Any]:
    """The lines of the manifest, of one kind or all, each with its file's name for an id."""
    if not CORPUS.is_dir():
        return []
    text = (CORPUS / "manifest.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        pytest.param(row, id=row["file"])
        for row in rows
        if kind in row["kind"] and not row["file"].endswith(".csv")
    ]


every_record = pytest.mark.parametrize("case", cases())


def book_with(case: dict[str, str], folder: Path) -> Path:
    """A book of the good record and the one of the case, under the name that its fault wants."""
    records = folder / RECORDS
    records.mkdir(parents=True)
    shutil.copyfile(CORPUS / "stages.yaml", folder / "stages.yaml")
    (records / "other.yaml").write_text(GOOD, encoding="utf-8")
    name = Path(case["file"])
    stem = "007" if name.stem == "type-numeric-id" else "acme-2026-001"
    shutil.copyfile(CORPUS / name, records / f"{stem}{name.suffix}")
    if name.stem == "json-and-yaml-same-id":
        shutil.copyfile(CORPUS / "ok-baseline.yaml", records / "acme-2026-001.yaml")
    return folder


def kinds(case: dict[str, str]) -> set[str]:
    """ACCEPT, WARN, REJECT, RENDER: what may be done with the record."""
    return set(case["kind"].split("|"))


@every_record
def test_a_record_is_taken_or_refused_with_file_code_and_cure_and_never_written_over(
    case: dict[str, str], tmp_path: Path
) -> None:
    book = book_with(case, tmp_path)
    before = {path.name: path.read_bytes() for path in (book / RECORDS).iterdir()}
    answer = run("validate --json", book)
    refused = answer.exit == 5
    errors = [each for each in answer.json["items"] if each["severity"] == "error"]
    assert refused is bool(errors)
    if not refused:
        assert kinds(case) & {"ACCEPT", "RENDER"} or ("WARN" in kinds(case) and answer.json["items"])
    else:
        assert kinds(case) & {"REJECT", "RENDER"}
        assert all(
            each["path"].startswith(f"{RECORDS}/") and each["code"] and each["message"] for each in errors
        )
        codes = {each["code"] for each in errors}
        assert codes & set(case["code"].split("|")) or kinds(case) != {"REJECT"}
        for line in ("set {} name=x", "log {} x", "win {} --force --reason x"):
            assert run(line.format("acme-2026-001"), book).exit == 5
    for line in READS:
        answer = run(f"{line} --json", book)
        assert answer.exit == (5 if refused else 0), line
        whole = json.loads(answer.out)
        assert whole["partial"] is refused, line
        if refused and line != "validate":
            assert f"{RECORDS}/" in answer.err
            assert "partial: " in answer.err
    assert "other" in run("list --json", book).ids
    assert {path.name: path.read_bytes() for path in (book / RECORDS).iterdir()} == before


@pytest.mark.parametrize("case", cases("RENDER"))
@pytest.mark.parametrize("form", FORMATS)
def test_nothing_inside_a_record_reaches_the_terminal_raw(
    case: dict[str, str], form: str, tmp_path: Path
) -> None:
    book = book_with(case, tmp_path)
    for line in ("list", "show acme-2026-001 --history", "review", "validate"):
        answer = run(f"{line} -f {form}", book)
        said = answer.out.replace("\r\n", "\n") if form == "csv" else answer.out
        assert CONTROLS.findall(said + answer.err) == [], line
