"""The monthly pack and what makes a machine write it by itself."""

import shlex
from io import BytesIO
from pathlib import Path

import pytest
from running import new_book, run, tree
from typer.testing import CliRunner

from funnel_cli.cli import app

PARTS = ["deals", "forecast", "range", "waterfall", "changes", "accuracy", "past"]


def test_the_pack_is_of_the_last_whole_month_its_deals_and_the_figures_of_the_reports(book: Path) -> None:
    answer = run("export month --json", book).json
    assert (answer["period"], answer["as_of"]) == ("2026-10", "2026-10-31")

    assert run("export month --json", book, FUNNEL_AS_OF="2026-10-31").json["period"] == "2026-10"

    (row,) = [
        row
        for row in run("export month 2026-10 --part forecast -f csv", book).rows
        if row["period"] == "2026-10"
    ]
    assert row["won"] == "70000.00"
    assert row.keys() >= {"landing", "target", "gap"}

    pack = run("export month 2026-10 --json", book).json
    bars = run("waterfall 2026-10 --as-of 2026-10-31 --json", book).json["items"]
    assert pack["waterfall"]["items"] == bars
    assert pack["items"] == run("export deals --as-of 2026-10-31 -f json", book).json["items"]

    assert run("export month 2026-09 2026-10", book).exit == 2
    assert run("export month 2026-10 owner:anna.meyer -f csv", book).rows == []


def test_a_folder_gets_a_file_for_each_table_named_after_the_month_and_the_same_bytes_again(
    book: Path, tmp_path: Path
) -> None:
    out = tmp_path / "deep" / "out"
    assert run(f"export month -o {out}", book).exit == 0
    assert sorted(each.name for each in out.iterdir()) == sorted(f"2026-10-{part}.csv" for part in PARTS)

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


def test_no_file_in_its_place_and_no_folder_among_the_records_takes_it(book: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    answer = run(f"export month -o {tmp_path / 'out'}", book)
    assert (answer.exit, (tmp_path / "out").read_text("utf-8")) == (1, "mine")

    before = tree(book)
    assert run(f"export month -o {book / 'data' / 'out'}", book).exit == 2
    assert tree(book) == before


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


def test_a_folder_that_is_not_there_is_said_and_a_timer_that_does_not_exist_refused(book: Path) -> None:
    answer = run("schedule --for systemd", book)
    assert "Make this folder first" in answer.err
    assert not (book / "reports").exists()

    answer = run("schedule --for at", book)
    assert answer.exit == 2
    assert "cron, systemd, launchd, schtasks" in answer.err
