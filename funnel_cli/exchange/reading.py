"""The only place where an import touches files: the sheet and the mapping, read and never written."""

from __future__ import annotations

import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import BinaryIO

from funnel_cli.exchange.amounts import DECIMAL_MARKS
from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import ImportPlan
from funnel_cli.exchange.incoming import incoming_of, unnamed_system
from funnel_cli.exchange.labels import LABELLED, meanings, used_labels
from funnel_cli.exchange.map_file import map_text
from funnel_cli.exchange.mapping import (
    ColumnMap,
    MappingRefused,
    as_column_map,
    over_profile,
    profiles,
    read_profile,
)
from funnel_cli.exchange.matching import plan_import
from funnel_cli.exchange.own_table import read_back
from funnel_cli.exchange.sheet import DELIMITERS, FileForm, Sheet, as_sheet
from funnel_cli.exchange.sheet_columns import header_test, known_columns
from funnel_cli.exchange.sheet_dates import ORDERS
from funnel_cli.exchange.sheet_people import as_the_book_spells, with_likely, with_regions
from funnel_cli.exchange.sheet_text import is_workbook
from funnel_cli.finding.names import word_among
from funnel_cli.records.book import Book
from funnel_cli.store.read import OnProgress
from funnel_cli.store.reading.plain import as_plain
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import opened_unwaited, wait_when_read
from funnel_cli.values.errors import DataRefused, NotFound, UsageRefused, system_reason
from funnel_cli.values.message import N_, Message, message

TRIES, PAUSE = 20, 0.05  # how often, and after how many seconds, a pipe without a writer is tried again

_STDIN = "stdin"
"""How answers call what comes through standard input."""

LIMIT = 64 * 1024 * 1024
"""The largest file that is read, in bytes."""


_Ask = Callable[[Sequence[str]], str]
"""Which of these sheets is meant, as somebody says who is asked."""


class CannotRead(DataRefused):
    """The file is there, but the system, or its size or kind, stands in the way."""

    sentence = N_("{path} cannot be read: {reason}.")
    code = "cannot_read"


class NoSheets(UsageRefused):
    """A sheet was named in a file that is no workbook."""

    sentence = N_("{path} is no workbook, so it has no sheet {name}.")
    cure = N_("Leave out --sheet.")
    code = "sheet"


class NoSuchImport(NotFound):
    """Nothing has that name."""

    sentence = N_("There is no file {path}.")


class NoSuchMapping(NotFound):
    """Neither a file nor a shipped profile has that name."""

    sentence = N_("There is no mapping file {name}.")
    cure = N_("Shipped with the program: {profiles}")


def read_sheet(path: Path, wishes: ColumnMap, form: FileForm | None = None, ask: _Ask | None = None) -> Sheet:
    """The table in a file, or in standard input where the path is `-`.

    `ask` says which sheet of a workbook is meant, where that is not clear.
    """
    data, name = (_read_stdin(), _STDIN) if str(path) == "-" else (read_import(path), str(path))
    if is_workbook(data):
        from funnel_cli.exchange.workbook import read_workbook

        mark = DECIMAL_MARKS[wishes.decimal] if wishes.decimal else None
        return read_workbook(
            data, name, form or FileForm(), decimal=mark, is_header=header_test(wishes), ask=ask
        )
    if form and form.page is not None:
        raise NoSheets(path=name, name=form.page)
    return as_sheet(data, name, form, is_header=header_test(wishes))


def plan_of(
    sheet: Sheet, book: Book, terms: Terms, wishes: ColumnMap, progress: OnProgress | None = None
) -> ImportPlan:
    """What importing the sheet on these terms would do to the book; its rows stand in `rows` only."""
    incoming = incoming_of(sheet, wishes, book.method, terms.day, _told_here_alone(book))
    incoming = as_the_book_spells(incoming, book)
    del sheet  # which is as large as everything that was made of it
    plan = with_regions(with_likely(plan_import(incoming, book, terms, progress), book), book)
    return plan._replace(incoming=replace(plan.incoming, rows=()))


def _told_here_alone(book: Book) -> frozenset[str]:
    """The deals that no stranger's sheet ever told of."""
    return frozenset(id for id, deal in book.opportunities.items() if not deal.imported)


