from __future__ import annotations

import pytest
from import_samples import FORMATS, SHARED

from funnel_cli.exchange.sheet import FileForm, QuotesBroken, Sheet, SheetEmpty, as_sheet
from funnel_cli.exchange.sheet_text import (
    EncodingUnclear,
    EncodingUnmarked,
    EncodingWrong,
    NoSuchEncoding,
    NoTable,
    NotText,
)
from funnel_cli.values.errors import FunnelError

CORPUS = SHARED / "corpus"


def sheet(
    text: str | bytes, encoding: str | None = None, *, delimiter: str | None = None, skip: int | None = None
) -> Sheet:
    data = text.encode() if isinstance(text, str) else text
    return as_sheet(data, "deals.csv", FileForm(encoding=encoding, delimiter=delimiter, skip=skip))


def cells(found: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in found.rows]


def lines(rows: Sheet) -> list[int]:
    return [row.line for row in rows.rows]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_byte_order_mark_or_strict_utf_8_tells_the_encoding(encoding: str) -> None:
    assert cells(sheet("名称,b\n商机,é\n".encode(encoding))) == [("商机", "é")]


def test_a_byte_order_mark_tells_the_encoding_before_the_one_that_is_named() -> None:
    assert sheet(b"\xfe\xff" + "a,b\n1,2\n".encode("utf-16-be")).encoding == "utf-16-be"
    assert cells(sheet("a,b\né,2\n".encode("utf-8-sig"), "cp1252")) == [("é", "2")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("named", [None, "utf-8", "latin-1"])
@pytest.mark.parametrize("text", ["Customer,Name\nAcme,Belt\n", "客户;项目\r\n北光,é\r\n"])
def test_wide_text_without_a_mark_is_told_by_its_encoding(
    text: str, encoding: str, named: str | None
) -> None:
    data = text.encode(encoding)
    with pytest.raises((EncodingUnmarked, EncodingWrong)) as refusal:
        sheet(data, named)
    if named != "utf-8":
        assert refusal.value.args_by_name["encoding"] == encoding
    found = cells(sheet(data, encoding))
    assert (found, cells(sheet("\ufeff".encode(encoding) + data))) == (found, found)


def test_bytes_that_are_not_of_their_encoding_are_refused() -> None:
    with pytest.raises(EncodingUnclear) as refusal:
        sheet("a,b\nx,1\nCafé,2\n".encode("cp1252"))
    assert refusal.value.args_by_name["line"] == 3

    with pytest.raises(EncodingWrong):
        sheet("a,b\né,2\n".encode("cp1252"), "ascii")


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Café"), ("gb18030", "北光科技")])
def test_an_encoding_that_is_named_is_used(encoding: str, name: str) -> None:
    assert cells(sheet(f"a,b\n{name},2\n".encode(encoding), encoding)) == [(name, "2")]


@pytest.mark.parametrize("name", ["klingon", "hex"])
def test_an_encoding_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(NoSuchEncoding):
        sheet("a,b\n1,2\n", name)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_met_most_often(delimiter: str) -> None:
    text = "a|b|c\nx, y|12,5|z\n".replace("|", delimiter) if delimiter != "," else "a,b,c\nx; y,5,z\n"
    assert sheet(text).delimiter == delimiter


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Kunde;Projekt\nBecker, Schmidt & Co, KG;Teil 1, 2\nMeier, Huber;Ofen, Tor, Gitter\n", ";"),
        ("Customer|Name|Amount\nAcme, Inc|Belt|1,200\n", "|"),
        ("Customer,Name\nA;B;C,D\nE,F;G;H;I\n", ","),
        ("Kunde;Betrag\nA;1,50\nB;2,50\nC;3\n", ";"),
        ("Pipeline, Q4, 2026\n\na\tb\n1,5\t2\n2,5\t3\n", "\t"),
    ],
)
def test_the_delimiter_is_the_one_that_parts_the_rows_evenly(text: str, delimiter: str) -> None:
    assert sheet(text).delimiter == delimiter


def test_the_delimiter_that_is_named_is_used_and_what_stands_in_quotes_does_not_count_as_one() -> None:
    assert cells(sheet("a:b\n1,2:3\n", delimiter=":")) == [("1,2", "3")]
    assert sheet('a;b\n"1,2,3,4,5,6";"x\n,,,,"\n').delimiter == ";"


@pytest.mark.parametrize(
    ("titles", "count"),
    [
        ("Pipeline Q4 2026,,\nPrinted 28/11/2026,,\n\n", 2),
        ("Customers\n", 1),
        ("Company: Acme,Customer,\n", 1),
    ],
)
def test_rows_above_the_header_are_titles(titles: str, count: int) -> None:
    found = sheet(f"{titles}Customer,Name,Amount\nAcme,Belt,10\n")
    assert (found.header, len(found.titles)) == (("Customer", "Name", "Amount"), count)


