"""A command that is suggested can be typed as it stands: it means the same book and the same words."""

import re
import shlex
from pathlib import Path

import pytest
from running import new_book, run

OWNER = "Li O'Wei"
CUSTOMER = 'The "Mill" & Sons'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_book(tmp_path / "my book")


def suggested(out: str) -> list[list[str]]:
    """The words of each command that is said to come next."""
    lines = [row.strip() for row in out.splitlines() if "funnel " in row]
    return [shlex.split(line[line.index("funnel ") :]) for line in lines]


def test_it_is_about_the_book_that_was_named(book: Path) -> None:
    words = suggested(run("set acme-erp close=2026-12-24 next=Call due=2026-11-30", book).out)
    words += suggested(run("log acme-erp Called", book).out)
    words += suggested(run("check acme-erp need --evidence Seen", book).out)
    assert words
    assert all(each[:3] == ["funnel", "-C", str(book)] for each in words)


def test_a_customer_in_it_is_one_word(book: Path) -> None:
    added = suggested(run(f"customer add {shlex.quote(CUSTOMER)}", book).out)
    assert [each[-1] for each in added] == [CUSTOMER, CUSTOMER]


def test_an_owner_in_it_is_one_word(book: Path) -> None:
    answer = run(f"handover --from li.wei --to {shlex.quote(OWNER)} --apply", book)
    assert [each[-1] for each in suggested(answer.out)] == [f"owner:{OWNER}"]


@pytest.mark.parametrize("word", ["owner:zed", "customer:acm", "zed"])
def test_a_name_that_nothing_has_is_told_without_names_under_a_mask(word: str, book: Path) -> None:
    assert word in run(f"list {word}", book).err.replace("“zed”", "zed")
    masked = run(f"--mask list {word}", book, FUNNEL_MASK_KEY=str(book.parent / "key")).err
    assert masked == "A name in the query is nobody's in the book; without --mask it is told which.\n"


@pytest.mark.parametrize("line", ["review", "stalled"])
def test_a_query_in_it_means_the_same(line: str, book: Path) -> None:
    assert run(f"handover --from li.wei --to {shlex.quote(OWNER)} --apply", book).exit == 0
    word = shlex.quote(f"owner:{OWNER}")
    asked = run(f"{line} {word} --json", book).json["query"]
    assert shlex.split(asked) == [f"owner:{OWNER}"]
    assert (
        run(f"{line} {asked} --json", book).json["items"] == run(f"{line} {word} --json", book).json["items"]
    )


OVERDUE = """\
id: late-lamps
customer: Late
amount: 90000
currency: CNY
stage: propose
owner: li.wei
created: 2026-08-01
expected_close: 2026-11-01
next_step: {due: 2026-11-10, action: Ask Wood for the layout}
milestones: {need: 2026-08-10, plan: 2026-09-15}
history:
- {date: 2026-08-01, stage: propose, amount: 90000, expected_close: 2026-11-01}
log:
- {date: 2026-11-10, kind: call, text: The layout is missing}
"""
LACKING = re.sub("next_step: .*\n", "", OVERDUE.replace("late-lamps", "open-ovens"))
MET = LACKING.replace("open-ovens", "met-mills").replace(
    "plan: 2026-09-15", "plan: 2026-09-15, funds: 2026-11-01"
)
SILENT = LACKING.replace("open-ovens", "mute-mixers").replace("2026-11-10", "2026-08-10")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("line", ["forecast", "forecast 2026-12 --methods", "forecast --explain owner:me"])
def test_an_option_that_a_forecast_names_is_understood(line: str, language: str, tmp_path: Path) -> None:
    book = new_book(tmp_path / "book", late_lamps=OVERDUE)
    said = run(f"--lang {language} -f table {line}", book).out
    options = re.findall(r"[(（](--include[^)）]*)[)）]", said)

    assert options
    answer = run(f"--lang {language} -f table {line} {' '.join(options[0].split())}", book)
    assert (answer.exit, answer.err) == (0, "")
    assert "--include" not in answer.out


def test_what_takes_a_stalled_deal_up_again_can_be_typed(tmp_path: Path) -> None:
    book = new_book(
        tmp_path / "book", late_lamps=OVERDUE, met_mills=MET, mute_mixers=SILENT, open_ovens=LACKING
    )
    found = {
        each["id"]: each["action"]
        for each in run("stalled stage:propose amount:1k.. --json", book).json["items"]
    }

    assert found == {
        "late-lamps": "funnel set late-lamps due=+1w",
        "met-mills": "funnel promote met-mills",
        "mute-mixers": 'funnel log mute-mixers "…" --next "…" --due +1w',
        "open-ovens": 'funnel check open-ovens funds --evidence "…"',
    }
    assert [run(action.removeprefix("funnel "), book).exit for action in found.values()] == [0] * 4


@pytest.mark.parametrize("asked", ["", "2027-Q1", "2027-01 --owner anna.meyer"])
def test_how_a_target_is_written_down_is_told_of_what_was_asked_for(asked: str, book: Path) -> None:
    (book / "data/targets.yaml").unlink()
    (command,) = suggested(run(f"-f table target {asked}", book).out)

    assert run(shlex.join(command[1:]), book).exit == 0
    assert suggested(run(f"-f table target {asked}", book).out) == []


def test_where_the_targets_of_its_months_make_one_of_a_period_none_is_said_to_be_missing(book: Path) -> None:
    for month in ("2027-01", "2027-02", "2027-03"):
        run(f"target {month} 100k", book)
    said = run("-f table target 2027-Q1", book).out

    assert "300,000" in said
    assert suggested(said) == []
