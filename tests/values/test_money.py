from __future__ import annotations

from decimal import Decimal

import pytest
from arrange import money
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.values.message import Message
from funnel_cli.values.money import (
    CURRENCIES,
    CURRENCY_WORDS,
    MANY_DIGITS,
    BadAmount,
    ManyDigits,
    Money,
    currency_typed,
    exact_amount,
    exact_ratio,
    minor_digits,
    parse_amount,
    total,
)

some_amounts = st.decimals(-(10**15), 10**15, places=2)
some_currencies = st.sampled_from(["CNY", "USD", "EUR"])
some_moneys = st.builds(Money, some_amounts, some_currencies)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.125 CNY", "0.12 CNY"),
        ("0.135 CNY", "0.14 CNY"),
        ("2.5 JPY", "2 JPY"),
        ("3.5 JPY", "4 JPY"),
        ("1.0005 KWD", "1.000 KWD"),
        ("7 CNY", "7.00 CNY"),
        ("-0.001 CNY", "0.00 CNY"),
        ("123456789012345678901234567890.125 CNY", "123456789012345678901234567890.12 CNY"),
    ],
)
def test_money_rounds_half_even_at_the_minor_unit(exact: str, rounded: str) -> None:
    result = money(exact).rounded()
    assert f"{result.amount} {result.currency}" == rounded


@pytest.mark.parametrize(("currency", "digits"), [("CNY", 2), ("JPY", 0), ("BHD", 3), ("XYZ", 2)])
def test_a_currency_has_its_minor_digits(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("exact", "padded"),
    [
        ("120000 CNY", "120000.00"),
        ("0.1 CNY", "0.10"),
        ("9007199254740993.01 CNY", "9007199254740993.01"),
        ("60000.00000 CNY", "60000.00"),
        ("0.125 CNY", "0.125"),
        ("1E+3 CNY", "1000.00"),
        ("1E-7 CNY", "0.0000001"),
        ("120.00 JPY", "120"),
        ("120.5 JPY", "120.5"),
        ("5 KWD", "5.000"),
        ("-0.00 CNY", "0.00"),
        ("-3 CNY", "-3.00"),
    ],
)
def test_machines_get_the_exact_amount_padded_to_the_minor_unit(exact: str, padded: str) -> None:
    assert money(exact).padded() == padded


@pytest.mark.parametrize("text", ["0", "120000.00", "-5.5", "9007199254740993.01", "0.000001"])
def test_a_record_states_an_amount_exactly(text: str) -> None:
    assert str(exact_amount(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "1E+999999", "1e5", "9" * 5000, "9" * 17, "0.1234567", "12万", "120.000,00", "1,000", "１２３",
     "1__0", "1_0", "sNaN", "NaN", "Infinity", "+5", "5.", ".5", " 5", "5\n", "0x10", "¥5", "--5"],
)  # fmt: skip
def test_what_is_no_amount_of_a_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the codec says what is wrong, this only that
        exact_amount(text)


@pytest.mark.parametrize(
    ("text", "share"),
    [("30%", "0.3"), ("0.3", "0.3"), ("0%", "0"), ("100%", "1"), ("1", "1"), ("0", "0"), ("12.5%", "0.125")],
)
def test_a_share_is_a_percentage_or_a_number_up_to_one(text: str, share: str) -> None:
    assert exact_ratio(text) == Decimal(share)


@pytest.mark.parametrize(
    "text",
    ["", "30", "1.5", "101%", "100.1%", "-1%", "３０%", "30％", "30 %", ".3", "1e-1", "0.1234567", "0.3\n"],
)
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the codec says what is wrong, this only that
        exact_ratio(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("120k", "120000", None),
        ("120 K", "120000", None),
        ("1.2M", "1200000", None),
        ("120,000.00", "120000.00", None),
        ("1,234", "1234", None),
        ("12万", "120000", None),
        ("1.2亿", "120000000", None),
        ("3百万", "3000000", None),
        ("１２万", "120000", None),
        ("￥1.5万", "15000", "CNY"),
        ("¥120,000", "120000", "CNY"),
        ("12万元", "120000", "CNY"),
        ("12 rmb", "12", "CNY"),
        ("$1.25m", "1250000", "USD"),
        ("€9", "9", "EUR"),
        ("£ 3.50", "3.50", "GBP"),
        ("USD 12k", "12000", "USD"),
        ("12k USD", "12000", "USD"),
        ("12kusd", "12000", "USD"),
        ("$12 USD", "12", "USD"),
        ("12 mxn", "12", "MXN"),
        ("12 kes", "12", "KES"),
        ("1.250k", "1250", None),
        ("1.250 KWD", "1.250", "KWD"),
        ("-5k", "-5000", None),
        ("9007199254740993.01", "9007199254740993.01", None),
    ],
)
def test_a_typed_amount_is_read(text: str, amount: str, currency: str | None) -> None:
    read, named = parse_amount(text)
    assert (str(read), named) == (amount, currency)


