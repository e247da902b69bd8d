from __future__ import annotations

from pathlib import Path

import pytest

from funnel_cli.typed import at_home, half_width, parted


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
    ("typed", "path"),
    [
        ("~/deals", "/home/mia/deals"),
        ("~", "/home/mia"),
        ("a/~/b", "a/~/b"),
        ("~nobody-at-all/x", "~nobody-at-all/x"),
    ],
)
def test_a_wave_at_the_beginning_of_a_path_is_the_home_folder(
    typed: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/mia")
    assert at_home(Path(typed)) == Path(path)