def test_the_header_is_the_first_row_whose_names_are_known_or_that_is_not_skipped() -> None:
    assert sheet("Partner,Volumenstrom\nAcme,Belt\n").header == ("Partner", "Volumenstrom")
    assert sheet("Customer,Name,Stage\nOwner,Amount,Stage\n").header == ("Customer", "Name", "Stage")

    found = sheet("Customer,Name\nx,y\nPartner,Vorhaben\nAcme,Belt\n", skip=2)
    assert (found.header, lines(found)) == (("Partner", "Vorhaben"), [4])


@pytest.mark.parametrize(
    "total",
    ["Total,,10000,", ',Summe,"10.000,00 €",', "合计,,3.4万,", "Grand Total,2,10000,", "TOTAL,,EUR 1,"],
)
def test_a_row_of_totals_is_left_out_and_kept_apart(total: str) -> None:
    found = sheet(f"Customer,Name,Amount,Stage\nAcme,Belt,10000,Verify\n{total}\n")
    assert (lines(found), [row.line for row in found.footer]) == ([2], [3])


ABOVE = "Acme,A,100,Verify\nMill,B,200,Verify\nHill,C,50,Propose\n"


@pytest.mark.parametrize(
    "total",
    [
        "Subtotal,,50,Propose", ",Subtotal,50,Propose", "Propose Total,,50,Propose", "Sum,,350,Propose",
        "Grand Total:,,350,Propose", "Total Propose,,50,Propose", "Gesamtergebnis,,350,Propose",
        "Propose 小计,,50,Propose", "小计：,,50,Propose", "Total,,€350.00,Verify",
        "Zwischensumme,,250,Propose", "Hill,Total,350,", "合计（元）,,350元,Propose",
    ],
)  # fmt: skip
def test_a_row_that_adds_up_those_above_is_a_footer_though_merged_cells_fill_it(total: str) -> None:
    found = sheet(f"Customer,Name,Amount,Stage\n{ABOVE}{total}\nProbe,D,7,Verify\n")
    assert (lines(found), [row.line for row in found.footer]) == ([2, 3, 4, 6], [5])


def test_subtotals_are_none_of_what_the_total_adds_up() -> None:
    text = "Stage,Customer,Name,Amount\nVerify,Acme,A,1.000\nVerify,Mill,B,2.000\nVerify,Subtotal,,3.000\n"
    found = sheet(
        f"{text}Propose,Hill,C,500\nPropose,Subtotal,,500\nPropose,Total,,3.500\nReport of May,,,\n"
    )
    assert (lines(found), [row.line for row in found.footer]) == ([2, 3, 5], [4, 6, 7, 8])


@pytest.mark.parametrize(
    "deal",
    [
        "Total,Refinery pump,350,Verify", "Total,A,50,Propose", "Total,,351,Verify",
        "Hill Total,D,50,Propose", "Probe,,50,Propose",
    ],
)  # fmt: skip
def test_a_row_that_may_be_a_deal_is_no_footer(deal: str) -> None:
    assert lines(sheet(f"Customer,Name,Amount,Stage\n{ABOVE}{deal}\n")) == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "deal",
    [
        "7,Hill,Sum,50,Propose,", "1,Hill,Sum,50,Propose,", ",Hill,Sum,50,Propose,",
        ",Total,,250,Propose,2027-03-01", "7,Total,,250,Propose,",
    ],
)  # fmt: skip
def test_a_row_with_an_id_or_day_of_its_own_or_beside_a_single_sum_is_no_footer(deal: str) -> None:
    header = "Deal ID,Customer,Name,Amount,Stage,Close Date"
    above = "1,Mill,B,200,Verify,2027-01-01\n2,Hill,C,50,Propose,2027-01-02"
    assert lines(sheet(f"{header}\n{above}\n{deal}\n3,Acme,A,1,Verify,2027-01-03\n")) == [2, 3, 4, 5]


def test_a_customer_called_total_and_a_row_of_one_cell_above_blank_rows_are_no_footer() -> None:
    assert len(sheet("Customer,Name,Amount,Stage\nTotal,Pumps,10000,Verify\n").rows) == 1
    assert [row.line for row in sheet("a,b\n1,\n2,3\n").rows] == [2, 3]


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '[{"a": 1}]', "<!DOCTYPE html><p>", "<html>", '<?xml version="1.0"?>']
)
def test_what_is_another_kind_of_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(NoTable):
        sheet(text)


def test_a_long_cell_is_no_fault() -> None:
    assert len(cells(sheet(f'a,b\n1,"{"x" * 300_000}"\n'))[0][1]) == 300_000


