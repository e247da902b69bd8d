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


def test_amounts_in_the_books_currency_need_no_code() -> None:
    assert shown(amounts(cny("300"), cny("100"), cny("200"))) == ["100", "200"]


def test_among_several_currencies_only_foreign_ones_say_their_code() -> None:
    assert shown(amounts(cny("100"), cny("100"), usd("200"))) == ["100", "USD 200"]


def test_a_foreign_currency_is_said() -> None:
    assert shown(amounts(usd("200"), usd("200"))) == ["USD 200"]


def test_columns_for_machines_are_left_out() -> None:
    assert spelled(DEALS, ENGLISH, "CNY").titles[-1] == "Next step"


def test_a_term_is_shown_by_its_label() -> None:
    assert spelled(DEALS, CHINESE, "CNY").rows[0][2] == "提案"


def test_a_total_is_called_so_and_empty_where_there_is_no_sum() -> None:
    assert spelled(STAGES, ENGLISH, "CNY").totals == (("Total", "1,202", "2,003"),)


def test_a_decimal_is_percent_only_where_it_is_a_ratio() -> None:
    columns = (Column(key="a", title="A", kind=Kind.RATIO), Column(key="b", title="B", kind=Kind.NUMBER))
    table = Table(name="t", columns=columns, rows=((Decimal("0.5"), Decimal("0.5")),))

    assert spelled(table, ENGLISH, "CNY").rows == (("50%", "0.5"),)


def test_it_is_said_once_where_rounded_rows_do_not_add_up() -> None:
    document = Document(schema="s/1", title="T")
    sheets = [spelled(amounts(cny("301"), cny("100.50"), cny("200.50")), ENGLISH, "CNY")] * 2

    assert closing(document, sheets, ENGLISH, BASIS) == [
        "Amounts are rounded here and may not add up; the totals are of the exact ones."
    ]


def test_nothing_is_said_where_rounded_rows_add_up() -> None:
    assert not spelled(amounts(cny("300"), cny("100"), cny("200")), ENGLISH, "CNY").is_rounded


def test_a_converted_total_is_no_sum_of_its_rows() -> None:
    assert not spelled(amounts(cny("1550.25"), cny("100"), usd("200")), ENGLISH, "CNY").is_rounded
