"""From which day a workbook counts days, which tells what a number in a column of days means."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from funnel_cli.exchange.foreign import OLD_EXCEL
from funnel_cli.exchange.xlsx_marks import NO_WORKBOOK

_OLD = re.compile(rb"\x22\0\x02\0\x01\0\x0e\0\x02\0")
"""An .xls: the record Date1904, which is set, and the head of CalcPrecision, which always follows it."""

_ODD = re.escape(bytes(range(1, 256, 2)))
_PARTS = {
    "xl/workbook.xml": re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=\"(?:1|true)\""),
    "xl/workbook.bin": re.compile(rb"\x99\x01[\x0c-\x7f][" + _ODD + rb"]"),
    "content.xml": re.compile(rb"<table:null-date\b[^>]*\bdate-value=\"1904-01-01\""),
}
"""The part of an .xlsx, .xlsb and .ods that says it, and how; in the binary one the record BrtWbProp, whose
lowest bit it is."""


def counts_from_1904(data: bytes) -> bool:
    """Whether the workbook says that it counts days from 1904."""
    if data.startswith(OLD_EXCEL):
        return bool(_OLD.search(data))
    try:
        with ZipFile(BytesIO(data)) as parts:
            return any(_PARTS[name].search(parts.read(name)) for name in _PARTS.keys() & {*parts.namelist()})
    except NO_WORKBOOK:
        return False
