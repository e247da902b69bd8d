"""`funnel across`: the sums of each book's own reports, each deal once, and nothing left out unsaid."""

import json
import shutil
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from refused import needs_refusals, run_refused
from running import BROKEN, BROKEN_FILE, new_book, run

from funnel_cli.reports.across_questions import ASKED
from funnel_cli.reports.whole_books import ASKED_WHOLE

METHOD = """\
method: test
title: {{en: Test, zh: 测试}}
settings: {{currency: {currency}, owner: {owner}}}
stages:
- {{id: verify, title: {{en: Verify, zh: 验证}}, probability: 10%}}
- {{id: close, title: {{en: Close, zh: 成交}}, probability: 80%}}
"""

DAY = "2026-11-22"

PRESS = (
    "customer: Beskyd Forge\namount: 120000\nstage: verify\ncreated: 2026-10-01\nexpected_close: 2026-12-15\n"
)
LAMPS = "customer: Harbour\namount: 0.3\nstage: close\ncreated: 2026-10-02\nexpected_close: 2026-12-20\n"
GATES = "customer: Alm\namount: 0.1\nstage: close\ncreated: 2026-10-03\nexpected_close: 2027-01-20\n"
WON = "customer: Nord\namount: 7\nstage: won\ncreated: 2026-09-01\nclosed: 2026-10-20\n"
BULK = "customer: 某某\namount: 260000\nstage: verify\ncreated: 2026-10-05\nexpected_close: 2026-11-30\n"


def a_book(root: Path, currency: str, **deals: str) -> None:
    (root / "data" / "opportunities").mkdir(parents=True)
    (root / "stages.yaml").write_text(METHOD.format(currency=currency, owner=root.name), encoding="utf-8")
    for id, text in deals.items():
        whole = f"id: {id}\ncurrency: {currency}\nowner: {root.name}\n{text}"
        (root / "data" / "opportunities" / f"{id}.yaml").write_text(whole, encoding="utf-8")


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Anna's and Bo's books in euros, Chen's in yuan, in one folder."""
    a_book(tmp_path / "anna", "EUR", press=PRESS, lamps=LAMPS, won=WON)
    a_book(tmp_path / "bo", "EUR", gates=GATES)
    a_book(tmp_path / "chen", "CNY", bulk=BULK)
    return tmp_path


def across(words: str, exit_code: int = 0) -> dict[str, Any]:
    answer = run(f"across {words} --json", FUNNEL_AS_OF=DAY)
    assert answer.exit == exit_code, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def rows(words: str, *keys: str, exit_code: int = 0) -> list[tuple[object, ...]]:
    return [tuple(row[key] for key in ("key", *keys)) for row in across(words, exit_code)["items"]]


def test_each_book_and_currency_has_a_row(books: Path) -> None:
    assert rows(f"forecast 2026-Q4 {books}", "deals", "total", "weighted", "currency") == [
        ("anna", 2, "120000.30", "12000.24", "EUR"),
        ("chen", 1, "260000.00", "26000.00", "CNY"),
    ]


@pytest.mark.parametrize("place", ["{0}/anna {0}/bo {0}/chen", "{0}", "'{0}/*'", "'{0}/[a-c]*'"])
def test_books_are_named_by_themselves_by_their_folder_or_by_a_pattern(books: Path, place: str) -> None:
    assert across(f"shape {place.format(books)}")["books"] == ["anna", "bo", "chen"]


def test_the_sums_are_those_of_the_books_own_forecasts(books: Path) -> None:
    for name, weighted in rows(f"forecast 2026-Q4 {books}", "weighted"):
        own = json.loads(run(f"-C {books}/{name} forecast 2026-Q4 --json", FUNNEL_AS_OF=DAY).out)
        assert Decimal(str(weighted)) == sum(Decimal(row["weighted"]) for row in own["items"])


