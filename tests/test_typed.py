from __future__ import annotations

import pytest

from funnel_cli.typed import half_width


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("ＵＳＤ　１２ｋ", "USD 12k"), ("  next \t month ", "next month"), ("12万", "12万"), ("12²½①", "12²½①")],
)
def test_only_full_width_signs_and_spaces_are_folded(typed: str, plain: str) -> None:
    assert half_width(typed) == plain
