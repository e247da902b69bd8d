"""Amounts: exact decimals with a currency, never added across currencies without a rate."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_
from funnel_cli.values.typed import half_width, number_said

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR "
    "LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN "
    "PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_MILLS = "BHD IQD JOD KWD LYD OMR TND"
_MINOR_DIGITS = dict.fromkeys(_CODES.split(), 2)
_MINOR_DIGITS |= dict.fromkeys(_WHOLE.split(), 0)
_MINOR_DIGITS |= dict.fromkeys(_MILLS.split(), 3)

CURRENCIES = _MINOR_DIGITS.keys()
"""The codes of ISO 4217 that an amount may be typed in."""

CURRENCY_WORDS = {
    **dict.fromkeys(("元", "rmb", "人民币", "块", "块钱"), "CNY"),
    **dict.fromkeys(("美元", "美金"), "USD"),
    **dict.fromkeys(("港币", "港元"), "HKD"),
    "日元": "JPY",
    "欧元": "EUR",
    "英镑": "GBP",
}
"""What people type for a currency beside its code, in lower case."""

_SIGNS = {**CURRENCY_WORDS, "¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}
DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"})
SHARED_SIGNS = {
    "$": DOLLARS | {"ARS", "CLP", "COP", "MXN", "UYU"},
    "£": frozenset({"GBP", "EGP"}),
    "元": frozenset({"CNY", "HKD", "TWD"}),
    "¥": frozenset({"CNY", "JPY"}),
    "￥": frozenset({"CNY", "JPY"}),
}
"""The signs that people type for one of several currencies."""

_UNITS = {"": 0, "k": 3, "千": 3, "万": 4, "w": 4, "萬": 4, "億": 8, "m": 6, "百万": 6, "千万": 7, "亿": 8}

_SIGN = "|".join((*sorted(map(re.escape, _SIGNS), key=len, reverse=True), "[a-z]{3}"))
_DIGITS = r"-?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]+)?"
_TYPED = (
    rf"((?P<before>{_SIGN}) ?)?(?P<digits>{_DIGITS})"
    rf" ?(?P<unit>[kmw千万萬亿億]|百万|千万)?( ?(?P<after>{_SIGN}))?"
)
_DOUBTFUL = r"-?[1-9][0-9]{0,2}\.[0-9]{3}"

_MANY_DIGITS = re.compile(r"-?(?:[0-9]{17,}(?:\.[0-9]+)?|[0-9]+\.[0-9]{7,})", re.ASCII)
MANY_DIGITS = N_("“{value}” has more digits than an amount can have: 16, and 6 behind the point.")

EXACT = Context(prec=200)
"""Wide enough that no sum or product of amounts, ratios and rates is ever rounded."""


class BadAmount(UsageRefused):
    """The text is no amount, or could be read as two different ones."""

    sentence = N_("“{text}” is not an amount.")
    cure = N_("Write it like 120k, 12万 or USD 120,000.00.")
    code = "bad_amount"


class ManyDigits(BadAmount):
    """The number is longer than what a record can state."""

    sentence = MANY_DIGITS
    cure = ""


class OtherCurrency(UsageRefused):
    """An amount was typed in another currency than the one in which it is kept."""

    sentence = N_("“{text}” would be kept in {currency}, not in {other}.")
    cure = N_("Write what it comes to in {currency}.")


class InTwoCurrencies(UsageRefused):
    """A range ends in another currency than it begins in."""

    sentence = N_("Nothing can lie in {text}: a range is in one currency.")
    cure = N_("For example: amount:100k..200k, or 100k.. and ..200k with an open end")
    code = "bad_range"


def minor_digits(currency: str) -> int:
    """How many decimals the currency is counted in: 0, 2 or 3; 2 for one that is not known."""
    return _MINOR_DIGITS.get(currency, 2)


@dataclass(frozen=True)
class Money:
    """An exact amount in one currency."""

    amount: Decimal
    currency: str

    def rounded(self) -> Money:
        """The same money half-even at the currency's minor unit, never minus zero; for people only."""
        step = Decimal(1).scaleb(-minor_digits(self.currency))
        amount = self.amount.quantize(step, rounding=ROUND_HALF_EVEN, context=EXACT)
        return Money(EXACT.plus(amount), self.currency)

    def padded(self) -> str:
        """The exact amount in ASCII digits with at least the minor unit's decimals: `0.10`, `0.125`."""
        whole, _, decimals = f"{EXACT.plus(self.amount):f}".partition(".")
        decimals = decimals.rstrip("0").ljust(minor_digits(self.currency), "0")
        return f"{whole}.{decimals}" if decimals else whole