@pytest.mark.parametrize(
    ("asked", "keys", "wanted"),
    [
        ("landing 2026-Q4", ("won", "weighted", "landing"), [("anna", "7.00", "12000.24", "12007.24")]),
        ("win-rate 2026-Q4", ("won_deals", "lost_deals", "by_count"), [("anna", 1, 0, 1)]),
        ("shape --by stage", ("deals", "total"), [("verify", 1, "120000.00"), ("close", 2, "0.40")]),
        ("shape --by owner", ("deals",), [("anna", 2), ("bo", 1)]),
        ("forecast 2026-12..2027-01 --by month", ("deals",), [("2026-12", 2), ("2027-01", 1)]),
        ("waterfall 2026-11", ("deals",), [("start", 2), ("end", 2)]),
    ],
)
def test_every_question_has_its_cuts(
    books: Path, asked: str, keys: tuple[str, ...], wanted: list[tuple[object, ...]]
) -> None:
    assert rows(f"{asked} {books / 'anna'} {books / 'bo'}", *keys) == wanted


def test_the_bars_of_a_book_are_told_one_by_one_and_add_to_its_end(books: Path) -> None:
    """Start and end are not added to each other; the books' bars come to those of all."""
    place = f"{books / 'anna'} {books / 'bo'}"
    each = across(f"waterfall 2026-10..2026-11 --by book {place}")["items"]
    whole = across(f"waterfall 2026-10..2026-11 {place}")["items"]
    assert {(row["bar"], row["currency"]) for row in each} == {(row["key"], row["currency"]) for row in whole}
    for bar in whole:
        parts = [row for row in each if (row["bar"], row["currency"]) == (bar["key"], bar["currency"])]
        assert sum(Decimal(row["total"]) for row in parts) == Decimal(bar["total"])


@pytest.mark.parametrize(
    "form", ["facts", "facts.duckdb", "facts.sqlite", "{a}[b]*", "{a}[b]?.duckdb", "{a}[b]?.sqlite"]
)
def test_facts_answer_as_the_books_do(books: Path, form: str) -> None:
    run(f"export facts {books}/anna {books}/bo {books}/chen -o {books / form}", FUNNEL_AS_OF=DAY)
    for asked in (
        "forecast 2026-Q4",
        "landing",
        "shape --by owner",
        "waterfall 2026-10..2026-11",
        "win-rate",
    ):
        assert across(f"{asked} {books / form}") == across(f"{asked} {books}/anna {books}/bo {books}/chen")


@pytest.mark.parametrize("form", ["books", "facts", "facts.duckdb", "facts.sqlite"])
def test_a_deal_that_went_from_one_book_to_another_counts_once_where_it_changed_last(
    books: Path, form: str
) -> None:
    shutil.copy(books / "anna/data/opportunities/press.yaml", books / "bo/data/opportunities/press.yaml")
    run(f"-C {books / 'bo'} set press amount=130000", FUNNEL_AS_OF=DAY)
    place = f"{books}/anna {books}/bo"
    if form != "books":
        run(f"export facts {place} -o {books / form}", FUNNEL_AS_OF=DAY)
        place = str(books / form)
    assert rows(f"forecast 2026-Q4 {place}", "deals", "total") == [
        ("anna", 1, "0.30"),
        ("bo", 1, "130000.00"),
    ]
    said = run(f"across forecast {place} -f table", FUNNEL_AS_OF=DAY).out
    assert "press stands in anna too; it counts in bo." in said
    told = across(f"forecast 2026-Q4 {place}")
    (problem,) = told["problems"]
    assert (problem["path"], problem["code"], problem["severity"]) == ("anna", "twin", "warning")
    assert (problem["message"], told["partial"]) == ("press stands in anna too; it counts in bo.", False)


@pytest.mark.parametrize("form", ["books", "facts.duckdb", "facts.sqlite"])
def test_a_deal_that_was_removed_where_it_came_from_counts_where_it_went(books: Path, form: str) -> None:
    shutil.copy(books / "anna/data/opportunities/press.yaml", books / "bo/data/opportunities/press.yaml")
    assert run(f"-C {books / 'anna'} remove press --reason given", FUNNEL_AS_OF=DAY).exit == 0
    place = f"{books}/anna {books}/bo"
    if form != "books":
        run(f"export facts {place} -o {books / form}", FUNNEL_AS_OF=DAY)
        place = str(books / form)
    assert rows(f"forecast 2026-Q4 {place}", "deals", "total")[-1] == ("bo", 1, "120000.00")


@pytest.mark.parametrize("question", ASKED_WHOLE)
def test_where_each_book_answers_whole_a_deal_of_two_counts_in_each_and_that_is_said(
    books: Path, question: str
) -> None:
    said = "a deal that two of the books have counts in each"
    alone, both = (
        run(f"across {question} {books}/{names} -f md", FUNNEL_AS_OF=DAY).out
        for names in ("anna", f"anna {books}/bo")
    )
    assert (said in alone, said in both) == (False, True)


