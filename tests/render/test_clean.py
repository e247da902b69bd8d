import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.render.clean import carried, clean, clean_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\x00b", r"a\x00b"),
        ("a\x08b\rc", r"a\x08b\x0dc"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("one\u2028two\u2029", r"one\u2028two\u2029"),
        ("\udc80", r"\udc80"),
    ],
)
def test_what_could_act_becomes_a_visible_escape(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("a\nb", "a⏎b"), ("a\r\nb", "a⏎b"), ("a\tb", "a⇥b")])
def test_line_breaks_and_tabs_become_marks(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("text", ["北京某某科技有限公司", "Café", "👩‍👩‍👧", "a\u3000b", "[red]{0}%s\\", ""])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_a_diff_keeps_its_lines() -> None:
    assert clean_lines("-a\x1b[2J\n+b\tc\r\n+d") == "-a\\x1b[2J\n+b⇥c\\x0d\n+d"


@given(st.text(st.characters()))
def test_clean_text_stays_clean(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("a — b… ≥ 3", "ascii", "a - b.. >= 3"),
        ("北", "ascii", r"\u5317"),
        ("北 — …", "gb18030", "北 — …"),
        ("é ✓", "latin-1", "é x"),
    ],
)
def test_a_stream_gets_what_its_encoding_can_carry(text: str, encoding: str, expected: str) -> None:
    assert carried(text, encoding) == expected
