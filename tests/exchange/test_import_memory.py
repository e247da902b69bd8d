"""What a row of a sheet takes while it is imported, so that 200,000 take no more than they may."""

import subprocess
import sys
from pathlib import Path

import pytest

MEASURE = Path(__file__).with_name("row_memory.py")
MOST = 1_700  # bytes, where 500 MB for 200,000 rows are 2,500 with what is loaded


def bytes_per_row(form: str, stage: str = "develop", close: str = "2027-03-31") -> float:
    words = [sys.executable, str(MEASURE), form, stage, close]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_look_at_a_sheet_keeps_of_a_row_little_more_than_it_tells(form: str) -> None:
    assert bytes_per_row(form) < MOST


@pytest.mark.parametrize(
    ("stage", "close"), [("guess", "2027-03-31"), ("develop", "2026-01-31")], ids=["unknown label", "overdue"]
)
def test_rows_of_which_something_is_said_take_little_more(stage: str, close: str) -> None:
    assert bytes_per_row("json", stage, close) < MOST