@pytest.mark.parametrize(
    ("anna", "bo", "deals"),
    [
        ("customer: Harbour\nname: Lamps\n", "customer: HARBOUR\nname: Lights\n", 1),
        ("customer: Harbour\nname: Lamps\n", "customer: Port of Alm\nname: Lamps\n", 1),
        ("name: Lamps\n", "name: Lamps\n", 1),
        ("customer: Müller\n", "customer: MÜLLER\n", 1),
        ("customer: Harbour\n", "customer: Alm\n", 2),
        ("name: Lamps\n", "customer: Alm\nname: Gates\n", 2),
    ],
)
@pytest.mark.parametrize("known_by", ["own id", "foreign id"])
def test_an_id_tells_the_same_deal_where_its_customer_or_name_says_so_too(
    tmp_path: Path, anna: str, bo: str, deals: int, known_by: str
) -> None:
    """A customer that was renamed in one of the books is none that makes two deals of one."""
    ref = "refs: {crm: '7'}\n" if known_by == "foreign id" else ""
    for name, said in (("anna", anna), ("bo", bo)):
        deal = {f"of-{name}" if ref else "press": f"{said}stage: verify\n{ref}"}
        a_book(tmp_path / name, "EUR", **deal)
    run(f"export facts {tmp_path} -o {tmp_path}/facts.sqlite", FUNNEL_AS_OF=DAY)
    for place in (tmp_path, tmp_path / "facts.sqlite"):
        assert sum(row["deals"] for row in across(f"shape {place} --by book")["items"]) == deals


def test_what_is_partial_or_missing_is_named_and_the_rest_is_told(books: Path) -> None:
    (books / "bo" / BROKEN_FILE).write_text(BROKEN, encoding="utf-8")
    answer = run(f"across shape {books}/anna {books}/bo {books}/nobody --by book", FUNNEL_AS_OF=DAY)
    assert answer.exit == 5
    assert "Partial: bo, without 1 file.\nMissing: nobody. " in answer.err
    told = across(f"shape {books}/anna {books}/bo {books}/nobody", 5)
    assert (told["partial_books"], told["missing_books"]) == (["bo"], ["nobody"])


def test_a_pattern_that_matches_nothing_is_named_as_missing_and_deals_of_one_id_may_be_of_others(
    books: Path,
) -> None:
    answer = run(f"across shape {books}/anna '{books}/nowhere*'", FUNNEL_AS_OF=DAY)
    assert (answer.exit, "Missing: nowhere*. There is no book here" in answer.err) == (5, True)

    a_book(books / "dora", "EUR", press=PRESS.replace("Beskyd Forge", "Other"))
    assert rows(f"forecast 2026-Q4 {books}/anna {books}/dora", "deals") == [("anna", 2), ("dora", 1)]


@pytest.mark.parametrize("words", ["{0}", "'{0}/*'"])
def test_a_folder_stands_for_the_books_in_it_however_deep_and_names_what_was_one(
    books: Path, words: str
) -> None:
    a_book(books / "nest" / "in" / "dora", "EUR", press=PRESS)
    (books / "nest" / "in" / "round").symlink_to(books / "nest")
    (books / "nest" / "old").mkdir()
    found = rows(f"forecast 2026-11..2027-01 {words.format(books)} --by book", "deals")
    assert [name for name, _ in found] == ["anna", "bo", "chen", "dora"]
    (books / "bo" / "stages.yaml").unlink()
    (books / "nest" / "in" / "dora" / "stages.yaml").unlink()
    (books / "nest" / "gone").symlink_to(books / "nowhere")
    for line in (f"across shape {words.format(books)}", f"export facts {books} -o {books}/f.sqlite"):
        answer = run(line, FUNNEL_AS_OF=DAY)
        assert answer.exit == 5
        missing = [each for each in answer.err.splitlines() if each.startswith("Missing: ")]
        assert [each.split(".")[0] for each in missing] == ["Missing: bo", "Missing: dora", "Missing: gone"]


