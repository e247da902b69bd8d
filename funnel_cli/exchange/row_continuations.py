"""Rows that only go on with the one above: what a system writes for the second and further tags of a deal."""

from __future__ import annotations

from dataclasses import replace

from funnel_cli.exchange.sheet import Sheet, SheetRow
from funnel_cli.exchange.sheet_columns import Columns


def joined(sheet: Sheet, columns: Columns) -> Sheet:
    """The sheet with each such row joined to the one above, so that its tags are that deal's.

    Odoo leaves everything else in it blank, but for columns of the same kind that are not read; in any
    sheet a row with nothing but tags is one.
    """
    place = columns.places.get("tags")
    if columns.system != "odoo" and place is None:
        return sheet
    rows: list[SheetRow] = []
    for row in sheet.rows:
        read = [at for at in columns.places.values() if row.cells[at]]
        goes_on = read == [place] or (columns.system == "odoo" and not read)
        if rows and goes_on:
            rows[-1] = rows[-1] if place is None else _with_tag(rows[-1], place, row.cells[place])
        else:
            rows.append(row)
    return replace(sheet, rows=tuple(rows))


def _with_tag(row: SheetRow, place: int, tag: str) -> SheetRow:
    """The row with one more tag."""
    tags = ", ".join(filter(None, (row.cells[place], tag)))
    return SheetRow(row.line, (*row.cells[:place], tags, *row.cells[place + 1 :]))
