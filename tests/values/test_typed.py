from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.values.typed import half_width, parted, quoted, shell_word


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("ＵＳＤ　１２ｋ", "USD 12k"), ("  next \t month ", "next month"), ("12万", "12万"), ("12²½①", "12²½①")],
)
def test_only_full_width_signs_and_spaces_are_folded(typed: str, plain: str) -> None:
    assert half_width(typed) == plain


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("amount=12k", ("amount", "=", "12k")),
        ("amount＝12万", ("amount", "＝", "12万")),
        ("next=a=b", ("next", "=", "a=b")),
        ("next=a＝b", ("next", "=", "a＝b")),
        ("name= Belts ", ("name", "=", "Belts")),
        ("amount=", ("amount", "=", "")),
        ("amount", ("amount", "", "")),
    ],
)
def test_an_assignment_has_a_key_a_sign_and_a_value(word: str, expected: tuple[str, str, str]) -> None:
    assert parted(word) == expected


@pytest.mark.parametrize(
    "name", ["Hill Ltd", "华能矿业", 'The "Mill"', "Rock $5", "it's", "`x`", "a\\b", "Yahoo!"]
)
def test_a_quoted_text_is_one_word_of_a_shell(name: str) -> None:
    assert shlex.split(quoted(name)) == [name]


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("owner:li.wei", "owner:li.wei"),
        ("客户：北辰", "客户：北辰"),
        ("owner:Li Wei", 'owner:"Li Wei"'),
        ("amount:>5k", 'amount:">5k"'),
        ("not:owner:Li Wei", 'not:"owner:Li Wei"'),
        ("trade fair", '"trade fair"'),
        ("", '""'),
    ],
)
def test_a_word_is_quoted_where_a_shell_needs_it(word: str, typed: str) -> None:
    assert shell_word(word) == typed


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_a_shell_reads_the_words_as_they_were(words: list[str]) -> None:
    assert shlex.split(" ".join(map(shell_word, words))) == words
