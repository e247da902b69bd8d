"""In which currency the amounts of a sheet are, wherever it stands: one of several is asked about."""

from dataclasses import replace
from decimal import Decimal

import pytest
from import_samples import METHOD, NO_WISHES, TODAY

from funnel_cli.exchange.incoming import incoming_of
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.exchange.sheet_columns import UnitUnclear
from funnel_cli.exchange.units import CurrencyUnclear
from funnel_cli.records.settings import Settings


def currencies(text: str, home: str = "EUR", wishes: ColumnMap = NO_WISHES) -> list[str | None]:
    """The currency of each good row of a sheet in a book of the currency `home`."""
    method = replace(METHOD, settings=Settings(currency=home))
    rows = incoming_of(as_sheet(text.encode(), "deals.csv"), wishes, method, TODAY).rows
    return [row.deal.currency for row in rows]


HEADERS = ["Amount (¥)", "Amount ¥", "Value [￥]", "金额（¥）", "¥", "Amount in ¥k"]
LINES = ["Currency: ¥", "All amounts in ¥", "单位：¥", "All amounts in ￥", "Pipeline in k¥"]


def above(line: str) -> str:
    return f"{line},,\nCustomer,Stage,Amount\nAcme,verify,1200\n"


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_with_a_sign_of_several_currencies_is_asked_about_unless_the_book_has_one(
    header: str,
) -> None:
    text = f"Customer,Stage,{header}\nAcme,verify,1200\n"
    with pytest.raises(CurrencyUnclear) as asked:
        currencies(text)
    assert asked.value.args_by_name["currencies"] == "CNY / JPY"
    assert currencies(text, "JPY") == ["JPY"]
    sign = str(asked.value.args_by_name["symbol"])
    assert currencies(text, "EUR", ColumnMap(currencies={sign: "CNY"})) == ["CNY"]


@pytest.mark.parametrize("line", LINES)
def test_a_line_with_a_sign_of_several_currencies_is_asked_about_unless_the_book_has_one(line: str) -> None:
    with pytest.raises(CurrencyUnclear):
        currencies(above(line))
    assert currencies(above(line), "CNY") == ["CNY"]


@pytest.mark.parametrize(
    "header", ["Amount (kr)", "Betrag in kr", "Betrag in kr.", "Amount (Rs)", "Amount (Rs.)", "Amount KR"]
)
def test_every_sign_that_has_no_currency_of_its_own_is_asked_about(header: str) -> None:
    with pytest.raises(CurrencyUnclear):
        currencies(f"Customer,Stage,{header}\nAcme,verify,1200\n")


@pytest.mark.parametrize("line", ["Alle Beträge in kr", "Währung: kr", "Currency: Rs."])
def test_so_is_one_above_the_table(line: str) -> None:
    with pytest.raises(CurrencyUnclear):
        currencies(above(line))


def test_what_the_rows_themselves_say_settles_a_header() -> None:
    head = "Customer,Stage,Amount (¥),Currency\n"
    assert currencies(f"{head}Acme,verify,1200,JPY\nBeta,verify,,\n") == ["JPY", None]
    assert currencies(f"{head}Acme,verify,1200,EUR\n") == []
    with pytest.raises(CurrencyUnclear):
        currencies(f"{head}Acme,verify,1200,JPY\nBeta,verify,7,\n")

    head = "Customer,Stage,Amount (¥)\n"
    assert currencies(f"{head}Acme,verify,1200 JPY\n") == ["JPY"]
    assert currencies(f"{head}Acme,verify,1200 EUR\n") == []
    assert currencies(f"{head}Acme,verify,\nBeta,verify,\n") == [None, None]


@pytest.mark.parametrize(
    ("line", "header", "code"),
    [
        ("Currency: JPY", "Amount (¥)", "JPY"),
        ("单位：元", "金额（¥）", "CNY"),
        ("Currency: CAD", "Amount ($)", "CAD"),
        ("Currency: EUR", "Amount ($)", "USD"),
    ],
)
def test_a_line_settles_what_a_sign_in_the_header_means(line: str, header: str, code: str) -> None:
    assert currencies(f"{line},,\nCustomer,Stage,{header}\nAcme,verify,1200\n") == [code]


