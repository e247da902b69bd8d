"""P8, P13: records that went wrong somewhere in the world, under every command in every format."""

import csv
import shutil
from pathlib import Path

import pytest
from every import lines
from figures import Figures
from running import ACME, new_book, run
from test_broken_books import MOST, contents, is_question
from test_output_bytes import ACTING

from funnel_cli.render.output import FORMATS

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
DEAL = "acme-2026-001"
OWN_IDS = {"type-numeric-id": "007"}


def cases() -> list[str]:
    """The names of the records in the corpus; none where it is not here."""
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as rows:
        return [row["file"] for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)]


def kinds(name: str) -> set[str]:
    """What the manifest allows: ACCEPT, WARN, REJECT, RENDER."""
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as rows:
        found = csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
        return next(set(row["kind"].split("|")) for row in found if row["file"] == name)


@pytest.mark.parametrize("name", [case for case in cases() if not case.endswith(".csv")])
def test_every_command_in_every_format_bears_it(
    name: str, folder: Path, long: bool, figures: Figures
) -> None:
    book = new_book(folder / "book", other=ACME.replace("acme-erp", "other"))
    shutil.copyfile(CORPUS / "stages.yaml", book / "stages.yaml")
    id = OWN_IDS.get(Path(name).stem, DEAL)
    shutil.copyfile(CORPUS / name, book / f"data/opportunities/{id}{Path(name).suffix}")
    if Path(name).stem == "json-and-yaml-same-id":
        shutil.copyfile(CORPUS / "ok-baseline.yaml", book / f"data/opportunities/{id}.yaml")
    before = contents(book)
    turn = cases().index(name)
    asked = [line for line in lines(id, "zzz", folder) if is_question(line)]
    chosen = asked if long else [asked[(turn * 2 + n) % len(asked)] for n in range(2)]
    is_rejected = run("validate -f plain", book).exit != 0
    assert kinds(name) & ({"REJECT", "RENDER"} if is_rejected else {"ACCEPT", "WARN", "RENDER"})
    for number, line in enumerate(chosen):
        answer = run(f"{line} -f {FORMATS[(turn + number) % len(FORMATS)]}", book)
        assert 0 <= answer.exit <= MOST, line
        assert not ACTING.search(answer.out.replace("\r\n", "\n") + answer.err), line
    assert contents(book) == before
    figures("P8", "commands in every format over the shared corpus", len(chosen))


@pytest.mark.parametrize("name", [case for case in cases() if case.endswith(".csv")])
def test_a_sheet_that_went_wrong_brings_nothing_in(name: str, folder: Path, figures: Figures) -> None:
    book = new_book(folder / "book")
    before = contents(book)
    for options in ("", " -n", " --json", " --encoding gb18030"):
        answer = run(f"import {CORPUS / name}{options}", book)
        assert 0 <= answer.exit <= MOST
        assert not ACTING.search(answer.out + answer.err)
        assert contents(book) == before or answer.exit == 0
        shutil.rmtree(book)
        new_book(book)
    figures("P8", "imports of the sheets of the shared corpus", 4)
