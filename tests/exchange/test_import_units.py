"""Wherever a sheet says what its amounts are in, the deals come out the same; two things said are refused."""

from decimal import Decimal

import pytest
from import_samples import METHOD, TODAY, plan, read

from funnel_cli.exchange.account import cures
from funnel_cli.exchange.incoming import incoming_of
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.sheet import FileForm, as_sheet
from funnel_cli.exchange.sheet_columns import UnitUnclear
from funnel_cli.exchange.units import Measure, stated
from funnel_cli.values.message import message

THOUSAND = Decimal(1000)


def amounts(text: str, wishes: ColumnMap | None = None) -> list[tuple[Decimal | None, str | None]]:
    """The amount and the currency of each row of a sheet."""
    return [(row.deal.amount, row.deal.currency) for row in read(text, wishes or ColumnMap()).rows]


@pytest.mark.parametrize(
    "text",
    [
        "客户,阶段,金额\nAcme,verify,120万元\n",
        "客户,阶段,金额（万元）\nAcme,verify,120\n",
        "客户,阶段,金额（单位：万元）\nAcme,verify,120\n",
        "单位：万元,,\n客户,阶段,金额\nAcme,verify,120\n",
        "跟进表,,单位:万元\n客户,阶段,金额\nAcme,verify,120\n",
        "销售漏斗（单位：万元）,,\n客户,阶段,金额\nAcme,verify,120\n",
        "2026年11月  金额单位：人民币万元,,\n客户,阶段,金额\nAcme,verify,120\n",
        "币种：人民币　单位：万元,,\n客户,阶段,金额\nAcme,verify,120\n",
        "客户,阶段,金额\nAcme,verify,120\n,,\n注：金额单位为万元,,\n",
        "客户,阶段,金额\nAcme,verify,1200000\n,,\n币种：人民币,,\n",
        "客户,阶段,金额\nAcme,verify,120\n合计（万元）,,120\n",
        "客户,阶段,金额\n,,（万元）\nAcme,verify,120\n",
        "客户,阶段,金额,日期\n单位,,万元\nAcme,verify,120,\n",
        "客户,阶段,金额,日期\n\n(名称),(阶段),(人民币万元),(日)\nAcme,verify,120,\n",
        "客户,阶段,金额（万）\n,,元\nAcme,verify,120\n",
    ],
)
def test_an_amount_is_the_same_wherever_its_unit_stands(text: str) -> None:
    assert amounts(text) == [(Decimal(1_200_000), "CNY")]


@pytest.mark.parametrize(
    ("line", "measure"),
    [
        ("All amounts in kEUR", Measure(3, "EUR")),
        ("Pipeline 2026 (T€)", Measure(3, "€")),
        ("Alle Beträge in Tsd. EUR", Measure(3, "EUR")),
        ("Angaben in Mio. €", Measure(6, "€")),
        ("Montants en k€", Measure(3, "€")),
        ("Report (in thousands)", Measure(3)),
        ("Figures are in USD '000", Measure(3, "USD")),
        ("Currency: EUR", Measure(0, "EUR")),
        ("Unit: USD thousands", Measure(3, "USD")),
        ("Sales pipeline in EUR", Measure(0, "EUR")),
        ("单位：元", Measure(0, "元")),
    ],
)
def test_a_line_around_the_table_may_say_what_its_amounts_lack(line: str, measure: Measure) -> None:
    assert stated([line, line]) == (measure,)


@pytest.mark.parametrize(
    "line",
    [
        "填报单位：销售部", "单位：台", "单位：m", "Unit: mm", "客户单位", "Team B", "Pipeline (EUR)",
        "Sales in Wales", "Numbers in brackets are estimates", "Units sold: 1000", "Region M",
    ],
)  # fmt: skip
def test_a_line_about_something_else_says_nothing_of_amounts(line: str) -> None:
    assert [each.zeros for each in stated([line]) if each.zeros or each.sign] == (
        [3] if line == "In k" else []
    )


