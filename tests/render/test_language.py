import gettext
import re
from collections.abc import Mapping
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli import render
from funnel_cli.render.language import CATALOGUES, Language, language_from
from funnel_cli.render.wording import spelled
from funnel_cli.values.message import Label, Message, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import money, table, text, totalled

DECEMBER = Period(Day(2026, 12, 1), Day(2027, 1, 1), "2026-12")
CATALOGUE = CATALOGUES / "zh" / "LC_MESSAGES"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "—"),
        (True, "yes"),
        (8800, "8800"),
        (12000, "12,000"),
        (Decimal("0.5"), "50%"),
        (Money(Decimal(1200), "CNY"), "CNY 1,200"),
        (Day(2026, 12, 31), "2026-12-31"),
        (DECEMBER, "2026-12"),
        (("a", "b"), "a, b"),
        ({"pain": 12, "power": 3}, "pain 12, power 3"),
        (message("as of {day}", day=Day(2026, 11, 22)), "as of 2026-11-22"),
        (Term("won", message("won")), "won"),
    ],
)
def test_a_value_is_spelled_by_its_type(value: object, expected: str) -> None:
    assert Language("en").say(message("{value}", value=value)) == expected


@pytest.mark.parametrize("hostile", ["{x}", "{0.__class__}", "%s", "{{7*7}}", "{", "[red]"])
def test_braces_of_a_record_are_never_formatted(hostile: str) -> None:
    assert (
        Language("en").say(message("No deal answers to {word}.", word=hostile))
        == f"No deal answers to {hostile}."
    )


def test_words_in_a_sentence_are_clean_as_they_stand_and_a_number_may_be_asked_for_plain() -> None:
    assert Language("en").say(message("{word}", word="\x1b[2J")) == r"\x1b[2J"
    assert Language("zh").say("Nothing to show. {x}") == "Nothing to show. {x}"
    assert Language("en").say(message("{coverage:n}", coverage=Decimal("2.40"))) == "2.4"


@pytest.mark.parametrize(("files", "expected"), [(1, "1 file"), (2, "2 files"), (0, "0 files")])
def test_a_template_may_name_one_and_many(files: int, expected: str) -> None:
    assert Language("en").say(message("{files:file|files}", files=files)) == expected


@pytest.mark.parametrize(
    ("texts", "code", "expected"),
    [
        ({"en": "Verify", "zh": "验证"}, "zh", "验证"),
        ({"en": "Verify"}, "zh", "Verify"),
        ({"de": "Prüfen"}, "zh", "Prüfen"),
        ({}, "en", ""),
    ],
)
def test_a_label_speaks_the_language_or_english_or_what_it_has(
    texts: dict[str, str], code: str, expected: str
) -> None:
    assert Language(code).say(Label(texts)) == expected


def test_a_sentence_is_chinese_with_its_arguments_where_it_has_a_translation() -> None:
    basis = message("as of {day}, in {currency}", currency="CNY", day=Day(2026, 11, 22))
    assert Language("zh").say(basis) == "截至 2026-11-22，单位 CNY"

    assert Language("zh").say(message("Not in the catalogue: {n}", n=1)) == "Not in the catalogue: 1"
    assert Language("zh").spell(("a", "b")) == "a、b"


def test_an_ascii_stream_gets_ascii() -> None:
    assert Language("en", "ascii").say(message("{a} — {b}", a="北", b=None)) == r"\u5317 - -"


@pytest.mark.parametrize(
    ("option", "environ", "setting", "expected"),
    [
        ("zh", {"FUNNEL_LANG": "en"}, "en", "zh"),
        (None, {"FUNNEL_LANG": "zh_CN.UTF-8"}, "en", "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "en", "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "auto", "zh"),
        (None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "auto", "en"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, "auto", "zh"),
        (None, {}, "auto", "en"),
        ("fr", {}, "auto", "en"),
    ],
)
def test_the_language_is_the_first_that_is_wished(
    option: str | None, environ: Mapping[str, str], setting: str, expected: str
) -> None:
    assert language_from(option, environ, setting) == expected


