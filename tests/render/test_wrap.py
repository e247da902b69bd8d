import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from funnel_cli.render.wrap import wrapped


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("one two three", 8, ["one two", "three"]),
        ("客户说预算已经批准", 10, ["客户说预算", "已经批准"]),
        ("没有预期关闭。", 12, ["没有预期关", "闭。"]),
        ("未通过（4）：old-one、acme", 14, ["未通过（4）：", "old-one、acme"]),
        ("关卡 old-one", 8, ["关卡", "old-one"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("阶段和级别 [必填]", 16, ["阶段和级别 [必", "填]"]),
        ("a very-long-word", 6, ["a", "very-", "long-", "word"]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, width: int, expected: list[str]) -> None:
    assert wrapped(text, width) == expected


def test_a_mark_that_combines_is_never_lost() -> None:
    assert wrapped("aaaaa \u0301", 5) == ["aaaaa\u0301"]


@given(st.text(st.sampled_from("ab 北京，。（）ー́ｱ👩‍“”")), st.integers(4, 30))
def test_only_spaces_are_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)
