from dataclasses import replace
from typing import cast

import pytest
from arrange import METHOD, TODAY, book, deal

from funnel_cli.finding.query import parse_query
from funnel_cli.finding.search import strange_owners
from funnel_cli.records.book import Book, Change, Edit
from funnel_cli.records.customer import Customer
from funnel_cli.records.settings import Settings
from funnel_cli.render.language import Language
from funnel_cli.values.dates import Calendar
from funnel_cli.values.message import message

BOOK = book(
    deal("acme-erp 120000 develop 12-15", customer="Acme, Inc", owner="li.wei", tags=("LED",)),
    deal("beta 50000 verify 11-01", customer="贝塔矿业", owner="anna.meyer"),
    deal("gone 50000 lost 11-01", customer="Rho", owner="bo"),
    customers={
        "acme": Customer(id="acme", name="Acme, Inc", region="Shanxi"),
        "idle": Customer(id="idle", name="Idle"),
    },
    method=replace(METHOD, settings=Settings(owner="me.myself", team={"north": ("chen",)})),
)


def unheard(*words: str) -> list[str]:
    """What is told of the names in these words."""
    return list(map(Language("en").say, parse_query(words, BOOK, Calendar(TODAY)).unheard))


@pytest.mark.parametrize(
    "word",
    [
        "owner:li.wei", "owner:LI.WEI", "owner:bo", "owner:me", "owner:chen", "customer:acme, inc", "tag:led",
        "customer:rho,acme, inc", "owner:me,bo", "customer:idle", "id:beta", "region:shanxi",
        "not:owner:bo", "acme", "贝塔", "stage:won", "amount:10k..", "is:overdue",
    ],
)  # fmt: skip
def test_nothing_is_told_of_what_the_book_has(word: str) -> None:
    assert unheard(word) == []


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("owner:anna", "anna.meyer"), ("owner:li-wei", "li.wei"), ("not:owner:li.wey", "li.wei"),
        ("customer:acme", "Acme, Inc"), ("customer:贝塔", "贝塔矿业"), ("region:shansi", "Shanxi"),
    ],
)  # fmt: skip
def test_a_name_that_nothing_has_is_told_with_what_is_like_it(word: str, meant: str) -> None:
    assert unheard(word) == [
        f"Nothing in the book answers to {word.removeprefix('not:')}.",
        f"  Did you mean {meant}?",
    ]


def test_each_name_of_a_list_is_looked_at_and_a_bare_word_too() -> None:
    assert unheard("owner:bo,zed", "tag:q") == [
        "Nothing in the book answers to owner:zed.",
        "Nothing in the book answers to tag:q.",
    ]
    assert unheard("kestral", "stage:won") == ["No deal has “kestral” in its id, customer or name."]


@pytest.mark.parametrize(
    ("owner", "told"),
    [
        ("anna.mayer", ["anna.mayer is a new owner in the book.", "  Did you mean anna.meyer?"]),
        ("anna", ["anna is a new owner in the book.", "  Did you mean anna.meyer?"]),
        ("anna.meyer", []),
        ("zed", []),
        ("team:north", []),
        (None, []),
    ],
)
def test_an_owner_that_is_new_and_like_another_is_told(owner: str | None, told: list[str]) -> None:
    before = BOOK.opportunities["acme-erp"]
    change = Change(note=message("set"), edits=[Edit(before=before, after=replace(before, owner=owner))])
    assert list(map(Language("en").say, strange_owners(change, BOOK))) == told


def test_a_change_that_brings_in_no_owner_asks_the_book_nothing() -> None:
    class Untouched:
        """A book of which nothing may be asked."""

    before = BOOK.opportunities["acme-erp"]
    change = Change(note=message("set"), edits=[Edit(before=before, after=replace(before, name="Lamps"))])
    assert list(strange_owners(change, cast("Book", Untouched()))) == []


def test_an_owner_whose_deals_went_on_to_somebody_else_is_known() -> None:
    some = book(deal("a 1 verify", "09-01 stage=verify owner=ann", "10-01 owner=bo", owner="bo"))
    asked = parse_query(("owner:ann",), some, Calendar(TODAY))
    assert asked.unheard == ()
