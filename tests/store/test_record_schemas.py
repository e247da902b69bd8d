"""What an editor underlines is what the reader refuses, and nothing that the reader takes."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from arrange import METHOD
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.fields import FILE, Amount, PeriodName, RecordId, Share, as_key
from funnel_cli.records.method import Choice, Method
from funnel_cli.records.method_parts import Axis
from funnel_cli.store.founding import METHODS
from funnel_cli.store.layout import is_id
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.plain import parsed
from funnel_cli.store.record_schemas import ROOTS, record_schema
from funnel_cli.values.grades import MARKS
from funnel_cli.values.message import Label
from funnel_cli.values.money import exact_amount, exact_ratio
from funnel_cli.values.period import named

ROOT = Path(__file__).resolve().parents[2]
RECORD_FILES = {
    "opportunity": sorted((ROOT / "data/opportunities").glob("*")),
    "customer": sorted((ROOT / "data/customers").glob("*")),
    "review": sorted((ROOT / "data/reviews").glob("*")),
    "targets": [ROOT / "data/targets.yaml"],
    "rates": [ROOT / "data/rates.yaml"],
    "calls": [ROOT / "data/calls.yaml"],
    "stages": [ROOT / "stages.yaml", *sorted(METHODS.glob("*.yaml"))],
}
SHIPPED = [(name, path) for name, paths in RECORD_FILES.items() for path in paths]


class Typed(yaml.CSafeLoader):
    """YAML as an editor types it: numbers and words of its own, but days are texts."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the way PyYAML wants it
        first: [(tag, pattern) for tag, pattern in some if not tag.endswith(":timestamp")]
        for first, some in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def typed(text: str | bytes) -> Any:
    """What an editor takes a text for."""
    return yaml.load(text, Typed)  # noqa: S506 - a kind of safe loader


def complaints(name: str, value: Any, method: Method | None = None) -> list[str]:
    """Where a value is not what the schema says."""
    validator = Draft202012Validator(
        record_schema(name, method), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return list(dict.fromkeys(error.json_path for error in validator.iter_errors(value)))


def deal(text: str = "", *, method: Method | None = METHOD) -> list[str]:
    """Where a deal with these lines is underlined."""
    return complaints("opportunity", typed(f"id: acme\ncustomer: Acme\nstage: verify\n{text}"), method)


def stage(text: str) -> list[str]:
    """Where a method of one stage with these keys is underlined."""
    one = f"method: m\nstages:\n- {{id: verify, probability: 10%, {text}}}\n"
    return complaints("stages", typed(one))


@pytest.mark.parametrize("name", ROOTS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(record_schema(name, METHOD))


@pytest.mark.parametrize(("name", "path"), SHIPPED, ids=[path.stem for _, path in SHIPPED])
def test_what_is_shipped_is_as_the_schema_says(name: str, path: Path) -> None:
    data = path.read_bytes()
    plain: Plain = parsed(data.decode(), "yaml").plain
    assert complaints(name, plain) == []
    assert complaints(name, typed(data)) == []


def undescribed(schema: Any) -> list[str]:
    """The keys of a schema, at any depth, that are not described."""
    if isinstance(schema, list):
        return [key for item in schema for key in undescribed(item)]
    if not isinstance(schema, dict):
        return []
    keys = schema.get("properties", {}).items() if schema.get("type") == "object" else ()
    return [key for key, value in keys if not value.get("description")] + undescribed(list(schema.values()))


@pytest.mark.parametrize("name", ROOTS)
def test_every_key_is_described(name: str) -> None:
    assert undescribed(record_schema(name)) == []


def pattern(type_: Any) -> str:
    """How the JSON Schema of a type spells it."""
    return str(type_.__metadata__[0].schema["pattern"])


@pytest.mark.parametrize(
    ("type_", "read", "is_exact"),
    [(Amount, exact_amount, True), (Share, exact_ratio, True), (PeriodName, named, False)],
)
@given(data=st.data())
def test_what_a_pattern_takes_the_reader_reads(
    type_: Any, read: Any, is_exact: bool, data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(pattern(type_), fullmatch=True, alphabet=st.characters(codec="ascii")))
    try:
        read(text)
    except ValueError:
        assert not is_exact  # no pattern knows which weeks and days a year has


@given(st.from_regex(pattern(RecordId), fullmatch=True))
def test_what_the_pattern_of_an_id_takes_is_one_unless_a_system_reserves_it(text: str) -> None:
    assert is_id(text) or text[:3] in {"con", "prn", "aux", "nul", "com", "lpt"}


@pytest.mark.parametrize(
    "period", ["2026", "2026-12", "2026-Q4", "2026q4", "2026-W47", "2026w47", "FY26", "fy2026-q3", "FY26Q3"]
)
def test_a_period_may_be_written_as_the_reader_reads_it(period: str) -> None:
    assert named(period).days > 0
    assert complaints("targets", [{"set": "2026-11-22", "period": period, "amount": 1}]) == []


@pytest.mark.parametrize(
    "text",
    [
        "amount: 120000.00",
        "amount: '120000.00'",
        "amount: -0.125",
        "amount:",
        "name: 2026",
        "probability: 45%",
        "probability: 0.45",
        "probability: {value: 45%, date: 2026-10-11}",
        "milestones: {need: 2026-09-01}",
        "milestones: {need: {date: 2026-09-01, evidence: Visit}}",
        "milestones: {need: [2026-09-01, {date: 2026-09-05, lapsed: 2026-10-01}]}",
        "milestones: {gone: 2026-09-01}",
        "history: [{date: 2026-09-01, stage: gone, amount: null}]",
        "lead: {history: [{date: 2026-09-01, stage: converted, amount: null}], opening: {stage: new}}",
        "strength: {power: 9}",
        "source: unheard-of",
        "x-shaft: {deep: 3}",
        "nobody-knows: [1]",
        "refs: {crm: 7}",
    ],
)
def test_what_the_reader_takes_is_not_underlined(text: str) -> None:
    assert deal(text) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("amount: 1.000,00", "$.amount"),
        ("amount: lots", "$.amount"),
        ("amount: [1]", "$.amount"),
        ("currency: euro", "$.currency"),
        ("created: 1 September", "$.created"),
        ("created: 2026-13-01", "$.created"),
        ("probability: 45", "$.probability"),
        ("probability: {date: 2026-10-11}", "$.probability"),
        ("strength: {power: 21}", "$.strength.power"),
        ("milestones: {need: true}", "$.milestones.need"),
        ("history: [{stage: verify}]", "$.history[0]"),
        ("next_step: Call", "$.next_step"),
        ("tags: mine", "$.tags"),
    ],
)
def test_what_the_reader_refuses_is_underlined(text: str, where: str) -> None:
    assert deal(text) == [where]


