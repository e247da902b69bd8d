"""The schema of an answer, read off examples of it."""

from datetime import date as Day
from decimal import Decimal

import pytest
from answer_schemas import answer_schema, refusal_schema, texts

from funnel_cli.records.fields import Json
from funnel_cli.render.answer_schemas import FOLDER
from funnel_cli.render.output import FORMATS, UnknownFormat
from funnel_cli.values.message import Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Column, Document, Kind, Table


def table(name: str = "rows", **cells: Cell) -> Table:
    """A table of one row; a column is as its cell is."""
    columns = tuple(Column(key=key, title=key.title(), kind=kind_of(cell)) for key, cell in cells.items())
    return Table(name=name, columns=columns, rows=(tuple(cells.values()),))


def kind_of(cell: Cell) -> Kind:
    return Kind.MONEY if isinstance(cell, Money) else Kind.RATIO if isinstance(cell, Decimal) else Kind.TEXT


def document(*tables: Table, **head: Cell) -> Document:
    return Document(schema="funnel.test/1", title=message("Test"), tables=tables, head=head)


def schema(*examples: Document) -> Json:
    return answer_schema(examples)


def column(*cells: Cell) -> Json:
    """The schema of a column of texts with these cells, without its title."""
    examples = [document(table(a=cell)) for cell in cells]
    found: Json = schema(*examples)["$defs"]["rows"]["properties"]["a"]
    return {key: word for key, word in found.items() if key != "title"}


def test_money_is_a_decimal_text() -> None:
    found = schema(document(table(a=Money(Decimal(1), "CNY"))))["$defs"]["rows"]["properties"]["a"]
    assert found == {"title": "A", "type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}


def test_a_table_of_amounts_has_their_currency() -> None:
    found = schema(document(table(a=Money(Decimal(1), "CNY"))))["$defs"]["rows"]["required"]
    assert found == ["a", "currency"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["x"], {"type": ["string", "null"]}),
        ([None], {"type": ["string", "null"]}),
        ([Term("won", message("won"))], {"type": ["string", "null"]}),
        ([True], {"type": ["boolean", "null"]}),
        ([Day(2026, 11, 22)], {"type": ["string", "null"], "format": "date"}),
        ([Day(2026, 11, 22), "x"], {"type": ["string", "null"]}),
        ([("x",)], {"type": ["array", "null"], "items": {"type": "string"}}),
        ([{"due": None}], {
            "type": ["object", "null"],
            "properties": {"due": {"type": ["string", "null"]}},
            "required": ["due"],
        }),
        ([{}], {"type": ["object", "null"]}),
        ([{"crm": "1"}, {"other": "2"}], {"type": ["object", "null"]}),
    ],
)  # fmt: skip
def test_a_column_of_texts_is_what_its_cells_are(cells: list[Cell], expected: Json) -> None:
    assert column(*cells) == expected


def test_a_column_that_is_not_in_every_shape_is_not_required() -> None:
    found = schema(document(table(a="x", b="y")), document(table(a="x", c="z")))["$defs"]["rows"]
    assert (list(found["properties"]), found["required"]) == (["a", "b", "c"], ["a"])


def test_a_table_that_is_not_in_every_shape_is_not_required() -> None:
    found = schema(document(table(a="x")), document(table(a="x"), table("more", b="y")))
    assert "more" in found["properties"]
    assert "more" not in found["required"]


def test_an_answer_about_no_book_has_no_day() -> None:
    found = answer_schema([document(a="x")], has_book=False)
    assert list(found["properties"]) == ["schema", "a", "partial", "problems"]


def test_a_refusal_is_told_key_by_key() -> None:
    found = refusal_schema([UnknownFormat("jason", FORMATS)])
    assert list(found["properties"]) == ["schema", "code", "exit", "message", "details", "hint"]


def test_the_schemas_of_the_package_are_those_of_the_reports() -> None:
    assert {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")} == {
        path.name: text for path, text in texts().items()
    }
