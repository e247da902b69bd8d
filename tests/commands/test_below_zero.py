"""An amount below zero comes in only where somebody says that it is meant, and is named from then on."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import new_book, run, tree
from terminal import sit

from funnel_cli.cli import loaded
from funnel_cli.directory import COMMANDS
from funnel_cli.rules.setting import DEAL_KEYS

LEAD = "id: pump\nname: Pump\ncustomer: Acme Ltd\nstage: qualified\namount: 900\ncreated: 2026-09-01\n"

LINES = {
    "add --amount": "add Fan --customer Newco --close 2026-12-31 --amount {}",
    "win --amount": "win acme-erp --reason x --amount {}",
    "lead add --amount": "lead add Fan --customer Newco --amount {}",
    "lead convert --amount": "lead convert pump --amount {}",
    "target AMOUNT": "target 2026-12 -- {}",
    "call AMOUNT": "call 2026-12 -- {}",
    "add --parts": "add Fan --customer Newco --close 2026-12-31 --amount 5 --parts {}",
    "set parts=": "set acme-erp parts={}",
    "set amount=": "set acme-erp amount={}",
    "set contract_amount=": "set delta-doors contract_amount={}",
}
"""A command line for each place where money is typed that is kept."""

ONLY_ASKED = {"plan --target"}
"""Where money is typed for one answer only."""

ABOVE_ZERO = {"payment AMOUNT"}
"""Where no amount below zero, nor zero, is taken even by force."""

SPELLINGS = ("-5", "-5k", "-0.01", "CNY -5", "-1.2万")

KEYS = (
    "amount: {}",
    "parts: {}",
    "contract: {{amount: {}}}",
    "history:\n- {{date: 2026-01-01, amount: {}}}",
    "opening: {{amount: {}}}",
    "lead: {{amount: {}}}",
)
"""Where a deal's record says an amount."""

every_place = pytest.mark.parametrize("place", sorted(LINES))


def places() -> Iterator[str]:
    """Every option, argument and key in which money is typed."""
    for name in COMMANDS:
        for param in loaded(name).params:
            if (param.metavar or "").strip("[]") in {"MONEY", "AMOUNT"}:
                yield f"{name} {param.opts[0] if param.opts[0].startswith('-') else param.name.upper()}"
    yield from (f"set {key}=" for key in DEAL_KEYS if "amount" in key or key == "parts")


def forced(line: str) -> str:
    """The line with `--force`, before what is no option."""
    return line.replace(" -- ", " --force -- ") if " -- " in line else f"{line} --force"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    book = new_book(tmp_path / "book")
    (book / "data/leads").mkdir()
    (book / "data/leads/pump.yaml").write_text(LEAD, encoding="utf-8")
    return book


def negatives(book: Path) -> list[str]:
    """The files in which `validate` names an amount below zero."""
    findings = run("validate --json", book).json["items"]
    return [each["path"] for each in findings if each["code"] == "negative-amount"]


def test_every_place_of_money_is_tried() -> None:
    assert set(places()) == set(LINES) | ONLY_ASKED | ABOVE_ZERO


@pytest.mark.parametrize("spelling", ["-5", "0", "-1.2万"])
def test_a_payment_is_above_zero(spelling: str, book: Path) -> None:
    before = tree(book)
    answer = run(f"payment delta-doors -- {spelling}", book)
    assert (answer.exit, "is above zero" in answer.err, tree(book)) == (2, True, before)


@every_place
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_it_is_refused_and_nothing_changes(place: str, spelling: str, book: Path) -> None:
    run("check acme-erp plan", book)
    before = tree(book)
    answer = run(f"--json {LINES[place].format(repr(spelling))}", book)
    assert (answer.exit, answer.error["code"], tree(book)) == (2, "negative_amount", before)


@every_place
def test_a_dry_run_refuses_it_too(place: str, book: Path) -> None:
    run("check acme-erp plan", book)
    line = LINES[place].format("-5").replace(" -- ", " -n -- ")
    assert run(f"--json {line}{'' if ' -n ' in line else ' -n'}", book).error["code"] == "negative_amount"


@every_place
def test_by_force_it_is_taken_and_named(place: str, book: Path) -> None:
    assert run(forced(LINES[place].format("-5")), book).exit == 0
    assert negatives(book)


@every_place
def test_zero_is_not_below_zero(place: str, book: Path) -> None:
    run("check acme-erp plan", book)
    assert run(LINES[place].format("-0"), book).exit == 0


def test_at_a_terminal_it_is_asked_about(book: Path) -> None:
    assert sit("set acme-erp amount=-5", book, ("meant?", "n\n")).exit == 2
    assert negatives(book) == []
    assert sit("set acme-erp amount=-5", book, ("meant?", "y\n")).exit == 0
    assert negatives(book) == ["data/opportunities/acme-erp.yaml"]


@pytest.mark.parametrize(
    "line",
    ["set acme-erp name=Other", "log acme-erp Spoke", "demote acme-erp --to verify --reason x", "undo",
     "set acme-erp amount=-7 --force", "set acme-erp amount=9", "pause acme-erp --reason x", "fmt"],
)  # fmt: skip
def test_what_is_below_zero_already_stands_in_nobodys_way(line: str, book: Path) -> None:
    run("set acme-erp amount=-7 --force", book)
    assert run(line, book).exit == 0


