"""Short forms of names."""

from __future__ import annotations

import pytest

from funnel_cli.values.short_names import short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("华能矿业（集团）有限公司", "华能矿业"),
        ("北辰水泥股份有限公司", "北辰水泥"),
        ("Acme GmbH & Co. KG", "Acme"),
        ("Cementos del Sur, S.A.", "Cementos del Sur"),
        ("Foo S. A. de C. V.", "Foo"),
        ("The Linde Group", "Linde"),
        ("ООО Ромашка", "Ромашка"),
    ],
)
def test_a_legal_form_is_left_out(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    "name", ["Acme", "AG", "有限公司", "Smith & Sons", "Acme (Holding)", "甲集团", "!!!"]
)
def test_what_is_no_legal_form_stays(name: str) -> None:
    assert short_name(name) == name
