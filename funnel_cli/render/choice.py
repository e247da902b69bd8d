"""The part of a document that was asked for: one table, some columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from funnel_cli.finding.words import choice_meant
from funnel_cli.records.method import Choice
from funnel_cli.render.language import Language
from funnel_cli.render.output import Output, UnknownField, UnknownName, UnknownPart
from funnel_cli.values.languages import LANGUAGES
from funnel_cli.values.message import Label, Named, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Column, Document, Kind, Row, Table, cells_at

CURRENCY = "currency"


def chosen_parts(document: Document, output: Output) -> Document:
    """The document with the tables and columns that `output` names, every amount with its currency."""
    tables = tuple(map(_with_currency, document.tables))
    if output.part is not None:
        document = replace(document, card=())
        tables = (_named(tables, output),)
    if output.fields and tables:
        tables = (_picked(tables[0], output), *tables[1:])
    head = _picked_head(document, output) if output.fields and not tables else document.head
    return replace(document, tables=tables, head=head)


def for_people(document: Document, part: str | None = None) -> Document:
    """The document as people see it: card and leading table first, of those for machines that part."""
    tables = [table for table in document.tables if table.on_screen or table.name == part]
    tables.sort(key=lambda table: table.name != document.leading)
    return with_card(replace(document, tables=tuple(tables)))


def with_card(document: Document) -> Document:
    """The document with its card, as far as that is known, as a first table without titles."""
    if not document.card:
        return document
    columns = (Column(key="field", title=""), Column(key="value", title=""))
    known = tuple(row for row in document.card if row[1] not in (None, ()))
    return replace(document, tables=(Table(name="card", columns=columns, rows=known), *document.tables))


def _picked(table: Table, output: Output) -> Table:
    """The table with the columns that are named, in that order; a column that is named is shown."""
    titles = {column.key: column.title for column in table.columns}
    fields = [meant(field, titles, output, UnknownField) for field in output.fields]
    places = {key: place for place, key in enumerate(titles)}
    order = [places[field] for field in fields]
    columns = tuple(replace(table.columns[place], on_screen=True) for place in order)
    rows = cells_at(table.rows, order)
    if "id" in fields:
        rows = [tuple(cell.id if isinstance(cell, Named) else cell for cell in row) for row in rows]
    return replace(table, columns=columns, rows=rows, totals=cells_at(table.totals, order))


def _with_currency(table: Table) -> Table:
    """The table with a `currency` column for machines, if it holds amounts and has none."""
    if any(column.key == CURRENCY for column in table.columns) or all(
        column.kind is not Kind.MONEY for column in table.columns
    ):
        return table
    column = Column(key=CURRENCY, title=message("Currency"), on_screen=False)
    return replace(
        table,
        columns=(*table.columns, column),
        rows=tuple((*row, _currency(row)) for row in table.rows),
        totals=tuple((*row, _currency(row)) for row in table.totals),
    )


def _currency(row: Row) -> str | None:
    currencies = {cell.currency for cell in row if isinstance(cell, Money)}
    return currencies.pop() if len(currencies) == 1 else None


def _named(tables: tuple[Table, ...], output: Output) -> Table:
    name = meant(output.part or "", {table.name: table.title for table in tables}, output, UnknownPart)
    return next(table for table in tables if table.name == name)


def _picked_head(document: Document, output: Output) -> dict[str, Cell]:
    keys = [meant(field, dict.fromkeys(document.head), output, UnknownField) for field in output.fields]
    return {key: document.head[key] for key in keys}


def meant(word: str, titles: Mapping[str, Text | None], output: Output, refusal: type[UnknownName]) -> str:
    """The name that a word means, by itself or by its title; raises the refusal with what there is."""
    if word in titles:
        return word
    known = [_choice(name, title, output) for name, title in titles.items()]
    found = choice_meant(word, known)
    if found is None:
        raise refusal(word, known)
    return found.id


def _choice(name: str, title: Text | None, output: Output) -> Choice:
    if not title:
        return Choice(id=name)
    languages = (*map(Language, LANGUAGES), output.language)
    return Choice(id=name, title=Label({each.code: each.say(title) for each in languages}))
