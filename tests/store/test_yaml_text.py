"""A YAML text as a tree: the values that PyYAML loads, each where it stands."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from running import ACME, BETA
from yaml_layouts import Page, pages
from yaml_signs import SIGNS

import funnel_cli
from funnel_cli.store.reading.unreadable import MAX_PARTS, Unreadable
from funnel_cli.store.reading.yaml_text import Node, yaml_tree

ROOT = Path(funnel_cli.__file__).parents[1]
NOTHING = ("", "~", "null", None)

USUAL = (
    ACME
    + """\
more:
  met: {date: 2026-09-05, evidence: 访问矿山，灯具 💡, of: [a, "null", ~]}
  coach:
  - {date: 2026-10-12}
  - date: 2026-11-16
    evidence: |
      Two lines
      of it

notes: >-
  folded
  text
'odd key': 'it''s'
"""
)


USUALLY = settings().max_examples
"""How many examples other properties are tried with; `HYPOTHESIS_PROFILE=exploring` makes them more."""


def agree(ours: object, theirs: object) -> bool:
    """Whether two values are the same; what says nothing is spelled in several ways."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(agree(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(agree, ours, theirs))
    return ours == theirs or (ours is None and theirs in NOTHING)


def loaded(text: str) -> object:
    """What PyYAML makes of the text, every scalar as it is written."""
    return yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - texts of these tests


def is_right(text: str) -> bool:
    """Whether the text is refused, or read as PyYAML reads it."""
    try:
        return agree(yaml_tree(text).plain, loaded(text))
    except Unreadable:
        return True


@settings(max_examples=10 * USUALLY)
@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
@example("- {}")
@example("a: b\n- c")
@example("a:#\n  b: c")
@example("{a # b: c\n  : d}")
def test_any_signs_are_refused_or_read_as_pyyaml_reads_them(text: str) -> None:
    assert is_right(text)


@settings(max_examples=5 * USUALLY)
@given(st.integers(0, len(USUAL)), st.integers(0, 3), st.sampled_from(["", *SIGNS]))
def test_a_slip_in_a_record_is_refused_or_read_as_pyyaml_reads_it(at: int, cut: int, sign: str) -> None:
    assert is_right(USUAL[:at] + sign + USUAL[at + cut :])


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=2 * USUALLY)
@given(pages())
def test_every_value_stands_where_the_tree_says(page: Page) -> None:
    text = page.text.removeprefix(page.bom)
    tree = yaml_tree(text)
    assert agree(tree.plain, loaded(text))
    check(tree, text)


@pytest.mark.parametrize("text", [USUAL, BETA])
def test_every_value_of_a_record_stands_where_the_tree_says(text: str) -> None:
    check(yaml_tree(text), text)


def check(node: Node, text: str) -> None:
    """Each key and value begins where it is said to, and what is said of it is what stands there."""
    for child in node.children:
        written = text[child.start :]
        if node.kind == "mapping":
            assert written.lstrip("\"'? ").startswith(str(child.key)[:1])
        elif not node.is_flow:
            assert written.startswith("-")
        if child.node.kind == "scalar":
            found = loaded(text[child.node.start : child.node.end])
            assert agree(shorn(child.node.plain), shorn(found))
        check(child.node, text)


def shorn(value: object) -> object:
    """A text without the line breaks at its end, which a literal has and its span has not."""
    return value.rstrip("\n") if isinstance(value, str) else value


def test_places_are_those_of_keys_and_items() -> None:
    text = "a: {b: c}\nd:\n- e\n"
    found = {path: text[offset:][:1] for path, offset in yaml_tree(text).places()}
    assert found == {(): "a", ("a",): "a", ("a", "b"): "b", ("d",): "d", ("d", 0): "e"}


def test_a_file_may_hold_so_much_and_no_more() -> None:
    entries = MAX_PARTS // 4 - 3
    assert len(yaml_tree("log:\n" + "- {a: b}\n" * entries).at(("log",)).children) == entries
    with pytest.raises(Unreadable, match="too-large"):
        yaml_tree("log:\n" + "- {a: b}\n" * (entries + 1))


def test_the_files_that_are_shipped_are_read_as_pyyaml_reads_them() -> None:
    files = [*(ROOT / "data").rglob("*.yaml"), *(ROOT / "funnel_cli/methods").glob("*.yaml")]
    texts = [file.read_text(encoding="utf-8") for file in files if ".funnel" not in file.parts]
    assert [text for text in texts if not agree(yaml_tree(text).plain, loaded(text))] == []
