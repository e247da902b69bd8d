"""Every answer in JSON is as its published schema says, whatever the book holds."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from running import ACME, METHOD, new_book, run, sample_book

from funnel_cli.commands.published import published
from funnel_cli.reports.across_questions import ASKED
from funnel_cli.store.editor import FILES

SHEET = """\
Deal ID,Account Name,Deal Name,Amount,Stage,Create Date,Close Date,Next Step,Owner
7,Acme Ltd,ERP roll-out,130000,Propose,2026-09-01,2026-12-20,Call,ben
8,Dale,Doors,many,Verify,2026-11-01,2026-12-01,,anna
9,Hill,Dryer,100,Verify,2026-11-01,2026-12-01,Call,anna
"""

LINES = (
    "",
    "list stage:open,won,lost",
    "list --fields id,amount",
    "show acme-erp",
    "show acme-erp --history",
    "show acme-erp --history --part history",
    "find acme",
    "find new year --all",
    "path acme-erp",
    "next",
    "check acme-erp",
    "form acme-erp",
    "form acme-erp quote",
    "payment",
    "payment delta-doors",
    "sql",
    *(f"across {name} {{book}} --by {asked.cuts[0]}" for name, asked in ASKED.items() if asked.cuts),
    "across range {book}",
    "across plan {book}",
    "across gates {book}",
    "forecast",
    "forecast 2026-12 --by month",
    "forecast 2026-12 --by owner",
    "forecast 2026-12 --by source --fields source,deals",
    "forecast 2026-12 --by customer",
    "forecast 2026-12 --by region --part sets",
    "forecast 2026-12 --basis walk",
    "forecast 2026-12 --what-if lose:acme-erp",
    "forecast 2026-12 --explain",
    "forecast 2026-12 --team",
    "stalled",
    "matrix 2026-11",
    "handover --from li.wei",
    "handover --from nobody",
    "-C {book}/marketing counts show",
    "-C {book}/marketing counts add 2026-11 fair visits=210 inquiries=35",
    "-C {book}/marketing counts show 2026-11 --against last",
    "health",
    "health --explain",
    "health --part lists",
    "health --against last --explain",
    "health --part in_out",
    "call",
    "call 2026-10 --owner anna.meyer",
    "accuracy",
    "accuracy 2026 owner:me --kind quarter",
    "accuracy --part replays",
    "conversion",
    "conversion 2026-Q4 source:referral",
    "conversion --calibration",
    "losses",
    "losses --by size",
    "losses 2026-10 --explain",
    "sources",
    "sources 2026-Q4 --by industry",
    "sources --explain",
    "sources --by region --part conversion",
    "territory",
    "territory 2026-12 --by owner --explain",
    "kpi",
    "kpi 2026-10 --by owner --explain",
    "review",
    "review --part plan",
    "rate",
    "rate USD",
    "target",
    "target 2026-12 --owner li.wei",
    "target 2026-12",
    "target --part goals",
    "target --quota owner",
    "target 2027 --quota region",
    "plan",
    "plan 2026-12 --target 1m",
    "plan owner:li.wei --explain",
    "waterfall",
    "waterfall 2026-10 --window 2026-12 --part deals",
    "waterfall 2026-Q4 --explain",
    "report",
    "report 2026-10",
    "report --part course",
    "methods",
    "methods four-stage",
    "methods --from-history",
    "methods solution-selling",
    "methods search-marketing",
    "methods search-marketing --part steps",
    "methods --lint {book}/stages.yaml",
    "methods --switch four-stage --dry-run",
    "score acme-erp",
    "score acme-erp problem=3",
    "validate",
    "validate --roundtrip",
    "export records",
    "doctor",
    "fmt --check",
    "schema",
    "import {book}/sheet.csv --dry-run",
    "export deals",
    "export month -f json",
    "export month 2026-Q3 --part past -f json",
    "export next",
    "set acme-erp amount=10k --dry-run",
    "show nosuch",
    "promote acme-erp",
    "list stge:open",
    "lisst",
    "forecast --by phase",
    "list --fields z",
    "add Belts --customer Acme --amount 20k --close 2026-12-31",
    "target 2026-12 300k",
    "target 2026-12 300k --stage propose --by 2026-12-15",
    "visit acme-erp --with 'Zhang, Li' --result 'They want it' --open-ours 'The price'",
    "visit acme-erp --show",
    "brief acme-erp --person Zhang --role coach --problem 'No overview'",
    "brief acme-erp",
    "brief acme-erp --letter",
    "customer add 'Hill Ltd' region=wales facts.employees=240 --contact 'Tom Hill, coach'",
    "customer list",
    "customer list --fields name,grade",
    "customer show Hill",
    "customer show Hill --card",
    "lead add Scales --customer 'Hill Ltd' --mark fit=high",
    "lead list",
    "lead rates",
    "lead rates 2026-Q4 --by owner",
    "lead rates --explain",
    "lead show hill-scales",
    "lead convert hill-scales",
    "lose acme-erp --reason price --said 'Too dear'",
    "lose acme-erp --show",
    "call 2026-12 280k --note Sure",
    "log acme-erp Spoke",
    "review --done",
    "undo --list",
    "undo",
    "redo",
)
"""Questions, refusals, then what writes."""

OTHER_CUTS = tuple(
    f"across {name} {{book}} --by {cut}" for name, asked in ASKED.items() for cut in asked.cuts[1:]
)
"""Questions for one book only: cut otherwise, an answer has the same columns but one."""

DOLLARS = ACME.replace("id: acme-erp", "id: dollars").replace("currency: CNY", "currency: USD")
BARE = "id: acme-erp\nname: Bare\nstage: verify\n"


def whole_book(folder: Path) -> Path:
    """The sample book of this repository, with the deal that the lines name."""
    sample_book(folder)
    (folder / "data/opportunities/acme-erp.yaml").write_text(ACME, "utf-8")
    assert run(f"init {folder}/marketing --method search-marketing").exit == 0
    return folder


def tiny_book(folder: Path, **deals: str) -> Path:
    """A book with the method of the tests and only these deals."""
    (folder / "data/opportunities").mkdir(parents=True)
    (folder / "stages.yaml").write_text(METHOD, "utf-8")
    for id, text in deals.items():
        (folder / f"data/opportunities/{id.replace('_', '-')}.yaml").write_text(text, "utf-8")
    return folder


BOOKS: Mapping[str, Callable[[Path], Path]] = {
    "sample": whole_book,
    "empty": tiny_book,
    "one bare deal": lambda folder: tiny_book(folder, acme_erp=BARE),
    "several currencies": lambda folder: new_book(folder, dollars=DOLLARS),
    "a broken record": lambda folder: new_book(folder, broken=True),
}


@cache
def validator(words: str) -> Draft202012Validator:
    """What judges by the schema that is published under these words."""
    schema = run(f"schema {words}").json
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def told(line: str, book: Path) -> Any:
    """The object on stdout, or the refusal on stderr."""
    answer = run(f"{line.format(book=book)} --json", book)
    return answer.json if answer.out else json.loads(answer.err.splitlines()[-1])


def complaints(line: str, answer: Any) -> list[str]:
    """Where the answer to a line is not as its schema says."""
    cut = [] if answer["schema"] == "funnel.error/1" else re.findall(r"--(?:part|fields) \S+", line)
    errors = validator(" ".join([answer["schema"], *cut])).iter_errors(answer)
    return [f"{line}: {error.json_path}: {error.message}" for error in errors]


@pytest.mark.parametrize("kind", BOOKS)
def test_every_answer_is_as_its_schema_says_and_every_schema_is_tried(kind: str, tmp_path: Path) -> None:
    book = BOOKS[kind](tmp_path)
    (book / "sheet.csv").write_text(SHEET, "utf-8")
    lines = (*OTHER_CUTS, *LINES) if kind == "sample" else LINES
    answers = [(line, told(line, book)) for line in lines]
    assert [fault for line, answer in answers for fault in complaints(line, answer)] == []
    untried = {each.name for each in published()} - set(FILES) - {answer["schema"] for _, answer in answers}
    assert kind != "sample" or untried == set()


@pytest.mark.parametrize("name", [each.name for each in published()])
def test_a_schema_is_printed_as_the_same_bytes_again(name: str, tmp_path: Path) -> None:
    assert run(f"schema {name}").out == run(f"schema {name}").out
    run(f"schema {name} -o {tmp_path}/it.json")
    assert (tmp_path / "it.json").read_text("utf-8") == run(f"schema {name}").out


def test_the_names_are_listed_with_what_they_describe_and_one_that_is_none_gets_a_suggestion(
    tmp_path: Path,
) -> None:
    rows = {row["name"]: row["of"] for row in run("schema -f csv").rows}
    assert rows["opportunity"] == "data/opportunities/<id>.yaml"
    assert rows["funnel.list/1"] == "funnel list"

    assert run("schema opportunity", tmp_path).exit == 3

    answer = run("schema funnel.lst/1")
    assert (answer.exit, answer.out) == (2, "")
    assert "funnel.list/1" in answer.err


def test_in_a_book_a_schema_knows_its_words(tmp_path: Path) -> None:
    stages = run("schema opportunity", tiny_book(tmp_path)).json["properties"]["stage"]
    assert stages["enum"] == ["verify", "develop", "propose", "close", "won", "lost"]


def test_outside_of_a_book_a_schema_knows_no_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "enum" not in run("schema opportunity").json["properties"]["stage"]


def test_written_schemas_follow_the_method(tmp_path: Path) -> None:
    book = tiny_book(tmp_path)
    run("schema --write", book)
    (book / "stages.yaml").write_text(METHOD.replace("id: develop", "id: grow"), "utf-8")
    run("schema --write", book)
    schema = json.loads((book / "data/.schema/opportunity.json").read_text("utf-8"))
    assert schema["properties"]["stage"]["enum"][1] == "grow"


def test_one_schema_of_files_can_be_written_alone(tmp_path: Path) -> None:
    book = tiny_book(tmp_path)
    assert run("schema opportunity --write", book).out == "Written to data/.schema\n"
    assert [path.name for path in (book / "data/.schema").iterdir()] == ["opportunity.json"]
    assert run("schema funnel.list/1 --write", book).exit == 2
