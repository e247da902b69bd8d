"""What people write beside an amount, or around a column of them: currencies, and units as thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import combining, normalize

from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_
from funnel_cli.values.money import CURRENCIES, CURRENCY_WORDS, DOLLARS, SHARED_SIGNS
from funnel_cli.values.typed import half_width

_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "$": "USD", "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
        "CA$": "CAD", "S$": "SGD", "SG$": "SGD", "NZ$": "NZD", "MX$": "MXN", "R$": "BRL",
        "€": "EUR", "£": "GBP", "CN¥": "CNY", "JP¥": "JPY", "円": "JPY", "dollar": "USD", "dollars": "USD",
        "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₪": "ILS", "฿": "THB", "₫": "VND",
        "₱": "PHP", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON", "лв": "BGN",
        "Fr": "CHF", "SFr": "CHF", **CURRENCY_WORDS,
    }
)  # fmt: skip
"""Symbols and the currency each stands for."""

_SHARED_SIGNS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **SHARED_SIGNS,
        **dict.fromkeys(("dollar", "dollars"), DOLLARS),
        "kr": frozenset({"DKK", "ISK", "NOK", "SEK"}),
        "Rs": frozenset({"INR", "LKR", "MUR", "NPR", "PKR"}),
    }
)
"""Symbols of several currencies: the book's own if it is among these, else that of `_SYMBOLS`, if any."""

_CURRENCY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "euro": "EUR", "euros": "EUR", "us dollar": "USD", "us dollars": "USD", "dollar us": "USD",
        "u s dollar": "USD", "united states dollar": "USD", "american dollar": "USD",
        "pound": "GBP", "pounds": "GBP", "pound sterling": "GBP", "british pound": "GBP", "sterling": "GBP",
        "pfund": "GBP", "livre sterling": "GBP", "swiss franc": "CHF", "swiss francs": "CHF",
        "schweizer franken": "CHF", "franken": "CHF", "franc suisse": "CHF", "sfr": "CHF", "yen": "JPY",
        "japanese yen": "JPY", "yuan": "CNY", "yuan renminbi": "CNY", "chinese yuan": "CNY",
        "chinese yuan renminbi": "CNY", "renminbi": "CNY", "canadian dollar": "CAD",
        "australian dollar": "AUD", "new zealand dollar": "NZD", "hong kong dollar": "HKD",
        "singapore dollar": "SGD", "new taiwan dollar": "TWD", "taiwan dollar": "TWD",
        "indian rupee": "INR", "south korean won": "KRW", "korean won": "KRW", "swedish krona": "SEK",
        "norwegian krone": "NOK", "danish krone": "DKK", "icelandic krona": "ISK", "polish zloty": "PLN",
        "zloty": "PLN", "czech koruna": "CZK", "hungarian forint": "HUF", "forint": "HUF",
        "romanian leu": "RON", "bulgarian lev": "BGN", "brazilian real": "BRL", "mexican peso": "MXN",
        "south african rand": "ZAR", "rand": "ZAR", "turkish lira": "TRY", "russian ruble": "RUB",
        "russian rouble": "RUB", "ukrainian hryvnia": "UAH", "israeli new shekel": "ILS",
        "uae dirham": "AED", "united arab emirates dirham": "AED", "saudi riyal": "SAR", "thai baht": "THB",
        "malaysian ringgit": "MYR", "indonesian rupiah": "IDR", "philippine peso": "PHP",
    }
)  # fmt: skip
"""Names of currencies, as systems write them out, in lower case and without accents."""


class CurrencyUnclear(DataRefused):
    """A symbol stands for several currencies, and the book's is none of them."""

    sentence = N_("Column “{column}”: {symbol} may be {currencies}.")
    cure = N_("Say which in a mapping file, and give it with --map: {example}")
    code = "currency"


def currency_of(symbol: str, home: str, meant: Mapping[str, str] | None = None) -> str | None:
    """The ISO code that a symbol, name or code means in a book (or column) of the currency `home`.

    `meant` is what the user says of symbols. `None` where it means nothing, or one of several.
    """
    text = half_width(symbol).rstrip(".")
    if said := (meant or {}).get(symbol) or (meant or {}).get(text):
        return said
    for sign in (text, text.upper(), text.lower(), text.capitalize()):
        if home in _SHARED_SIGNS.get(sign, ()):
            return home
        if code := _SYMBOLS.get(sign):
            return code
    if text.upper() in CURRENCIES:
        return text.upper()
    return _CURRENCY_NAMES.get(_plain(text)) or _code_in(text)


