import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.store.patching.edits import (
    Bare,
    Drop,
    Insert,
    Plain,
    Put,
    TextEdit,
    Wrap,
    applied,
    edits,
    grounded,
)

KEYS = st.sampled_from("abcd")
TEXTS = st.one_of(st.none(), st.sampled_from(["x", "y", "2026-11-22"]))
TREES: st.SearchStrategy[Plain] = st.recursive(
    TEXTS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4))
)

A: dict[str, Plain] = {"date": "1", "stage": "a"}
B: dict[str, Plain] = {"date": "2", "stage": "b"}
C: Plain = {"date": "3", "stage": "c"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a": "1"}, {"a": "1"}, (), id="nothing"),
        pytest.param({"a": "1", "b": "2"}, {"b": "2", "a": "1"}, (), id="another order of keys is nothing"),
        pytest.param({"a": "1"}, {"a": "2"}, (Put(("a",), "2"),), id="a value"),
        pytest.param({"a": "1"}, {"a": None}, (Put(("a",), None),), id="a value unset"),
        pytest.param({"a": "1"}, {"a": "1", "b": "2"}, (Put(("b",), "2"),), id="a new key"),
        pytest.param({"a": "1", "b": "2"}, {"a": "1"}, (Drop(("b",)),), id="a key gone"),
        pytest.param(
            {"m": {"x": "1", "y": "2"}}, {"m": {"x": "1", "y": "3"}}, (Put(("m", "y"), "3"),), id="inside"
        ),
        pytest.param({"m": {"x": "1"}}, {"m": {}}, (Put(("m",), {}),), id="a mapping emptied"),
        pytest.param({"m": {}}, {"m": {"x": "1"}}, (Put(("m",), {"x": "1"}),), id="a mapping begun"),
        pytest.param({"m": ["x"]}, {"m": "y"}, (Put(("m",), "y"),), id="another kind of value"),
        pytest.param({"m": "x"}, {"m": ["x"]}, (Wrap(("m",)),), id="a list of what stood there"),
        pytest.param(
            {"m": A},
            {"m": [B, A]},
            (Wrap(("m",)), Insert(("m",), 0, B)),
            id="an item beside it",
        ),
        pytest.param({"m": A}, {"m": [B]}, (Put(("m",), [B]),), id="a list of something else"),
        pytest.param(
            {"m": Bare("1", "date")},
            {"m": A},
            (Wrap(("m",), "date"), Put(("m", "stage"), "a")),
            id="a mapping of what one text stood for",
        ),
        pytest.param({"h": [A]}, {"h": [A, B]}, (Insert(("h",), 1, B),), id="an item at the end"),
        pytest.param(
            {"h": [B]}, {"h": [A, B, C]}, (Insert(("h",), 0, A), Insert(("h",), 2, C)), id="items around one"
        ),
        pytest.param({"h": [A]}, {"h": [A, A]}, (Insert(("h",), 1, A),), id="the same item again"),
        pytest.param({"h": [A, B, C]}, {"h": [B]}, (Drop(("h", 2)), Drop(("h", 0))), id="items gone"),
        pytest.param(
            {"h": [A, B]},
            {"h": [A, {"date": "2", "stage": "z"}]},
            (Put(("h", 1, "stage"), "z"),),
            id="an item changed",
        ),
        pytest.param(
            {"h": [A, C]},
            {"h": [{"date": "1", "stage": "z"}, B, C]},
            (Put(("h", 0, "stage"), "z"), Insert(("h",), 1, B)),
            id="an item changed and one gained before the common end",
        ),
        pytest.param({"h": [A]}, {"h": [B]}, (Drop(("h", 0)), Insert(("h",), 0, B)), id="another item"),
        pytest.param(
            {"h": [A, C]},
            {"h": [B, {"date": "1", "stage": "z"}, C]},
            (Put(("h", 0, "stage"), "z"), Insert(("h",), 0, B)),
            id="one changed behind one gained",
        ),
        pytest.param(
            {"h": ["a", "b", "c"]},
            {"h": ["z", "c"]},
            (Put(("h", 0), "z"), Drop(("h", 1))),
            id="an item changed and one gone",
        ),
    ],
)
def test_the_fewest_changes_are_found(before: Plain, after: Plain, expected: tuple[TextEdit, ...]) -> None:
    actual = edits(before, after)
    assert actual == expected


