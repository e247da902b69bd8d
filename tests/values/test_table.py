"""What is made late is the same as what is made at once, and made once and only as far as somebody looks."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from funnel_cli.values.message import message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Late, Row, RowsOf, cells_at, day, table, text, within

NAMES = ("ann", "bo")


def a_refusal(name: str) -> str:
    raise LookupError(name)


def test_late_rows_equal_the_same_rows_made_at_once() -> None:
    assert (Late(lambda: [("a",), ("b",)]) == (("a",), ("b",)), Late(list) == Late(list)) == (True, True)


def test_late_rows_are_made_once_and_not_before_somebody_looks() -> None:
    made: list[str] = []

    def rows() -> Iterator[Row]:
        made.append("made")
        yield ("a",)

    late = Late(rows)
    assert made == []
    assert (len(late), late[0], late[:1], list(late)) == (1, ("a",), (("a",),), [("a",)])
    assert made == ["made"]


def test_a_row_of_each_subject_has_a_cell_for_each_way_to_look_at_it() -> None:
    rows = RowsOf(NAMES, (str, len, str.upper))
    assert list(rows) == [("ann", 3, "ANN"), ("bo", 2, "BO")]


def test_only_the_cells_that_are_asked_for_are_made() -> None:
    rows = RowsOf(NAMES, (str, a_refusal, len))
    assert (len(rows), list(cells_at(rows, [2, 0]))) == (2, [(3, "ann"), (2, "bo")])
    with pytest.raises(LookupError):
        rows[0]


def test_cells_of_rows_that_are_there_are_picked_in_the_order_asked_for() -> None:
    assert list(cells_at((("ann", 3), ("bo", 2)), [1, 0])) == [(3, "ann"), (2, "bo")]


class Step(NamedTuple):
    period: Period | None


def test_a_column_shows_what_names_lead_to_and_nothing_where_something_on_the_way_is_unknown() -> None:
    columns = (
        day("last", message("Last"), "period.last"),
        *within("period", text("name", message("Name"))),
    )
    month = Period.month(2026, 11)
    shown = table("steps", [Step(month), Step(None)], *columns)
    assert list(shown.rows) == [(month.last, "2026-11"), (None, None)]


def test_a_table_without_rows_is_shown_where_it_has_something_to_say() -> None:
    name = text("name", message("Name"), str)
    some = (table("a", NAMES, name), table("b", (), name), table("c", (), name, empty=message("None.")))
    assert [each.on_screen for each in some] == [True, False, True]
    assert table("d", (), name, on_screen=True).on_screen