def possible_currencies(symbol: str) -> frozenset[str]:
    """The currencies a symbol may stand for, where it has none of its own; else nothing."""
    return frozenset() if currency_of(symbol, "") else sharing(symbol)


def sharing(symbol: str) -> frozenset[str]:
    """The currencies that share a symbol, nothing for one that stands for a single one."""
    text = half_width(symbol).rstrip(".")
    signs = [sign for sign in (text, text.lower(), text.capitalize()) if sign in _SHARED_SIGNS]
    return _SHARED_SIGNS[signs[0]] if signs else frozenset()


def currency_there(symbol: str, region: str) -> str | None:
    """The currency that a shared symbol means in a region of ISO 3166, with which its code begins."""
    return next((code for code in sharing(symbol) if code.startswith(region)), None)


def _plain(name: str) -> str:
    letters = (char for char in normalize("NFKD", name.casefold()) if not combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in letters).split())


def _code_in(text: str) -> str | None:
    """The only code of ISO 4217 in a text such as “EUR - Euro” or “Euro (EUR)”."""
    found = {word for word in re.findall(r"\b[A-Z]{3}\b", text) if word in CURRENCIES}
    return found.pop() if len(found) == 1 else None


_ZEROS = {
    "k": 3, "tsd": 3, "thousand": 3, "thousands": 3, "tausend": 3, "mille": 3, "千": 3,
    "万": 4, "萬": 4, "w": 4, "lakh": 5, "lakhs": 5, "十万": 5, "m": 6, "mm": 6, "mn": 6, "mln": 6, "mio": 6,
    "million": 6, "millions": 6, "millionen": 6, "millones": 6, "百万": 6, "crore": 7, "crores": 7,
    "千万": 7, "亿": 8, "億": 8, "b": 9, "bn": 9, "mrd": 9, "mia": 9, "md": 9, "billion": 9, "milliards": 9,
    "milliarden": 9,
}  # fmt: skip
"""How many zeros a unit stands for; compared without regard to case."""

_LONG = 200
"""A line around a table that has as many characters is a text, and says no unit."""

_NOT_ALONE = frozenset({"m", "mm", "b", "md", "w"})
"""Units that a line around a table may mean of something else than money, if no currency is beside them."""

CENTS = {"cents": -2, "cent": -2, "in cents": -2, "ct": -2, "分": -2}
"""What a header says of amounts in cents."""

_SIGNS = tuple(sorted({*_SYMBOLS, *_SHARED_SIGNS, *CURRENCIES, *_CURRENCY_NAMES}, key=len, reverse=True))
"""Everything short that stands for a currency, the longest first."""

SIGN = "|".join(rf"{re.escape(sign)}\.?" if sign.isalpha() else re.escape(sign) for sign in _SIGNS)
UNIT = "|".join((*sorted(map(re.escape, _ZEROS), key=len, reverse=True), rf"t(?=(?:{SIGN}))"))
"""A unit; a t is one only right before a currency (T€), for alone it is a ton."""

_ZEROS_OF_INDIA = {"cr": 7, "lac": 5, "lacs": 5}
"""Units that a header writes behind a currency; in a cell Cr is a credit."""

_THOUSAND = rf"['’]?000['’]?s?|(?<=in )1[.,' ]000|1[.,' ]000(?= ?(?:{SIGN}))|milliers|miles|t(?= (?:{SIGN}))"
_UNITS = f"{UNIT}|{_THOUSAND}"

_MEASURE = re.compile(
    r"(?:(?:金额|货币|计量)?[单單]位(?:[为是])?:? ?)?(?:in |x |× ?|en |à )?"
    rf"(?:(?P<unit>{_UNITS})?\.? ?(?:of |de |d['’])?(?P<sign>{SIGN})?(?: ?人民币)?"
    rf"|(?P<first>{SIGN}),? ?(?:in )?(?P<last>{_UNITS}|{'|'.join(_ZEROS_OF_INDIA)})\.?元?)",
    re.IGNORECASE,
)