@pytest.mark.parametrize(
    ("before", "after", "there", "expected"),
    [
        ([A], [A, B], A, [A, B]),
        ([A], [A, B], {**A, "x": "1"}, [{**A, "x": "1"}, B]),
        (Bare("1", "date"), A, {"date": "1", "x": "1"}, {**A, "x": "1"}),
        (Bare("1", "date"), Bare("2", "date"), {"date": "1", "x": "1"}, {"date": "2", "x": "1"}),
        (Bare("1", "date"), [Bare("1", "date"), A], [{"date": "1", "x": "1"}], [{"date": "1", "x": "1"}, A]),
        ([A, B], A, [{**A, "x": "1"}, {**B, "x": "2"}], [{**A, "x": "1"}]),
        ([A], [B], A, [B]),
    ],
)
def test_what_the_file_has_keeps_its_shape_as_far_as_it_can(
    before: Plain, after: Plain, there: Plain, expected: Plain
) -> None:
    changes = edits({"m": before}, {"m": after}, there={"m": there})
    assert applied({"m": there}, changes) == {"m": expected}


@given(TREES, TREES)
def test_a_difference_applied_gives_the_second_tree(before: Plain, after: Plain) -> None:
    kept = copy.deepcopy(before)
    assert applied(before, edits(before, after)) == after
    assert before == kept


@given(TREES)
def test_a_tree_differs_in_nothing_from_itself(tree: Plain) -> None:
    assert edits(tree, copy.deepcopy(tree)) == ()


@pytest.mark.parametrize(
    ("tree", "change", "expected"),
    [
        ({"id": "x"}, Put(("m", "a"), "1"), {"id": "x", "m": {"a": "1"}}),
        ({"m": None}, Put(("m", "a", "b"), "1"), {"m": {"a": {"b": "1"}}}),
        ({"id": "x"}, Insert(("history",), 0, "a"), {"id": "x", "history": ["a"]}),
        ({"x": {}}, Insert(("x", "history"), 7, "a"), {"x": {"history": ["a"]}}),
        ({"h": ["a"]}, Insert(("h",), 7, "b"), {"h": ["a", "b"]}),
        ({"a": "1"}, Put(("a",), ""), {"a": None}),
        ({"h": ["a"]}, Insert(("h",), 0, {"b": ["", "c"]}), {"h": [{"b": [None, "c"]}, "a"]}),
        (None, Insert((), 0, "a"), ["a"]),
        ({"a": "1", "b": ["x", "y"]}, Drop(("b", 0)), {"a": "1", "b": ["y"]}),
        ({"a": "1"}, Put((), {"b": "2"}), {"b": "2"}),
    ],
)
def test_what_is_missing_on_the_way_is_made(tree: Plain, change: TextEdit, expected: Plain) -> None:
    assert applied(tree, [change]) == expected


def test_a_change_that_has_its_place_stays_as_it_is() -> None:
    change = Put(("m", "b"), "2")
    assert grounded({"m": {"a": "1"}}, change) == change


@pytest.mark.parametrize(
    "change",
    [
        Drop(()), Drop(("b",)), Drop(("l", 3)), Drop(("a", "b")), Put(("l", 3), "x"),
        Put(("a", "b"), "x"), Put(("l", "b"), "x"), Put(("b", 0), "x"), Put(("a", "b", "c"), "x"),
        Insert(("a",), 0, "x"), Put(("l", 3, "b"), "x"), Drop(("l", 3, "b")), Wrap(("l", 3)),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_an_error(change: TextEdit) -> None:
    with pytest.raises(KeyError):
        applied({"a": "1", "l": ["x"]}, [change])
