from __future__ import annotations

from decimal import Decimal

import pytest

from funnel_cli.exchange.amounts import Amount, DecimalMixed, DecimalUnclear, as_amounts, currency_of


def numbers(*cells: str, decimal: str | None = None) -> list[str | None]:
    return [str(found.number) if found else None for found in as_amounts("Amount", cells, decimal).values]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12500", "12500"), ("12500.0", "12500.0"), ("12,500.00", "12500.00"), ("12.500,00 €", "12500.00"),
        ("1 234,50", "1234.50"), ("1\u202f234,50\xa0€", "1234.50"), ("1'234.50", "1234.50"),
        ("$1,117.10K", "1117100"),
        ("1,234,567", "1234567"), ("1.234.567", "1234567"), ("12,34,567.00", "1234567.00"),
        ("3.4万", "34000"), ("1.2亿", "120000000"), ("12万元", "120000"), ("1.25M", "1250000"),
        ("120k", "120000"),
        ("¥125,000.00", "125000.00"), ("￥１２３", "123"), ("(1,250.00)", "-1250.00"), ("-$12.50", "-12.50"),
        ("$-12.50", "-12.50"), ("12.50-", "-12.50"), ("0.125", "0.125"), ("1234.567", "1234.567"),
        ("USD 12.5", "12.5"),
    ],
)  # fmt: skip
def test_an_amount_is_exact(cell: str, number: str) -> None:
    assert numbers(cell) == [number]


@pytest.mark.parametrize("cell", ["1,234", "1.234", "12.345 €"])
def test_three_digits_behind_one_separator_are_unclear(cell: str) -> None:
    with pytest.raises(DecimalUnclear):
        numbers(cell, "12", "1200")


@pytest.mark.parametrize(
    ("settling", "number"), [("9.50", "1234"), ("9,50", "1.234"), ("1,234.50", "1234"), ("1,234,567", "1234")]
)
def test_another_cell_of_the_column_settles_it(settling: str, number: str) -> None:
    assert numbers("1,234", settling)[0] == number


@pytest.mark.parametrize(("decimal", "number"), [("point", "1234"), ("comma", "1.234")])
def test_the_mark_that_is_given_decides(decimal: str, number: str) -> None:
    assert numbers("1,234", decimal=decimal) == [number]


def test_a_column_with_both_marks_is_refused() -> None:
    with pytest.raises(DecimalMixed):
        numbers("1,50", "1.50")


@pytest.mark.parametrize("cell", ["1,5", "1.234.50"])
def test_an_amount_against_the_given_mark_is_a_fault(cell: str) -> None:
    assert list(as_amounts("Amount", [cell], "point").faults) == [0]


@pytest.mark.parametrize(
    "cell", ["ten", "1e5", "(5", "5)", "12 XYZ", "12²", "1__0", "9" * 17, "$99 monthly", "=1+1"]
)
def test_what_is_no_amount_is_a_fault(cell: str) -> None:
    assert list(as_amounts("Amount", [cell]).faults) == [0]


@pytest.mark.parametrize("cell", ["", "-", "n/a"])
def test_an_amount_may_be_missing(cell: str) -> None:
    assert numbers(cell) == [None]


@pytest.mark.parametrize(
    ("cell", "symbol"), [("12 €", "€"), ("EUR 12", "EUR"), ("$12 CAD", "CAD"), ("12", None)]
)
def test_the_symbol_comes_with_the_number(cell: str, symbol: str | None) -> None:
    assert as_amounts("Amount", [cell]).values == (Amount(Decimal(12), symbol),)


@pytest.mark.parametrize(
    ("symbol", "home", "code"),
    [
        ("€", "CNY", "EUR"), ("$", "CNY", "USD"), ("$", "CAD", "CAD"), ("¥", "USD", "CNY"),
        ("¥", "JPY", "JPY"),
        ("eur", "CNY", "EUR"), ("人民币", "USD", "CNY"), ("RMB", "USD", "CNY"), ("XYZ", "USD", None),
    ],
)  # fmt: skip
def test_a_symbol_means_a_currency(symbol: str, home: str, code: str | None) -> None:
    assert currency_of(symbol, home) == code
