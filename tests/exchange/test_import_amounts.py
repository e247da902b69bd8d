from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.exchange.amounts import AmountRead, DecimalMixed, DecimalUnclear, as_amounts
from funnel_cli.exchange.units import currency_of
from funnel_cli.values.money import parse_amount


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
        ("USD 12.5", "12.5"), ("1E+06", "1000000"), ("1,5E+06", "1500000"), ("1.2e3", "1200"),
        ("100 Tsd", "100000"), ("100 Tsd. €", "100000"), ("1,5 Mio. EUR", "1500000"), ("2 Mrd", "2000000000"),
        ("TEUR 500", "500000"), ("500 T€", "500000"), ("12 k€", "12000"), ("kEUR 3", "3000"),
        ("3 MEUR", "3000000"),
        ("5 lakh", "500000"), ("2 crore", "20000000"), ("1.2bn", "1200000000"), ("12 Md€", "12000000000"),
        ("kr 1000", "1000"), ("1 000,50 kr.", "1000.50"), ("CA$ 12.50", "12.50"), ("Fr. 5", "5"),
        ("Rs. 5,00,000.00", "500000.00"), ("12 円", "12"), ("5萬", "50000"), ("1.2 million", "1200000"),
        ("–12.50", "-12.50"), ("$ (12.50)", "-12.50"), ("(€12.50)", "-12.50"), ("1’234’567", "1234567"),
        ("1 234 567", "1234567"), ("12.", "12"), (".5", "0.5"), ("+5", "5"), ("12 kr", "12"), ("eur 5", "5"),
    ],
)  # fmt: skip
def test_an_amount_is_exact(cell: str, number: str) -> None:
    assert numbers(cell) == [number]


@pytest.mark.parametrize("cell", ["1,234", "1.234", "12.345 €"])
def test_three_digits_behind_one_separator_are_unclear(cell: str) -> None:
    with pytest.raises(DecimalUnclear):
        numbers(cell, "12", "1200")


@pytest.mark.parametrize("settling", ["9.50", "1,234.50", "1,234,567", "9.-", "5'000.5"])
def test_another_cell_of_the_column_settles_it(settling: str) -> None:
    assert numbers("1,234", settling)[0] == "1234"


@pytest.mark.parametrize(
    ("cell", "settling"),
    [
        ("185,000", "142.500,00"), ("420.000", "142,500.00"), ("1,234", "9,50"),
        ("1.234 €", "9.50 €"), ("1.234", "9.-"),
    ],
)  # fmt: skip
def test_what_would_be_thousands_by_the_other_spelling_is_doubtful(cell: str, settling: str) -> None:
    found = as_amounts("Amount", [cell, settling])
    assert (list(found.doubts), list(found.faults)) == ([0], [])


@pytest.mark.parametrize(("decimal", "number"), [("point", "1234"), ("comma", "1.234")])
def test_the_mark_that_is_given_decides(decimal: str, number: str) -> None:
    assert numbers("1,234", decimal=decimal) == [number]


def test_three_decimals_by_the_given_mark_and_what_a_spreadsheet_may_have_rounded_are_remarked_on() -> None:
    found = as_amounts("Amount", ["1,234"], "comma")
    assert (list(found.remarks), list(found.doubts)) == ([0], [])

    assert list(as_amounts("Amount", ["1E+06", "12"]).remarks) == [0]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12.000,-", "12000"), ("12'000.-", "12000"), ("12’000.–", "12000"), ("1.200.-", "1200"),
        ("12,- €", "12"), ("CHF 1'200.--", "1200"), ("€ 12.000,—", "12000"), ("-12.000,-", "-12000"),
        ("(12.000,-)", "-12000"),
    ],
)  # fmt: skip
def test_a_dash_instead_of_cents_is_no_sign(cell: str, number: str) -> None:
    assert numbers(cell) == [number]


def test_the_mark_before_a_dash_settles_its_column() -> None:
    assert numbers("1.500", "12,-") == ["1500", "12"]


@pytest.mark.parametrize(
    ("cell", "number"), [("881077.9992000001", "881077.9992"), ("0.30000000000000004", "0.3"), ("2e-7", "0")]
)
def test_the_noise_of_another_program_s_arithmetic_is_rounded_and_told(cell: str, number: str) -> None:
    assert (numbers(cell), list(as_amounts("Amount", [cell]).remarks)) == ([number], [0])