def test_what_is_said_of_amounts_in_a_cell_its_column_or_the_header_is_nearer_than_what_stands_above() -> (
    None
):
    text = "单位：万元,,\n客户,阶段,金额,配件金额\nAcme,verify,120,3\nBeta,verify,5千元,\n"
    found = read(text)
    assert [row.deal.amount for row in found.rows] == [Decimal(1_200_000), Decimal(5000)]
    assert found.rows[0].deal.parts == Decimal(30_000)

    text = "单位：元,,\n客户,阶段,金额（万元）\nAcme,verify,120\n"
    assert amounts(text) == [(Decimal(1_200_000), "CNY")]

    text = "Currency: EUR,,,\nCustomer,Stage,Amount,Currency\nAcme,verify,120,USD\n"
    assert amounts(text) == [(Decimal(120), "USD")]

    text = "单位：万元,,\n客户,阶段,金额\nAcme,verify,120\n"
    sheet = as_sheet(text.encode(), "deals.csv", FileForm(skip=1))
    [row] = incoming_of(sheet, ColumnMap(), METHOD, TODAY).rows
    assert row.deal.amount == Decimal(1_200_000)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("单位：万元,,\n客户,阶段,金额（元）\nAcme,verify,120\n", ColumnMap(scale=THOUSAND)),
        ("All amounts in kEUR,,\nCustomer,Stage,Amount (EUR)\nAcme,verify,120\n", ColumnMap(scale=THOUSAND)),
        ("单位：万元,,\n客户,阶段,金额\nAcme,verify,120\n,,\n单位：千元,,\n", ColumnMap(scale=THOUSAND)),
        ("Customer,Stage,Amount (EUR)\n,,(k)\nAcme,verify,120\n", ColumnMap(scale=THOUSAND)),
        ("Customer,Stage,Amount\nText,Text,k EUR\nAcme,verify,120\n", ColumnMap(scale=THOUSAND)),
        (
            "In kEUR,,\nCurrency: USD,,\nCustomer,Stage,Amount\nAcme,verify,120\n",
            ColumnMap(constants={"currency": "GBP"}),
        ),
    ],
)
def test_two_things_said_of_the_amounts_are_refused_until_a_mapping_says_which(
    text: str, wishes: ColumnMap
) -> None:
    with pytest.raises(UnitUnclear) as refused:
        amounts(text)
    assert str(refused.value.args_by_name["example"]).startswith(("scale: 1000", "constants: "))
    assert [amount for amount, _ in amounts(text, wishes)] == [Decimal(120_000)]


@pytest.mark.parametrize(
    "row",
    [",,(EUR)", "Beta,verify,EUR", ",,'1,000 EUR", ',,"1,000 EUR"', ",,1000", ",,x", "Beta,verify,十万"],
)
def test_a_row_below_the_header_that_says_no_unit_or_tells_of_a_deal_changes_no_amount(row: str) -> None:
    found = amounts(f"Customer,Stage,Amount\n{row}\nAcme,verify,120.00\n")
    assert found[-1][0] == Decimal(120)


def test_a_row_of_units_says_of_each_column_what_is_in_it() -> None:
    [row] = read("Customer,Stage,Amount,Parts\n,,(k EUR),(EUR)\nAcme,verify,120,50\n").rows
    assert (row.deal.amount, row.deal.parts, row.deal.currency) == (Decimal(120_000), Decimal(50), "EUR")


@pytest.mark.parametrize("cell", ["€12", "12 €", "EUR 12", "12元", "¥12"])
def test_an_amount_with_a_currency_and_no_unit_in_a_column_of_another_is_doubtful_until_a_mapping_says(
    cell: str,
) -> None:
    text = f"Customer,Stage,Amount (k)\nAcme,verify,{cell}\n"
    said = read(text, ColumnMap(scale=THOUSAND)).rows[0]
    assert (read(text).rows[0].doubt is None, said.doubt, said.deal.amount) == (False, None, Decimal(12_000))
    nothing = read(text.replace("12", "0.00")).rows[0]
    assert (nothing.doubt, nothing.deal.amount) == (None, Decimal(0))


@pytest.mark.parametrize(
    "text",
    [
        "客户,阶段,金额（万元）\nAcme,verify,5000元\n",
        'Customer,Stage,Amount\nAcme,verify,"185,000"\nBeta,develop,"12,5"\n',
    ],
)
def test_a_doubtful_amount_is_to_be_written_out(text: str) -> None:
    cure = message("Doubtful amounts: write each out in the file with its unit, and import it again.")
    assert list(cures(plan(text))) == [cure]