def test_a_row_is_on_the_line_on_which_it_begins_and_a_sep_line_is_none() -> None:
    found = sheet("sep=|\na|b\n1,0|2\n")
    assert (found.header, cells(found), lines(found)) == (("a", "b"), [("1,0", "2")], [3])

    assert lines(sheet('a,b\n"one\ntwo",1\nthree,2\n')) == [2, 4]


def test_a_cell_is_what_it_says_without_blanks_and_formula_signs_whatever_its_lines_end_with() -> None:
    assert cells(sheet('a,b\r\n"one\r\ntwo",1\r\n')) == [("one\r\ntwo", "1")]
    assert cells(sheet("a,b\r1,2\r3,4\r")) == [("1", "2"), ("3", "4")]
    assert cells(sheet("a , b\n 1 ,2\xa0\n")) == [("1", "2")]
    assert cells(sheet("a,b\n'=1+1,'s Gravenhage\n")) == [("=1+1", "'s Gravenhage")]
    assert cells(sheet("a,b\n1,2,,\n")) == [("1", "2")]


def test_rows_of_another_width_are_ragged() -> None:
    assert [(row.line, len(row.cells)) for row in sheet("a,b\n1\n1,2\n1,2,3\n").ragged] == [(2, 1), (4, 3)]


def test_what_fills_one_cell_below_a_blank_row_is_a_footer_and_kept_apart() -> None:
    found = sheet("a,b\n1,2\n\nTotals\nReport\n3,4\n")
    assert (cells(found), [row.line for row in found.footer]) == ([("1", "2"), ("3", "4")], [4, 5])

    found = sheet((FORMATS / "salesforce_report.csv").read_bytes())
    assert (lines(found), len(found.footer)) == ([2, 4], 6)


@pytest.mark.parametrize(
    "note", ["Prepared by Anna", "制表人：王芳", "制表人：王芳,日期：2026-11-30", "Date: 30 Nov"]
)
def test_a_line_of_a_report_below_the_total_is_a_footer(note: str) -> None:
    found = sheet(f"customer,amount,stage\nAcme,5,Verify\nTotal,5,\n{note}\n")
    assert ([row.line for row in found.rows], [row.line for row in found.footer]) == ([2], [3, 4])


@pytest.mark.parametrize(
    "text", ["Acme,5,Verify\nTotal,5,\nBeta,,\nChen,5,Verify\n", "Acme,5,Verify\nBeta,,\n"]
)
def test_a_row_of_one_cell_among_deals_is_one_that_lacks_something(text: str) -> None:
    found = sheet(f"customer,amount,stage\n{text}")
    assert "Beta" in {row.cells[0] for row in found.rows}


def test_what_is_no_text_or_has_unpaired_quotes_is_refused_with_its_line() -> None:
    with pytest.raises(NotText) as refusal:
        sheet("a,b\n1,\0\n")
    assert (refusal.value.args_by_name["line"], refusal.value.code) == (2, "not_text")

    with pytest.raises(NotText):
        sheet("a,b\n1,\0\n".encode("utf-16"))

    with pytest.raises(QuotesBroken) as unpaired:
        sheet('a,b\n1,2\n"3,4\n5,6\n')
    assert unpaired.value.args_by_name["line"] == 3


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\n", "a,b\n\n,\n"])
def test_a_sheet_without_rows_is_refused(text: str) -> None:
    with pytest.raises(SheetEmpty):
        sheet(text)


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
@pytest.mark.parametrize(("name", "rows"), [("csv-cr-only.csv", 1), ("csv-ragged.csv", 0)])
def test_the_corpus_is_read_row_by_row(name: str, rows: int) -> None:
    assert len(sheet((CORPUS / name).read_bytes()).rows) == rows


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_the_corpus_file_with_a_nul_is_refused() -> None:
    with pytest.raises(FunnelError) as refusal:
        sheet((CORPUS / "csv-nul.csv").read_bytes())
    assert (refusal.value.code, refusal.value.exit_code) == ("not_text", 5)


@pytest.mark.parametrize("sign", [",", ";", "|"])
def test_a_blank_before_a_quoted_cell_is_none_of_it(sign: str) -> None:
    cells = sign.join(["Acme", f' "Belt{sign} ""big"""', ' "1200"', " Verify"])
    text = sign.join(["Customer", " Name", " Amount", " Stage"]) + f"\n{cells}\n"
    assert sheet(text).rows[0].cells == ("Acme", f'Belt{sign} "big"', "1200", "Verify")


@pytest.mark.parametrize("cell", ['"Big" Steel Co', '"Big Steel', '"5" and 6" pipe"'])
def test_a_quote_behind_a_blank_that_opens_no_cell_is_a_sign_like_others(cell: str) -> None:
    rows = sheet(f"Customer,Name,Amount\nAcme, {cell}, 1200\nMill,Pump,3\n").rows
    assert [row.cells for row in rows] == [("Acme", cell, "1200"), ("Mill", "Pump", "3")]
