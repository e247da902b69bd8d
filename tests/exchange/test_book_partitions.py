"""The answers of whole books as rows for an engine."""

import json
from collections.abc import Sequence
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from running import DAY, new_book, run

from funnel_cli.exchange.book_partitions import answer_frames, answer_rows, spark_columns
from funnel_cli.finding.names import NoDealsHere
from funnel_cli.reports.whole_books import ASKED_WHOLE
from funnel_cli.values.period import Period

QUARTER = Period.span(Day(2026, 10, 1), Day(2026, 12, 31))
TODAY = Day.fromisoformat(DAY)


class Frame(dict[str, list[Any]]):
    """What of a frame of pandas is used: its columns, and how it is made of rows."""

    def __init__(self, rows: Sequence[dict[str, Any]], columns: Sequence[str], dtype: type) -> None:
        assert dtype is object
        super().__init__({name: [row[name] for row in rows] for name in columns})


def test_a_row_tells_what_the_forecast_of_the_book_tells(tmp_path: Path) -> None:
    new_book(tmp_path / "anna")
    (row,) = answer_rows("range", "anna", str(tmp_path / "anna"), TODAY, QUARTER)
    own = json.loads(run("forecast 2026-Q4 --json", tmp_path / "anna", FUNNEL_AS_OF=DAY).out)
    (told,) = own["range"]["items"]
    for name in ("p10", "p50", "p90"):
        assert round(Decimal(str(row[name])), 2) == Decimal(told[name])
    assert (row["book"], row["missing"], row["unread"]) == ("anna", None, 0)


@pytest.mark.parametrize("question", ASKED_WHOLE)
def test_a_book_that_is_not_there_has_the_reason_and_nothing_else(tmp_path: Path, question: str) -> None:
    (row,) = answer_rows(question, "dora", str(tmp_path / "dora"), TODAY, QUARTER)
    assert {name: cell for name, cell in row.items() if cell is not None} == {
        "book": "dora",
        "missing": "no_book",
    }


@pytest.mark.parametrize("question", ASKED_WHOLE)
def test_a_book_of_counts_is_named_and_answers_no_zeros(tmp_path: Path, question: str) -> None:
    run(f"init {tmp_path / 'web'} --method search-marketing")
    (row,) = answer_rows(question, "web", str(tmp_path / "web"), TODAY, QUARTER)
    assert {name: cell for name, cell in row.items() if cell is not None} == {
        "book": "web",
        "missing": NoDealsHere.code,
    }


@pytest.mark.parametrize("question", ASKED_WHOLE)
def test_rows_are_texts_and_whole_numbers_as_the_columns_say(tmp_path: Path, question: str) -> None:
    new_book(tmp_path / "anna")
    run("target 2026-Q4 1m", tmp_path / "anna", FUNNEL_AS_OF=DAY)
    types = dict(each.split() for each in spark_columns(question).split(", "))
    rows = answer_rows(question, "anna", str(tmp_path / "anna"), TODAY, QUARTER)
    assert rows
    for row in rows:
        assert list(row) == list(types)
        for name, cell in row.items():
            assert cell is None or type(cell) is {"string": str, "int": int}[types[name]], name


def test_each_frame_of_books_becomes_a_frame_of_its_kind(tmp_path: Path) -> None:
    new_book(tmp_path / "anna")
    places = [{"book": "anna", "place": str(tmp_path / "anna")}]
    frames = [Frame(places, ["book", "place"], object)] * 2
    found = list(answer_frames(frames, "range", TODAY, QUARTER))
    assert [(type(each), each["book"]) for each in found] == [(Frame, ["anna"])] * 2
