"""Short forms of names: a company without its legal form."""

from __future__ import annotations

import re
from unicodedata import normalize

from funnel_cli.values.likeness import CHINESE_FORMS, LEADING, LEGAL_FORMS

JOINT = " · "
"""What stands between a customer and the name of a deal."""

_MOST_WORDS = 4
"""So many words a legal form has at the most: `S. A. de C. V.` is written in several ways."""

_SIGNS = re.compile(r"[\W_]")
_LAST_BRACKET = re.compile(r"^(.*\S)\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]$")


def short_name(name: str) -> str:
    """The name without its legal form, 华能矿业 for 华能矿业（集团）有限公司, if any of it is left."""
    short = " ".join(name.split())
    while (fewer := _without_form(short)) != short:
        short = fewer
    return short


def _without_form(name: str) -> str:
    """The name without one legal form or joining sign at its end, or one at its beginning."""
    if name in CHINESE_FORMS:
        return name
    words = name.split(" ")
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        last = _bare("".join(words[-count:]))
        if last in LEGAL_FORMS or (count == 1 and not last):
            return " ".join(words[:-count]).rstrip(",")
    if len(words) > 1 and _bare(words[0]) in LEADING:
        return " ".join(words[1:])
    if (found := _LAST_BRACKET.match(name)) and _bare(found[2]) in {*LEGAL_FORMS, *CHINESE_FORMS}:
        return found[1]
    for form in CHINESE_FORMS:
        if name.endswith(form) and len(name) - len(form) > 1:
            return name.removesuffix(form).rstrip()
    return name


def _bare(word: str) -> str:
    """The word in small letters without signs and accents."""
    return _SIGNS.sub("", normalize("NFKC", _SIGNS.sub("", normalize("NFKD", word.casefold()))))