@needs_refusals
@pytest.mark.parametrize(
    ("named", "closed", "missing"),
    [
        ("{0}", ["bo"], "bo"),
        ("{0}/anna {0}/bo", ["bo"], "bo"),
        ("'{0}/*'", ["bo"], "bo"),
        ("{0}/anna {0}/bo {0}/team", ["team"], "team"),
        ("{0}/anna {0}/team/dora", ["team"], "dora"),
        ("{0}/anna '{0}/team/*'", ["team"], "*"),
    ],
)
def test_what_may_not_be_looked_into_is_named_as_missing(
    tmp_path: Path, named: str, closed: list[str], missing: str
) -> None:
    for name in ("anna", "bo", "team/dora"):
        a_book(tmp_path / name, "EUR", press=PRESS)
    folders = [tmp_path / each for each in closed]
    words = named.format(tmp_path)
    told = run_refused(f"across shape {words} --json", *folders).json
    assert (told["missing_books"], told["partial"]) == ([missing], True)
    for line in (f"across shape {words}", f"across gates {words}", f"export facts {words} -o {tmp_path}/f"):
        if "*" in words and "export" in line:  # which leaves patterns to the shell
            continue
        answer = run_refused(line, *folders)
        assert answer.exit == 5, answer.err
        assert f"Missing: {missing}. " in answer.err
        assert "cannot be read: Permission denied." in answer.err


@needs_refusals
def test_nobody_is_told_to_begin_a_book_where_one_may_not_look(tmp_path: Path) -> None:
    a_book(tmp_path / "u", "EUR", press=PRESS)
    answer = run_refused(f"across shape {tmp_path}/u", tmp_path / "u")
    assert (answer.exit, "funnel init" in answer.err) == (5, False), answer.err
    assert "Ask whoever it belongs to" in answer.err


@needs_refusals
@pytest.mark.parametrize(
    "line",
    [
        "across shape {0}/u",
        "across range {0}/u/anna",
        "across shape {0}/u/facts.duckdb",
        "export facts {0}/u -o {0}/f",
        "export facts {0}/anna -o {0}/u/f",
        "-C {0}/u/anna list",
        "-C {0}/u/anna doctor",
        "-C {0}/anna import {0}/u/sheet.csv",
        "-C {0}/anna import {0}/sheet.csv --map {0}/u/map.yaml",
        "-C {0}/anna methods --lint {0}/u/stages.yaml",
        "-C {0}/anna methods --switch {0}/u/stages.yaml",
        "-C {0}/anna export month -o {0}/u/month",
        "-C {0}/anna handover --from anna -o {0}/u/pack",
    ],
)
def test_a_closed_folder_is_told_and_no_traceback(tmp_path: Path, line: str) -> None:
    a_book(tmp_path / "anna", "EUR", press=PRESS)
    a_book(tmp_path / "u", "EUR")
    (tmp_path / "sheet.csv").write_text("Customer,Amount\nAcme,7\n", encoding="utf-8")
    answer = run_refused(line.format(tmp_path), tmp_path / "u")
    assert "Permission denied" in answer.err + answer.out
    assert answer.exit in ({0} if "doctor" in line else {1, 5})


@needs_refusals
def test_files_that_may_be_listed_and_not_opened_make_a_book_partial(tmp_path: Path) -> None:
    a_book(tmp_path / "anna", "EUR", press=PRESS)
    answer = run_refused(f"across shape {tmp_path}", tmp_path / "anna" / "data" / "opportunities", mode=0o644)
    assert (answer.exit, "Partial: anna, without 1 file." in answer.err) == (5, True), answer.err


@needs_refusals
def test_a_closed_folder_that_a_desktop_left_is_no_book(tmp_path: Path) -> None:
    a_book(tmp_path / "anna", "EUR", press=PRESS)
    (tmp_path / ".Trash").mkdir()
    assert run_refused(f"across shape {tmp_path}", tmp_path / ".Trash").exit == 0