def map_of(sheet: Sheet, book: Book, wishes: ColumnMap, say: Callable[[Message], str]) -> str:
    """A mapping for the sheet, in YAML, as far as it is understood: it may lack what an import demands.

    Its comments are as `say` says them.
    """
    sheet = sheet if wishes.is_of_a_stranger else read_back(sheet, wishes.own, _told_here_alone(book))
    columns = known_columns(sheet, wishes)
    system = columns.system or unnamed_system(sheet.path)
    try:
        labels = incoming_of(sheet, wishes, book.method).labels
    except DataRefused:  # then those of all rows, whether or not another column decides what they are
        places = {field: columns.places[field] for field in LABELLED if field in columns.places}
        used = {field: Counter(row.cells[place] for row in sheet.rows) for field, place in places.items()}
        labels = used_labels(meanings(book.method, wishes), used)
    return map_text(sheet.header, columns, labels, system, wishes, book.method, say)


def form_of(
    encoding: str | None, delimiter: str | None, skip: int | None, page: str | None = None
) -> FileForm:
    """The form of a file as four options say it; raises `NoSuchWord` for a delimiter that is none."""
    sign = DELIMITERS.get(delimiter or "", delimiter)
    if sign and (len(sign) > 1 or sign.isalnum() or sign in "\"'\r\n "):
        sign = DELIMITERS[word_among(message("delimiter"), sign, tuple(DELIMITERS))]
    return FileForm(encoding=encoding, delimiter=sign, skip=skip, page=page)


def read_wishes(
    mapping: str | None,
    *,
    profile: str | None = None,
    system: str | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
) -> ColumnMap:
    """What a profile says, before it a mapping (a file, or the name of a profile), before it the options.

    Raises `NoSuchMapping`, `CannotRead`, `MappingRefused`, or `NoSuchWord` for an option.
    """
    wishes = _column_map(mapping) if mapping else ColumnMap()
    if profile:
        wishes = over_profile(wishes, read_profile(profile))
    if system:
        wishes = replace(wishes, system=system)
    if date_order:
        wishes = replace(wishes, date_order=word_among(message("date order"), date_order, ORDERS))
    if decimal:
        wishes = replace(wishes, decimal=word_among(message("decimal mark"), decimal, tuple(DECIMAL_MARKS)))
    return wishes


def _column_map(name: str) -> ColumnMap:
    """The mapping in the file of that name, else in the shipped profile so called."""
    try:
        return as_column_map(as_plain(read_import(Path(name)), "yaml"), name)
    except NoSuchImport:
        shipped = [profile.id for profile in profiles()]
        if name in shipped:
            return read_profile(name)
        raise NoSuchMapping(name=name, profiles=shipped) from None
    except Unreadable as fault:
        where = message("line {line}: {fault}", line=str(fault.line), fault=fault.said)
        raise MappingRefused(path=name, details=[where]) from None


def _read_stdin() -> bytes:
    """The bytes of standard input; raises `CannotRead` for none, or more than a file may have."""
    if sys.stdin is None:
        raise CannotRead(path=_STDIN, reason=message("it is closed"))
    return _limited(sys.stdin.buffer, _STDIN)


def read_import(path: Path) -> bytes:
    """The bytes of a regular file or a pipe; raises `NoSuchImport` or `CannotRead`."""
    try:
        with os.fdopen(opened_unwaited(path), "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_ISFIFO(mode):
                return _through_pipe(file, path)
            if not stat.S_ISREG(mode):
                raise CannotRead(path=path, reason=message("it is no regular file"))
            wait_when_read(file.fileno())
            return _limited(file, path)
    except FileNotFoundError:
        raise NoSuchImport(path=path) from None
    except OSError as error:
        raise CannotRead(path=path, reason=system_reason(error)) from None


def _limited(file: BinaryIO, name: object) -> bytes:
    if os.fstat(file.fileno()).st_size > LIMIT:
        raise CannotRead(path=name, reason=message("it has more than {limit} bytes", limit=LIMIT))
    data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise CannotRead(path=name, reason=message("it has more than {limit} bytes", limit=LIMIT))
    return data


def _through_pipe(file: BinaryIO, path: Path) -> bytes:
    """What somebody writes into a pipe; raises `CannotRead` where nobody does."""
    for _ in range(TRIES):
        try:
            begin = os.read(file.fileno(), 1)
        except BlockingIOError:  # there is a writer, who has nothing yet
            begin = b""
            break
        if begin:
            break
        sleep(PAUSE)
    else:
        raise CannotRead(path=path, reason=message("nothing comes through this pipe"))
    wait_when_read(file.fileno())
    return begin + _limited(file, path)
