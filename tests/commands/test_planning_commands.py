"""Plan, waterfall and targets from the command line: what they take, refuse, and trace to a line."""

from pathlib import Path

import pytest
from running import DAY, DELTA, METHOD, new_book, run, tree

WON = DELTA.replace("delta-doors", "won-one")
LOST = (
    "id: lost-one\nname: L\namount: 5\nstage: lost\nclosed: 2026-11-02\nhistory:\n"
    "- {date: 2026-10-01, stage: verify}\n- {date: 2026-11-02, stage: lost, closed: 2026-11-02}\n"
)
OPEN = "id: open-one\nname: O\namount: 5\nstage: verify\nexpected_close: 2026-12-10\n"
BARE = "id: bare-one\nname: B\nstage: verify\nexpected_close: 2026-12-10\n"
DOLLARS = OPEN.replace("open-one", "dollars\ncurrency: USD")

BOOKS = {
    "empty": (),
    "one deal": (OPEN,),
    "all won": (WON,),
    "all lost": (LOST,),
    "no amount": (BARE,),
    "several currencies": (OPEN, DOLLARS, WON),
}

QUESTIONS = (
    *("plan", "plan 2026-12 --target 1000", "plan owner:li.wei 2027 --target 1m", "plan 2026-09 --target 9"),
    *("waterfall", "waterfall 2026-10 --window 2027", "waterfall 2027-01", "waterfall owner:nobody"),
    *("target 2026-12", "target --quota owner", "target 2026 --quota region", "target FY27"),
)


def small_book(folder: Path, *deals: str) -> Path:
    (folder / "data/opportunities").mkdir(parents=True)
    (folder / "stages.yaml").write_text(METHOD, "utf-8")
    for text in deals:
        id = text.partition("\n")[0].removeprefix("id: ")
        (folder / f"data/opportunities/{id}.yaml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    "question",
    [
        *("conversion", "conversion 2026-11", "sources --by owner", "losses", "losses 2026-11 --by month"),
        *("plan 2026-12 --target 1000", "health --period 2026-Q4 --part in_out", "kpi 2026-11"),
        *("target 2026-11", "health --period 2026-Q4 --part conversion"),
    ],
)
def test_an_omitted_deal_is_in_no_figure(question: str, tmp_path: Path) -> None:
    some = (OPEN, WON, LOST)
    left_out = [text.replace("id: ", "id: left-") + "category: omitted\n" for text in some]
    one, two = (
        small_book(tmp_path / name / "book", *deals)
        for name, deals in (("a", some), ("b", (*some, *left_out)))
    )
    for book in (one, two):
        run("target 2026-11 1000", book)

    assert run(f"{question} --json", two).json == run(f"{question} --json", one).json


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("deals", BOOKS.values(), ids=BOOKS)
def test_every_book_has_an_answer_that_can_be_explained(
    deals: tuple[str, ...], question: str, tmp_path: Path
) -> None:
    book = small_book(tmp_path, *deals)

    for on in ("2026-08-01", "2026-11-22", "2030-01-01"):
        answers = [run(f"{question} --as-of {on} {form}", book) for form in ("-f table", "--explain --json")]
        assert {answer.exit for answer in answers} <= {0, 5}
        told = [
            answer.err.replace("Nothing in the book answers to owner:nobody.\n", "") for answer in answers
        ]
        assert all(answer.exit == 5 for answer, err in zip(answers, told, strict=True) if err)
        assert answers[1].json["as_of"] == on


def test_a_plan_and_a_waterfall_answer_for_this_quarter_and_the_target_typed_or_written_down(
    tmp_path: Path, book: Path
) -> None:
    assert run("plan --json", new_book(tmp_path)).json["period"] == "2026-Q4"
    assert [run(f"plan 2026-12 {more} --json", book).json["target"] for more in ("", "--target 50k")] == [
        "100000.00",
        "50000.00",
    ]

    answer = run("plan --target 'USD 5k' --json", new_book(tmp_path))

    assert (answer.exit, answer.error["code"]) == (2, "no_rate")

    answer = run("waterfall --json", new_book(tmp_path)).json

    assert (answer["span"], answer["window"]) == ("2026-11-01..2026-11-22", "2026-Q4")
    assert {row["bar"]: row["amount"] for row in answer["items"] if row["ids"]} == {
        "start": "120000.00",
        "end": "120000.00",
    }

    answer = run("target 2026-12 --explain --json", new_book(tmp_path)).json

    assert [row["where"] for row in answer["behind"]["items"] if row["figure"] == "target"] == [
        "data/targets.yaml:1"
    ]


