"""The cells of a sheet as values, row by row: texts, days, an amount and its currency."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal
from typing import Any, NamedTuple

from funnel_cli.exchange.cells import Converted, Said, cells_read
from funnel_cli.exchange.known import KNOWN_CATEGORIES, SAYS_DECIDED, bare
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.prices import prices_of
from funnel_cli.exchange.sheet import Sheet
from funnel_cli.exchange.sheet_columns import Columns
from funnel_cli.exchange.sheet_dates import START, START_1904, as_days
from funnel_cli.time.standing import CATEGORIES
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.money import with_digits
from funnel_cli.values.typed import half_width

_ODDS = re.compile(
    r"([0-9]{1,3}(?:[.,][0-9]{1,6})?|[.,][0-9]{1,6}) ?(%|per ?cent|pct\.?|prozent|)", re.IGNORECASE
)
_TENTHS = re.compile("([0-9]{1,2}|[一二两三四五六七八九十])成([0-9半一二三四五六七八九]?)")
_FINEST = Decimal("0.000001")
EITHER_ODDS = N_("“{cell}” may be {one}, or {other} as the other odds are written; put the % behind it")


def _as_odds(cells: Sequence[str]) -> Converted[Decimal]:
    """The odds of a column, from 0 to 1; bare numbers are percents if one of them is above 1.

    Fractions among them are doubtful, and so is a 1 beside both.
    """
    found = (parts for cell in cells if (parts := _odds_in(cell)))
    bare_ones = {_number(parts[1]) for parts in found if not parts[2]}
    is_percent = max(bare_ones, default=0) > 1
    fractions = {number for number in bare_ones if 0 < number < 1} if is_percent else set()
    doubtful = {*fractions, *([Decimal(1)] if fractions else [])}
    return cells_read(cells, lambda cell: _odds(cell, doubtful, is_percent=is_percent))


def _odds_in(cell: str) -> re.Match[str] | None:
    """The number of a cell of odds, and the sign or word behind it."""
    text = half_width(cell)
    if tenths := _TENTHS.fullmatch(text):
        text = f"{with_digits(tenths[1])}{with_digits(tenths[2].replace('半', '5')) or 0}%"
    elif text.startswith("百分之"):
        text = f"{text.removeprefix('百分之')}%"
    return _ODDS.fullmatch(with_digits(text))


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _odds(cell: str, doubtful: Collection[Decimal], *, is_percent: bool) -> Decimal | Said[Decimal] | Message:
    """The odds a cell means, or why it means none."""
    parts = _odds_in(cell)
    if parts is None:
        return message("“{cell}” is no probability; one looks like 75%", cell=cell)
    odds = _number(parts[1]) / 100 if is_percent or parts[2] else _number(parts[1])
    if odds > 1:
        return message("“{cell}” is no probability; one looks like 75%", cell=cell)
    odds = odds.quantize(_FINEST).normalize()
    if not parts[2] and (number := _number(parts[1])) in doubtful:
        other, one = (f"{(share * 100).normalize():f}%" for share in (odds, number))
        return Said(odds, message(EITHER_ODDS, cell=cell, one=one, other=other), is_doubtful=True)
    return odds


_DOMAIN = re.compile(r" ?\((?:https?://)?[\w-]+(?:\.[\w-]+)+\)")
"""What HubSpot writes behind the name of a company: Acme (acme.example)."""

_DAY_FIELDS = frozenset(
    {"created", "close", "expected_close", "closed", "won_on", "lost_on", "next_due", "stage_since"}
    | {"last_contact", "paused_until"}
)
_LOOSE_FIELDS = frozenset({"close", "expected_close", "next_due"})
"""The days that a period may stand for, being its last."""


class RowFacts(NamedTuple):
    """What one row says: the filled texts and days by field, the days on which a stage was entered.

    `line` is where the row begins in its file. A currency is the column's, else the amount's symbol's.
    `loose` are the fields that are not quite as written, a day being the last of a period; `remarks` and
    `doubt` are what is to be said of the cells, a doubt being for a person to settle.
    """

    line: int
    texts: Mapping[str, str]
    days: Mapping[str, Day]
    entered: tuple[tuple[Day, str], ...] = ()
    amount: Decimal | None = None
    parts: Decimal | None = None
    currency: str | None = None
    odds: Decimal | None = None
    category: str | None = None
    loose: frozenset[str] = frozenset()
    remarks: tuple[Message, ...] = ()
    doubt: Message | None = None


class SheetFacts(NamedTuple):
    """The rows of a sheet, what could not be understood in them, and what is to be said of whole columns.

    Each row is made of its columns when it is looked at, and then forgotten.
    """

    rows: Iterator[RowFacts]
    problems: tuple[Problem, ...]
    notes: tuple[Message, ...] = ()


def facts_of(
    sheet: Sheet,
    columns: Columns,
    wishes: ColumnMap,
    home: str,
    first_month: int = 1,
    today: Day | None = None,
) -> SheetFacts:
    """The facts of every row; `home` is the currency that a shared symbol such as $ stands for,
    `first_month` that in which the book's years begin, and `today` the day near which a sheet's days are.

    Raises a `DataRefused` where a column does not say clearly which days, amounts or currency it means.
    """
    texts = {
        field: _texts(sheet, columns.places.get(field), wishes.constants.get(field, ""))
        for field in (*columns.places, *wishes.constants)
    }
    if columns.system == "hubspot" and "customer" in texts:
        texts["customer"] = [_DOMAIN.sub("", text) for text in texts["customer"]]
    days = _days(sheet, columns, wishes, texts, first_month, today)
    prices = prices_of(sheet, columns, wishes, texts, home)
    blank = [""] * len(sheet.rows)
    parts = prices.parts
    odds = _as_odds(texts.get("probability", blank))
    categories = cells_read(texts.get("category", blank), _category)
    read: dict[str, Converted[Any]] = {
        **days, "amount": prices.amounts, "parts": parts, "currency": prices.currencies, "probability": odds,
        "category": categories,
    }  # fmt: skip
    dated = [(field, column.values) for field, column in read.items() if field in _DAY_FIELDS]
    remarked = [(field, column.remarks) for field, column in read.items() if column.remarks]
    lines = [row.line for row in sheet.rows]

    def row(n: int) -> RowFacts:
        return RowFacts(
            line=lines[n],
            texts={field: cells[n] for field, cells in texts.items() if cells[n]},
            days={field: day for field, values in dated if (day := values[n])},
            entered=tuple((day, stage) for at, stage in columns.entered if (day := read[_key(at)].values[n])),
            amount=amount.number if (amount := prices.amounts.values[n]) else None,
            parts=beside.number if (beside := parts.values[n]) else None,
            currency=prices.currencies.values[n],
            odds=odds.values[n],
            category=categories.values[n] or None,
            loose=frozenset(field for field, said in remarked if n in said),
            remarks=tuple(said[n] for _, said in remarked if n in said),
            doubt=prices.amounts.doubts.get(n) or parts.doubts.get(n) or odds.doubts.get(n),
        )

    problems = (problem for field in read for problem in _problems(sheet, field, read[field].faults))
    return SheetFacts(map(row, range(len(lines))), tuple(problems), prices.notes)


def _days(
    sheet: Sheet,
    columns: Columns,
    wishes: ColumnMap,
    texts: Mapping[str, Sequence[str]],
    first_month: int,
    today: Day | None,
) -> dict[str, Converted[Day]]:
    """The days by field, and those of the columns that tell when a stage was entered by their key."""
    titles = {field: sheet.header[place] for field, place in columns.places.items()}
    start = START_1904 if sheet.is_1904 else START
    days = {
        field: as_days(
            titles.get(field, field),
            cells,
            wishes.date_order,
            fiscal=first_month if field in _LOOSE_FIELDS else None,
            start=start,
            today=today,
        )
        for field, cells in texts.items()
        if field in _DAY_FIELDS
    }
    entered = {
        _key(place): as_days(
            sheet.header[place], _texts(sheet, place, ""), wishes.date_order, start=start, today=today
        )
        for place, _ in columns.entered
    }
    return {**days, **entered}


def _key(place: int) -> str:
    """The name of a column of days on which a stage was entered."""
    return f"entered.{place}"


def _category(cell: str) -> str | Message:
    if bare(cell) in SAYS_DECIDED:
        return ""
    known = KNOWN_CATEGORIES.get(bare(cell))
    words = [each.title for each in CATEGORIES]
    return known or message("“{cell}” is no category; there is: {words}", cell=cell, words=words)


def _problems(sheet: Sheet, field: str, faults: Mapping[int, Message]) -> Iterator[Problem]:
    key = field.partition(".")[0]
    code = f"bad-{key}" if key in {"amount", "parts", "currency", "probability", "category"} else "bad-date"
    for n, fault in sorted(faults.items()):
        yield Problem(sheet.path, sheet.rows[n].line, 0, code, fault, key=key)


def _texts(sheet: Sheet, place: int | None, constant: str) -> list[str]:
    return [(row.cells[place] if place is not None else "") or constant for row in sheet.rows]
