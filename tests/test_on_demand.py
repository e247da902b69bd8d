"""Values made when they are asked for pass for a dictionary, and no more are made than were asked for."""

from __future__ import annotations

from funnel_cli.on_demand import OnDemand

LENGTHS = {"ant": 3, "bear": 4, "cat": 3}


def some(made: list[str]) -> OnDemand[int]:
    """The lengths of three words; `made` is told which were worked out."""

    def make(key: str) -> int | None:
        made.append(key)
        return LENGTHS.get(key)

    return OnDemand(["ant", "nothing", "bear", "cat"], make)


def test_only_what_is_asked_for_is_made_and_once() -> None:
    made: list[str] = []
    lengths = some(made)
    assert (lengths["bear"], lengths.get("bear"), made) == (4, 4, ["bear"])


def test_the_rest_is_made_when_all_of_it_is_asked_for() -> None:
    made: list[str] = []
    lengths = some(made)
    assert (lengths["bear"], [*lengths.values()], [*lengths]) == (4, [3, 4, 3], ["ant", "bear", "cat"])
    assert sorted(made) == ["ant", "bear", "cat", "nothing"]


def test_a_key_without_a_value_is_none() -> None:
    lengths = some([])
    assert (lengths.get("nothing"), lengths.get("dog"), "dog" in lengths, len(lengths)) == (
        None,
        None,
        False,
        3,
    )


def test_to_a_reader_it_is_a_dictionary() -> None:
    lengths = some([])
    assert lengths == LENGTHS
    assert (repr(lengths), {**lengths}, [*lengths.items()]) == (repr(LENGTHS), LENGTHS, [*LENGTHS.items()])


def test_asking_for_all_of_it_adds_nothing_that_is_asked_for_later() -> None:
    lengths = some([])
    assert (len(lengths), lengths.get("dog"), len(lengths)) == (3, None, 3)
