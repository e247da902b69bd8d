"""The schema of an answer, cut to the part and the fields that are asked for."""

from typing import Any

import pytest

from funnel_cli.records.fields import Json
from funnel_cli.render.answer_schemas import answer_schema
from funnel_cli.render.output import Output, UnknownField, UnknownPart


def schema(name: str, **cut: Any) -> Json:
    return answer_schema(name, Output(**cut))


def test_a_part_is_described_as_the_main_table_and_the_main_table_is_a_part_too() -> None:
    found = schema("funnel.forecast/1", part="figures")
    assert found["properties"]["part"] == {"const": "figures"}
    assert found["properties"]["items"]["items"] == {"$ref": "#/$defs/figures"}
    assert found["$defs"].keys() == {"figures", "problem"}

    found = schema("funnel.forecast/1", part="forecast")["properties"]
    assert found["items"] == schema("funnel.forecast/1")["properties"]["items"]
    assert "figures" not in found


def test_fields_cut_the_rows_down_or_the_values_of_an_answer_without_a_table() -> None:
    found = schema("funnel.list/1", fields=("stage", "id"))["$defs"]
    row = next(row for name, row in found.items() if name != "problem")
    assert (list(row["properties"]), row["required"]) == (["stage", "id"], ["stage", "id"])

    assert schema("funnel.list/1", fields=("Stage",)) == schema("funnel.list/1", fields=("stage",))

    found = schema("funnel.letter/1", fields=("to",))["properties"]
    assert list(found) == ["schema", "as_of", "currency", "to", "partial", "problems"]


@pytest.mark.parametrize(
    ("cut", "refusal"), [({"part": "z"}, UnknownPart), ({"fields": ("z",)}, UnknownField)]
)
def test_what_no_answer_has_is_refused(cut: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        schema("funnel.list/1", **cut)
