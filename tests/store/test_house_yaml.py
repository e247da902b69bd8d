"""The quick way of reading YAML says what libyaml says, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lives import patient
from yaml_signs import SIGNS

import funnel_cli
from funnel_cli.store.reading.house import Unusual
from funnel_cli.store.reading.house_yaml import house_value
from funnel_cli.store.reading.unreadable import MAX_PARTS
from funnel_cli.store.reading.yaml_text import yaml_value

ROOT = Path(funnel_cli.__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

USUAL = """\
# A deal
id: acme   # the file's name
name: Pit lighting, phase 2; what:next?  (50 % x#1)
amount: -120.50
empty:
unset: ~
none: null
nothing: ""
quoted: "Visited, talked: 10:30 # no {comment}"
next_step: {due: 2026-11-25, action: Call Li}
probability: {value: 45%, by: ~, note: "a, b", of: [li, "null", null]}   # aside

milestones:
  # criteria
  need: 2026-09-03
  met: {date: 2026-09-05, evidence: 访问矿山，灯具 💡}
  coach:
  - {date: 2026-10-12}
  - date: 2026-11-16
    evidence: Lee
  plan:
    date: 2026-10-01
    by: anna
history:
- {date: 2026-09-01, stage: verify}
- {date: 2026-09-02, next_step: {due: 2026-11-25}, forced: [a, b]}
- {}
log:
  - {date: 2026-09-05, kind: visit, text: Walked the pit}
  - {date: 2026-09-06, kind: call, text: 10:30 with Li}
tags: [mine, led, {b: c}, []]
lists:
- mine
- "led, lamp"
- null
- []
"""


@patient
@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
@example("- {}")
@example("- \\b")
@example("- a: b\n  \n c: d")
def test_a_text_is_read_as_libyaml_reads_it_or_left_to_it(text: str) -> None:
    assert read(text) in (None, yaml_value_of(text))


@patient
@given(st.data())
def test_a_record_with_slips_is_read_as_libyaml_reads_it_or_left_to_it(data: st.DataObject) -> None:
    text = USUAL
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 3)))
        text = text[:start] + data.draw(st.sampled_from(SIGNS)) + text[end:]
    assert read(text) in (None, yaml_value_of(text))


def read(text: str) -> list[object] | None:
    """What was read, in a list; `None` where it is left to libyaml."""
    try:
        return [repr(house_value(text))]
    except Unusual:
        return None


def yaml_value_of(text: str) -> list[object]:
    """What libyaml's events say; a refusal equals nothing."""
    try:
        return [repr(yaml_value(text))]
    except Exception as refusal:  # noqa: BLE001 - whatever it is, the text must be left to it
        return [refusal]


def test_what_hands_write_is_usual() -> None:
    assert house_value(USUAL) == yaml_value(USUAL)


def test_a_list_is_usual_too() -> None:
    assert house_value("# rates\n- {from: USD, rate: 7.16}\n") == [{"from": "USD", "rate": "7.16"}]


@pytest.mark.parametrize(
    "text",
    [
        *("", "# nothing", "just a text", "a: b\na: c", "a: {b: c, b: d}", "- {a: b, a: c}", "null: a"),
        *("a: |\n  b", "a: 'b'", "a: b\n  c", "a: [b,\n  c]", "a: &x b", "a: !t b", "a: *x", "a:\tb"),
        *("a: b\r\n", "---\na: b", "a: b\n---\nc: d", "{a: b}", 'a: "b\\n"', "a: {b: c:d:}", "a: b: c"),
        *("a: {b,c: d}", "? a", "a: @b", "a: %b", "a: -", "a:\n   b: c", "- a: b\n   c: d", "a: [b, ]"),
        *("a: { b: c }", "a: x\x85y", "a: \x7f", "a: \ufeff", "a: {b: \x00}"),
    ],
)
def test_what_takes_a_second_look_is_left_to_libyaml(text: str) -> None:
    with pytest.raises(Unusual):
        house_value(text)


def test_what_is_nested_too_deep_is_left_to_libyaml() -> None:
    deep = "".join(f"{'  ' * depth}a:\n" for depth in range(12))
    with pytest.raises(Unusual):
        house_value(f"{deep}{'  ' * 12}a: b")


@pytest.mark.parametrize(("entries", "is_usual"), [(MAX_PARTS // 4 - 3, True), (MAX_PARTS // 4 - 2, False)])
def test_what_holds_too_much_is_left_to_libyaml(entries: int, is_usual: bool) -> None:
    text = "log:\n" + "- {a: b}\n" * entries
    assert (read(text) is not None, isinstance(yaml_value_of(text)[0], str)) == (is_usual, is_usual)


def records() -> Iterable[Path]:
    """The files of this repository's book and of the corpus of odd ones, where that is."""
    return [*sorted((ROOT / "data").rglob("*.yaml")), ROOT / "stages.yaml", *sorted(CORPUS.glob("*.y*ml"))]


@pytest.mark.parametrize("path", records(), ids=lambda path: path.stem)
def test_a_file_is_read_as_libyaml_reads_it_or_left_to_it(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    assert read(text) in (None, yaml_value_of(text))


def test_nearly_every_record_of_this_repository_is_usual() -> None:
    files = [*(ROOT / "data").rglob("*.yaml")]
    unusual = [path.stem for path in files if read(path.read_text(encoding="utf-8")) is None]
    assert len(unusual) < len(files) / 10
