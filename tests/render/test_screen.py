"""A document on a terminal, and names cut to the width of their column."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from render_demo import DEALS, FORECAST, HOSTILE, LIST, PARTIAL, STAGES, cny, rendered, texts
from rich.cells import cell_len

from funnel_cli.render.language import Language
from funnel_cli.render.screen import GAP, Widths, fitted_widths, shortened
from funnel_cli.values.message import message
from funnel_cli.values.table import Column, Document, Kind, Table

HANDMADE = st.sampled_from([*"aé ーｱｲ｡北京한́̈️‍👩👧😀🇨🇳—…\x1b\n\u202e", "word ", "有限公司", HOSTILE])
WORDS = st.lists(HANDMADE | st.text(max_size=8), max_size=12).map("".join)


def lines(document: Document, width: int, **output: object) -> list[str]:
    return rendered(document, "table", width=width, **output).splitlines()


def test_a_table_has_one_thin_line_under_its_head_and_one_above_its_totals() -> None:
    document = Document(schema="s/1", title="Funnel", tables=(STAGES,))

    assert rendered(document, "table", width=50) == (
        "Funnel  as of 2026-11-22, in CNY\n"
        "\n"
        "By stage\n"
        "Stage   Deals  Weighted\n"
        "───────────────────────\n"
        "Verify  1,200     1,000\n"
        "Close       2     1,002\n"
        "───────────────────────\n"
        "Total   1,202     2,003\n"
        "\n"
        "Amounts are rounded here and may not add up; the\n"
        "totals are of the exact ones.\n"
    )


def test_what_a_narrow_screen_hides_is_named() -> None:
    assert "Hidden at this width: Expected close, Days, Next" in lines(LIST, 50)[-3]
    assert not any("Hidden" in line for line in lines(LIST, 130))


@pytest.mark.parametrize("width", [36, 50, 80, 120])
def test_an_amount_is_never_cut(width: int) -> None:
    assert any("120,000" in line for line in lines(LIST, width))


def test_chinese_columns_are_aligned_by_cells() -> None:
    acme, beijing = (line for line in lines(LIST, 80) if "-erp" in line)

    starts = [
        cell_len(line[: line.index(stage)]) for line, stage in ((acme, "Propose"), (beijing, "Develop"))
    ]

    assert starts[0] == starts[1]


def test_no_rows_are_a_sentence() -> None:
    assert lines(FORECAST, 80)[-6:-3] == ["", "Lost", "Nothing was lost."]


def test_a_table_without_titles_is_a_card_whose_words_wrap() -> None:
    card = Document(schema="s/1", title="T", tables=(FORECAST.tables[2],))

    assert lines(card, 40)[2:5] == [
        "Odds  50%",
        "Said  The budget is approved, but the",
        "      board wants a reference. The",
    ]


def test_names_are_cut_and_sentences_of_ours_are_wrapped() -> None:
    said = message("No next step is agreed with anybody.")
    columns = (Column(key="a", title="A"), Column(key="b", title="B"))
    table = Table(name="t", columns=columns, rows=(("Acme Industries International", said),))

    assert lines(Document(schema="s/1", title="T", tables=(table,)), 40)[4:] == [
        "Acme Industries In…  No next step is",
        "                     agreed with",
        "                     anybody.",
    ]


def test_prose_is_wrapped_however_short_and_an_id_never_however_long() -> None:
    columns = (
        Column(key="id", title="Deal", is_whole=True),
        Column(key="action", title="Action", is_prose=True),
    )
    table = Table(
        name="steps", columns=columns, rows=(("acme-pit-lighting", "Ask Eva where the money went"),)
    )
    shown = lines(Document(schema="x/1", title="x", tables=(table,)), 36)
    assert shown[-2:] == ["acme-pit-lighting  Ask Eva where the", "                   money went"]

    columns = (Column(key="id", title="Deal", is_whole=True), Column(key="name", title="Name"))
    table = Table(name="deals", columns=columns, rows=((f"{'acme-' * 10}erp", "Jib"), ("belt", "Belts")))
    shown = lines(Document(schema="x/1", title="x", tables=(table,)), 36)
    assert shown[-2:] == [f"{'acme-' * 5}acm…  Jib", f"{'belt':29}  Belts"]


@pytest.mark.parametrize(("encoding", "expected"), [("utf-8", "✓ ·"), ("ascii", "x -")])
def test_yes_and_no_are_marks_in_a_table(encoding: str, expected: str) -> None:
    columns = (Column(key="yes", title="Y"), Column(key="no", title="N"))
    document = Document(
        schema="x/1", title="x", tables=(Table(name="t", columns=columns, rows=((True, False),)),)
    )
    shown = lines(document, 80, language=Language("en", encoding))
    assert shown[-1].split() == expected.split()


def test_a_table_for_machines_is_shown_only_when_it_is_asked_for() -> None:
    columns = (Column(key="n", title="Hidden"),)
    table = Table(name="log", columns=columns, rows=((1,),), on_screen=False)
    document = Document(schema="x/1", title="x", tables=(table,))
    assert ["Hidden" in "".join(lines(document, 80, part=part)) for part in (None, "log")] == [False, True]


def test_what_could_not_be_read_is_said_below_the_numbers() -> None:
    assert (
        rendered(LIST, "table", PARTIAL).splitlines()[-1] == "Partial: without 1 file that could not be read."
    )


def test_markup_of_a_record_is_shown_literally() -> None:
    assert lines(texts("Acme [/] [/bold] [red]", "ACME\\"), 80)[-2:] == ["Acme [/] [/bold] [red]", "ACME\\"]


def test_colour_changes_no_character_and_an_ascii_stream_gets_an_ascii_screen() -> None:
    assert "\x1b" not in rendered(FORECAST, "table")

    plain = rendered(FORECAST, "table")
    coloured = rendered(FORECAST, "table", colour=True)

    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain != coloured

    assert rendered(FORECAST, "table", width=60, language=Language("en", "ascii")).isascii()


@settings(max_examples=3 * settings().max_examples)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), WORDS, st.integers(36, 200))
def test_no_line_is_wider_than_the_screen(rows: list[tuple[str, str]], title: str, width: int) -> None:
    columns = (
        Column(key="a", title=title),
        Column(key="b", title="B"),
        Column(key="c", title=title, kind=Kind.MONEY),
    )
    table = Table(
        name="t",
        title=title,
        columns=columns,
        rows=tuple((*row, cny("1200000")) for row in rows),
        totals=((None, None, cny("1200000")),),
        notes=(title,),
    )
    document = Document(schema="s/1", title=title, tables=(table, DEALS), lines=(title,))

    assert [line for line in lines(document, width) if cell_len(line) > width] == []


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
