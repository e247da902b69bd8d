"""The range of a book as a row for an engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Any

from running import DAY, new_book, run

from funnel_cli.exchange.book_partitions import NAMES, range_frames, range_row
from funnel_cli.values.period import Period

QUARTER = Period.span(Day(2026, 10, 1), Day(2026, 12, 31))


class Frame(dict[str, list[Any]]):
    """What of a frame of pandas is used: its columns, and how it is made of rows."""

    def __init__(self, rows: Sequence[dict[str, Any]], columns: Sequence[str], dtype: type) -> None:
        assert dtype is object
        super().__init__({name: [row[name] for row in rows] for name in columns})


def test_a_row_tells_what_the_forecast_of_the_book_tells(tmp_path: Path) -> None:
    new_book(tmp_path / "anna")
    row = range_row("anna", str(tmp_path / "anna"), Day.fromisoformat(DAY), QUARTER)
    own = json.loads(run("forecast 2026-Q4 --json", tmp_path / "anna", FUNNEL_AS_OF=DAY).out)
    (told,) = own["range"]["items"]
    for name in ("p10", "p50", "p90"):
        assert round(Decimal(str(row[name])), 2) == Decimal(told[name])
    assert (row["book"], row["missing"], row["unread"]) == ("anna", None, 0)


def test_a_book_that_is_not_there_has_the_reason_and_no_amounts(tmp_path: Path) -> None:
    row = range_row("dora", str(tmp_path / "dora"), Day.fromisoformat(DAY), QUARTER)
    assert row["missing"] == "no_book"
    assert {name for name in NAMES if row[name] is not None} == {"book", "unread", "missing"}


def test_each_frame_of_books_becomes_a_frame_of_its_kind(tmp_path: Path) -> None:
    new_book(tmp_path / "anna")
    places = [{"book": "anna", "place": str(tmp_path / "anna")}]
    frames = [Frame(places, ["book", "place"], object)] * 2
    found = list(range_frames(frames, Day.fromisoformat(DAY), QUARTER))
    assert [(type(each), each["book"]) for each in found] == [(Frame, ["anna"])] * 2
