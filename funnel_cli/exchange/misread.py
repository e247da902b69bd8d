"""Why no column of a sheet is known: something else parts its cells, or it is in another encoding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from funnel_cli.exchange.known import is_known_header
from funnel_cli.exchange.sheet import DELIMITERS, Sheet, SheetRow
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_
from funnel_cli.values.typed import shell_word

_ENCODINGS = ("utf-8", "gb18030", "cp1252")
_FIRST = 20  # rows in which the header is looked for, where what was taken for it is a title
_TWO = 2  # so many known headers make a line the header
_AT_HOME = frozenset("^:/，、；")  # what needs no quotes in any shell


class DelimiterOther(DataRefused):
    """Each line is one cell, and parted by another sign it is a header."""

    sentence = N_("{path}: no column is known, since each line was read as one cell.")
    cure = N_("Say what parts the columns: --delimiter {sign}")
    code = "columns_missing"


class LinesQuoted(DelimiterOther):
    """The quotes are around whole lines."""

    cure = N_("Each line stands in quotes as a whole: take these away, and import it again.")


class PartedByBlanks(DelimiterOther):
    """The columns stand below each other, and nothing but blanks is between them."""

    cure = N_("Its columns are parted by blanks only: save it as CSV (UTF-8), and import that.")


class EncodingOther(DataRefused):
    """A file was read in an encoding in which nothing of it is known, and in another some is."""

    sentence = N_("{path} makes no sense in the encoding {encoding}.")
    cure = N_("It does in another one: --encoding {other}")
    code = "encoding"


def demand_well_read(sheet: Sheet) -> None:
    """Raise `DelimiterOther` or `EncodingOther` where another delimiter or encoding makes columns known."""
    demand_encoding(sheet.path, sheet.encoding, sheet.header, is_known_header, at_least=_TWO)
    if sheet.page is not None or len(sheet.header) > 1 or _known(sheet.header):
        return
    rows = (*sheet.titles, SheetRow(0, sheet.header), *sheet.ragged[:_FIRST], *sheet.rows[:_FIRST])
    for line in ((sheet.delimiter or "").join(row.cells) for row in rows):
        signs = {char for char in line if not char.isalnum() and char not in " \"'_"}
        sign = max(sorted(signs), key=lambda sign: _known(line.split(sign)), default="")
        if sign and _known(line.split(sign)) >= _TWO:
            refusal = LinesQuoted if sign == sheet.delimiter else DelimiterOther
            raise refusal(path=sheet.path, sign=_word(sign))
        if max(_known(line.split()), _known(re.split(" {2,}", line))) >= _TWO:
            raise PartedByBlanks(path=sheet.path)


def demand_encoding(
    path: str,
    encoding: str | None,
    texts: Iterable[str],
    is_known: Callable[[str], bool],
    *,
    at_least: int = 1,
) -> None:
    """Raise `EncodingOther` where so many words of these texts are known as another encoding has them."""
    for other in _ENCODINGS if encoding else ():
        found = {text: _reread(text, encoding or "", other) for text in texts}
        changed = (again for text, again in found.items() if again != text)
        words = (word.strip() for again in changed for word in re.split(r"[,;\t|\r\n]", again))
        if sum(1 for word in words if word and is_known(word)) >= at_least:
            raise EncodingOther(path=path, encoding=encoding, other=other)


def _reread(text: str, encoding: str, other: str) -> str:
    try:
        return text.encode(encoding).decode(other)
    except UnicodeError:
        return ""


def _known(cells: Iterable[str]) -> int:
    return sum(1 for cell in cells if is_known_header(cell.strip()))


def _word(sign: str) -> str:
    """The delimiter as the option has it: its name, or the sign as a shell takes it."""
    name = next((name for name, its in DELIMITERS.items() if its == sign), sign)
    return name if name in _AT_HOME else shell_word(name)
