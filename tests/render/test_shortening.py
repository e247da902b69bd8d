"""Names cut to the width of their column."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from funnel_cli.render.shortening import shortened

NAMES = st.lists(
    st.text(st.sampled_from("Aab华能 ·-1"), min_size=1, max_size=40).map(str.strip).filter(bool),
    min_size=2,
    max_size=12,
    unique=True,
)


def test_both_halves_of_a_name_keep_their_beginning() -> None:
    assert shortened(["Hafen Bremerhaven · Conveyor belts"], 20) == ["Hafen B… · Conveyor…"]


def test_a_short_customer_leaves_its_room_to_the_name() -> None:
    assert shortened(["Acme · Conveyor belts for the pit"], 20) == ["Acme · Conveyor bel…"]


def test_names_that_differ_at_their_end_show_their_end() -> None:
    assert shortened(["Hafen Bremerhaven · Belts A", "Hafen Bremerhaven · Belts B"], 12) == [
        "Hafen Bre… A",
        "Hafen Bre… B",
    ]


@given(NAMES, st.integers(10, 40))
def test_no_two_names_read_the_same_and_none_is_too_wide(names: list[str], width: int) -> None:
    short = shortened(names, width)
    assert (len(set(short)), max(map(cell_len, short)) <= width) == (len(names), True)
