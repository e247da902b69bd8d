from __future__ import annotations

import pytest
from anyascii import anyascii
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.finding.spelling import IN_NAMES, finds

HAN = st.text(st.sampled_from("华能矿业德隆汽车恒远轮胎瑞丰纸业"), min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("hn", "华能矿业"),
        ("HNKY", "华能矿业"),
        ("huaneng", "华能矿业"),
        ("hua neng", "华能矿业"),
        ("hua-neng", "华能矿业"),
        ("kuang", "华能矿业"),
        ("能矿", "华能矿业"),
        ("CRANE", "Grab crane"),
        ("ｃｒａｎｅ", "Grab crane"),
        ("hofmann", "Brauerei Hófmann"),
        ("Ñu", "ñu"),
        ("erpsx", "ERP上线"),
        ("", "anything"),
    ],
)
def test_a_name_is_found_by_what_people_type(word: str, text: str) -> None:
    assert finds(word, IN_NAMES)(text)


@pytest.mark.parametrize(
    ("word", "text"),
    [("ang", "矿"), ("n", "华能"), ("hk", "华能矿业"), ("hn", "hen"), ("neng hua", "华能"), ("？", "华能")],
)
def test_a_part_of_a_syllable_or_letters_apart_are_not_found(word: str, text: str) -> None:
    assert not finds(word, IN_NAMES)(text)


@pytest.mark.parametrize(("word", "is_found"), [("hn", False), ("hnk", True), ("huaneng", True)])
def test_a_sentence_takes_more_letters_than_a_name(word: str, is_found: bool) -> None:
    assert finds(word)("和华能矿业谈过") is is_found


@given(text=HAN, data=st.data())
def test_any_part_is_found_by_its_letters_spelling_and_initials(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 2))
    part = text[first : data.draw(st.integers(first + 2, len(text)))]
    spelled = anyascii(part)
    for word in (part, spelled, "".join(letter for letter in spelled if letter.isupper())):
        assert finds(word, IN_NAMES)(text)
