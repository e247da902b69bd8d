from decimal import Decimal

import pytest
from crm_exports import EXPORTS
from import_samples import EMPTY, TODAY, deal, read

from funnel_cli.exchange.mapping import (
    MAPPING_KEYS,
    ColumnMap,
    Entered,
    MappingRefused,
    as_column_map,
    as_yaml,
    over_profile,
    read_profile,
)
from funnel_cli.exchange.reading import map_of, read_wishes
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.plain import as_plain


def test_a_mapping_says_what_its_file_says() -> None:
    assert as_column_map(
        {
            "system": "crm",
            "columns": {"customer": "Firma", "owner": None},
            "stages": {"Angebot": "propose"},
            "constants": {"currency": "EUR"},
            "date_order": "dmy",
            "decimal": "comma",
            "entered": {"column": "Angebot am", "stage": "propose"},
        },
        "map.yaml",
    ) == ColumnMap(
        system="crm",
        columns={"customer": "Firma", "owner": None},
        stages={"Angebot": "propose"},
        constants={"currency": "EUR"},
        date_order="dmy",
        decimal="comma",
        entered=(Entered("Angebot am", "propose"),),
    )


def test_a_mapping_says_how_amounts_signs_sources_labels_and_days_are_meant() -> None:
    plain = {
        "scale": "0.01",
        "currencies": {"¥": "cny"},
        "sources": {"Web": "website"},
        "paused": "On hold",
        "leave_out": ["missing-close"],
    }
    assert as_column_map(plain, "map.yaml") == ColumnMap(
        scale=Decimal("0.01"),
        currencies={"¥": "CNY"},
        sources={"Web": "website"},
        paused=frozenset({"On hold"}),
        leave_out=frozenset({"missing-close"}),
    )

    days = {"entered": [{"column": "a", "stage": "verify"}, {"column": "b", "stage": "close"}]}
    assert as_column_map(days, "map.yaml").entered == (Entered("a", "verify"), Entered("b", "close"))


@pytest.mark.parametrize(
    "plain",
    [
        {"scale": "0"}, {"scale": "k"}, {"scale": "-1"}, {"scale": ["1"]}, {"currencies": {"¥": "Yuan"}},
        {"currencies": {"Yen": "¥"}},
        {"currencies": "CNY"}, {"sources": {"Web": ["a"]}}, {"paused": {"a": "b"}}, {"paused": [["a"]]},
        {"leave_out": ["nonsense"]},
    ],
)  # fmt: skip
def test_a_mapping_that_means_no_amount_sign_source_or_label_is_refused(plain: dict[str, Plain]) -> None:
    with pytest.raises(MappingRefused):
        as_column_map(plain, "map.yaml")


def test_of_several_headers_the_first_that_is_there_is_meant_and_of_none_the_recognised_one() -> None:
    wishes = as_column_map({"columns": {"amount": ["Summe", "Wert", "Betrag"]}}, "map.yaml")
    assert deal("Kunde,Phase,Betrag,Wert\nAcme,verify,1,2\n", wishes).amount == 2

    wishes = as_column_map({"columns": {"amount": ["Summe"]}}, "map.yaml")
    assert deal("Kunde,Phase,Betrag\nAcme,verify,1\n", wishes).amount == 1


@pytest.mark.parametrize("written", ["Zu teuer", "zu  TEUER", "ＺＵ ＴＥＵＥＲ"])
@pytest.mark.parametrize(("key", "header"), [("sources", "source"), ("reasons", "lost_reason")])
def test_a_label_is_meant_however_it_is_written_and_once(key: str, header: str, written: str) -> None:
    """What a label means is no label again: a mapping may turn two of them round."""
    wishes = as_column_map({key: {"Zu teuer": "costly", "costly": "price"}}, "map.yaml")
    found = read(f"customer,stage,{header},closed\nA,lost,{written},2026-01-02\n", wishes)
    assert [word for _, word in found.unknown] == ["costly"]


@pytest.mark.parametrize(("cell", "stage"), [("-", "verify"), ("", None), ("?", None)])
@pytest.mark.parametrize("meant", ["verify", "10%"])
def test_a_label_of_signs_alone_is_no_other_and_no_blank_cell(meant: str, cell: str, stage: str) -> None:
    wishes = as_column_map({"stages": {"-": meant}, "sources": {"-": "referral"}}, "map.yaml")
    found = read(f"customer,name,stage,source\nAcme,A,{cell},{cell}\n", wishes)
    told = {**found.bad, **{row.line: row.deal for row in found.rows}}[2]
    assert (told.stage, told.source) == (stage, "referral" if stage else cell or None)


