from collections.abc import Callable
from contextlib import suppress
from datetime import date as Day
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_samples import FORMATS, METHOD, NO_WISHES, TODAY
from xlsxwriter.workbook import Workbook

from funnel_cli.exchange.incoming import Incoming, incoming_of
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.reading import NoSheets, read_sheet
from funnel_cli.exchange.sheet import FileForm, Sheet, SheetEmpty, letters
from funnel_cli.exchange.sheet_dates import DaysCounted
from funnel_cli.exchange.sheet_text import is_workbook
from funnel_cli.exchange.units import CurrencyUnclear
from funnel_cli.exchange.workbook import NoSuchSheet, SheetUnclear, WorkbookUnreadable
from funnel_cli.exchange.xlsx_marks import counts_from_1904, too_large
from funnel_cli.values.errors import FunnelError

HEADER = ["Deal ID", "Customer", "Name", "Amount", "Stage", "Expected close"]
ROW = [17, "Acme", "Belts", 1234.5, "Verify", Day(2027, 4, 3)]

Fill = Callable[[Any, Any], None]
"""What writes into a sheet of a workbook."""


def rows(*lines: list[Any], at: int = 0) -> Fill:
    """Write these rows, days as days."""

    def fill(book: Any, page: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, line in enumerate(lines, start=at):
            for place, value in enumerate(line):
                if isinstance(value, Day):
                    page.write_datetime(number, place, datetime.combine(value, datetime.min.time()), day)
                elif value is not None:
                    page.write(number, place, value)

    return fill


def workbook(folder: Path, *, hidden: tuple[str, ...] = (), **pages: Fill) -> Path:
    """A workbook with these sheets."""
    held = BytesIO()
    book = Workbook(held, {"in_memory": True, "strings_to_formulas": False})
    for name, fill in pages.items():
        page = book.add_worksheet(name)
        fill(book, page)
        if name in hidden:
            page.hide()
    book.close()
    file = folder / "deals.xlsx"
    file.write_bytes(held.getvalue())
    return file


def sheet(file: Path, form: FileForm | None = None) -> Sheet:
    return read_sheet(file, NO_WISHES, form)


def names(found: Sheet) -> Any:
    """The sheets that were not read, as the note has them."""
    return found.notes[0].args["names"]


def deals(file: Path) -> Incoming:
    return incoming_of(sheet(file), NO_WISHES, METHOD, TODAY)


def test_numbers_days_and_ids_are_taken_as_they_are(tmp_path: Path) -> None:
    [row] = deals(workbook(tmp_path, Deals=rows(HEADER, ROW))).rows
    assert (row.deal.amount, row.deal.expected_close) == (Decimal("1234.5"), Day(2027, 4, 3))
    assert [*row.deal.refs.values()] == ["17"]


@pytest.mark.parametrize("amount", [1.234, 999.999, 0.1 + 0.2, 1e15 + 0.5, 12_000_000_000, -5.125, 0])
def test_no_amount_is_in_doubt(amount: float, tmp_path: Path) -> None:
    found = deals(workbook(tmp_path, Deals=rows(HEADER, [1, "A", "B", amount, "Verify"])))
    assert (found.problems, found.rows[0].doubt) == ((), None)
    assert found.rows[0].deal.amount == round(Decimal(f"{amount:.15g}"), 6)


@given(st.decimals(0, 10**9, places=3))
def test_a_number_is_spelled_so_that_only_one_amount_is_meant(
    tmp_path_factory: pytest.TempPathFactory, number: Decimal
) -> None:
    file = workbook(tmp_path_factory.mktemp("b"), D=rows(HEADER, [1, "A", "B", float(number), "Verify"]))
    assert deals(file).rows[0].deal.amount == number


def test_a_day_needs_no_order_beside_texts_that_tell_it(tmp_path: Path) -> None:
    other = [2, "Beta", "Fans", 5, "Verify", "31/01/2027"]
    found = deals(workbook(tmp_path, Deals=rows(HEADER, ROW, other)))
    assert [row.deal.expected_close for row in found.rows] == [Day(2027, 4, 3), Day(2027, 1, 31)]


def counting(number: int, *, from_1904: bool) -> bytes:
    """An .xlsx in which a day is a bare number."""
    held = BytesIO()
    book = Workbook(held, {"in_memory": True, "date_1904": from_1904})
    rows(HEADER, ROW, [18, "Beta", "Fans", 5, "Verify", number])(book, book.add_worksheet())
    book.close()
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        counting(46378, from_1904=False),
        counting(44916, from_1904=True),
        *((FORMATS / f"days_from_1904.{kind}").read_bytes() for kind in ("xls", "xlsb")),
    ],
    ids=["xlsx", "xlsx from 1904", "xls from 1904", "xlsb from 1904"],
)
def test_days_that_are_counted_begin_where_the_workbook_says(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "deals.xlsx"
    file.write_bytes(data)
    with pytest.raises(DaysCounted) as asked:
        deals(file)
    assert asked.value.args_by_name["day"] == Day(2026, 12, 22)

    wishes = ColumnMap(date_order="excel")
    found = incoming_of(read_sheet(file, wishes), wishes, METHOD, TODAY)
    assert [row.deal.expected_close for row in found.rows] == [Day(2027, 4, 3), Day(2026, 12, 22)]


@pytest.mark.parametrize("day", ["1904-01-01", "1899-12-30"])
def test_so_does_a_workbook_of_libreoffice(day: str) -> None:
    held = BytesIO()
    with ZipFile(held, "w") as parts:
        parts.writestr("content.xml", f'<table:null-date table:date-value="{day}"/>')
    assert counts_from_1904(held.getvalue()) is (day == "1904-01-01")


def test_a_mark_that_is_named_holds_for_texts_and_leaves_numbers_alone(tmp_path: Path) -> None:
    wishes = ColumnMap(decimal="comma")
    file = workbook(tmp_path, Deals=rows(HEADER, ROW, [2, "Beta", "Fans", "1.200", "Verify"]))
    found = incoming_of(read_sheet(file, wishes), wishes, METHOD, TODAY)
    assert [row.deal.amount for row in found.rows] == [Decimal("1234.5"), Decimal(1200)]


@pytest.mark.parametrize("result", ["", 7])
def test_a_formula_that_was_never_worked_out_is_no_blank(result: Any, tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        rows(HEADER, ROW)(book, page)
        page.write_formula(1, 3, "=3+4", None, result)

    found = deals(workbook(tmp_path, Deals=fill))
    assert ("cell-error" in {problem.code for problem in found.problems}) is (not result)
    assert [row.deal.amount for row in found.rows] == ([Decimal(7)] if result else [])


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.234,50", "1234.5"), ("1,234.50", "1234.5"), ("12,5", "12.5"), ("1 234,5", "1234.5")],
)
def test_texts_among_numbers_decide_what_they_mean_themselves(text: str, amount: str, tmp_path: Path) -> None:
    others = [[n, "Beta", f"Fans {n}", value, "Verify"] for n, value in enumerate((text, 0.25, 1.5, 7), 1)]
    found = deals(workbook(tmp_path, Deals=rows(HEADER, ROW, *others)))
    wanted = ["1234.5", amount, "0.25", "1.5", "7"]
    assert [row.deal.amount for row in found.rows] == [Decimal(each) for each in wanted]
    assert [row.line for row in found.rows if row.doubt] == []


@pytest.mark.parametrize(
    ("form", "amount", "currency"),
    [
        ("#,##0.00 [$€-407]", "1234.5", "EUR"), ("[$CNY] #,##0", "1234.5", "CNY"),
        ('"USD" #,##0', "1234.5", "USD"), ("#,##0", "1234.5", None),
        ('0.00"万元"', "12345000", "CNY"), ('0.0"万"', "12345000", None),
        ('#,##0 "k€"', "1234500", "EUR"), ('0.0,"k€"', "1234.5", "EUR"),
        ('0.00,,"M"', "1234.5", None), ('0!.0,"万"', "1234.5", None), ('0" pcs"', "1234.5", None),
        ("[$¥-411]#,##0", "1234.5", "JPY"), ("[$￥-804] #,##0", "1234.5", "CNY"),
        ("[$¥-ja-JP]#,##0", "1234.5", "JPY"), ('"¥"#,##0', "1234.5", "CNY"), (r"\¥#,##0", "1234.5", "CNY"),
        ("￥#,##0", "1234.5", "CNY"), ("[$$-C09]#,##0", "1234.5", "AUD"), ("[$$-1009]0", "1234.5", "CAD"),
        ("[$$-en-CA]0", "1234.5", "CAD"), ("[$$-409]0", "1234.5", "USD"), ("[$$-2C0A]0", "1234.5", "ARS"),
        ("[$$-4809]0", "1234.5", "SGD"), ("[$$-407]0", "1234.5", "USD"), ("0 [$kr-41D]", "1234.5", "SEK"),
        ("0 [$kr.-406]", "1234.5", "DKK"), ("[$Rs.-420]0", "1234.5", "PKR"), ("[$£-C01]0", "1234.5", "EGP"),
        ("[$€-2]0", "1234.5", "EUR"), ("0 [$元-404]", "1234.5", "TWD"),
        ('[$¥-411]#,##0"万"', "12345000", "JPY"), ('[$€-407]0"k"', "1234500", "EUR"),
        ('[$€-407]0.0,"k"', "1234.5", "EUR"),
    ],
)  # fmt: skip
def test_an_amount_is_what_its_format_writes_behind_it(
    form: str, amount: str, currency: str | None, tmp_path: Path
) -> None:
    def fill(book: Any, page: Any) -> None:
        rows(HEADER, ROW)(book, page)
        page.write_number(1, 3, 1234.5, book.add_format({"num_format": form}))

    [row] = deals(workbook(tmp_path, Deals=fill)).rows
    assert (row.deal.amount, row.deal.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize("form", ['0 "kr"', '"Rs"0', "0 [$kr-81D]", "[$kr]0", r"0\ \k\r"])
def test_a_format_with_a_sign_of_several_currencies_is_asked_about(form: str, tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        rows(HEADER, ROW)(book, page)
        page.write_number(1, 3, 1234.5, book.add_format({"num_format": form}))

    with pytest.raises(CurrencyUnclear):
        deals(workbook(tmp_path, Deals=fill))


def libreoffice(folder: Path, *amounts: str) -> Path:
    """A workbook as LibreOffice writes one, with these amounts, behind a blank column and two rows."""
    kinds = ("office", "table", "text")
    names = "".join(f' xmlns:{kind}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for kind in kinds)
    text = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    same = text.format(' table:number-columns-repeated="3"', "Acme")
    lines = ("".join(text.format("", each) for each in HEADER[:4]), *(same + cell for cell in amounts))
    table = "".join(f"<table:table-row><table:table-cell/>{line}</table:table-row>" for line in lines)
    with ZipFile(folder / "deals.ods", "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
        parts.writestr(
            "content.xml",
            f'<office:document-content{names} xmlns:calcext="urn:calcext"><office:body><office:spreadsheet>'
            '<table:table table:name="R&amp;D"><table:table-row table:number-rows-repeated="2">'
            f"<table:table-cell/></table:table-row>{table}</table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return folder / "deals.ods"


def test_a_workbook_of_libreoffice_says_currencies_percents_errors_and_what_is_merged(tmp_path: Path) -> None:
    cells = """\
office:value-type="currency" office:currency="USD" office:value="1234.5">
office:value-type="percentage" office:value="0.5">
office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p>
office:value-type="float" office:value="7">""".splitlines()
    found = sheet(libreoffice(tmp_path, *(f"<table:table-cell {cell}</table:table-cell>" for cell in cells)))
    assert [row.cells[-1] for row in found.rows] == ["1234.5 USD", "50%", "#N/A", "7"]

    spanned = (
        '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>12 k</text:p>'
    )
    cells = [f"{spanned}</table:table-cell>", "<table:covered-table-cell/>", "<table:table-cell/>"]
    found = sheet(libreoffice(tmp_path, *cells))
    assert [row.cells[-1] for row in found.rows] == ["12 k", "12 k", ""]


@pytest.mark.parametrize(("name", "amount"), [("漏斗（万元）", 12_345_000), ("Deals (EUR)", 1234.5)])
def test_a_sheet_may_say_in_its_name_what_its_amounts_are_in(
    name: str, amount: float, tmp_path: Path
) -> None:
    pages: dict[str, Any] = {name: rows(HEADER, ROW)}
    [row] = deals(workbook(tmp_path, **pages)).rows
    assert row.deal.amount == Decimal(str(amount))


def test_a_share_is_a_percentage_where_its_format_says_so(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        rows([*HEADER, "Probability"], [*ROW, None])(book, page)
        page.write_number(1, 6, 0.55, book.add_format({"num_format": "0%"}))

    assert sheet(workbook(tmp_path, Deals=fill)).rows[0].cells[-1] == "55%"


def test_titles_above_the_header_and_totals_below_are_none_of_the_rows(tmp_path: Path) -> None:
    lines: tuple[list[Any], ...] = (["Pipeline of the north"], [], HEADER, ROW, ["Total", None, None, 1234.5])
    found = sheet(workbook(tmp_path, Deals=rows(*lines)))
    assert ([row.line for row in found.titles], [row.line for row in found.footer]) == ([1], [5])
    assert [row.line for row in found.rows] == [4]


def test_a_text_of_merged_cells_holds_for_each_row_and_a_number_for_the_first(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        rows(HEADER, ROW, [18, None, "Fans", None, "Verify"])(book, page)
        page.merge_range("B2:B3", "Acme")
        page.merge_range("D2:D3", 500)

    found = sheet(workbook(tmp_path, Deals=fill))
    assert [row.cells[1] for row in found.rows] == ["Acme", "Acme"]
    assert [row.cells[3] for row in found.rows] == ["500", ""]
    assert [note.args["cells"] for note in found.notes] == [("B2:B3", "D2:D3")]


def test_cells_of_the_header_that_reach_into_the_row_below_are_no_deal(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        rows(HEADER, [], ROW)(book, page)
        for place, name in enumerate(HEADER):
            page.merge_range(0, place, 1, place, name)

    assert [row.line for row in sheet(workbook(tmp_path, Deals=fill)).rows] == [3]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
@pytest.mark.parametrize("place", [1, 3])
def test_a_cell_with_an_error_makes_its_row_bad(error: str, place: int, tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        rows(HEADER, ROW)(book, page)
        page.write_formula(1, place, "=NA()", None, error)

    problems = deals(workbook(tmp_path, Deals=fill)).problems
    assert ("cell-error", 2) in [(problem.code, problem.line) for problem in problems]


def test_an_error_in_a_column_that_is_not_read_is_left_alone(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        rows([*HEADER, "Shoe size"], ROW)(book, page)
        page.write_formula(1, 6, "=NA()", None, "#N/A")

    assert deals(workbook(tmp_path, Deals=fill)).problems == ()


def test_the_only_sheet_with_a_header_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    file = workbook(
        tmp_path, Notes=rows(["Call Anna"]), Deals=rows(HEADER, ROW), Old=rows(HEADER), hidden=("Old",)
    )
    found = sheet(file)
    assert (found.page, len(found.rows)) == ("Deals", 1)
    assert [str(name.args["name"]) for name in names(found)] == ["Notes", "Old"]


def test_where_several_sheets_could_be_meant_somebody_is_asked(tmp_path: Path) -> None:
    file = workbook(tmp_path, North=rows(HEADER, ROW), South=rows(HEADER, ROW))
    with pytest.raises(SheetUnclear):
        sheet(file)
    assert read_sheet(file, NO_WISHES, None, lambda names: names[1]).page == "South"


@pytest.mark.parametrize("wish", ["South", "south", "2"])
def test_a_sheet_is_named_by_name_or_number(wish: str, tmp_path: Path) -> None:
    file = workbook(tmp_path, North=rows(HEADER, ROW), South=rows(HEADER, ROW), hidden=("South",))
    assert sheet(file, FileForm(page=wish)).page == "South"


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    file = workbook(tmp_path, North=rows(HEADER, ROW))
    with pytest.raises(NoSuchSheet) as refusal:
        sheet(file, FileForm(page="East"))
    assert [line.args["name"] for line in refusal.value.details] == ["North"]


def test_a_text_file_has_no_sheets_and_a_workbook_without_a_cell_is_empty(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("Customer,Name\nAcme,Belts\n", encoding="utf-8")
    with pytest.raises(NoSheets):
        sheet(tmp_path / "deals.csv", FileForm(page="1"))

    with pytest.raises(SheetEmpty):
        sheet(workbook(tmp_path, Deals=rows()))


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04" + b"xl/" * 9, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600],
    ids=["zip", "old"],
)
def test_what_only_begins_like_a_workbook_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "deals.xlsx").write_bytes(data)
    assert is_workbook(data)
    with pytest.raises(WorkbookUnreadable):
        sheet(tmp_path / "deals.xlsx")


@pytest.mark.parametrize(
    ("cell", "reach"),
    [
        (b'<c r="C' + b"9" * 5000, "F" + "9" * 18),
        (b'<c r="xfd1048576', "XFD1048576"),
        (b'<c r="C1048576', None),
        (b'<c r="Y1048576" s="1"/><c r="C2', None),
        (b'<c r="Y1048576" s="1"></c><c r="C2', None),
        (b'</row><row r="1048576">' + b"<c><v>1</v></c>" * 20 + b'<c r="C2', "T1048576"),
    ],
    ids=[
        "no such row",
        "last cell",
        "last row",
        "coloured only",
        "coloured by a stream",
        "cells without a place",
    ],
)
def test_a_workbook_whose_cells_find_no_room_is_refused(
    cell: bytes, reach: str | None, tmp_path: Path
) -> None:
    file = workbook(tmp_path, Deals=rows(HEADER, ROW))
    with ZipFile(file) as parts:
        texts = {name: parts.read(name) for name in parts.namelist()}
    texts["xl/worksheets/sheet1.xml"] = texts["xl/worksheets/sheet1.xml"].replace(b'<c r="C2', cell)
    with ZipFile(file, "w") as parts:
        for name, text in texts.items():
            parts.writestr(name, text)
    found = too_large(file.read_bytes())
    assert (found and found.args["cell"]) == reach


def test_a_workbook_that_swells_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "deals.xlsx"
    with ZipFile(file, "w", ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * 200_000_001)
    with pytest.raises(WorkbookUnreadable):
        sheet(file)


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=40))
def test_a_torn_workbook_is_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, at: int, torn: bytes
) -> None:
    file = workbook(tmp_path_factory.mktemp("b"), Deals=rows(HEADER, ROW))
    whole = file.read_bytes()
    file.write_bytes(whole[:at] + torn + whole[at + len(torn) :])
    with suppress(FunnelError):
        assert sheet(file).header


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_a_column_is_called_by_letters(column: int, name: str) -> None:
    assert letters(column) == name
