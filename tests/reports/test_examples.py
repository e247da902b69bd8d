"""The examples that schemas are read off have something in every column and in every head."""

from collections.abc import Sequence

import pytest
from example_answers import BOOK, bookless, reports
from example_import import import_examples

from funnel_cli.values.table import Document, Kind, Row

ANSWERS = {
    examples[0].schema: examples
    for examples in (*dict(reports()).values(), *dict(bookless()).values(), import_examples(BOOK))
}

every_answer = pytest.mark.parametrize("examples", ANSWERS.values(), ids=ANSWERS)


def cells(rows: Sequence[Row], place: int) -> list[object]:
    return [row[place] for row in rows if row[place] is not None]


@every_answer
def test_an_answer_keeps_its_name_in_every_shape(examples: tuple[Document, ...]) -> None:
    assert len({example.schema for example in examples}) == 1


@every_answer
def test_every_column_of_texts_holds_one_somewhere(examples: tuple[Document, ...]) -> None:
    told: dict[tuple[str, str], int] = {}
    for example in examples:
        for table in example.tables:
            for place, column in enumerate(table.columns):
                known = cells(table.rows, place) if column.kind is Kind.TEXT else [column]
                told[table.name, column.key] = told.get((table.name, column.key), 0) + len(known)
    assert {where: count for where, count in told.items() if not count} == {}


@every_answer
def test_every_value_above_the_tables_is_known_somewhere(examples: tuple[Document, ...]) -> None:
    keys = set().union(*(example.head for example in examples))
    known = {key for example in examples for key, cell in example.head.items() if cell is not None}
    assert keys - known == set()
