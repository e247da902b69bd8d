from decimal import Decimal

from render_demo import BASIS, CHINESE, DEALS, ENGLISH, STAGES, cny, usd

from funnel_cli.render.wording import closing, spelled
from funnel_cli.values.money import Money
from funnel_cli.values.table import Column, Document, Kind, Table


def amounts(total: Money, *rows: Money) -> Table:
    column = Column(key="amount", title="Amount", kind=Kind.MONEY)
    return Table(name="amounts", columns=(column,), rows=tuple((row,) for row in rows), totals=((total,),))


def shown(table: Table) -> list[str]:
    return [row[0] for row in spelled(table, ENGLISH, "CNY").rows]


def test_only_foreign_amounts_say_their_code() -> None:
    assert shown(amounts(cny("300"), cny("100"), cny("200"))) == ["100", "200"]
    assert shown(amounts(cny("100"), cny("100"), usd("200"))) == ["100", "USD 200"]
    assert shown(amounts(usd("200"), usd("200"))) == ["USD 200"]


def test_a_table_is_worded_without_columns_for_machines_in_labels_and_with_its_total() -> None:
    assert spelled(DEALS, ENGLISH, "CNY").titles[-1] == "Next step"
    assert spelled(DEALS, CHINESE, "CNY").rows[0][2] == "提案"
    assert spelled(STAGES, ENGLISH, "CNY").totals == (("Total", "1,202", "2,003"),)


def test_a_total_of_one_row_is_told_only_where_it_is_another() -> None:
    assert spelled(amounts(cny("100"), cny("100")), ENGLISH, "CNY").totals == ()
    assert spelled(amounts(cny("300"), cny("100")), ENGLISH, "CNY").totals == (("300",),)
    assert spelled(amounts(cny("200"), cny("100"), cny("100")), ENGLISH, "CNY").totals == (("200",),)
    assert spelled(amounts(cny("0")), ENGLISH, "CNY").totals == (("0",),)


def test_a_decimal_is_percent_only_where_it_is_a_ratio() -> None:
    columns = (Column(key="a", title="A", kind=Kind.RATIO), Column(key="b", title="B", kind=Kind.NUMBER))
    table = Table(name="t", columns=columns, rows=((Decimal("0.5"), Decimal("0.5")),))

    assert spelled(table, ENGLISH, "CNY").rows == (("50%", "0.5"),)


def test_it_is_said_once_where_rounded_rows_do_not_add_up_and_not_where_they_do_or_are_converted() -> None:
    document = Document(schema="s/1", title="T")
    sheets = [spelled(amounts(cny("301"), cny("100.50"), cny("200.50")), ENGLISH, "CNY")] * 2

    assert closing(document, sheets, ENGLISH, BASIS) == [
        "Amounts are rounded here and may not add up; the totals are of the exact ones."
    ]

    assert not spelled(amounts(cny("300"), cny("100"), cny("200")), ENGLISH, "CNY").is_rounded
    assert not spelled(amounts(cny("1550.25"), cny("100"), usd("200")), ENGLISH, "CNY").is_rounded
