"""`funnel find`: what was written is found, with where it stands."""

from pathlib import Path

import pytest
from running import new_book, run

CUSTOMER = """\
id: acme
name: Acme Ltd
contacts:
- {name: Ruth Wood, title: Plant manager, phone: +44 20 0}
"""

DEALS = {
    "lost-lamps": """\
id: lost-lamps
customer: Hill
name: Lamps
stage: lost
closed: 2026-11-05
lost: {reason: price, said: Far too dear}
milestones:
  need: {date: 2026-10-02, evidence: Coal dust on every lamp}
history:
- {date: 2026-10-01, stage: verify, next_step: {action: Ring the foreman}}
- {date: 2026-11-05, stage: lost, reason: No sponsor}
log:
- date: 2026-10-09
  kind: call
  text: |-
    Spoke to the foreman.
    He cleans lamps all week.
""",
    "gone": "id: gone\ncustomer: Dale\nstage: verify\ncreated: 2026-10-01\nremoved: 2026-11-01\n",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = new_book(tmp_path)
    for id, text in DEALS.items():
        (folder / f"data/opportunities/{id}.yaml").write_text(text, encoding="utf-8")
    (folder / "data/customers").mkdir(exist_ok=True)
    (folder / "data/customers/acme.yaml").write_text(CUSTOMER, encoding="utf-8")
    return folder


def found(book: Path, words: str) -> list[tuple[object, ...]]:
    rows = run(f"find {words} --json", book).json["items"]
    return [(row["record"], row["id"], row["where"], row["date"], row["line"]) for row in rows]


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("dust", ("deal", "lost-lamps", "evidence", "2026-10-02", "Coal dust on every lamp")),
        ("dear", ("deal", "lost-lamps", "loss_report", "2026-11-05", "Far too dear")),
        ("cleans", ("deal", "lost-lamps", "log", "2026-10-09", "He cleans lamps all week.")),
        ("ring", ("deal", "lost-lamps", "history", "2026-10-01", "Ring the foreman")),
        ("sponsor", ("deal", "lost-lamps", "history", "2026-11-05", "No sponsor")),
        ("zhang", ("deal", "acme-erp", "next_step", "2026-11-20", "Call Zhang")),
        ("PLANT", ("customer", "acme", "contact", None, "Ruth Wood · Plant manager · +44 20 0")),
        ("pdssj", ("deal", "beta-belts", "name", None, "北京某某科技有限公司 · 皮带输送机")),
        ("gone", ("deal", "gone", "name", None, "gone")),
    ],
)
def test_a_text_is_found_with_where_it_stands(words: str, row: tuple[object, ...], book: Path) -> None:
    assert found(book, words) == [row]


def test_all_words_hold_in_a_line_or_its_name_of_the_day_and_each_record_is_found_once_with_its_state(
    book: Path,
) -> None:
    assert [row[4] for row in found(book, "hill cleans")] == ["He cleans lamps all week."]
    assert found(book, "acme foreman") == []

    assert [row[:2] for row in found(book, "acme")] == [("customer", "acme"), ("deal", "acme-erp")]

    assert found(book, "dear --as-of 2026-11-04") == []
    assert [row[2] for row in found(book, "foreman --as-of 2026-10-08")] == ["history"]

    states = {row["id"]: row["state"] for row in run("find o --json", book).json["items"]}
    assert (states["lost-lamps"], states["gone"]) == ("lost", "removed")


def test_file_and_line_lead_to_the_text(book: Path) -> None:
    for words in ("dust", "cleans", "sponsor", "ring", "plant"):
        row = run(f"find {words} --json", book).json["items"][0]
        file, _, line = row["file"].rpartition(":")
        lines = (book / file).read_text("utf-8").splitlines()
        assert words in "\n".join(lines[int(line) - 1 : int(line) + 2]).lower()


def test_the_number_of_a_row_calls_its_deal(book: Path) -> None:
    run("find acme -f table", book)
    assert run("path 2", book).out.endswith("acme-erp.yaml\n")
    assert run("path 1", book).exit == 3


def test_one_screen_is_shown_of_the_lines_that_are_found_and_of_a_long_one_what_is_around_the_word(
    book: Path,
) -> None:
    for number in range(20):
        run(f"log acme-erp 'Belt {number}'", book)
    assert "5 more: funnel find belt --all" in run("find belt -f table", book).out
    assert "more:" not in run("find belt -f table --all", book).out

    run(f"log acme-erp 'The zeppelin {'and so on ' * 30} the harbour'", book)
    shown = run("find harbour zeppelin -f table", book).out
    assert ("zeppelin" in shown.split("The", 1)[1], "the harbour" in shown) == (True, False)


def test_nothing_found_is_an_empty_answer_with_a_hint_and_a_word_without_a_letter_is_refused(
    book: Path,
) -> None:
    answer = run("find zeppelin -f table", book)
    assert (answer.exit, "A shorter word finds more" in answer.out) == (0, True)

    assert run("find ' '", book).exit == 2


def test_under_made_up_names_the_same_is_found_and_no_line_told(book: Path) -> None:
    real, masked = (run(f"find foreman {how} --json", book).json for how in ("", "--mask"))
    assert [row["where"] for row in masked["items"]] == [row["where"] for row in real["items"]]
    assert "Spoke to" not in str(masked)
    assert "foreman" not in str(masked["items"])
