"""Frozen dataclasses are what the standard ones are, from the first object on and after many."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace

import pytest

from funnel_cli.frozen import FEW, dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a line."""

    file: str
    line: int = 0
    args: Mapping[str, object] = field(default_factory=dict, hash=False)
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a name."""

    name: str
    age: int | None = None


@dataclass(frozen=True)
class Open:
    """Something that keeps what it worked out."""

    name: str


@pytest.fixture(params=["the first", "after many"])
def _often(request: pytest.FixtureRequest) -> None:
    if request.param == "after many":
        for _ in range(FEW + 1):
            Place("a")
            Person(name="Li")


@pytest.mark.usefixtures("_often")
class TestAnObject:
    def test_has_its_values_and_the_defaults(self) -> None:
        place = Place("a", args={"b": 1})
        assert (place.file, place.line, place.args, place.note) == ("a", 0, {"b": 1}, "")

    def test_has_a_mapping_of_its_own(self) -> None:
        assert Place("a").args is not Place("a").args

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(FrozenInstanceError):
            Person(name="Li").age = 3  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            del Person(name="Li").age

    def test_has_slots_only(self) -> None:
        assert not hasattr(Place("a"), "__dict__")

    def test_equals_another_of_the_same_values(self) -> None:
        assert (Place("a", 1) == Place("a", 1), Place("a", 1) == Place("a", 2)) == (True, False)

    def test_is_not_compared_by_a_field_that_is_not_compared(self) -> None:
        assert Place("a", note="x") == Place("a", note="y")

    def test_equals_nothing_of_another_class(self) -> None:
        assert Open("a") != Person(name="a")  # type: ignore[comparison-overlap]

    def test_has_the_hash_of_an_equal_one(self) -> None:
        assert hash(Place("a", args={})) == hash(Place("a", args={}))

    def test_says_what_it_is(self) -> None:
        assert repr(Person(name="Li")) == "Person(name='Li', age=None)"

    def test_is_matched_by_place_and_by_name(self) -> None:
        match Place("a", 3):
            case Place(file, line=line):
                assert (file, line) == ("a", 3)

    def test_is_copied(self) -> None:
        place = Place("a", 1, {"b": 2})
        assert [copy.deepcopy(place), copy.copy(place), pickle.loads(pickle.dumps(place))] == [place] * 3  # noqa: S301

    def test_is_replaced_by_one_that_differs(self) -> None:
        assert replace(Person(name="Li"), age=4) == Person(name="Li", age=4)

    @pytest.mark.parametrize(
        ("args", "named"),
        [
            ((), {}),
            (("a",), {"file": "b"}),
            (("a", 1, {}, "", "too many"), {}),
            (("a",), {"unknown": 1}),
        ],
    )
    def test_wrong_arguments_are_refused_as_everywhere(
        self, args: tuple[object, ...], named: dict[str, object]
    ) -> None:
        standard = dataclasses.make_dataclass(
            "Place", [("file", str), ("line", int, 0), ("a", int, 0), ("b", int, 0)]
        )
        with pytest.raises(TypeError) as ours:
            Place(*args, **named)  # type: ignore[arg-type]
        with pytest.raises(TypeError) as theirs:
            standard(*args, **named)
        assert str(ours.value).replace("test_frozen.", "") == str(theirs.value).replace("types.", "")

    def test_takes_by_name_alone_what_is_by_name_alone(self) -> None:
        with pytest.raises(TypeError):
            Person("Li")  # type: ignore[call-arg]


def test_it_is_a_dataclass_with_fields() -> None:
    assert (is_dataclass(Place), [each.name for each in fields(Person)]) == (True, ["name", "age"])


def test_one_without_slots_has_a_dictionary() -> None:
    assert Open("a").__dict__ == {"name": "a"}


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A number, and what it is called."""

    major: int
    minor: int = 0
    name: str = field(default="", compare=False)


def test_an_ordered_one_is_ordered_by_what_it_is_compared_by() -> None:
    some = [Version(2), Version(1, 3, "a"), Version(1, 2, "b")]
    assert sorted(some) == [Version(1, 2), Version(1, 3), Version(2)]
    assert (Version(1) < Version(1), Version(1) <= Version(1, 0, "x")) == (False, True)
    assert (Version(2) > Version(1, 9), Version(2) >= Version(2, 1)) == (True, False)


def test_an_ordered_one_has_no_place_among_others() -> None:
    with pytest.raises(TypeError):
        assert Version(1) < Place("a")  # type: ignore[operator]


def test_what_is_asked_of_a_class_is_the_same_every_time() -> None:
    assert [each.name for each in fields(Place)] == ["file", "line", "args", "note"]
    assert [(each.default, each.compare, each.kw_only) for each in fields(Place)][1:4:2] == [
        (0, True, False),
        ("", False, False),
    ]


def test_what_every_class_is_called_stays() -> None:
    assert (Place.__name__, Place.__module__, Place.__doc__) == ("Place", __name__, "A place on a line.")
