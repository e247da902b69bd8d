import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml_layouts import changes, keys, texts

from funnel_cli.store.patching.edits import Drop, Insert, Plain, Put, TextEdit, applied
from funnel_cli.store.patching.patch_json import NotCanonicalJson, formatted_json, patched_json, written_json
from funnel_cli.store.patching.spans import CannotPatch, TooLarge
from funnel_cli.store.reading.json_text import json_value
from funnel_cli.store.reading.plain import MAX_BYTES

RECORD = """\
{
  "id": "x",
  "amount": 9007199254740993.01,
  "next_step": {
    "due": "2026-11-25",
    "action": "Büro \\"A\\""
  },
  "hot": true,
  "history": [],
  "tags": [
    "led"
  ]
}
"""

words = texts.filter(lambda text: not re.search("[\x7f-\x9f\ufffe\uffff]", text))
numbers = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
scalars = st.one_of(st.none(), st.booleans(), numbers, words)
inner = st.one_of(scalars, st.lists(scalars, max_size=3), st.dictionaries(keys, scalars, max_size=3))
records = st.dictionaries(keys, st.one_of(inner, st.lists(inner, max_size=3)), min_size=1, max_size=5)
layouts = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 2, 4, "\t"]),
        "separators": st.sampled_from([(", ", ": "), (",", ":"), (",", ": ")]),
        "ensure_ascii": st.booleans(),
    }
)


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        pytest.param(Put(("id",), "y"), '"id": "x"', '"id": "y"', id="a text"),
        pytest.param(
            Put(("amount",), "9007199254740993.02"), "993.01", "993.02", id="a number to the last digit"
        ),
        pytest.param(Put(("amount",), "1.10"), "9007199254740993.01", "1.10", id="a number with its zero"),
        pytest.param(Put(("amount",), "12万"), "9007199254740993.01", '"12万"', id="a number to a text"),
        pytest.param(Put(("amount",), "007"), "9007199254740993.01", '"007"', id="digits that are no number"),
        pytest.param(Put(("amount",), None), "9007199254740993.01", "null", id="a number to unset"),
        pytest.param(Put(("id",), "1"), '"id": "x"', '"id": "1"', id="digits where a text stood"),
        pytest.param(Put(("hot",), "false"), "true", "false", id="yes to no"),
        pytest.param(Drop(("id",)), '  "id": "x",\n', "", id="a key gone"),
        pytest.param(Drop(("next_step", "due")), '    "due": "2026-11-25",\n', "", id="an inner key gone"),
        pytest.param(Insert(("tags",), 0, "mine"), '    "led"', '    "mine",\n    "led"', id="an item"),
        pytest.param(Put(("lost", "a"), "1"), "\n}", ',\n  "lost": {\n    "a": "1"\n  }\n}', id="a mapping"),
        pytest.param(
            Insert(("history",), 0, {"date": "2026-11-22", "amount": "5.00"}),
            "[]",
            '[\n    {\n      "date": "2026-11-22",\n      "amount": 5.00\n    }\n  ]',
            id="a line whose amount is a number as above",
        ),
    ],
)
def test_the_text_changes_where_it_must(change: TextEdit, old: str, new: str) -> None:
    assert patched_json(RECORD, [change]) == RECORD.replace(old, new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('{"id":"x","n":1}', '{"id":"y","n":1,"name":"华"}', id="compact"),
        pytest.param('{"id": "x"}', '{"id": "y", "name": "华"}', id="one line"),
        pytest.param('{"id":"x"}\n', '{"id":"y","name":"华"}\n', id="compact with one key"),
        pytest.param(
            '{"id": "x", "b": "\\u534e"}', '{"id": "y", "b": "\\u534e", "name": "\\u534e"}', id="ASCII"
        ),
        pytest.param('{\n\t"id": "x"\n}', '{\n\t"id": "y",\n\t"name": "华"\n}', id="tabs"),
        pytest.param(
            '\ufeff{\r\n "id" : "x"\r\n}\r\n', '\ufeff{\r\n "id" : "y",\r\n "name" : "华"\r\n}\r\n', id="CR"
        ),
    ],
)
def test_the_layout_stays(before: str, after: str) -> None:
    assert patched_json(before, [Put(("id",), "y"), Put(("name",), "华")]) == after


@given(records, layouts, st.sampled_from(["", "\n", "\r\n"]), st.data())
def test_any_layout_json_writes_is_kept(
    record: dict[str, object], layout: dict[str, object], end: str, data: st.DataObject
) -> None:
    before = json.dumps(record, **layout) + end  # type: ignore[arg-type]
    assert patched_json(before, []) == before
    wanted = data.draw(changes(json_value(before)))
    result = patched_json(before, wanted)
    assert json_value(result) == applied(json_value(before), wanted)
    assert patched_json(result, []) == result


@pytest.mark.parametrize(
    "before",
    [
        pytest.param('{\n  "id": "x",\n  "tags": ["a", "b"]\n}\n', id="a list on one line"),
        pytest.param('{"id": "x","b": 1, "c": 2}', id="uneven commas"),
        pytest.param('{"id": "\\/"}', id="an escape that was not needed"),
        pytest.param('{"id": "\\u00e9", "b": "é"}', id="escaped and not"),
        pytest.param('{"id": 1, "id": 2}', id="a key twice"),
        pytest.param('{"id": NaN}', id="no number"),
        pytest.param('{"id": "x"', id="torn"),
        pytest.param("[" * 3000 + "]" * 3000, id="too deep"),
        pytest.param("", id="empty"),
    ],
)
def test_an_uneven_layout_is_left_alone(before: str) -> None:
    with pytest.raises(NotCanonicalJson) as refusal:
        patched_json(before, [Put(("id",), "y")])
    assert refusal.value.exit_code == 5


def test_an_uneven_file_can_be_laid_out_evenly_without_touching_its_numbers() -> None:
    uneven = '{"amount":1.10, "big": 12345678901234567890.5,\n "hot": true, "l": [ ]}'
    assert formatted_json(uneven) == (
        '{\n  "amount": 1.10,\n  "big": 12345678901234567890.5,\n  "hot": true,\n  "l": []\n}\n'
    )


@pytest.mark.parametrize("change", [Put(("id",), "\ud800"), Drop(("name",)), Insert(("id",), 0, "x")])
def test_what_would_not_read_as_meant_is_refused(change: TextEdit) -> None:
    with pytest.raises(CannotPatch):
        patched_json('{"id": "x"}', [change])


def test_a_new_file_is_written_with_texts_and_a_control_character_escaped() -> None:
    assert patched_json('{"id": "x"}', [Put(("id",), "\x1b\x7f\x9b")]) == '{"id": "\\u001b\\u007f\\u009b"}'

    tree: Plain = {"id": "x", "amount": "1.10", "tags": ["a"], "lost": {}}
    assert written_json(tree) == (
        '{\n  "id": "x",\n  "amount": "1.10",\n  "tags": [\n    "a"\n  ],\n  "lost": {}\n}\n'
    )


def test_a_change_that_passes_the_largest_size_says_so() -> None:
    with pytest.raises(TooLarge):
        patched_json('{"id": "acme", "name": "b"}', [Put(("name",), "a" * MAX_BYTES)])
