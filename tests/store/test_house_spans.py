"""The quick way of finding values says what libyaml says, or nothing at all."""

from __future__ import annotations

from cProfile import Profile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from running import ACME, BETA, METHOD
from yaml_layouts import Page, pages
from yaml_signs import SIGNS

import funnel_cli
from funnel_cli.store.patching.house_spans import DEEPEST, house_spans
from funnel_cli.store.patching.nodes import Node
from funnel_cli.store.patching.spans import CannotPatch, libyaml_spans
from funnel_cli.store.reading.house import Unusual

ROOT = Path(funnel_cli.__file__).parents[1]

USUAL = """\
# A deal
id: acme   # the file's name
name: Pit lighting, phase 2; what:next?  (50 % x#1)
empty:
unset: ~
nothing: ""
quoted: "Visited, talked: 10:30 # no {comment}"   # aside
next_step: {due: 2026-11-25, action: Call Li}
probability: {value: 45%, by: ~, note: "a, b", of: [li, "null", null], none: {}}

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
history:
- {date: 2026-09-01, stage: verify}
- {}
log:
  - {date: 2026-09-05, kind: visit, text: Walked the pit}
  - - "#1"
last: []
"""


def seen(node: Node) -> object:
    """All that can be seen of a value and where it stands."""
    facts = [getattr(node, name) for name in Node.__slots__ if name != "children"]
    return facts, [(child.key, child.start, child.after, seen(child.node)) for child in node.children]


def agrees(text: str) -> bool:
    """Whether the text is usual; if so, libyaml finds the same in it."""
    try:
        found = house_spans(text)
    except Unusual:
        return False
    assert seen(found) == seen(libyaml_spans(text))
    return True


@pytest.mark.parametrize(
    "text", [USUAL.replace("  - - ", "  - "), ACME, BETA, METHOD.replace("en: The need", "en: The need")]
)
def test_what_this_house_writes_is_usual(text: str) -> None:
    assert agrees(text)


def test_the_books_and_methods_that_are_shipped_are_usual() -> None:
    files = [*(ROOT / "data").rglob("*.yaml"), *(ROOT / "funnel_cli/methods").glob("*.yaml")]
    texts = [file.read_text(encoding="utf-8") for file in files if ".funnel" not in file.parts]
    assert sum(map(agrees, texts)) > len(texts) * 0.9


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(pages())
def test_any_layout_is_found_as_libyaml_finds_it_or_left_to_it(page: Page) -> None:
    try:
        agrees(page.text.removeprefix(page.bom))
    except CannotPatch:
        pytest.fail("found, where libyaml refuses")


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
@example("a: b\n- c")
@example("a:\n- b\nc: d")
@example("- a: b\n  c: d\n- e")
@example("a:  # x\n  b: c")
@example("a:#\n  b: c")
def test_any_signs_are_found_as_libyaml_finds_them_or_left_to_it(text: str) -> None:
    try:
        agrees(text)
    except CannotPatch:
        pytest.fail("found, where libyaml refuses")


@settings(max_examples=600)
@given(st.integers(0, len(USUAL)), st.integers(0, 3), st.sampled_from(["", *SIGNS]))
def test_a_slip_in_a_record_is_found_as_libyaml_finds_it_or_left_to_it(at: int, cut: int, sign: str) -> None:
    try:
        agrees(USUAL[:at] + sign + USUAL[at + cut :])
    except CannotPatch:
        pytest.fail("found, where libyaml refuses")


@pytest.mark.parametrize("depth", [DEEPEST - 2, DEEPEST + 5])
def test_what_is_nested_deep_is_left_to_libyaml(depth: int) -> None:
    assert agrees(f"a: {'[' * depth}{']' * depth}\n") is (depth < DEEPEST)


@pytest.mark.parametrize("part", ["[], ", "{a: {}}, ", "b, ", '"c", '])
def test_a_long_line_takes_steps_as_it_is_long(part: str) -> None:
    def steps(count: int) -> int:
        with Profile() as counted:
            house_spans(f"a: [{part * count}d]\n")
        return sum(entry.callcount for entry in counted.getstats())

    assert steps(400) < 5 * steps(100)


@pytest.mark.parametrize("text", ["a: {b: c, b: d}\n", "a: b\na: c\n"])
def test_a_key_that_stands_twice_is_left_to_libyaml(text: str) -> None:
    assert not agrees(text)