@pytest.mark.parametrize(
    "text",
    ["", " ", "k", "$", "1,234.5,6", "120.000,00", "120.000", "12,34", "0,123", "1234,567", "1.2.3", ".5",
     "5.", "+5", "1e5", "1E+999999", "sNaN", "1__0", "12²", "½", "12万k", "12x", "12 XYZ", "USD 12 EUR",
     "$5 eur", "1 200", "1.2345678k0"],
)  # fmt: skip
def test_an_amount_that_leaves_a_doubt_is_refused(text: str) -> None:
    with pytest.raises(BadAmount) as refused:
        parse_amount(text)
    assert type(refused.value) is BadAmount


@pytest.mark.parametrize(
    "text", ["9" * 17, "-" + "9" * 5000, "99999999999亿", "USD 0.1234567", "1.00000000001k"]
)
def test_an_amount_that_is_too_long_is_not_said_to_be_none(text: str) -> None:
    with pytest.raises(ManyDigits) as refused:
        parse_amount(text)
    assert refused.value.message == Message(MANY_DIGITS, {"value": text})


def test_a_refusal_shows_three_examples_that_work() -> None:
    with pytest.raises(BadAmount) as refused:
        parse_amount("a lot")
    assert refused.value.exit_code == 2
    assert refused.value.message == Message("“{text}” is not an amount.", {"text": "a lot"})
    assert refused.value.hint is not None
    assert refused.value.hint.text == "Write it like 120k, 12万 or USD 120,000.00."
    assert [parse_amount(text)[0] for text in ("120k", "12万", "USD 120,000.00")] == [Decimal(120000)] * 3


@given(some_amounts, st.sampled_from(sorted(CURRENCIES)))
def test_what_machines_get_people_may_type(amount: Decimal, currency: str) -> None:
    exact = Money(amount, currency)
    assert parse_amount(f"{currency} {exact.padded()}") == (amount, currency)
    assert parse_amount(f"{amount:,.2f} {currency.lower()}") == (amount, currency)


@given(st.text(max_size=12) | st.text("0123456789.,-km万亿$¥usd ", max_size=12))
def test_any_text_is_answered_exactly_or_refused(text: str) -> None:
    try:
        amount, _ = parse_amount(text)
    except BadAmount:
        return
    assert exact_amount(str(amount)) == amount


def test_a_total_is_exact_with_one_entry_per_currency_in_order() -> None:
    assert [each.padded() for each in total([money("0.1 CNY")] * 3)] == ["0.30"]
    assert total(map(money, ["1 USD", "2 CNY", "3 USD"])) == (money("2 CNY"), money("4 USD"))
    assert total([]) == ()

    long = ["1" + "0" * 30 + " CNY", "0.000001 CNY"]
    assert [each.padded() for each in total(map(money, long))] == ["1" + "0" * 30 + ".000001"]


@given(st.lists(some_moneys))
def test_a_total_is_exact_in_whatever_order(moneys: list[Money]) -> None:
    cents = {
        currency: sum(int(each.amount * 100) for each in moneys if each.currency == currency)
        for currency in sorted({each.currency for each in moneys})
    }
    assert {each.currency: each.amount * 100 for each in total(reversed(moneys))} == cents


@pytest.mark.parametrize("word", [*CURRENCY_WORDS, "RMB", "usd", "ＵＳＤ", "¥", "￥", "$", "€", "£"])
def test_a_currency_is_typed_alone_as_beside_an_amount(word: str) -> None:
    assert currency_typed(word) == parse_amount(f"3万{word}")[1] in CURRENCIES