def test_facts_older_than_the_day_asked_for_are_named(books: Path) -> None:
    run(f"export facts {books / 'anna'} -o {books / 'facts.sqlite'}", FUNNEL_AS_OF="2026-10-10")
    answer = run(f"across shape {books / 'facts.sqlite'}", FUNNEL_AS_OF=DAY)
    assert (answer.exit, "Stale: anna, whose facts are as of 2026-10-10." in answer.err) == (5, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("forecast", "Say which books are asked."),
        ("forecats {0}", "Did you mean"),
        ("calls {0} --by region", "region"),
        ("stalled 2026-Q4 {0}", "asked of a day, not of 2026-Q4"),
        ("shape dec {0}", "asked of a day, not of 2026-12"),
        ("shape {0}/anna {0}/bo --by month", "month"),
        ("forecast 2026-Q3 2026-Q4 {0}", "one period at a time"),
        ("forecast {0}/text.sqlite", "holds no facts"),
        ("forecast {0}/text.duckdb", "holds no facts"),
        ("forecast {0}/odd", "holds no facts"),
        ("forecast {0}/text.sqlite {0}/anna", "is asked by itself"),
        ("forecast {0}/nowhere", "There is no book here"),
        ("range {0}/text.sqlite", "does not go with it"),
        ("range {0}/nowhere", "There is no book here"),
        ("range {0}/anna --by owner", "does not go with it"),
        ("plan {0}/anna --by stage", "funnel across plan anna bo"),
        ("gates 2026-Q4 {0}/anna", "asked of a day"),
        ("forecast '{0}/nowhere*'", "There is no book here"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(books: Path, words: str, said: str) -> None:
    (books / "odd" / "book=anna").mkdir(parents=True)
    for kind in ("sqlite", "duckdb"):
        (books / f"text.{kind}").write_text("no facts\n" * 1000, encoding="utf-8")
    answer = run(f"across {words.format(books)}", FUNNEL_AS_OF=DAY)
    assert (answer.exit != 0, answer.out, said in answer.err) == (True, "", True), answer.err


@pytest.mark.parametrize("question", [name for name, asked in ASKED.items() if asked.moneys and asked.adds])
def test_each_currency_has_its_total(books: Path, question: str) -> None:
    for by in ASKED[question].cuts:
        told = across(f"{question} {books} --by {by}")
        codes = [] if by == "bar" else sorted({row["currency"] for row in told["items"]})
        assert [row["currency"] for row in told["totals"]] == codes, by


def test_an_amount_is_told_in_csv_exactly(books: Path) -> None:
    answer = run(f"across forecast 2026-Q4 {books} -f csv", FUNNEL_AS_OF=DAY)
    assert answer.out.splitlines()[1] == "anna,2,120000.30,12000.24,EUR"


@pytest.mark.parametrize("copies", [0, 4])
def test_a_range_is_that_of_the_books_own_forecast_however_many_are_asked(books: Path, copies: int) -> None:
    for n in range(copies):
        shutil.copytree(books / "anna", books / f"copy{n}")
    found = across(f"range 2026-Q4 {books}")["items"]
    own = json.loads(run(f"-C {books}/anna forecast 2026-Q4 --json", FUNNEL_AS_OF=DAY).out)
    (range_,) = own["range"]["items"]
    assert [each["book"] for each in found] == ["anna", "bo", "chen", *(f"copy{n}" for n in range(copies))]
    for key in ("p10", "p50", "p90"):
        assert {each[key] for each in found if each["book"] not in {"bo", "chen"}} == {range_[key]}


def test_a_plan_across_books_is_that_of_each_book(books: Path) -> None:
    run(f"-C {books / 'anna'} target 2026-Q4 900k", FUNNEL_AS_OF=DAY)
    found = across(f"plan 2026-Q4 {books}")["items"]
    for name, row in zip(("anna", "bo", "chen"), found, strict=True):
        own = json.loads(run(f"-C {books / name} plan 2026-Q4 --json", FUNNEL_AS_OF=DAY).out)
        assert row["book"] == name
        for key in ("target", "won", "missing", "wins", "leads", "leads_low", "leads_high"):
            assert row[key] == own[key], (name, key)
        late = (own["by"], own["then_by"], not own["is_too_late"]) if own["target"] else (None, None, None)
        assert (row["by"], row["then_by"], row["is_in_time"]) == late


def test_gates_across_books_count_the_deals_whose_own_gate_is_met(tmp_path: Path) -> None:
    root = new_book(tmp_path / "anna")
    listed = json.loads(run("list --json", root, FUNNEL_AS_OF=DAY).out)["items"]
    run(f"check {listed[0]['id']} --gate --evidence seen", root, FUNNEL_AS_OF=DAY)
    gates = [json.loads(run(f"check {each['id']} --json", root, FUNNEL_AS_OF=DAY).out) for each in listed]
    found = across(f"gates {root}")["items"]
    assert sum(row["deals"] for row in found) == len(listed)
    assert sum(row["ready"] for row in found) == sum(each["is_met"] for each in gates) > 0
    asked = next(row for row in found if row["asked"])
    assert 0 < asked["lack"] <= asked["deals"] - asked["ready"]


@pytest.mark.parametrize("question", ["range", "plan", "gates"])
def test_whole_books_name_what_is_partial_or_missing(books: Path, question: str) -> None:
    (books / "bo" / BROKEN_FILE).write_text(BROKEN, encoding="utf-8")
    told = across(f"{question} {books}/bo {books}/nobody", 5)
    assert (told["partial_books"], told["missing_books"]) == (["bo"], ["nobody"])


@pytest.mark.parametrize("form", ["facts.sqlite", "facts.duckdb"])
def test_facts_of_another_version_are_refused(books: Path, form: str) -> None:
    run(f"export facts {books / 'anna'} -o {books / form}", FUNNEL_AS_OF=DAY)
    connect: Any = sqlite3.connect if form.endswith("sqlite") else duckdb.connect
    with closing(connect(str(books / form))) as base:
        base.execute("update books set schema_version = 1")
        base.commit()
    answer = run(f"across shape {books / form}", FUNNEL_AS_OF=DAY)
    assert (answer.exit, "anna is of another version" in answer.err) == (5, True)


TEAMS = "settings: {team: {north: [anna], south: [bo, anna]}, "


@pytest.mark.parametrize("question", ["forecast 2026-Q4", "landing 2026-Q4", "shape", "win-rate", "stalled"])
@pytest.mark.parametrize("by", ["team", "region"])
def test_teams_and_regions_come_to_the_total_of_the_books(books: Path, question: str, by: str) -> None:
    method = books / "anna" / "stages.yaml"
    method.write_text(method.read_text(encoding="utf-8").replace("settings: {", TEAMS), encoding="utf-8")
    whole, parts = (across(f"{question} {books} --by {cut}") for cut in ("book", by))
    for name in whole["items"][0] if whole["items"] else ():
        if name not in {"key", "currency", "by_count"}:
            sums = [sum(Decimal(str(row[name])) for row in each["items"]) for each in (whole, parts)]
            assert sums[0] == sums[1], name


def test_a_team_or_a_region_is_that_of_the_owner_or_the_customer_and_the_others_have_a_row(
    books: Path,
) -> None:
    method = books / "anna" / "stages.yaml"
    method.write_text(method.read_text(encoding="utf-8").replace("settings: {", TEAMS), encoding="utf-8")
    place = f"{books}/anna {books}/bo"
    assert rows(f"shape {place} --by team", "deals") == [("north", 2), ("", 1)]
    assert "no team" in run(f"across shape {place} --by team -f table", FUNNEL_AS_OF=DAY).out

    run(f"-C {books / 'anna'} customer set Harbour region=North", FUNNEL_AS_OF=DAY)
    assert rows(f"shape {books / 'anna'} --by region", "deals") == [("North", 1), ("", 1)]


def test_conversion_and_time_have_a_row_for_each_stage_of_an_owner(books: Path) -> None:
    moved = PRESS + "history:\n- {date: 2026-10-01, stage: verify}\n- {date: 2026-10-21, stage: close}\n"
    path = books / "anna" / "data" / "opportunities" / "press.yaml"
    path.write_text(
        f"id: press\nowner: anna\n{moved.replace('stage: verify', 'stage: close', 1)}", encoding="utf-8"
    )
    found = rows(f"conversion {books / 'anna'} --by owner", "stage", "passed", "lost", "share")
    assert found[0] == ("anna", "verify", 1, 0, 1)
    stays = rows(f"time-in-stage {books / 'anna'}", "stays", "running", "days", "longest")
    assert stays == [("verify", 1, 0, 20, None), ("close", 1, 1, 32, 32)]


@pytest.mark.parametrize(
    ("question", "name", "keys"),
    [
        ("conversion 2026", "conversion", {"passed": "reached", "share": "share", "unknown": "unknown"}),
        ("time-in-stage", "time", {"stays": "stays", "running": "running", "days": "days"}),
    ],
)
def test_what_is_told_of_one_book_is_what_its_own_report_tells(
    question: str, name: str, keys: dict[str, str]
) -> None:
    home = Path(__file__).parents[2]
    words = question.partition(" ")[2]
    own = json.loads(run(f"-C {home} conversion {words} --json", FUNNEL_AS_OF=DAY).out)
    told = own["items"] if name == "conversion" else own[name]["items"]
    found = across(f"{question} {home}")["items"]
    assert [[row[key] for key in keys] for row in found] == [
        [row[key] for key in keys.values()] for row in told
    ]


def test_the_calls_of_one_book_are_judged_as_its_own_report_judges_them() -> None:
    home = Path(__file__).parents[2]
    own = json.loads(run(f"-C {home} accuracy --json", FUNNEL_AS_OF=DAY).out)["calls"]["items"]
    found = rows(f"calls {home}", "periods", "wape", "bias")
    assert found == [(row["whose"], row["periods"], row["wape"], row["bias"]) for row in own]


def test_asking_changes_nothing_in_the_books_or_the_facts(books: Path) -> None:
    run(f"export facts {books / 'anna'} -o {books / 'facts.sqlite'}", FUNNEL_AS_OF=DAY)
    before = {path: path.stat().st_mtime_ns for path in books.rglob("*") if path.is_file()}
    across(f"landing {books / 'facts.sqlite'}")
    across(f"landing {books / 'anna'} {books / 'bo'}")
    assert {path: path.stat().st_mtime_ns for path in books.rglob("*") if path.is_file()} == before


OF_MONEY = (*(name for name, asked in ASKED.items() if asked.moneys), "range", "plan")

EACH_BY_ITSELF = {"forecast", "landing", "shape", "waterfall", "win_rate", "stalled"}
"""Those that tell each currency by itself, so that nothing needs a rate."""


@pytest.fixture
def abroad(tmp_path: Path) -> Path:
    """A book in yuan with a deal in euros that is open, and one that was won, without a rate."""
    euros = {"fair": LAMPS, "won": WON.replace("2026-10-20", "2026-09-20"), "now": WON}
    a_book(tmp_path / "anna", "CNY", bulk=BULK, **euros)
    for id in euros:
        path = tmp_path / "anna" / "data" / "opportunities" / f"{id}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("CNY", "EUR"), encoding="utf-8")
    calls = "- {filed: 2026-06-10, period: 2026-Q3, amount: 100}\n"
    (tmp_path / "anna" / "data" / "calls.yaml").write_text(calls, encoding="utf-8")
    return tmp_path / "anna"


@pytest.mark.parametrize("form", ["anna", "facts", "facts.sqlite", "facts.duckdb"])
@pytest.mark.parametrize("question", OF_MONEY)
def test_no_amount_is_left_out_of_a_sum_in_silence(abroad: Path, question: str, form: str) -> None:
    place = abroad if question in ASKED_WHOLE else abroad.with_name(form)
    if place != abroad:
        run(f"export facts {abroad} -o {place}", FUNNEL_AS_OF=DAY)
    answer = run(f"across {question} {place} --json", FUNNEL_AS_OF=DAY)
    told = answer.json
    if question in EACH_BY_ITSELF:
        assert any(row["currency"] == "EUR" for row in told["items"])
        assert (answer.exit, told["partial"], told["problems"]) == (0, False, [])
        return
    assert (answer.exit, told["partial"], told["partial_books"]) == (5, True, ["anna"])
    assert {each["code"] for each in told["problems"]} == {"no-rate"}
    lacking = "won" if question == "calls" else "now"
    assert any(each["message"].endswith(f": {lacking} is in no sum.") for each in told["problems"])
    assert "Partial: anna, without " in answer.err
    assert "no rate from EUR to CNY on 2026-" in answer.err


def test_the_amounts_that_lack_a_rate_are_those_that_the_books_own_reports_name(abroad: Path) -> None:
    for question, own in (("range 2026-Q4", "forecast 2026-Q4"), ("plan 2026-Q4", "plan 2026-Q4")):
        named = json.loads(run(f"-C {abroad} {own} --json", FUNNEL_AS_OF=DAY).out)["problems"]
        said = across(f"{question} {abroad}", 5)["problems"]
        assert [each["message"] for each in said] == [each["message"] for each in named]
