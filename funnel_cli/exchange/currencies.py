"""What people write for a currency beside an amount, in its column or in a header: symbols and names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from unicodedata import combining, normalize

from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_
from funnel_cli.values.money import CURRENCIES
from funnel_cli.values.typed import half_width

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "$": "USD", "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
        "CA$": "CAD", "S$": "SGD", "SG$": "SGD", "NZ$": "NZD", "MX$": "MXN", "R$": "BRL",
        "€": "EUR", "£": "GBP", "CN¥": "CNY", "JP¥": "JPY", "円": "JPY", "日元": "JPY", "元": "CNY",
        "人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "港币": "HKD",
        "港元": "HKD", "美金": "USD", "块": "CNY", "dollar": "USD", "dollars": "USD",
        "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₪": "ILS", "฿": "THB", "₫": "VND",
        "₱": "PHP", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON", "лв": "BGN",
        "Fr": "CHF", "SFr": "CHF",
    }
)  # fmt: skip
"""Symbols and the currency each stands for."""

_DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"})

SHARED_SIGNS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "$": _DOLLARS,
        "£": frozenset({"GBP", "EGP"}),
        "元": frozenset({"CNY", "HKD", "TWD"}),
        "¥": frozenset({"CNY", "JPY"}),
        "￥": frozenset({"CNY", "JPY"}),
        **dict.fromkeys(("dollar", "dollars"), _DOLLARS),
        "kr": frozenset({"DKK", "ISK", "NOK", "SEK"}),
        "Rs": frozenset({"INR", "LKR", "MUR", "NPR", "PKR"}),
    }
)
"""Symbols of several currencies: the book's own if it is among these, else that of `SYMBOLS`, if any."""

CURRENCY_NAMES: Mapping[str, str] = MappingProxyType(
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
        if home in SHARED_SIGNS.get(sign, ()):
            return home
        if code := SYMBOLS.get(sign):
            return code
    if text.upper() in CURRENCIES:
        return text.upper()
    return CURRENCY_NAMES.get(_plain(text)) or _code_in(text)


def possible_currencies(symbol: str) -> frozenset[str]:
    """The currencies a symbol may stand for, where it has none of its own; else nothing."""
    text = half_width(symbol).rstrip(".")
    signs = [sign for sign in (text, text.lower(), text.capitalize()) if sign in SHARED_SIGNS]
    return SHARED_SIGNS[signs[0]] if signs and signs[0] not in SYMBOLS else frozenset()


def _plain(name: str) -> str:
    """The name in lower case, letters and single spaces only, without accents."""
    letters = (char for char in normalize("NFKD", name.casefold()) if not combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in letters).split())


def _code_in(text: str) -> str | None:
    """The only code of ISO 4217 in a text such as “EUR - Euro” or “Euro (EUR)”."""
    found = {word for word in re.findall(r"\b[A-Z]{3}\b", text) if word in CURRENCIES}
    return found.pop() if len(found) == 1 else None
