"""Short forms of names."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.store.layout import slug
from funnel_cli.values.likeness import Likeness, alike, groups_alike, likeness, most_alike, shape, short_name

ACCOUNTS = Path(__file__).parents[2].parent / "shared/data/maven/accounts.csv"

SPELLED = [
    ("Kieswerk Donau", "kieswerk donau"),
    ("Kieswerk Donau", "KIES WERK  DONAU"),
    ("华能矿业（集团）有限公司", "华能矿业(集团)有限公司"),
    ("华能矿业【北京】有限公司", "华能矿业北京有限公司"),
    ("Acme (UK) Ltd", "Acme [UK] Ltd"),
    ("ＡＣＭＥ　Ltd", "Acme Ltd"),
    ("Straße AG", "STRASSE AG"),
]
"""One name in two spellings, which a script may take for each other."""

WORDS = [
    ("Cementos del Sur SA", "Cementos del Sur S.A."),
    ("Cementos del Sur, S. A.", "Cementos del Sur"),
    ("NORDKRAN", "Nordkran AS"),
    ("Nordkran A/S", "Nordkran AS"),
    ("Brauerei Hofmann", "Brauerei Hofmann GmbH"),
    ("Hofmann GmbH & Co. KG", "Hofmann AG"),
    ("Acme Co., Ltd.", "Acme Inc"),
    ("Acme Corporation", "Acme"),
    ("Smith & Sons", "Smith and Sons Ltd"),
    ("Müller Bau", "Muller Bau"),
    ("Müller Bau", "Mueller Bau GmbH"),
    ("Société Générale", "Societe Generale SA"),
    ("Ærø Ship", "Aero Ship ApS"),
    ("The New York Inquirer", "New York Inquirer"),
    ("J-Texon", "JTexon"),
    ("Budowa Sp. z o.o.", "Budowa"),
    ("ООО Ромашка", "Ромашка"),
    ("金湖船厂", "金湖船厂有限公司"),
    ("北辰水泥有限公司", "北辰水泥股份有限公司"),
    ("北辰水泥股份有限公司", "北辰水泥有限责任公司"),
    ("甲集团", "甲集团有限公司"),
    ("华能矿业（集团）有限公司", "华能矿业有限公司"),
    ("TCL集团", "TCL"),
    ("株式会社 トヨタ", "トヨタ"),
]
"""One customer, but for punctuation, accents and the legal form."""

SLIPS = [
    ("Brauerei Hoffmann", "Brauerei Hofmann"),
    ("Brauerei Hoffmann GmbH", "Brauerei Hofmann AG"),
    ("Kieswerk Donau", "Kieswerk Donua"),
    ("Kieswerk Donau", "Kieswek Donau"),
    ("Nordkran", "Nordkram"),
    ("Acme Mining", "Acme Minimg"),
    ("Acme Ltd", "Amce Ltd"),
    ("Siemens", "Seimens"),
    ("Hill Quarries", "Hill Quaries"),
    ("Газпром", "Газпорм"),
]
"""One customer, mistyped."""

TWO = [
    ("Werk 1", "Werk 2"),
    ("Grube 12", "Grube 21"),
    ("Halle I", "Halle II"),
    ("Müller", "Möller"),
    ("Meyer Bau", "Meier Bau"),
    ("Hansen AS", "Hanson AS"),
    ("Schmidt", "Schmitt"),
    ("Bauer AG", "Sauer AG"),
    ("Werner", "Wegner"),
    ("Hall", "Halle"),
    ("Nord", "Norden"),
    ("Acme", "Acme Nord"),
    ("Acme Nord", "Acme Süd"),
    ("Acme A", "Acme B"),
    ("ABB", "ABC"),
    ("Huaxin", "Huaxia"),
    ("Hill Ltd", "Hill Ltd, Maintenance"),
    ("一厂", "二厂"),
    ("华东水泥有限公司", "华中水泥有限公司"),
    ("北辰水泥", "北城水泥"),
    ("金湖船厂", "银湖船厂"),
    ("华星科技", "华兴科技"),
    ("华能矿业", "华能矿山"),
    ("有限公司", "集团有限公司"),
    ("ばら", "はら"),
    ("की", "का"),
    ("!!", "??"),
]
"""Two customers each."""


def how(one: str, other: str) -> Likeness | None:
    return likeness(shape(one), shape(other))


def never(one: str, other: str) -> bool:
    return one is other


def grouped(*names: str) -> list[tuple[str, ...]]:
    return groups_alike(names, slug, never)


@pytest.mark.parametrize(("one", "other"), SPELLED)
def test_a_name_is_the_same_spelling_but_for_case_spaces_and_brackets(one: str, other: str) -> None:
    assert how(one, other) is how(other, one) is Likeness.SPELLING


@pytest.mark.parametrize(("one", "other"), WORDS)
def test_a_name_has_the_same_words_but_for_punctuation_accents_and_legal_form(one: str, other: str) -> None:
    assert how(one, other) is how(other, one) is Likeness.WORDS


@pytest.mark.parametrize(("one", "other"), SLIPS)
def test_a_slip_in_a_word_is_found(one: str, other: str) -> None:
    assert how(one, other) is how(other, one) is Likeness.SLIP


@pytest.mark.parametrize(("one", "other"), TWO)
def test_names_of_two_customers_are_not_alike(one: str, other: str) -> None:
    assert how(one, other) is how(other, one) is None
    assert grouped(one, other) == []


@pytest.mark.parametrize(("one", "other"), SPELLED + WORDS + SLIPS)
def test_names_that_are_alike_are_grouped_and_found(one: str, other: str) -> None:
    assert grouped(one, "Somebody else", other) == [(one, other)]
    assert most_alike(one, ["Somebody else", other], slug) == [other]


@pytest.mark.parametrize("name", ["Huaneng Kuangye", "HUA-NENG KUANG YE", "Huaneng Kuangye Youxian Gongsi"])
def test_a_name_in_latin_letters_is_like_the_name_that_reads_so(name: str) -> None:
    known = "华能矿业有限公司"
    assert most_alike(name, [known], slug) == [known]
    assert most_alike(known, [name], slug) == [name]
    assert grouped(known, name) == [(known, name)]


def test_two_chinese_names_that_only_sound_alike_are_two() -> None:
    assert most_alike("金鑫机械", ["晋鑫机械"], slug) == []


def test_the_likest_name_comes_first() -> None:
    names = ["Brauerei Hoffmann", "Brauerei Hofmann GmbH", "brauerei hofmann"]
    assert most_alike("Brauerei Hofmann", names, slug) == names[::-1]


def test_three_that_are_alike_are_one_group() -> None:
    assert grouped("Hofmann", "Dale", "Hofmann AG", "Hoffmann") == [("Hofmann", "Hofmann AG", "Hoffmann")]


def test_names_said_to_be_two_come_together_only_by_a_third() -> None:
    def found(*names: str) -> list[tuple[str, ...]]:
        return groups_alike(names, slug, lambda one, other: {one, other} == {"Hofmann", "Hofmann AG"})

    assert found("Hofmann", "Hofmann AG") == []
    assert found("Hofmann", "Hofmann AG", "Hoffmann") == [("Hofmann", "Hofmann AG", "Hoffmann")]


@pytest.mark.skipif(not ACCOUNTS.exists(), reason="no shared data")
def test_no_two_accounts_of_maven_are_alike() -> None:
    names = [line.split(",")[0] for line in ACCOUNTS.read_text("utf-8").splitlines()[1:]]
    assert len(names) == 85
    assert grouped(*names) == []


PARTS = ("acme", "amce", "nordkran", "nordkrann", "nordkarn", "Ltd", "ü", "1", "矿")
PHRASES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map(" ".join)
NAMES = st.lists(PHRASES | st.text("aceü .厂1", min_size=1, max_size=6), max_size=8, unique=True)


@given(NAMES)
def test_groups_are_made_of_the_pairs_that_are_alike(names: list[str]) -> None:
    together = {frozenset(pair) for group in grouped(*names) for pair in combinations(group, 2)}
    alike_pairs = {frozenset(pair) for pair in combinations(names, 2) if alike(*pair)}
    assert alike_pairs <= together
    for group in grouped(*names):
        assert all(any(alike(name, other) for other in group if other != name) for name in group)


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_the_same_both_ways_and_a_name_is_like_itself(one: str, other: str) -> None:
    assert how(one, other) is how(other, one)
    assert alike(one, one)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("华能矿业（集团）有限公司", "华能矿业"),
        ("北辰水泥股份有限公司", "北辰水泥"),
        ("Acme GmbH & Co. KG", "Acme"),
        ("Cementos del Sur, S.A.", "Cementos del Sur"),
        ("Foo S. A. de C. V.", "Foo"),
        ("The Linde Group", "Linde"),
        ("ООО Ромашка", "Ромашка"),
    ],
)
def test_a_legal_form_is_left_out(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    "name", ["Acme", "AG", "有限公司", "Smith & Sons", "Acme (Holding)", "甲集团", "!!!"]
)
def test_what_is_no_legal_form_stays(name: str) -> None:
    assert short_name(name) == name
