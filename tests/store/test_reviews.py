"""A review is one for each week and owner, and so is its file."""

import re
from datetime import date as Day
from pathlib import Path

import pytest
from arrange import TODAY
from hypothesis import given
from hypothesis.strategies import text
from running import new_book, run

from funnel_cli.store.layout import is_review, owner_part, review_file, review_place
from funnel_cli.store.read import read_book
from funnel_cli.values.typed import normal


def put(root: Path, name: str, owner: str | None, week: str = "2026-W47", on: Day = TODAY) -> None:
    """Write a review by hand."""
    said = f"as_of: {on}\nweek: {week}\n" + (f"owner: {owner}\n" if owner else "")
    file = root / "data/reviews" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(said, encoding="utf-8")


@pytest.mark.parametrize(
    ("owner", "part"),
    [
        ("li.wei", "li.wei"), ("anna-meyer_2", "anna-meyer-2-"), ("Anna Meyer", "anna-meyer-"),
        ("李伟", "li-wei-"), ("../../etc", "etc-"), ("…", ""), (None, "_"),
    ],
)  # fmt: skip
def test_an_owner_stands_in_the_name_of_the_file_as_every_file_system_has_it(
    owner: str | None, part: str
) -> None:
    assert owner_part(owner).startswith(part)


@given(text(min_size=1))
def test_any_owner_makes_a_name_that_is_a_reviews_and_leads_nowhere_else(owner: str) -> None:
    part = owner_part(owner)
    assert is_review(f"2026-W47.{part}")
    assert re.fullmatch(r"[a-z0-9.-]{1,49}", part)


@given(text(min_size=1), text(min_size=1))
def test_two_owners_never_share_a_file(one: str, other: str) -> None:
    assert (owner_part(one) == owner_part(other)) == (normal(one) == normal(other))


def test_the_settings_owner_has_the_week_alone_and_others_their_own_file(tmp_path: Path) -> None:
    book = read_book(new_book(tmp_path))  # settings.owner: li.wei
    assert [review_place(book, "2026-W47", owner) for owner in (None, "li.wei", "anna")] == [
        "data/reviews/2026-W47.yaml",
        "data/reviews/2026-W47.yaml",
        "data/reviews/2026-W47.anna.yaml",
    ]


def test_a_file_that_is_there_already_is_gone_on_with_whatever_it_is_called(tmp_path: Path) -> None:
    root = new_book(tmp_path)
    put(root, "2026-W47.yaml", "anna")
    put(root, "2026-W46.yaml", None, week="2026-W46")
    book = read_book(root)
    assert review_place(book, "2026-W47", "anna") == "data/reviews/2026-W47.yaml"
    assert review_place(book, "2026-W47") == "data/reviews/2026-W47.li.wei.yaml"
    assert review_place(book, "2026-W46", "li.wei") == "data/reviews/2026-W46.yaml"


@pytest.mark.parametrize(
    ("name", "owner", "code"),
    [
        ("2026-W47.anna.yaml", "anna", None),
        ("2026-W47.yaml", "anna", None),
        ("2026-W47._.yaml", None, None),
        ("2026-W47.anna.yaml", "bob", "id-mismatch"),
        ("2026-W47.anna.yaml", None, "id-mismatch"),
        ("2026-W46.anna.yaml", "anna", "id-mismatch"),
        ("2026-W47 (1).yaml", "anna", "bad-name"),
        ("2026-W47.Anna.yaml", "Anna", "bad-name"),
    ],
)
def test_the_name_of_the_file_must_say_what_is_in_it(
    name: str, owner: str | None, code: str | None, tmp_path: Path
) -> None:
    root = new_book(tmp_path)
    put(root, name, owner)
    book = read_book(root)
    assert [problem.code for problem in book.problems] == ([code] if code else [])
    assert len(book.reviews) == (code is None)


def test_a_review_that_cannot_be_read_is_told_as_such_and_left(tmp_path: Path) -> None:
    held = new_book(tmp_path)
    (held / "data/reviews").mkdir()
    file = held / "data/reviews/2026-W47.yaml"
    file.write_text("week: 2026-W47\n", "utf-8")
    refused = run("review --done --json", held)
    assert (refused.exit, refused.error["code"]) == (5, "unread")
    assert ["2026-W47.yaml:1:1: Required key “as_of”" in each for each in refused.error["details"]] == [True]
    assert file.read_text("utf-8") == "week: 2026-W47\n"


def test_two_reviews_of_one_week_and_owner_are_pointed_out(tmp_path: Path) -> None:
    root = new_book(tmp_path)
    put(root, "2026-W47.yaml", "anna")
    put(root, "2026-W47.anna.yaml", "anna")
    (problem,) = read_book(root).problems
    assert (problem.path, problem.code, problem.is_error) == (
        review_file("2026-W47"),
        "duplicate-review",
        False,
    )