def source() -> dict[str, str]:
    with (CATALOGUE / "funnel.po").open("rb") as file:
        return {
            str(entry.id): str(entry.string)
            for entry in read_po(file, locale="zh")
            if entry.id and entry.string
        }


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with (CATALOGUE / "funnel.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    assert {sentence: compiled.gettext(sentence) for sentence in source()} == source()


def test_every_sentence_of_the_renderers_is_translated() -> None:
    found = extract_from_dir(
        str(Path(render.__file__).parent),
        method_map=[("**.py", "python")],
        keywords={"message": None, "N_": None},
    )

    assert {sentence for _, _, sentence, _, _ in found} <= set(source())


def test_no_translation_loses_or_invents_a_placeholder() -> None:
    assert [sentence for sentence, said in source().items() if names(sentence) != names(said)] == []


def test_no_space_of_ours_parts_chinese_from_chinese() -> None:
    chinese = Language("zh")
    sentences = [each for each, said in source().items() if "funnel " not in said and "|" not in said]
    said = [chinese.say(Message(each, dict.fromkeys(names(each), "王 总"))) for each in sentences]
    assert [each for each in said if re.search("总 [一-鿿]|[一-鿿] 王", each.replace("总 王", ""))] == []


def test_a_space_stays_beside_other_letters_between_two_names_and_in_a_command() -> None:
    chinese = Language("zh")
    assert chinese.say(message("{deal}: what moves {name}", deal="a", name="Lee")) == "a：Lee 的关切"
    assert chinese.say(message("{deal}: what moves {name}", deal="a", name="王总")) == "a：王总的关切"
    assert chinese.say(message("{name} {role}", name="王总", role="采购")) == "王总 采购"


MONEYS = st.lists(
    st.decimals(-(10**10), 10**10, places=2).map(lambda each: Money(each, "CNY")), min_size=2, max_size=5
)


def units(said: str) -> set[str]:
    """What amounts are counted in, as far as a text says."""
    return set(re.findall(r"(?<![\d,.])(?=[\d,.]*[1-9])[\d,.]+([万亿Mk]?)", said))


@given(MONEYS, st.sampled_from(["full", "short", "万"]), st.sampled_from(["en", "zh"]))
def test_a_sentence_counts_in_one_kind_of_unit(moneys: list[Money], numbers: str, code: str) -> None:
    inner = message("{amount} then {more:n}", amount=moneys[0], more=moneys[-1])
    said = Language(code, numbers=numbers).say(message("{first} of {rest}", first=inner, rest=tuple(moneys)))
    assert len(units(said)) <= 1, said


@given(MONEYS, st.sampled_from(["full", "short", "万"]), st.sampled_from(["en", "zh"]))
def test_a_table_counts_in_one_kind_of_unit(moneys: list[Money], numbers: str, code: str) -> None:
    columns = (
        money("amount", "A", lambda each: each),
        text("said", "B", lambda each: message("{it}", it=each)),
    )
    sheet = spelled(table("t", moneys, *columns), Language(code, numbers=numbers), "CNY")
    assert len(units(" ".join(word for row in sheet.rows for word in row))) <= 1, sheet.rows


@given(MONEYS, st.sampled_from(["short", "万"]))
def test_rounded_rows_that_do_not_add_up_are_told(moneys: list[Money], numbers: str) -> None:
    columns = totalled(money("amount", "A", lambda each: each))
    whole = Money(sum((each.amount for each in moneys), Decimal(0)), "CNY")
    made = table("t", moneys, columns, totals=[whole])
    language = Language("zh", numbers=numbers)
    sheet = spelled(made, language, "CNY")
    worth = [
        sum(Decimal(re.sub("[^-0-9.]", "", row[0])) for row in rows) for rows in (sheet.rows, sheet.totals)
    ]
    assert sheet.is_rounded == (worth[0] != worth[1])