def total(moneys: Iterable[Money]) -> tuple[Money, ...]:
    """The exact sum per currency, in the order of their codes; nothing for nothing."""
    amounts: defaultdict[str, list[Decimal]] = defaultdict(list)
    for money in moneys:
        amounts[money.currency].append(money.amount)
    return tuple(Money(exact_sum(amounts[code]), code) for code in sorted(amounts))


def plain_digits(number: Decimal) -> str:
    """The number in plain digits, the same text for the same number: `120000`, `0.5`."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if number else "0"


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts, or of products of them, without a digit lost."""
    with localcontext(EXACT):
        return sum(amounts, Decimal(0))


def exact_amount(text: str) -> Decimal:
    """The amount a record states: ASCII, at most 16 digits before the point and 6 after it.

    So amount × ratio fits the 28 digits of ordinary `Decimal` arithmetic. Raises `ValueError`.
    """
    if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{1,6})?", text):
        raise ValueError(text)
    return Decimal(text)


def has_many_digits(text: str) -> bool:
    """Whether a plain number is one that `exact_amount` refuses for its length alone."""
    return bool(_MANY_DIGITS.fullmatch(text))


def exact_ratio(text: str) -> Decimal:
    """The share a record states, from 0 to 1, written `30%` or `0.3`; raises `ValueError`."""
    if re.fullmatch(r"(100|[0-9]{1,2}(\.[0-9]{1,4})?)%", text):
        return Decimal(text[:-1]) / 100
    if re.fullmatch(r"1(\.0{1,6})?|0(\.[0-9]{1,6})?", text):
        return Decimal(text)
    raise ValueError(text)


def parse_amount(text: str) -> tuple[Decimal, str | None]:
    """The amount somebody typed, as exact as a record's, and the currency if it names one.

    `120k`, `1.2M`, `12万`, 十二万, `12w`, `1.2亿`, `120,000.00`, with `¥ $ € £ 元`, a Chinese word or an
    ISO code on either side. A comma parts thousands, a point decimals; `120.000`, which could mean
    either, and whatever else leaves a doubt raises `BadAmount`, what is too long its `ManyDigits`.
    """
    found = re.fullmatch(_TYPED, with_digits(half_width(text).lower()))
    if not found:
        raise BadAmount(text=text)
    digits, unit = found["digits"].replace(",", ""), found["unit"]
    try:
        currency = _currency(found["before"], found["after"])
        if not unit and re.fullmatch(_DOUBTFUL, digits) and currency not in _MILLS.split():
            raise BadAmount(text=text)
    except ValueError:
        raise BadAmount(text=text) from None
    amount = f"{Decimal(digits).scaleb(_UNITS[unit or ''], EXACT):f}"
    if has_many_digits(amount):
        raise ManyDigits(value=text)
    return exact_amount(amount), currency


def amount_in(currency: str, text: str) -> Decimal:
    """The amount somebody typed where only that currency is kept; raises `BadAmount`, `OtherCurrency`."""
    amount, other = parse_amount(text)
    if not may_be_in(currency, text):
        raise OtherCurrency(text=text, currency=currency, other=other)
    return amount


def may_be_in(currency: str, text: str) -> bool:
    """Whether an amount that somebody typed names no other currency; a shared sign stands for each it has.

    Raises `BadAmount`.
    """
    _, named = parse_amount(text)
    found = re.fullmatch(_TYPED, with_digits(half_width(text).lower()))
    signs = {found["before"], found["after"]} - {None} if found else set()
    return named in (None, currency) or all(currency in SHARED_SIGNS.get(sign, ()) for sign in signs)


def with_digits(typed: str) -> str:
    """The amount without 约, and a Chinese numeral in it as digits: 十二万美金 is 120000美金."""
    said = re.sub(r"^(大约|大概|约)", "", typed)
    found = re.search(r"[零〇一二两三四五六七八九十百千万亿]+", said.replace("萬", "万").replace("億", "亿"))
    number = number_said(found[0]) if found and not re.search("[0-9]", said) else None
    return f"{said[: found.start()]}{number}{said[found.end() :]}" if found and number else said


def _currency(*signs: str | None) -> str | None:
    named = {currency_typed(sign) for sign in signs if sign}
    if len(named) > 1 or None in named:
        raise ValueError(signs)
    return next(iter(named), None)


def currency_typed(word: str) -> str | None:
    """The code of the currency that a code, sign or Chinese word names, beside an amount or alone."""
    sign = half_width(word)
    code = _SIGNS.get(sign.lower(), sign.upper())
    return code if code in CURRENCIES else None