@pytest.mark.parametrize("line", ["plan 2026-11 2026-12", "waterfall 2026-10 2026-11"])
def test_two_periods_at_once_are_refused(line: str, tmp_path: Path) -> None:
    assert run(line, new_book(tmp_path)).exit == 2


def test_a_waterfall_is_of_the_deals_that_were_asked_for_on_each_day(tmp_path: Path) -> None:
    handed = (
        "id: handed\nname: H\namount: 7\nstage: verify\nowner: ben\nexpected_close: 2026-12-10\nhistory:\n"
        "- {date: 2026-09-01, stage: verify, amount: 7, owner: anna, expected_close: 2026-12-10}\n"
        "- {date: 2026-11-10, owner: ben}\n"
    )
    book = small_book(tmp_path, handed)

    assert [
        [row["bar"] for row in run(f"waterfall owner:{owner} --json", book).json["items"] if row["ids"]]
        for owner in ("anna", "ben")
    ] == [["start", "moved_out"], ["moved_in", "end"]]


def test_an_explained_bar_names_the_line_that_moved_the_deal(tmp_path: Path) -> None:
    answer = run("waterfall 2026 --window 2026-12 --explain --json", small_book(tmp_path, OPEN))

    assert {(row["figure"], row["where"]) for row in answer.json["behind"]["items"]} == {
        ("start", "data/opportunities/open-one.yaml:3"),
        ("end", "data/opportunities/open-one.yaml:3"),
    }


@pytest.mark.parametrize("line", ["target 2026-12 5k", "call 2026-12 5k"])
def test_a_number_of_mine_is_that_of_the_settings_owner(line: str, book: Path) -> None:
    run(f"{line} --owner me", book)
    asked = run(f"{line.removesuffix(' 5k')} --owner me --json", book).json

    assert [row["owner"] for row in asked["items"]] == ["li.wei"]


def test_quotas_and_a_target_to_write_down_do_not_go_together(book: Path) -> None:
    before = tree(book)

    assert (run("target 2026-12 5 --quota owner", book).exit, tree(book)) == (2, before)


@pytest.mark.parametrize("report", ["plan", "waterfall", "targets"])
def test_a_file_can_be_made_of_them(report: str, tmp_path: Path) -> None:
    assert run(f"export {report} 2026-12", new_book(tmp_path)).rows


@pytest.mark.parametrize("line", ["forecast 2026-12", "plan 2026-12", "health", "report 2026-12"])
def test_whoever_is_held_against_a_target_that_is_not_theirs_is_told_so(line: str, tmp_path: Path) -> None:
    held = new_book(tmp_path)
    (held / "data/targets.yaml").write_text(
        "- {set: 2026-09-01, period: 2026-12, owner: li.wei, amount: 9}\n"
        "- {set: 2026-09-01, period: 2026-Q4, owner: li.wei, amount: 90}\n",
        "utf-8",
    )
    answers = [run(f"{line} {who} -f md", held).out for who in ("owner:anna.meyer", "owner:li.wei", "")]
    assert ["held against the whole book's" in each for each in answers] == [True, False, False]


@pytest.mark.parametrize(
    "line",
    [
        "target 2026-12 5k",
        "call 2026-12 5k",
        "rate USD 7",
        "win acme-erp --force --reason x",
        "pause acme-erp --reason x",
    ],
)
def test_what_is_dated_ahead_is_said_to_hold_from_then_on(line: str, book: Path) -> None:
    for day, is_ahead in (("2026-12-24", True), (DAY, False)):
        answer = run(f"{line} --date {day}", book)
        assert (answer.exit, "holds from 2026-12-24 on" in answer.err) == (0, is_ahead), answer.err
        run("undo", book)
