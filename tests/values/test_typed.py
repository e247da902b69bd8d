"""Days and amounts as a Chinese rep says them."""

import shlex
from datetime import date as Day
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.values.dates import BadDate, Calendar
from funnel_cli.values.money import BadAmount, parse_amount
from funnel_cli.values.typed import half_width, number_said, parted, quoted, shell_word


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("ＵＳＤ　１２ｋ", "USD 12k"), ("  next \t month ", "next month"), ("12万", "12万"), ("12²½①", "12²½①")],
)
def test_only_full_width_signs_and_spaces_are_folded(typed: str, plain: str) -> None:
    assert half_width(typed) == plain


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("amount=12k", ("amount", "=", "12k")), ("amount＝12万", ("amount", "＝", "12万")),
        ("next=a=b", ("next", "=", "a=b")), ("next=a＝b", ("next", "=", "a＝b")),
        ("name= Belts ", ("name", "=", "Belts")), ("amount=", ("amount", "=", "")),
        ("amount", ("amount", "", "")),
    ],
)  # fmt: skip
def test_an_assignment_has_a_key_a_sign_and_a_value(word: str, expected: tuple[str, str, str]) -> None:
    assert parted(word) == expected


@pytest.mark.parametrize(
    "name", ["Hill Ltd", "华能矿业", 'The "Mill"', "Rock $5", "it's", "`x`", "a\\b", "Yahoo!"]
)
def test_a_quoted_text_is_one_word_of_a_shell(name: str) -> None:
    assert shlex.split(quoted(name)) == [name]


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("owner:li.wei", "owner:li.wei"),
        ("客户：北辰", "客户：北辰"),
        ("owner:Li Wei", 'owner:"Li Wei"'),
        ("amount:>5k", 'amount:">5k"'),
        ("not:owner:Li Wei", 'not:"owner:Li Wei"'),
        ("trade fair", '"trade fair"'),
        ("", '""'),
    ],
)
def test_a_word_is_quoted_where_a_shell_needs_it(word: str, typed: str) -> None:
    assert shell_word(word) == typed


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_a_shell_reads_the_words_as_they_were(words: list[str]) -> None:
    assert shlex.split(" ".join(map(shell_word, words))) == words


CALENDAR = Calendar(Day(2026, 11, 28))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("明年3月15号", "2027-03-15"), ("明年三月底", "2027-03-31"), ("明年年底", "2027-12-31")),
        *(("15号", "2026-12-15"), ("二十五号", "2026-12-25"), ("31号", "2026-12-31")),
        *(("下月15号", "2026-12-15"), ("下下周五", "2026-12-11"), ("大后天", "2026-12-01")),
        *(("半个月后", "2026-12-13"), ("半年后", "2027-05-28"), ("十五天后", "2026-12-13")),
        *(("月中", "2026-12-15"), ("下月中", "2026-12-15"), ("年中", "2027-06-30")),
        *(("2027.3.15", "2027-03-15"), ("27年3月", "2027-03-31"), ("27年3月15号", "2027-03-15")),
    ],
)
def test_a_day_is_what_a_person_means_by_it(text: str, day: str) -> None:
    assert CALENDAR.day(text).isoformat() == day


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("明年3月", "2027-03"), ("明年一季度", "2027-Q1"), ("三月", "2027-03"), ("十二月", "2026-12")),
        *(("下下月", "2027-01"), ("下下周", "2026-W50"), ("后年", "2028"), ("二〇二七年三月", "2027-03")),
        *(("上半年", "2027-01-01..2027-06-30"), ("明年下半年", "2027-07-01..2027-12-31")),
    ],
)
def test_a_period_is_what_a_person_means_by_it(text: str, name: str) -> None:
    assert CALENDAR.period(text).name == name


@pytest.mark.parametrize(
    ("text", "day"),
    [("15号", "2026-11-15"), ("月中", "2026-11-15"), ("年中", "2026-06-30"), ("三月", "2026-03-31")],
)
def test_looking_back_it_is_the_last_one(text: str, day: str) -> None:
    assert CALENDAR.back.day(text).isoformat() == day


@pytest.mark.parametrize("text", ["0号", "32号", "二十月", "明年后", "半", "中", "下下下下月", "明年13月"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        CALENDAR.day(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        *(("十二万", "120000", None), ("一百二十万", "1200000", None), ("十二万五千", "125000", None)),
        *(("12w", "120000", None), ("12W", "120000", None), ("12萬", "120000", None)),
        *(("12万块", "120000", "CNY"), ("人民币12万", "120000", "CNY"), ("5万美金", "50000", "USD")),
        *(("约12万", "120000", None), ("二十万美金", "200000", "USD"), ("一亿二千万", "120000000", None)),
    ],
)
def test_an_amount_is_what_a_person_means_by_it(text: str, amount: str, currency: str | None) -> None:
    assert parse_amount(text) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["十二万五", "三百五", "1w2", "万", "零", "十十", "12万5", "一二三"])
def test_what_is_said_short_or_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        parse_amount(text)


def said(number: int) -> str:
    """The numeral of a number below 10,000, as it is taught."""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千")
    places = [(int(digit), unit) for digit, unit in zip(str(number)[::-1], units, strict=False)][::-1]
    text = "".join(digits[digit] + unit if digit else "零" for digit, unit in places)
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.rstrip("零")


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_every_numeral_as_it_is_taught_is_its_number(tens_of_thousands: int, rest: int) -> None:
    joint = "零" if 0 < rest < 1000 else ""
    assert number_said(f"{said(tens_of_thousands)}万{joint}{said(rest) if rest else ''}") == (
        tens_of_thousands * 10000 + rest
    )
