from decimal import Decimal

import pytest

from funnel_cli.render.spell import amount, percent, shown, spelled_count, spelled_number, unit_of
from funnel_cli.values.money import Money


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("120000", "120,000"),
        ("120000.00", "120,000"),
        ("1234.50", "1,234"),
        ("1235.50", "1,236"),
        ("99.5", "99.50"),
        ("99.005", "99.00"),
        ("0", "0"),
        ("-0.001", "0.00"),
        ("-1200.75", "-1,201"),
        ("9007199254740993.01", "9,007,199,254,740,993"),
    ],
)
def test_amounts_are_whole_from_a_hundred_on_and_rounded_half_even(exact: str, expected: str) -> None:
    assert amount(Money(Decimal(exact), "CNY"), coded=False) == expected


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("9999", "9,999"), ("10000", "1万"), ("120000.00", "12万"), ("1022400", "102.24万"),
        ("1022432", "1,022,432"), ("-325000", "-32.5万"), ("99999999", "99,999,999"),
        ("100000000", "1亿"), ("123456789", "123,456,789"), ("1234560000", "123,456万"),
        ("1235000000", "12.35亿"), ("12345.50", "12,346"), ("0", "0"),
    ],
)  # fmt: skip
def test_chinese_prose_counts_in_myriads_and_loses_no_digit_a_reader_sees(exact: str, expected: str) -> None:
    money = Money(Decimal(exact), "CNY")
    assert amount(money, unit_of([money], "full", "zh"), coded=False) == expected


def test_an_amount_in_a_unit_says_its_currency() -> None:
    money = Money(Decimal(120000), "CNY")
    assert amount(money, unit_of([money], "full", "zh")) == "CNY 12万"


@pytest.mark.parametrize(
    ("numbers", "code", "exact", "expected"),
    [
        ("short", "en", "1200000", "1.2M"),
        ("short", "zh", "1200000", "120万"),
        ("short", "en", "1200000 45000", "1,200k 45k"),
        ("short", "zh", "1841440 593983", "184万 59.4万"),
        ("short", "en", "120000 500", "120k 0.5k"),
        ("short", "en", "120000 5", "120k 0.005k"),
        ("short", "en", "-1234567 0", "-1.23M 0"),
        ("short", "en", "700 80", "700 80"),
        ("万", "zh", "1841440 2200000", "184.14万 220万"),
        ("万", "en", "2000 550000", "0.2万 55万"),
        ("万", "zh", "30 120000000", "0.003万 12,000万"),
        ("full", "zh", "1841440 2200000", "1,841,440 2,200,000"),
        ("full", "zh", "550000 2000", "550,000 2,000"),
    ],
)
def test_amounts_that_stand_together_are_counted_in_one_unit(
    numbers: str, code: str, exact: str, expected: str
) -> None:
    some = [Money(Decimal(each), "CNY") for each in exact.split()]
    unit = unit_of(some, numbers, code)
    assert " ".join(amount(each, unit, coded=False) for each in some) == expected


def test_an_amount_says_its_currency_in_its_own_minor_unit_and_counts_are_grouped() -> None:
    assert amount(Money(Decimal(1200), "USD")) == "USD 1,200"
    assert amount(Money(Decimal("50.4"), "JPY")) == "JPY 50"
    assert shown(Money(Decimal("1234.5"), "CNY")) == Decimal(1234)
    assert spelled_count(8800) == "8,800"


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [("0.45", "45%"), ("0.333", "33.3%"), ("1", "100%"), ("-0.05", "-5%"), ("12", "1,200%")],
)
def test_ratios_are_percent_with_at_most_one_decimal(ratio: str, expected: str) -> None:
    assert percent(Decimal(ratio)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("2.50", "2.5"), ("3", "3"), ("1234.567", "1,234.57"), ("100", "100")]
)
def test_plain_numbers_have_at_most_two_decimals(value: str, expected: str) -> None:
    assert spelled_number(Decimal(value)) == expected