@pytest.mark.parametrize(
    "cell",
    [
        *("120k", "1.2M", "12万", "十二万", "12w", "1.2亿", "120,000.00", "三十万元", "约十万", "120萬"),
        *("5千块", "$120k", "12k€", "USD 120,000.00", "100K usd", "１２０万", "两百万美元", "-5", "0"),
    ],
)
def test_a_cell_is_read_as_the_same_amount_that_is_typed(cell: str) -> None:
    typed, currency = parse_amount(cell)
    [found] = as_amounts("Amount", [cell]).values
    assert found
    assert (found.number, found.symbol and currency_of(found.symbol, "CNY")) == (typed, currency)


def test_a_column_has_a_unit_for_the_cells_that_have_none_of_their_own_and_doubts_a_sign_alone() -> None:
    found = as_amounts("Amount", ["12.5", "3M", "-"], scale=Decimal(1000))
    assert [amount and str(amount.number) for amount in found.values] == ["12500.0", "3000000", None]

    found = as_amounts("金额", ["5000元", "5000", "5千元", "¥5000", "5000美元"], scale=Decimal(10_000))
    assert sorted(found.doubts) == [0, 3, 4]


@pytest.mark.parametrize("scale", [1, 100, 1000, 10_000, 100_000_000])
@pytest.mark.parametrize(
    ("numeral", "digits"),
    [
        *(
            ("五十万", "50万"),
            ("三亿", "3亿"),
            ("约五十万", "约50万"),
            ("十二万元", "12万元"),
            ("￥五十万", "￥50万"),
        ),
        *(
            ("五千", "5千"),
            ("五千万", "5千万"),
            ("三亿五千万", "35000万"),
            ("十二万五千", "125千"),
            ("五十", "50"),
        ),
        *(("二十億", "20億"), ("两百萬", "200萬"), ("一百", "100"), ("两百万美元", "200万美元")),
    ],
)
def test_a_chinese_numeral_is_the_number_in_digits_in_a_column_of_any_unit(
    numeral: str, digits: str, scale: int
) -> None:
    said, plain = (as_amounts("金额", [cell], scale=Decimal(scale)) for cell in (numeral, digits))
    assert said.values == plain.values
    assert (said.doubts.keys(), said.remarks.keys()) == (plain.doubts.keys(), plain.remarks.keys())


Style = tuple[str, str]
"""What stands between thousands, and the decimal mark."""

