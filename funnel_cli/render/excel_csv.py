"""CSV as the Excel of the reader's country opens it: which decimal mark and which delimiter it expects."""

from __future__ import annotations

import re
from collections.abc import Mapping

from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_

_COMMA = re.compile(
    r"(af|az|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fo|fr|gl|hr|hu|hy|id|is|it|ka|kk|lt|lv|mk|nb|nl|nn|no|pl|pt"
    r"|ro|ru|sk|sl|sq|sr|sv|tr|uk|uz|vi)(?![a-z])|en[_-](ZA|DK)",
    re.IGNORECASE,
)
"""The languages, and countries in another one, that write 1,5 for one and a half."""

_POINT = re.compile(r"(de|it|rm)[_-](CH|LI)|es[_-](CU|DO|GT|HN|MX|NI|PA|PE|PR|SV|US)", re.IGNORECASE)
"""Countries that write 1.5 in a language of `_COMMA`."""

_NAMES = ("LC_ALL", "LC_NUMERIC", "LANG")


class OnlyCsvForExcel(UsageRefused):
    """`--excel` was asked of an answer that is not CSV."""

    sentence = N_("--excel shapes CSV, and this answer is none.")
    cure = N_("Add -f csv or -o FILE.csv; or write a workbook: -o FILE.xlsx")
    code = "not_csv"


def decimal_mark(environ: Mapping[str, str]) -> str:
    """The decimal mark of the locale that the environment names, else of the system's; "." or ","."""
    name = next(filter(None, map(environ.get, _NAMES)), None)
    if name is None:
        return _system_mark()
    return "," if _COMMA.match(name) and not _POINT.match(name) else "."


def _system_mark() -> str:
    import locale

    present = locale.setlocale(locale.LC_NUMERIC)
    try:
        locale.setlocale(locale.LC_NUMERIC, "")
        return "," if locale.localeconv()["decimal_point"] == "," else "."
    except locale.Error:
        return "."
    finally:
        locale.setlocale(locale.LC_NUMERIC, present)
