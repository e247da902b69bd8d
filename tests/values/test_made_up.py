"""Made-up names: one for each name and key, and never one for two."""

from funnel_cli.values import made_up
from funnel_cli.values.likeness import short_name
from funnel_cli.values.made_up import MadeUp

KEY = b"0123456789abcdef"


def test_many_names_get_as_many_names() -> None:
    some = MadeUp(KEY)
    assert len({some.name("person", f"person {number}") for number in range(5000)}) == 5000


def test_a_code_that_is_taken_grows() -> None:
    some = MadeUp(KEY)
    first = some.name("text", "a")
    some._taken.add(MadeUp(KEY).name("text", "b"))
    assert some.name("text", "b") not in {first, MadeUp(KEY).name("text", "b")}


def test_spaces_and_composed_letters_make_no_difference_case_does() -> None:
    some = MadeUp(KEY)
    assert some.name("company", " Café  Ltd") == some.name("company", "Cafe\u0301 Ltd")
    assert some.name("company", "acme") != some.name("company", "Acme")


def test_nothing_stays_nothing() -> None:
    assert MadeUp(KEY).name("text", " ") == ""


def test_no_made_up_company_has_a_legal_form() -> None:
    assert [short_name(f"{made_up.FIRST[0]} {word} 4K7QM") for word in made_up.SECOND] == [
        f"{made_up.FIRST[0]} {word} 4K7QM" for word in made_up.SECOND
    ]