STYLES: tuple[Style, ...] = (
    *((",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("’", "."), ("'", "."), ("", "."), ("", ",")),
)
FORMS = ("{}", "{} €", "€{}", "EUR {}", "{} EUR")


def formatted(number: Decimal, style: Style, decimals: int, dash: str, form: str, minus: str) -> str:
    """The number as a program of some country writes it."""
    group, mark = style
    whole, _, fraction = f"{abs(number):.{decimals}f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    behind = f"{mark}{fraction}" if fraction else f"{mark}{dash}" if dash else ""
    text = form.format(grouped + behind)
    if number >= 0:
        return text
    return (
        f"({text})"
        if minus == "("
        else f"{grouped}{behind}-"
        if minus == "behind" and not dash
        else f"-{text}"
    )


@st.composite
def spelt(draw: st.DrawFn) -> tuple[Decimal, str]:
    """An amount of at most two decimals, and a spelling of it."""
    decimals = draw(st.sampled_from([0, 0, 2]))
    number = draw(st.decimals(-10_000_000, 10_000_000, places=decimals))
    parts = st.tuples(
        *map(
            st.sampled_from,
            (STYLES, ["", "-", "–", "--"] if not decimals else [""], FORMS, ["-", "(", "behind"]),
        )
    )
    style, dash, form, minus = draw(parts)
    return number, formatted(number, style, decimals, dash, form, minus)


@given(column=st.lists(spelt(), min_size=1, max_size=6))
def test_a_column_in_any_spellings_gives_the_amounts_or_a_question_never_others(
    column: list[tuple[Decimal, str]],
) -> None:
    try:
        found = as_amounts("Amount", [cell for _, cell in column])
    except (DecimalUnclear, DecimalMixed):
        return
    for row, (number, _) in enumerate(column):
        if row not in found.doubts and row not in found.faults:
            assert [amount and amount.number for amount in found.values[row : row + 1]] == [number]


@given(
    numbers=st.lists(st.decimals(-10_000_000, 10_000_000, places=2), min_size=1, max_size=6),
    style=st.sampled_from(STYLES),
    form=st.sampled_from(FORMS),
)
def test_a_column_with_cents_in_one_spelling_is_read_without_a_question(
    numbers: list[Decimal], style: Style, form: str
) -> None:
    found = as_amounts("Amount", [formatted(number, style, 2, "", form, "-") for number in numbers])
    assert [amount and amount.number for amount in found.values] == numbers


def test_a_column_with_both_marks_is_refused() -> None:
    with pytest.raises(DecimalMixed):
        numbers("1,50", "1.50")


@pytest.mark.parametrize("cell", ["1,5", "1.234.50"])
def test_an_amount_against_the_given_mark_is_a_fault(cell: str) -> None:
    assert list(as_amounts("Amount", [cell], "point").faults) == [0]


@pytest.mark.parametrize(
    "cell",
    [
        "ten", "(5", "5)", "12 XYZ", "12²", "1__0", "12 -", "10 5", "12 t", "€12 USD", "50-60",
        "5~", "ca.", "circa", "5%", "12,-5", "1,2,3", "1" * 99, "9" * 17, "$99 monthly", "=1+1",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_a_fault(cell: str) -> None:
    assert list(as_amounts("Amount", [cell]).faults) == [0]


@pytest.mark.parametrize("cell", ["", "-", "n/a"])
def test_an_amount_may_be_missing(cell: str) -> None:
    assert numbers(cell) == [None]


@pytest.mark.parametrize(
    ("cell", "symbol"), [("12 €", "€"), ("EUR 12", "EUR"), ("$12 CAD", "CAD"), ("12", None)]
)
def test_the_symbol_comes_with_the_number(cell: str, symbol: str | None) -> None:
    assert as_amounts("Amount", [cell]).values == (AmountRead(Decimal(12), symbol),)


@pytest.mark.parametrize(
    ("symbol", "home", "code"),
    [
        ("€", "CNY", "EUR"), ("$", "CNY", "USD"), ("$", "CAD", "CAD"), ("¥", "USD", None),
        ("¥", "CNY", "CNY"), ("￥", "JPY", "JPY"), ("￥", "EUR", None), ("kr", "SEK", "SEK"),
        ("kr.", "DKK", "DKK"),
        ("kr", "EUR", None), ("元", "EUR", "CNY"), ("元", "TWD", "TWD"), ("CA$", "EUR", "CAD"),
        ("Fr.", "EUR", "CHF"),
        ("Euro", "USD", "EUR"), ("US Dollar", "EUR", "USD"), ("Pound Sterling", "EUR", "GBP"),
        ("Złoty", "EUR", None), ("Polish Złoty", "EUR", None), ("EUR - Euro", "USD", "EUR"),
        ("Swiss franc (CHF)", "EUR", "CHF"),
        ("EUR/USD", "EUR", None), ("US-Dollar", "EUR", "USD"), ("U.S. Dollar", "EUR", "USD"),
        ("¥", "JPY", "JPY"),
        ("eur", "CNY", "EUR"), ("人民币", "USD", "CNY"), ("RMB", "USD", "CNY"), ("XYZ", "USD", None),
    ],
)  # fmt: skip
def test_a_symbol_means_a_currency(symbol: str, home: str, code: str | None) -> None:
    assert currency_of(symbol, home) == code


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("ca. 1200", 1200), ("~5", 5), ("≈ 12", 12), ("约12万", 120000), ("12万左右", 120000),
        ("about $1.5m", 1500000),
    ],
)  # fmt: skip
def test_what_is_about_a_number_is_that_number_and_told(cell: str, number: int) -> None:
    found = as_amounts("Amount", [cell])
    (amount,) = found.values
    assert amount is not None
    assert (amount.number, list(found.remarks)) == (Decimal(number), [0])


@pytest.mark.parametrize(
    ("cell", "code"),
    [("1200 Euro", "EUR"), ("1200 euros", "EUR"), ("5万美金", "USD"), ("90 us dollars", "USD")],
)
def test_a_currency_may_be_called_by_its_name(cell: str, code: str) -> None:
    (amount,) = as_amounts("Amount", [cell]).values
    assert amount is not None
    assert currency_of(amount.symbol or "", "CNY") == code


@pytest.mark.parametrize("cell", ["TBD", "?", "auf Anfrage", "on request", "面议", "待定"])
def test_an_amount_that_is_not_known_yet_is_none_and_told(cell: str) -> None:
    found = as_amounts("Amount", [cell])
    assert (found.values, list(found.faults), list(found.remarks)) == ((None,), [], [0])
