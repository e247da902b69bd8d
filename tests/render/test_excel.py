import re
from datetime import date as Day
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook
from render_demo import BASIS, CHINESE, DEALS, ENGLISH, HOSTILE, PARTIAL, cny, texts

from funnel_cli.render import workbook
from funnel_cli.render.excel import LETTERS, as_workbook
from funnel_cli.render.output import Footing, Output, UnknownPart
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Column, Document, Kind, Table

DEMO = Document(schema="funnel.demo/1", title="Demo", tables=(DEALS,), notes=("Look at it",))


def sheets(document: Document, basis: Footing = BASIS) -> dict[str, list[list[Any]]]:
    """Every sheet of the workbook by its name, as a reader of workbooks sees it."""
    book = load_workbook(BytesIO(as_workbook(document, ENGLISH, basis)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def column(kind: Kind, *cells: Cell) -> list[Any]:
    """What a reader sees of one column with these cells."""
    rows = tuple((cell,) for cell in cells)
    table = Table(name="one", columns=(Column(key="a", title="A", kind=kind),), rows=rows)
    found = sheets(Document(schema="x/1", title="X", tables=(table,)))
    return [row[0] for row in found["X"][1:]]


def part(document: Document, name: str) -> str:
    """The XML of a part of the file."""
    with ZipFile(BytesIO(as_workbook(document, ENGLISH, BASIS))) as parts:
        return parts.read(name).decode("utf-8")


def test_amounts_are_numbers_and_days_are_dates() -> None:
    [_, first, *_] = sheets(DEMO)["Demo"]
    assert first[3:7] == [120000.0, 0.5, Day(2026, 12, 31), 12.0]


def test_an_amount_shows_its_currency_and_the_decimals_that_it_has() -> None:
    styles = part(texts(cny("1.5"), Money(Decimal(9), "JPY"), Money(Decimal(9), "KWD")), "xl/styles.xml")
    assert re.findall(r'formatCode="([^"]+)"', styles) == [
        "[$CNY] #,##0.00",
        "[$JPY] #,##0",
        "[$KWD] #,##0.000",
    ]


def test_what_a_workbook_cannot_hold_stands_there_as_a_text_and_what_is_not_known_is_empty() -> None:
    assert column(Kind.MONEY, cny("12345678901234567.89"), cny("0.1")) == ["12345678901234567.89", 0.1]
    assert column(Kind.DAY, Day(1899, 5, 1), Day(1900, 3, 1)) == ["1899-05-01", Day(1900, 3, 1)]
    assert column(Kind.MONEY, cny("1"), None) == [1.0]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_a_text_is_no_formula_and_stays_none_when_it_is_edited(sign: str) -> None:
    document = texts(f"{sign}1+1")
    assert sheets(document)["Texts"][1] == [f"{sign}1+1"]
    assert "<f>" not in part(document, "xl/worksheets/sheet1.xml")
    assert 'quotePrefix="1"' in part(document, "xl/styles.xml")


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30))
def test_a_text_comes_back_as_it_was(said: str) -> None:
    assert column(Kind.TEXT, said, "end") == [said, "end"]


def test_what_acts_in_a_text_is_made_visible_and_a_link_is_a_text() -> None:
    [said, _] = column(Kind.TEXT, HOSTILE, "end")
    assert said.startswith("=1+1 \\x1b[2J\\x9b\\u202e\\u2028[red]|`<b>\\")
    assert said.endswith("\\ud800")

    assert "<hyperlink" not in part(texts("https://example.com"), "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("sign", ["a", "漏", "😀"])
def test_a_text_that_is_too_long_is_cut_and_told(sign: str) -> None:
    found = sheets(texts(sign * 40_000, "end"))
    [[said], _] = found["Texts"][1:]
    assert len(said.encode("utf-16-le")) // 2 <= LETTERS
    assert said.endswith(sign + "…")
    assert ["1 text cut: a cell of a workbook holds no more than 32767 letters."] in [
        row[:1] for row in found["About"]
    ] or "1 text cut: a cell of a workbook holds no more than 32,767 letters." in str(found["About"])


def test_each_table_is_a_sheet_under_a_name_that_excel_takes() -> None:
    titles = ("[a]: b*c?/\\" * 9, "[a]: b*c?/\\" * 9, "History", "'quoted'", "A" * 40, "a" * 40)
    tables = tuple(Table(name=str(at), title=title, columns=DEALS.columns) for at, title in enumerate(titles))
    names = [*sheets(Document(schema="x/1", title="X", tables=tables))]
    assert len({name.casefold() for name in names}) == len(titles) + 1
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_table_without_a_title_is_called_by_what_its_rows_are_about() -> None:
    tables = tuple(
        Table(name=name, columns=(Column(key="a", title=title, kind=Kind.TEXT),), rows=())
        for name, title in (("first", "Deal"), ("by_stage", "Stage"), ("by_source", "Source"))
    )
    found = sheets(Document(schema="x/1", title="Losses", tables=tables))
    assert [*found][:3] == ["Losses", "Stage", "Source"]


def test_two_columns_of_one_title_are_told_apart() -> None:
    columns = (Column(key="a", title="Ideal"), Column(key="b", title="ideal"))
    table = Table(name="t", columns=columns, rows=(("1", "2"),))
    assert sheets(Document(schema="x/1", title="X", tables=(table,)))["X"][0] == ["Ideal", "ideal (b)"]


def test_the_head_is_frozen_rows_can_be_filtered_and_totals_stand_apart() -> None:
    assert 'state="frozen"' in part(DEMO, "xl/worksheets/sheet1.xml")
    assert '<autoFilter ref="A1:I4"/>' in part(DEMO, "xl/tables/table1.xml").replace(" />", "/>")

    rows = sheets(DEMO)["Demo"]
    assert [row[0] for row in rows] == ["Deal", "acme-erp", "beijing-erp", "cafe-pos", "", "Total", "Total"]
    assert [row[3] for row in rows[-2:]] == [205000.5, 80.5]


def test_what_is_missing_is_said_beside_the_notes_and_in_the_same_bytes_each_time() -> None:
    table = Table(name="t", columns=(Column(key="a", title="A"),), empty="Nothing moved.")
    found = sheets(Document(schema="x/1", title="X", tables=(table,)))
    assert found["X"] == [["A"]]
    assert ["Nothing moved."] in [row[:1] for row in found["About"]]

    said = [cell for row in sheets(DEMO, PARTIAL)["About"] for cell in row]
    assert {"Look at it", "Partial: without 1 file that could not be read.", "data/a.yaml:3"} <= {*said}

    assert as_workbook(DEMO, ENGLISH, BASIS) == as_workbook(DEMO, ENGLISH, BASIS)


def test_titles_and_terms_are_in_the_readers_language() -> None:
    book = load_workbook(BytesIO(as_workbook(DEMO, CHINESE, BASIS)))
    assert book.sheet_names == ["Demo", "说明"]
    assert book.get_sheet_by_name("Demo").to_python()[1][2] == "提案"


def test_one_part_and_some_columns_can_be_asked_for() -> None:
    output = Output(format="xlsx", part="deals", fields=("amount", "id"))
    book = load_workbook(BytesIO(workbook(DEMO, output, BASIS)))
    assert book.get_sheet_by_index(0).to_python()[1] == [120000.0, "acme-erp"]
    with pytest.raises(UnknownPart):
        workbook(DEMO, Output(format="xlsx", part="nothing"), BASIS)