def test_two_currencies_above_a_table_are_refused_though_one_is_a_sign_of_several() -> None:
    with pytest.raises(UnitUnclear):
        currencies("Currency: ¥,,\nAll amounts in €,,\nCustomer,Stage,Amount\nAcme,verify,1200\n")
    two = "Currency: ¥,,\nAll amounts in JPY,,\nCustomer,Stage,Amount\nAcme,verify,1200\n"
    assert currencies(two) == ["JPY"]


@pytest.mark.parametrize(
    ("header", "cell", "home", "is_good"),
    [
        ("Spare parts", "5", "EUR", True), ("Spare parts (€)", "5", "EUR", True),
        ("Spare parts", "€5", "EUR", True), ("Spare parts (¥)", "5", "JPY", True),
        ("Spare parts ($)", "", "EUR", True),
        ("Spare parts (¥)", "5", "EUR", False), ("Spare parts", "¥5", "EUR", False),
        ("Spare parts", "5 USD", "EUR", False),
    ],
)  # fmt: skip
def test_spare_parts_are_in_the_currency_of_their_deal(
    header: str, cell: str, home: str, *, is_good: bool
) -> None:
    text = f"Customer,Stage,Amount,{header}\nAcme,verify,1200,{cell}\n"
    assert len(currencies(text, home)) == is_good


@pytest.mark.parametrize(
    ("amount", "parts", "codes"),
    [
        ("$ 1200", "$ 100", ["bad-currency"]),
        ("1200", "$ 100", ["bad-parts"]),
        ("$ 1200", "€ 100", ["bad-currency"]),
    ],
)
def test_a_row_in_another_currency_than_its_column_says_is_told_once(
    amount: str, parts: str, codes: list[str]
) -> None:
    text = f"Customer,Stage,Amount,Spare parts,Currency\nAcme,verify,{amount},{parts},EUR\n"
    found = incoming_of(as_sheet(text.encode(), "deals.csv"), NO_WISHES, METHOD, TODAY)
    assert [each.code for each in found.problems] == codes


def test_a_peso_book_means_its_own_by_a_dollar_sign() -> None:
    text = "Customer,Stage,Amount ($)\nAcme,verify,1200\n"
    assert [*currencies(text, "CLP"), *currencies(text)] == ["CLP", "USD"]


def test_an_amount_in_thousands_is_taken_times_these_once_its_currency_is_said() -> None:
    text = "Customer,Stage,Amount in ¥k\nAcme,verify,120\n"
    method = replace(METHOD, settings=Settings(currency="EUR"))
    wishes = ColumnMap(currencies={"¥": "JPY"})
    [row] = incoming_of(as_sheet(text.encode(), "deals.csv"), wishes, method, TODAY).rows
    assert (row.deal.amount, row.deal.currency) == (Decimal(120_000), "JPY")


@pytest.mark.parametrize(
    ("cells", "remarked"),
    [
        (["USD", "", "USD"], [1]), (["", "EUR", ""], []), (["CHF", "EUR", ""], [2]), (["", "", ""], []),
        (["$", "", ""], [1, 2]),
    ],
)  # fmt: skip
def test_an_amount_without_a_currency_among_others_is_in_the_book_s_own_and_that_is_told(
    cells: list[str], remarked: list[int]
) -> None:
    rows = "".join(f"Acme,verify,12,{cell}\n" for cell in cells)
    sheet = as_sheet(f"Customer,Stage,Amount,Currency\n{rows}".encode(), "deals.csv")
    found = incoming_of(sheet, NO_WISHES, replace(METHOD, settings=Settings(currency="EUR")), TODAY).rows
    assert [n for n, row in enumerate(found) if row.remarks] == remarked
    assert all(found[n].deal.currency is None for n in remarked)
