"""The monthly pack and what makes a machine write it by itself."""

from __future__ import annotations

import shlex
from io import BytesIO
from pathlib import Path

import pytest
from running import new_book, run, tree
from typer.testing import CliRunner

from funnel_cli.cli import app

PARTS = ["deals", "forecast", "range", "waterfall", "changes", "accuracy", "past"]


def test_without_a_period_it_is_the_last_whole_month_as_of_its_last_day(book: Path) -> None:
    answer = run("export month --json", book).json
    assert (answer["period"], answer["as_of"]) == ("2026-10", "2026-10-31")


def test_a_month_that_ends_today_is_whole(book: Path) -> None:
    assert run("export month --json", book, FUNNEL_AS_OF="2026-10-31").json["period"] == "2026-10"


def test_a_folder_gets_a_file_for_each_table_named_after_the_month(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    assert run(f"export month -o {out}", book).exit == 0
    assert sorted(each.name for each in out.iterdir()) == sorted(f"2026-10-{part}.csv" for part in PARTS)


def test_a_second_run_writes_the_same_bytes(book: Path, tmp_path: Path) -> None:
    run(f"export month -o {tmp_path / 'out'}", book)
    before = tree(tmp_path / "out")
    run(f"export month -o {tmp_path / 'out'}", book)
    assert tree(tmp_path / "out") == before


def test_a_workbook_has_a_sheet_for_each_table(book: Path, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path / "month.xlsx"
    run(f"export month -o {path}", book)
    sheets = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes())).sheet_names
    assert len(sheets) == len(PARTS) + 1


def test_the_forecast_says_won_target_landing_and_gap(book: Path) -> None:
    (row,) = [
        row
        for row in run("export month 2026-10 --part forecast -f csv", book).rows
        if row["period"] == "2026-10"
    ]
    assert row["won"] == "70000.00"
    assert row.keys() >= {"landing", "target", "gap"}


def test_its_figures_are_those_of_the_reports(book: Path) -> None:
    pack = run("export month 2026-10 --json", book).json
    bars = run("waterfall 2026-10 --as-of 2026-10-31 --json", book).json["items"]
    assert pack["waterfall"]["items"] == bars
    assert pack["items"] == run("export deals --as-of 2026-10-31 -f json", book).json["items"]


@pytest.mark.parametrize(("form", "ending"), [("json", "json"), ("md", "md"), ("plain", "txt")])
def test_the_files_of_a_folder_have_the_format_asked_for(
    form: str, ending: str, book: Path, tmp_path: Path
) -> None:
    run(f"export month -f {form} -o {tmp_path / 'out'}", book)
    assert {each.suffix for each in (tmp_path / "out").iterdir()} == {f".{ending}"}


def test_a_part_is_one_file(book: Path, tmp_path: Path) -> None:
    run(f"export month --part waterfall --fields bar,amount -o {tmp_path / 'out'}", book)
    (only,) = (tmp_path / "out").iterdir()
    assert only.read_text("utf-8").startswith("bar,amount\n")


def test_columns_of_several_tables_are_refused_before_a_file_is_written(book: Path, tmp_path: Path) -> None:
    answer = run(f"export month --fields amount -o {tmp_path / 'out'}", book)
    assert (answer.exit, (tmp_path / "out").exists()) == (2, False)


def test_a_file_in_the_place_of_the_folder_is_refused(book: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    answer = run(f"export month -o {tmp_path / 'out'}", book)
    assert (answer.exit, (tmp_path / "out").read_text("utf-8")) == (1, "mine")


def test_no_folder_among_the_records_takes_it(book: Path) -> None:
    before = tree(book)
    assert run(f"export month -o {book / 'data' / 'out'}", book).exit == 2
    assert tree(book) == before


def test_two_periods_are_refused(book: Path) -> None:
    assert run("export month 2026-09 2026-10", book).exit == 2


def test_a_query_keeps_to_its_deals(book: Path) -> None:
    assert run("export month 2026-10 owner:anna.meyer -f csv", book).rows == []


def test_a_record_that_cannot_be_read_makes_it_partial(tmp_path: Path) -> None:
    answer = run(f"export month -o {tmp_path / 'out'}", new_book(tmp_path / "book", broken=True))
    assert (answer.exit, "partial" in answer.err) == (5, True)


def test_the_lines_of_a_schedule_do_what_they_promise(book: Path, tmp_path: Path) -> None:
    reports = tmp_path / "my reports"
    reports.mkdir()
    said = run(f"schedule --for cron --into '{reports}'", book)
    assert (said.exit, said.err) == (0, "")
    for line in said.out.splitlines():
        words = shlex.split(line)[5:]
        done = CliRunner(env={"FUNNEL_AS_OF": "2026-11-22"}).invoke(app, words[words.index("-C") :])
        assert done.exit_code == 0
    assert {each.name for each in reports.iterdir()} == {
        "review.html",
        *(f"2026-10-{part}.csv" for part in PARTS),
    }


def test_a_folder_that_is_not_there_is_said(book: Path) -> None:
    answer = run("schedule --for systemd", book)
    assert "Make this folder first" in answer.err
    assert not (book / "reports").exists()


def test_a_timer_that_does_not_exist_is_refused_with_those_there_are(book: Path) -> None:
    answer = run("schedule --for at", book)
    assert answer.exit == 2
    assert "cron, systemd, launchd, schtasks" in answer.err
