"""Slips in the command line itself are answered with what was meant."""

from pathlib import Path

import pytest
from running import run, tree


def test_an_option_is_not_taken_for_one_that_only_shares_its_dashes(book: Path) -> None:
    assert "Did you mean" not in run("list --owned", book).err


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("lst", "list, set"),
        ("promoet acme", "promote, remove"),
        ("list --feilds id", "--fields"),
        ("list --formt json", "--format"),
        ("forecast --inclde overdue", "--include"),
        ("--colour never list", "--color"),
        ("forecast --by mnth", "Month"),
        ("list -f jsn", "json, jsonl"),
        ("list --fields amonut", "Amount"),
        ("list amonut:3", "amount"),
        ("list is:ovredue", "overdue"),
        ("log acme-erp hello --kind vist", "visit"),
        ("target --tier streth", "stretch"),
        ("target 2026-12 5k --tier streth", "stretch"),
        ("export forcast", "Forecast"),
        ("set acme-erp amonut=3", "amount"),
        ("set acme-erp category=comit", "commit"),
        ("promote acme-erp --to propse", "Propose"),
        ("check acme-erp paln", "Our plan is accepted (plan)"),
        ("lose acme-erp --reason prize", "Price"),
        ("add Lamps --customer Acme --source referal", "Referral"),
        ("init new --method four-satge", "Four stages"),
        ("completion fsh", "fish"),
        ("help qurey", "query"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(line: str, meant: str, book: Path) -> None:
    answer = run(line, book)
    assert (answer.exit, answer.out) == (2, "")
    assert f"  Did you mean {meant}" in answer.err


@pytest.mark.parametrize(
    ("line", "there_is"),
    [
        ("--color sometimes list", "auto, always, never"),
        ("--lang fr list", "English, Chinese (zh)"),
        ("target --tier x", "target, stretch"),
        ("import sheet.csv --decimal x", "point, comma"),
    ],
)
def test_a_word_of_no_list_is_answered_with_the_list(line: str, there_is: str, book: Path) -> None:
    answer = run(line, book)
    assert (answer.exit, answer.out) == (2, "")
    assert answer.err.splitlines()[1:] == [f"  There is: {there_is}"]


@pytest.mark.parametrize("line", ["lst --json", "--lang fr list --json", "list --feilds id -f json"])
def test_a_slip_is_told_as_json_to_those_who_want_json(line: str, book: Path) -> None:
    error = run(line, book).error
    assert (error["schema"], error["code"], error["exit"]) == ("funnel.error/1", "usage", 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("log", "缺少参数：商机。"),
        ("set", "缺少参数：商机|查询... 键=值...。"),
        ("check acme --evidence Said", "没有里程碑，--evidence 不起作用。"),
    ],
)
def test_what_stands_in_capitals_is_said_as_the_help_says_it(line: str, said: str, book: Path) -> None:
    assert said in run(f"--lang zh {line}", book).err


def test_a_word_whose_bytes_are_no_text_is_refused_before_anything_is_done(book: Path) -> None:
    answer = run("log acme-erp caf\udce9", book)
    assert (answer.exit, answer.err.splitlines()[0]) == (2, r"caf\udce9 is no text: its bytes are not UTF-8.")


def test_a_file_may_be_called_by_bytes_that_are_no_text(book: Path) -> None:
    (book / "\udce9.csv").write_text("Customer,Amount\n", "utf-8")
    assert "rows" in run(f"import {book}/\udce9.csv", book).err


def test_an_option_of_another_command_is_said_to_be_its(book: Path) -> None:
    answer = run("visit acme-erp --plan +1w", book)
    assert answer.exit == 2
    assert answer.err.splitlines()[1] == "  There is: funnel log --plan"


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000"])
@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("add Lamps --customer {}", "--customer"),
        ("add Lamps --customer Acme --owner={}", "--owner"),
        ("lead add Pit --region {}", "--region"),
        ("target 2026-Q4 90k --owner {}", "--owner"),
        ("call 2026-Q4 90k --owner {}", "--owner"),
        ("log acme-erp Seen --next {}", "--next"),
        ("check acme-erp plan --evidence {}", "--evidence"),
        ("brief acme-erp --person {}", "--person"),
        ("visit acme-erp --result ok --with {}", "--with"),
    ],
)
def test_a_text_of_nothing_but_blanks_is_refused_wherever_it_is_typed(
    line: str, named: str, blank: str, book: Path
) -> None:
    before = tree(book)
    answer = run(line.replace("{}", f"'{blank}'"), book)
    assert (answer.exit, answer.out) == (2, "")
    assert answer.err.startswith(f"“{named}” is blank.")
    assert tree(book) == before


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000"])
@pytest.mark.parametrize("line", ["add {}", "add {} --customer Belts", "lead add {} --customer Belts"])
def test_a_name_of_nothing_but_blanks_is_refused(line: str, blank: str, book: Path) -> None:
    refused = run(line.replace("{}", f"'{blank}'"), book)
    assert (refused.exit, refused.out) == (2, "")
    assert refused.err.startswith("“name” is blank.")


@pytest.mark.parametrize(
    ("line", "exit", "said"),
    [
        ("check acme-erp plan --evidence='a = '", 0, ""),
        ("log acme-erp hi --next='send a = '", 0, ""),
        ("list --json ' '", 0, ""),
        ("list -- ' '", 0, ""),
        ("log acme-erp -- ' '", 2, "A log entry needs some words."),
        ("find --json ' '", 2, "A search needs a word to look for."),
    ],
)
def test_a_blank_is_told_of_what_it_stands_for(line: str, exit: int, said: str, book: Path) -> None:
    answer = run(line, book)
    assert answer.exit == exit, answer.err
    assert said in answer.err


def test_a_sign_between_columns_may_be_a_blank(book: Path) -> None:
    (book / "sheet.csv").write_text("Name\tCustomer\tStage\nLamps\tNew Ltd\tverify\n", "utf-8")
    answer = run(f"import {book}/sheet.csv --delimiter '\t' --dry-run", book)
    assert answer.exit == 0, answer.err
    assert "Lamps" in answer.out