def test_in_a_book_its_stages_words_and_axes_are_known() -> None:
    found = record_schema("opportunity", METHOD)["properties"]["stage"]["enum"]
    assert found == ["verify", "develop", "propose", "close", "won", "lost"]

    found = record_schema("opportunity", METHOD)
    assert found["properties"]["source"]["examples"] == ["referral", "marketing"]
    assert found["$defs"]["Loss"]["properties"]["reason"]["examples"] == ["price", "no-decision"]
    assert found["properties"]["milestones"]["properties"]["need"]["description"] == "Need / 条件need"

    found = record_schema("goals", METHOD)["items"]["properties"]["stage"]["enum"]
    assert found == ["verify", "develop", "propose", "close"]

    method = replace(METHOD, strength={"power": Axis(title=Label({"en": "Power", "zh": "权力"}))})
    keys = record_schema("opportunity", method)["properties"]["strength"]["properties"]
    assert {id: key["description"] for id, key in keys.items()} == {"power": "Power / 权力"}


def test_a_lead_is_graded_by_the_methods_words_and_marked_by_those_of_every_book() -> None:
    graded = replace(METHOD, grades=(Choice(id="gold"), Choice(id="tin")))
    found = record_schema("lead", graded)["properties"]
    assert (found["grade"]["examples"], *found["marks"]["properties"]) == (["gold", "tin"], *MARKS)
    assert record_schema("lead", METHOD)["properties"]["grade"]["examples"] == ["A", "B", "C"]


def test_without_a_book_a_stage_is_any_word() -> None:
    record = {"id": "acme", "name": "Belts", "stage": "anything"}
    assert complaints("opportunity", record) == []
    assert complaints("opportunity", record, METHOD) == ["$.stage"]


def test_a_deal_has_the_keys_of_its_fields_a_customer_or_a_name_and_others_are_warned_about() -> None:
    assert complaints("opportunity", {"id": "acme", "stage": "verify"}) == ["$"]
    assert "x-" in record_schema("opportunity")["additionalProperties"]["deprecationMessage"]

    keys = {as_key(field.name) for field in fields(Opportunity)} - {FILE}
    assert record_schema("opportunity")["properties"].keys() == keys


@pytest.mark.parametrize(
    "text",
    [
        "title: Verify",
        "title: {en: Verify, zh: 验证}",
        "probability: {forecast: 10%, exit: 25%}",
        "milestones: [{id: met, required: true, check: {log: visit, within: 90}}]",
        "stalled: [{en: No need}]",
    ],
)
def test_a_stage_may_be_written_so(text: str) -> None:
    assert stage(text) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("id: won", "$.stages[0].id"),
        ("id: a b", "$.stages[0].id"),
        ("typical_days: 0", "$.stages[0].typical_days"),
        ("milestones: [{id: met, evidence: please}]", "$.stages[0].milestones[0].evidence"),
        ("milestones: [{id: met, check: {}}]", "$.stages[0].milestones[0].check"),
        ("milestones: [{id: met, check: {field: wage}}]", "$.stages[0].milestones[0].check.field"),
    ],
)
def test_a_stage_may_not_be_written_so(text: str, where: str) -> None:
    found = stage(text)
    assert any(path == where or where.startswith(path) for path in found)
