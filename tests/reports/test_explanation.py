"""What stands behind a figure is told with the line that says so."""

from decimal import Decimal

from arrange import book, deal
from grids import cells, cny, part

from funnel_cli.reports.explanation import amounts, weighted_amounts, with_explanation
from funnel_cli.time.standing import standings
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.figures import Figure, Head
from funnel_cli.values.message import Term, message
from funnel_cli.values.table import Document

BOOK = book(deal("acme 100000 propose 12-20"), deal("belt - verify"), deal("dale 500 close", currency="USD"))
WEIGHTED = Term("weighted", message("Weighted"))


def spot(file: str, way: KeyPath) -> str:
    return f"{file}:{'.'.join(map(str, way))}"


def test_a_sum_is_made_of_what_each_deal_with_an_amount_and_a_rate_adds() -> None:
    found = amounts(standings(BOOK))
    assert [(each.id, each.adds) for each in found] == [("acme", cny("100000"))]

    found = weighted_amounts(standings(BOOK))
    assert [(each.id, each.adds) for each in found] == [("acme", cny("50000.0"))]


def test_each_figure_stands_with_its_formula_and_each_part_with_its_place() -> None:
    figure = Figure(WEIGHTED, Decimal(1), "a × b", amounts(standings(BOOK)), of="propose")
    document = with_explanation(Document(schema="funnel.x/1", title="X", head=Head(weighted=figure)), spot)
    assert document.head == {"weighted": Decimal(1)}
    assert cells(part(document, "formulas"), "figure", "of", "value", "formula") == [
        (WEIGHTED, "propose", Decimal(1), "a × b")
    ]
    assert cells(part(document, "behind"), "figure", "id", "adds", "where") == [
        (WEIGHTED, "acme", cny("100000"), "data/opportunities/acme.yaml:amount")
    ]
