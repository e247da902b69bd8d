"""The cells of a sheet as values, row by row: texts, days, an amount and its currency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal

from funnel_cli.errors import Problem
from funnel_cli.exchange.amounts import Amount, as_amounts
from funnel_cli.exchange.cells import Converted
from funnel_cli.exchange.columns import Columns
from funnel_cli.exchange.currencies import currency_of
from funnel_cli.exchange.dates import as_days
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.sheet import Sheet
from funnel_cli.frozen import dataclass
from funnel_cli.message import Message, message

DAY_FIELDS = frozenset(
    {"created", "close", "expected_close", "closed", "won_on", "lost_on", "next_due", "stage_since"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """What one row says: the filled texts and days by field, the days on which a stage was entered.

    `line` is where the row begins in its file. A currency is the column's, else the amount's symbol's.
    """

    line: int
    texts: Mapping[str, str]
    days: Mapping[str, Day]
    entered: tuple[tuple[Day, str], ...] = ()
    amount: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows of a sheet in its order, and what could not be understood in them."""

    rows: tuple[RowFacts, ...]
    problems: tuple[Problem, ...]


def facts_of(sheet: Sheet, columns: Columns, wishes: ColumnMap, home: str) -> Facts:
    """The facts of every row; `home` is the currency that a shared symbol such as $ stands for.

    Raises `DateOrderUnclear`, `DateOrderMixed`, `DecimalUnclear`, `DecimalMixed`.
    """
    texts = {
        field: _texts(sheet, columns.places.get(field), wishes.constants.get(field, ""))
        for field in (*columns.places, *wishes.constants)
    }
    titles = {field: sheet.header[place] for field, place in columns.places.items()}
    days = {
        field: as_days(titles.get(field, field), cells, wishes.date_order)
        for field, cells in texts.items()
        if field in DAY_FIELDS
    }
    entered = [
        (stage, as_days(sheet.header[place], _texts(sheet, place, ""), wishes.date_order))
        for place, stage in columns.entered
    ]
    blank = [""] * len(sheet.rows)
    decimal = wishes.decimal or ("point" if columns.is_own else None)
    amounts = as_amounts(titles.get("amount", "amount"), texts.get("amount", blank), decimal)
    currencies = _currencies(amounts.values, texts.get("currency", blank), home)
    rows = tuple(
        RowFacts(
            line=row.line,
            texts={field: cells[n] for field, cells in texts.items() if cells[n]},
            days={field: day for field, column in days.items() if (day := column.values[n])},
            entered=tuple((day, stage) for stage, column in entered if (day := column.values[n])),
            amount=amount.number if amount else None,
            currency=currencies.values[n],
        )
        for n, (row, amount) in enumerate(zip(sheet.rows, amounts.values, strict=True))
    )
    problems = (
        *(problem for field, column in days.items() for problem in _problems(sheet, field, column.faults)),
        *(problem for _, column in entered for problem in _problems(sheet, "entered", column.faults)),
        *_problems(sheet, "amount", amounts.faults),
        *_problems(sheet, "currency", currencies.faults),
    )
    return Facts(rows, problems)


def _problems(sheet: Sheet, field: str, faults: Mapping[int, Message]) -> Iterator[Problem]:
    """The faults of a column as problems of the file."""
    code = f"bad-{field}" if field in {"amount", "currency"} else "bad-date"
    for n, fault in sorted(faults.items()):
        yield Problem(sheet.path, sheet.rows[n].line, 0, code, fault, key=field)


def _texts(sheet: Sheet, place: int | None, constant: str) -> list[str]:
    """The cells of a column, with the constant where it is blank or there is no such column."""
    return [(row.cells[place] if place is not None else "") or constant for row in sheet.rows]


def _currencies(amounts: Sequence[Amount | None], cells: Sequence[str], home: str) -> Converted[str]:
    """Each row's currency: as its column says, else its amount's symbol, else the only symbol in use.

    Where amounts carry several symbols a bare one could be in any of them, which is a fault.
    """
    symbols = {amount.symbol for amount in amounts if amount and amount.symbol}
    values: list[str | None] = []
    faults: dict[int, Message] = {}
    for n, (amount, cell) in enumerate(zip(amounts, cells, strict=True)):
        symbol = amount.symbol if amount else None
        if amount and not symbol and not cell and symbols:
            symbol = next(iter(symbols)) if len(symbols) == 1 else None
        said = currency_of(cell, home) if cell else None
        meant = currency_of(symbol, said or home) if symbol else None
        if cell and not said:
            faults[n] = message("“{cell}” is not a currency; one looks like EUR", cell=cell)
        elif said and meant and said != meant:
            faults[n] = message("amount in {symbol}, but the currency says {cell}", symbol=symbol, cell=cell)
        elif amount and not said and not meant and symbols:
            faults[n] = message(
                "an amount without a currency among amounts in {symbols}", symbols=", ".join(sorted(symbols))
            )
        values.append(said or meant)
    return Converted(tuple(values), faults)
