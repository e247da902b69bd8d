"""A book's schemas, and the line in its files that names them."""

import json
from pathlib import Path

import pytest
from running import METHOD, new_book, run

from funnel_cli.store.editor import CannotWriteSchemas, modeline, write_schemas
from funnel_cli.store.founding import found_book
from funnel_cli.store.methods import method
from funnel_cli.store.read import read_book

RULES, _ = method("stages.yaml", METHOD.encode())
ADD = "add Belts --customer Acme --amount 20k --close 2026-12-31"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return found_book(
        tmp_path / "new", "four-stage", currency=None, owner=None, language=None, with_git=False
    )


def first_line(book: Path, path: str) -> str:
    return (book / path).read_text("utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("stages.yaml", "data/.schema/stages.json"),
        ("data/opportunities/acme.yaml", "../.schema/opportunity.json"),
        ("data/customers/acme.yaml", "../.schema/customer.json"),
        ("data/reviews/2026-W47.yaml", "../.schema/review.json"),
        ("data/targets.yaml", ".schema/targets.json"),
    ],
)
def test_the_line_leads_from_the_file_to_its_schema(path: str, schema: str) -> None:
    assert modeline(path) == f"# yaml-language-server: $schema={schema}\n"


def test_every_line_of_a_new_book_names_a_schema_that_is_there(book: Path) -> None:
    run(ADD, book)
    run("target 2026-12 300k", book)
    run("review --done", book)
    files = ["stages.yaml", "data/targets.yaml", "data/reviews/2026-W47.yaml"]
    files += ["data/opportunities/acme-belts.yaml"]
    named = [(book / path).parent / first_line(book, path).partition("$schema=")[2] for path in files]
    assert [json.loads(path.read_text("utf-8"))["title"] for path in named] == [
        "stages", "targets", "review", "opportunity",
    ]  # fmt: skip


def test_the_schemas_know_the_words_of_the_book_s_method(tmp_path: Path) -> None:
    write_schemas(tmp_path, RULES)
    schema = json.loads((tmp_path / "data/.schema/opportunity.json").read_text("utf-8"))
    assert schema["properties"]["source"]["examples"] == ["referral"]


def test_the_schemas_are_no_records(book: Path) -> None:
    assert read_book(book).problems == ()


def test_a_record_and_a_list_with_the_line_are_changed_below_it(book: Path) -> None:
    run(ADD, book)
    assert run("set acme-belts amount=30k name=Drives", book).exit == 0
    text = (book / "data/opportunities/acme-belts.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../.schema/opportunity.json\nid: acme-belts\n")
    assert run("list --json", book).json["items"][0]["amount"] == "30000.00"

    run("target 2026-12 300k --owner me", book)
    run("target 2027-01 200k --owner me", book)
    lines = (book / "data/targets.yaml").read_text("utf-8").splitlines()
    assert [line[:2] for line in lines] == ["# ", "- ", "- "]


def test_a_book_without_schemas_gets_no_lines(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    run(ADD, book)
    assert first_line(book, "data/opportunities/acme-belts.yaml") == "id: acme-belts"


def test_a_file_that_is_there_gets_no_line(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    write_schemas(book, RULES)
    run("set acme amount=1k", book)
    run("target 2027-01 200k", book)
    assert first_line(book, "data/opportunities/acme-erp.yaml") == "# Met at the fair; ask for Zhang first"
    assert first_line(book, "data/targets.yaml").startswith("- ")


def test_schemas_that_cannot_be_written_are_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder", "utf-8")
    with pytest.raises(CannotWriteSchemas):
        write_schemas(tmp_path, RULES)