def test_a_rest_said_by_a_sign_is_not_said_by_a_blank_cell() -> None:
    wishes = as_column_map({"paused": "-"}, "map.yaml")
    rows = read("customer,name,stage,status\nA,A,verify,-\nB,B,verify,\n", wishes).rows
    assert [row.deal.paused is None for row in rows] == [False, True]


def test_keys_without_a_value_say_nothing() -> None:
    assert as_column_map(dict.fromkeys(("columns", "stages", "entered", "system")), "map.yaml") == ColumnMap()


@pytest.mark.parametrize(
    "plain",
    [
        {"colums": {}}, {"columns": {"client": "Firma"}}, {"columns": ["Firma"]},
        {"columns": {"name": []}}, {"columns": {"name": ["a", ["b"]]}},
        {"reasons": {"Zu teuer": None}}, {"constants": {"shoe_size": "42"}},
        {"stages": {"Angebot": None}}, {"stages": "Angebot"}, {"date_order": "american"},
        {"decimal": ","}, {"decimal": ["point"]}, {"system": ["crm"]}, {"entered": "engage_date"},
        {"entered": [{"column": "engage_date"}]},
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(MappingRefused) as refusal:
        as_column_map(plain, "map.yaml")
    assert len(refusal.value.details) == 1


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(MappingRefused) as refusal:
        as_column_map({"colums": {}, "decimal": ",", "columns": {"client": "Firma"}}, "map.yaml")
    assert len(refusal.value.details) == 3


@pytest.mark.parametrize(
    "text", ["Angebot", "Proposal/Price Quote", "提案", "a: b", "x, y}", '5" pipe', " #1", "- x", "Null"]
)
def test_a_label_in_an_example_can_be_read_back(text: str) -> None:
    assert as_plain(f"stages: {{{as_yaml(text)}: verify}}".encode(), "yaml") == {"stages": {text: "verify"}}


SAID = """\
system: acme
columns: {customer: Firma, name: Projekt, amount: [Wert, Summe], owner: ~, stage: Phase, lost_reason: Warum}
stages: {Anfrage: verify, Weg: lost, Ruht: 30%}
constants: {source: Netz}
date_order: dmy
decimal: comma
scale: 1000
currencies: {¥: CNY, "kr": SEK}
sources: {Netz: referral}
reasons: {"Zu teuer: sehr": price}
paused: [Ruht]
leave_out: [missing-close]
entered: {column: "Am, um", stage: verify}
"""
SHEET = """\
Firma;Projekt;Wert;Owner;Phase;Warum;Abschluss;Am, um
Acme;Belts;12 kr;anna;Anfrage;;03.02.2027;01.02.2026
Beta;Fans;1,5 ¥;anna;Ruht;;04.02.2027;
Rho;Lamps;3 ¥;anna;Weg;Zu teuer: sehr;05.02.2026;
Zed;Gates;4 ¥;anna;Weg;;;
"""


def written_anew(text: str, wishes: ColumnMap) -> ColumnMap:
    """The mapping that is written for a sheet which this one reads."""
    told = map_of(as_sheet(text.encode(), "deals.csv", None), EMPTY, wishes, "# {0.text}".format)
    return as_column_map(as_plain(told.encode(), "yaml"), "map.yaml")


def test_a_mapping_that_is_written_reads_the_sheet_as_the_one_in_force() -> None:
    said = as_plain(SAID.encode(), "yaml")
    assert set(said) == set(MAPPING_KEYS)
    wishes = as_column_map(said, "map.yaml")
    found = read(SHEET, wishes, today=TODAY)
    assert [row.deal.amount for row in found.rows] == [12_000, 1500, 3000, 4000]
    again = read(SHEET, written_anew(SHEET, wishes), today=TODAY)
    assert (again.rows, again.problems) == (found.rows, found.problems)


@pytest.mark.parametrize("profile", EXPORTS)
def test_a_mapping_that_is_written_reads_an_export_as_its_profile(profile: str) -> None:
    wishes = read_wishes(None, profile=profile)
    both = over_profile(written_anew(EXPORTS[profile], wishes), read_profile(profile))
    found, again = (read(EXPORTS[profile], each) for each in (wishes, both))
    assert (again.rows, again.problems) == (found.rows, found.problems)