_STATEMENT = re.compile(
    r"(?:^|(?<=[ (\[【,;。.:：]))"
    r"(?:(?:金额|货币|数据|计量)?[单單]位(?:均?[为是])?|币[种别]|units?|currency|währung|devise|moneda"
    r"|(?:(?:all|alle|tous les|todos los) )?(?:amounts?|figures|values|numbers|beträge|werte|angaben|zahlen"
    r"|montants|chiffres|importes|valores|cifras)(?: are| sind| sont)?(?= (?:in|en) ))"
    r" ?:? ?(?=(?P<said>[^,;。()\[\]【】|]+))",
    re.IGNORECASE,
)
"""What says, in a line around a table, in what its amounts are: 单位：万元, All amounts in kEUR."""

_BEHIND = re.compile(r"[(\[【]([^()\[\]【】]+)[)\]】]|(?:^| )((?:in|en) [^()\[\]]+)$", re.IGNORECASE)
"""What a title says behind it: (T€), in thousands."""


class Measure(NamedTuple):
    """What a header says of the amounts below it: how many zeros they lack, and their currency."""

    zeros: int = 0
    sign: str | None = None

    @property
    def scale(self) -> Decimal:
        """What the numbers are to be multiplied with."""
        return Decimal(1).scaleb(self.zeros)


AS_WRITTEN = Measure()
"""Amounts in whole units of a currency that the header does not name."""


def zeros_of(unit: str | None) -> int:
    """How many zeros a unit stands for, 0 for none."""
    return (_ZEROS | _ZEROS_OF_INDIA).get(unit.casefold(), 3) if unit else 0


def measure_of(text: str) -> Measure | None:
    """What a text is as a unit of amounts, a currency, or both, if it is nothing else: 万元, k€, EUR."""
    return _measure(half_width(text))


def measured(header: str) -> tuple[str, Measure]:
    """A header without its unit, and the unit: “Amount (EUR)”, “金额（万元）”, “Betrag in T€”, “kEUR”."""
    text = half_width(header)
    if whole := _measure(text):
        return "", whole
    for base, unit in _splits(text):
        if measure := _measure(unit):
            return base, measure
    return header, AS_WRITTEN


def stated(lines: Iterable[str]) -> tuple[Measure, ...]:
    """What the lines around a table say that its amounts lack, each once: 单位：万元, “in kEUR”."""
    short = (half_width(line) for line in lines if len(line) < _LONG)
    return tuple(dict.fromkeys(found for line in short for found in _stated(line)))


def _stated(line: str) -> Iterator[Measure]:
    for said in _STATEMENT.finditer(line):
        words = said["said"].split()
        told = (_sure(" ".join(words[:end])) for end in range(len(words), 0, -1))
        yield from islice(filter(None, told), 1)
    for said in _BEHIND.finditer(line):
        found = _sure(said[1] or said[2])
        if found and (said[2] or (found.zeros and (found.sign or said[1].casefold().startswith("in ")))):
            yield found


def _sure(text: str) -> Measure | None:
    """What a text is as a unit of money, and not as one of something else (m, mm)."""
    found = _measure(text)
    is_sure = found and (found.sign or not _NOT_ALONE.intersection(text.casefold().split()))
    return found if is_sure else None


def _splits(text: str) -> list[tuple[str, str]]:
    """The ways to part a header into a name and a unit behind it."""
    if bracket := re.fullmatch(r"(.*?)[ _]*[\[(]([^\[\]()]*)[\])]", text):
        parts = [part.strip() for part in re.split(r"[;、]|,(?!\d)", bracket[2])]
        others = [", ".join(parts[:n] + parts[n + 1 :]) for n in range(len(parts))]
        bases = [f"{bracket[1]} ({other})" for other in others if other]
        return [(bracket[1], bracket[2].strip()), *zip(bases, parts, strict=False)]
    ends = [found.start() for found in re.finditer(r"[ _/,:-]+", text)]
    return [(text[:end], text[end:].strip(" _/,:-")) for end in ends if text[:end]]


def _measure(text: str) -> Measure | None:
    if text.casefold() in CENTS:
        return Measure(CENTS[text.casefold()])
    found = _MEASURE.fullmatch(text)
    if not found or not any(found.groupdict().values()):
        return None
    return Measure(zeros_of(found["unit"] or found["last"]), found["sign"] or found["first"])
