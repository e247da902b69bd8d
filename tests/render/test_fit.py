"""Names cut to the width of their column."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from funnel_cli.render.screen import GAP, Widths, fitted_widths, shortened


def test_with_room_every_column_has_its_width_then_titles_are_wrapped_and_the_widest_text_cut() -> None:
    assert fitted_widths([Widths(10, 8, 5, 5), Widths(20, 20, 10, 5)], 40) == {0: 10, 1: 20}
    assert fitted_widths([Widths(14, 10, 10, 5), Widths(20, 20, 10, 5)], 33) == {0: 11, 1: 20}
    assert fitted_widths([Widths(12, 12, 5, 5), Widths(20, 20, 10, 5)], 26) == {0: 12, 1: 12}


def test_the_column_of_the_lowest_weight_goes_and_of_equal_ones_the_last() -> None:
    assert fitted_widths([Widths(20, 20, 10, 5), Widths(10, 10, 10, 1)], 20) == {0: 20}
    assert fitted_widths([Widths(10, 10, 10, 5), Widths(10, 10, 10, 5)], 20) == {0: 10}
    assert fitted_widths([Widths(50, 50, 50, 5)], 36) == {}


def test_a_column_that_says_nothing_stays_where_there_is_room_before_anything_is_cut() -> None:
    assert fitted_widths([Widths(20, 20, 10, 1), Widths(9, 1, 1, 9, is_blank=True)], 20) == {0: 20}
    assert fitted_widths([Widths(20, 20, 10, 1), Widths(9, 1, 1, 9, is_blank=True)], 31) == {0: 20, 1: 9}


@st.composite
def measures(draw: st.DrawFn) -> Widths:
    least, more, title = (draw(st.integers(0, 40)) for _ in range(3))
    return Widths(least + more + title, least + more, least, draw(st.integers(0, 10)))


@given(st.lists(measures(), max_size=12), st.integers(36, 200))
def test_columns_fit_and_none_is_under_its_least(columns: list[Widths], width: int) -> None:
    widths = fitted_widths(columns, width)

    assert sum(widths.values()) + GAP * (len(widths) - 1) <= width
    assert all(columns[place].least <= given_width for place, given_width in widths.items())


NAMES = st.lists(
    st.text(st.sampled_from("Aab华能 ·-1"), min_size=1, max_size=40).map(str.strip).filter(bool),
    min_size=2,
    max_size=12,
    unique=True,
)


def test_both_halves_of_a_name_keep_their_beginning_or_the_end_by_which_they_differ() -> None:
    assert shortened(["Hafen Bremerhaven · Conveyor belts"], 20) == ["Hafen B… · Conveyor…"]
    assert shortened(["Acme · Conveyor belts for the pit"], 20) == ["Acme · Conveyor bel…"]
    assert shortened(["Hafen Bremerhaven · Belts A", "Hafen Bremerhaven · Belts B"], 12) == [
        "Hafen Bre… A",
        "Hafen Bre… B",
    ]


@given(NAMES, st.integers(10, 40))
def test_no_two_names_read_the_same_and_none_is_too_wide(names: list[str], width: int) -> None:
    short = shortened(names, width)
    assert (len(set(short)), max(map(cell_len, short)) <= width) == (len(names), True)