@given(
    key=st.sampled_from(KEYS),
    number=st.decimals("-99999", "99999", places=2),
    quote=st.sampled_from(["{}", '"{}"', "'{}'"]),
)
def test_wherever_a_record_says_it_the_place_is_named(
    key: str, number: object, quote: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("written")
    text = f"id: odd\nname: Odd\nstage: won\nclosed: 2026-10-01\n{key.format(quote.format(number))}\n"
    book = new_book(folder, odd=text)
    found = [path for path in negatives(book) if path.endswith("odd.yaml")]
    shutil.rmtree(folder)
    assert bool(found) == (number < 0)  # type: ignore[operator]


def test_a_record_with_one_counts_in_the_sums_and_is_told_of(book: Path) -> None:
    (book / "data/opportunities/refund.yaml").write_text(
        "id: refund\nname: Refund\nstage: close\namount: -20000\nexpected_close: 2026-12-10\n",
        encoding="utf-8",
    )
    answer = run("list --json", book)
    amounts = {item["id"]: item["amount"] for item in answer.json["items"]}
    assert (amounts["refund"], answer.exit) == ("-20000.00", 0)
    assert "1 warning" in run("list", book).err


@pytest.mark.parametrize("file", ["targets", "calls"])
def test_lines_of_lists_are_named_with_their_place(file: str, book: Path) -> None:
    key = "set" if file == "targets" else "filed"
    lines = (
        f"- {{{key}: 2026-09-01, period: 2026-12, amount: 5}}\n"
        f"- {{{key}: 2026-09-02, period: 2026-12, amount: -5}}\n"
    )
    (book / f"data/{file}.yaml").write_text(lines, encoding="utf-8")
    found = run("validate --json", book).json["items"]
    (finding,) = (each for each in found if each["code"] == "negative-amount")
    assert (finding["path"], finding["line"], finding["severity"]) == (f"data/{file}.yaml", 2, "warning")


def test_what_a_row_or_another_system_says_is_no_amount_of_ours(book: Path) -> None:
    (book / "data/opportunities/own.yaml").write_text(
        "id: own\nname: Own\nstage: close\nx-amount: -5\nx-own: {amount: -5}\n"
        'imported: {crm: {amount: "-5"}}\n',
        encoding="utf-8",
    )
    assert negatives(book) == []


SHEET = "Customer,Name,Stage,Amount\nOne,A,verify,(1250.00)\nTwo,B,verify,80\n"


def sheet(book: Path, text: str = SHEET) -> Path:
    path = book / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_below_zero_is_suspect_stands_in_the_account_and_is_taken_by_force(book: Path) -> None:
    answer = run(f"import {sheet(book)} --json", book)
    row = answer.json["items"][0]
    assert (answer.exit, row["kind"], answer.json["new"]) == (5, "suspect", 1)
    assert "--force" in json.dumps(row["reasons"])
    assert answer.json["amounts"]["items"][0]["left_out"] == "-1250.00"

    answer = run(f"import {sheet(book)} --force --json", book)
    assert (answer.exit, answer.json["new"], len(negatives(book))) == (0, 1, 1)


def test_imported_once_more_without_force_it_is_the_same(book: Path) -> None:
    path = sheet(book)
    run(f"import {path} --force", book)
    answer = run(f"import {path} --json", book)
    assert (answer.exit, answer.json["same"]) == (0, 2)


def test_a_cell_that_sinks_below_zero_changes_nothing_unless_forced(book: Path) -> None:
    path = sheet(book, SHEET.replace("(1250.00)", "1250"))
    run(f"import {path}", book)
    sheet(book)
    answer = run(f"import {path} --json", book)
    assert (answer.exit, answer.json["suspect"], negatives(book)) == (5, 1, [])
    assert run(f"import {path} --force --json", book).json["changed"] == 1


def test_a_mapping_cannot_bring_one_in_either(book: Path) -> None:
    (book / "map.yaml").write_text("constants: {amount: -5}\n", encoding="utf-8")
    path = sheet(book, "Customer,Name,Stage\nOne,A,verify\n")
    assert run(f"import {path} --map {book}/map.yaml", book).exit == 5
    assert negatives(book) == []


@pytest.mark.parametrize("what", ["records", "deals"])
def test_whole_records_come_in_by_force_only(what: str, book: Path, tmp_path: Path) -> None:
    run("set acme-erp amount=-7 --force", book)
    (tmp_path / "out.jsonl").write_text(run(f"export {what} -f jsonl", book).out, encoding="utf-8")
    other = tmp_path / "other"
    (other / "data/opportunities").mkdir(parents=True)
    shutil.copy(book / "stages.yaml", other)
    assert run(f"--json import {tmp_path}/out.jsonl", other).error["code"] == "negative_amount"
    assert run(f"import {tmp_path}/out.jsonl --force", other).exit == 0


def test_a_book_with_one_still_comes_back_from_an_export(book: Path) -> None:
    run("set acme-erp amount=-7 --force", book)
    assert run("validate --roundtrip", book).exit == 0


def test_a_review_points_out_odd_amounts_in_one_line(book: Path) -> None:
    run("set acme-erp amount=-7 --force", book)
    run("set gamma-gates amount=0", book)
    lines = [line for line in run("review --list -f plain", book).out.splitlines() if "to check" in line]
    assert len(lines) == 1
    assert "acme-erp, gamma-gates" in lines[0]
