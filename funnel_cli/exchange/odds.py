"""A column of the rep's own odds: 75%, 75 or 0.75."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from funnel_cli.exchange.cells import Converted, cells_read
from funnel_cli.values.message import Message, message
from funnel_cli.values.typed import half_width

_ODDS = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?) ?(%?)")
_FINEST = Decimal("0.000001")


def as_odds(cells: Sequence[str]) -> Converted[Decimal]:
    """The odds of a column, from 0 to 1; bare numbers are percents if one of them is above 1."""
    found = [parts for cell in cells if (parts := _ODDS.fullmatch(half_width(cell)))]
    is_percent = any(not parts[2] and _number(parts[1]) > 1 for parts in found)
    return cells_read(cells, lambda cell: _odds(cell, is_percent=is_percent))


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _odds(cell: str, *, is_percent: bool) -> Decimal | Message:
    """The odds a cell means, or why it means none."""
    parts = _ODDS.fullmatch(half_width(cell))
    if parts is None:
        return message("“{cell}” is no probability; one looks like 75%", cell=cell)
    odds = _number(parts[1]) / 100 if is_percent or parts[2] else _number(parts[1])
    if odds > 1:
        return message("“{cell}” is no probability; one looks like 75%", cell=cell)
    return odds.quantize(_FINEST).normalize()
