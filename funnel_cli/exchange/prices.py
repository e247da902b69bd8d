"""The amounts of a sheet with their currencies: the two columns together, the header, and the mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.exchange.amounts import AmountRead, as_amounts
from funnel_cli.exchange.cells import Converted
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.own_table import OWN_KEYS
from funnel_cli.exchange.sheet import DELIMITERS, Sheet
from funnel_cli.exchange.sheet_columns import Columns
from funnel_cli.exchange.units import AS_WRITTEN, CENTS, CurrencyUnclear, currency_of, possible_currencies
from funnel_cli.values.message import Message, message
from funnel_cli.values.money import minor_digits

_MILLS = 3
"""The decimals of a currency in which an amount with three of them is nothing odd."""


class Prices(NamedTuple):
    """The amount, that of spare parts and the currency of each row, and what is to be said of the column."""

    amounts: Converted[AmountRead]
    parts: Converted[AmountRead]
    currencies: Converted[str]
    notes: tuple[Message, ...]


def prices_of(
    sheet: Sheet, columns: Columns, wishes: ColumnMap, texts: Mapping[str, Sequence[str]], home: str
) -> Prices:
    """The prices in the texts of a sheet by field; `home` is the book's currency.

    Raises `DecimalUnclear`, `DecimalMixed` or `CurrencyUnclear`.
    """
    blank = [""] * len(sheet.rows)
    measure = columns.measures.get("amount", AS_WRITTEN)
    scale = wishes.scale or measure.scale
    amounts = _amounts("amount", sheet, columns, wishes, texts)
    reading = _Currencies(home, wishes.currencies, measure.sign)
    _demand_clear(sheet, columns, reading, amounts.values, texts.get("currency", blank))
    currencies = reading.read(amounts.values, texts.get("currency", blank))
    if wishes.scale is None and measure.zeros == CENTS["cents"]:
        amounts = _with_cents(amounts, currencies.values, home)
    doubts = {
        n: doubt
        for n, doubt in amounts.doubts.items()
        if minor_digits(currencies.values[n] or home) != _MILLS
    }
    notes = [_scaled(_title("amount", sheet, columns), scale)] if scale != 1 and any(amounts.values) else []
    parts = _with_currency(
        _amounts("parts", sheet, columns, wishes, texts),
        _Currencies(home, wishes.currencies, columns.measures.get("parts", AS_WRITTEN).sign),
        currencies,
    )
    return Prices(replace(amounts, doubts=doubts), parts, currencies, tuple(notes))


def _with_currency(
    parts: Converted[AmountRead], reading: _Currencies, currencies: Converted[str]
) -> Converted[AmountRead]:
    """The amounts of spare parts, with a fault for those in another currency than their deal.

    A row whose own currency is at fault is told once.
    """
    odd = {}
    for n, amount in enumerate(parts.values):
        sign = amount and (amount.symbol or reading.sign)
        near = currencies.values[n] or reading.home
        if sign and n not in currencies.faults and reading.of(sign, near) != near:
            odd[n] = message("amount in {symbol}, but the currency says {cell}", symbol=sign, cell=near)
    return replace(parts, faults={**parts.faults, **odd})


def _amounts(
    field: str, sheet: Sheet, columns: Columns, wishes: ColumnMap, texts: Mapping[str, Sequence[str]]
) -> Converted[AmountRead]:
    """The amounts of a field in each row, in units as header or sheet say; raises `DecimalUnclear`."""
    is_ours = columns.is_own or OWN_KEYS.issubset(sheet.header)
    is_pointed = is_ours and sheet.delimiter != DELIMITERS["semicolon"]  # with that Excel has either mark
    decimal = wishes.decimal or ("point" if is_pointed else None)
    scale = wishes.scale or columns.measures.get(field, AS_WRITTEN).scale
    cells = texts.get(field, [""] * len(sheet.rows))
    is_told = wishes.scale is not None
    return as_amounts(_title(field, sheet, columns), cells, decimal, scale, is_scale_told=is_told)


def _title(field: str, sheet: Sheet, columns: Columns) -> str:
    """What the sheet calls the column of a field; a field of the mapping's constants has its own name."""
    place = columns.places.get(field)
    return field if place is None else sheet.header[place]


def _scaled(column: str, scale: Decimal) -> Message:
    if scale < 1:
        return message(
            "Column “{column}”: each number was divided by {by}.", column=column, by=f"{1 / scale:f}"
        )
    return message(
        "Column “{column}”: numbers without a unit of their own were taken times {by}.",
        column=column,
        by=f"{scale:f}",
    )


def _with_cents(
    amounts: Converted[AmountRead], currencies: Sequence[str | None], home: str
) -> Converted[AmountRead]:
    """The amounts that were written in hundredths, with a fault for a currency that has none."""
    odd = {
        n: message("an amount in cents, and {currency} has none; say scale: in a mapping", currency=code)
        for n, amount in enumerate(amounts.values)
        if amount and minor_digits(code := currencies[n] or home) != minor_digits("EUR")
    }
    return replace(amounts, faults={**amounts.faults, **odd})


class _Currencies:
    """How signs are read in one sheet: as the mapping says, then as usual in a book of `home`.

    `header` is the currency of the header's `sign`, or of a line's around the table, and `open` are those
    between which such a sign leaves the choice.
    """

    def __init__(self, home: str, meant: Mapping[str, str], sign: str | None) -> None:
        self.home, self.meant, self.sign = home, meant, sign or ""
        self._codes: dict[tuple[str, str], str | None] = {}
        self.header = self.of(sign) if sign else None
        self.open = possible_currencies(sign) if sign and not self.header else frozenset()

    def of(self, sign: str, near: str | None = None) -> str | None:
        """The code that a sign means, beside one in the currency column if there is one."""
        key = sign, near or self.home
        if key not in self._codes:
            self._codes[key] = currency_of(*key, self.meant)
        return self._codes[key]

    def read(self, amounts: Sequence[AmountRead | None], cells: Sequence[str]) -> Converted[str]:
        """Each row's currency: as its column says, or the header; else its amount's sign, or the only one.

        Where amounts carry signs of several currencies a bare one could be in any of them: a fault. One that
        the column leaves out among others is the book's, with a remark.
        """
        used = {self.of(amount.symbol) for amount in amounts if amount and amount.symbol}
        others = sorted({code for cell in set(cells) if cell and (code := self.of(cell))} - {self.home})
        values: list[str | None] = []
        faults: dict[int, Message] = {}
        remarks: dict[int, Message] = {}
        for n, (amount, cell) in enumerate(zip(amounts, cells, strict=True)):
            said = (self.of(cell) if cell else None) or self.header
            sign = amount.symbol if amount else None
            meant = self.of(sign, said) if sign else None
            if fault := self._fault(amount, cell, said, meant, used):
                faults[n] = fault
            only = next(iter(used)) if amount and len(used) == 1 else None
            values.append(said or meant or only)
            if amount and others and not values[n]:
                remarks[n] = message(
                    "no currency among amounts in {symbols}: taken for {currency}",
                    symbols=others,
                    currency=self.home,
                )
        return Converted(tuple(values), faults, remarks)

    def _fault(
        self, amount: AmountRead | None, cell: str, said: str | None, meant: str | None, used: set[str | None]
    ) -> Message | None:
        """Why nobody can tell in which currency a row is."""
        if cell and not self.of(cell):
            return message("“{cell}” is not a currency; one looks like EUR", cell=cell)
        if cell and said not in (self.open or {self.header or said}):
            symbol = self.header or self.sign
            return message("the header says {symbol}, but the currency says {cell}", symbol=symbol, cell=cell)
        if amount and amount.symbol and meant not in ({said} if said else self.open or {meant}):
            other = cell or said or self.sign
            return message(
                "amount in {symbol}, but the currency says {cell}", symbol=amount.symbol, cell=other
            )
        if amount and not said and not meant and len(used) > 1:
            symbols = sorted(filter(None, used))
            return message("an amount without a currency among amounts in {symbols}", symbols=symbols)
        return None


def _demand_clear(
    sheet: Sheet,
    columns: Columns,
    reading: _Currencies,
    amounts: Sequence[AmountRead | None],
    cells: Sequence[str],
) -> None:
    """Raise `CurrencyUnclear` for a sign of several currencies where nothing tells which is meant."""
    for field, sign in _unclear(reading, amounts, cells):
        raise CurrencyUnclear(
            column=_title(field, sheet, columns),
            symbol=sign,
            currencies=" / ".join(sorted(possible_currencies(sign))),
            example=f"currencies: {{{sign.rstrip('.')}: {min(possible_currencies(sign))}}}",
        )


def _unclear(
    reading: _Currencies, amounts: Sequence[AmountRead | None], cells: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Field and sign, wherever a sign could be of several currencies and its row says no more."""
    for amount, cell in zip(amounts, cells, strict=True):
        said = (reading.of(cell) if cell else None) or reading.header
        if cell and not said and possible_currencies(cell):
            yield "currency", cell
        sign = amount.symbol if amount else None
        if sign and not reading.of(sign, said) and not said and possible_currencies(sign):
            yield "amount", sign
        if amount and not sign and not said and reading.open:
            yield "amount", reading.sign
