"""Two reps who share a book each file their own review of a week."""

from pathlib import Path

import pytest
from running import new_book, run, tree

STEP = "next_step: {due: 2026-11-20, action: Call}\n"
GAMMA = "id: eta\ncustomer: Eta\nstage: verify\nowner: anna.meyer\ncreated: 2026-11-01\n" + STEP
MINE, HERS = "data/reviews/2026-W47.yaml", "data/reviews/2026-W47.anna.meyer.yaml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_book(tmp_path, eta=GAMMA)


def said(book: Path, path: str) -> str:
    return (book / path).read_text("utf-8")


def test_each_files_a_file_of_their_own_in_any_order(book: Path) -> None:
    assert run("review owner:anna.meyer --done --notes Hers", book).exit == 0
    hers = said(book, HERS)
    assert run("review owner:li.wei --done --notes Mine", book).exit == 0
    mine = said(book, MINE)
    assert run("review owner:anna.meyer --done", book).exit == 0
    assert (said(book, HERS), said(book, MINE)) == (hers, mine)
    assert "action: Call" in hers
    assert "deal: eta" not in mine


def test_who_files_is_said_where_it_is_not_the_books_owner(book: Path) -> None:
    assert run("review owner:anna.meyer --done", book).out.startswith(
        "Review of 2026-W47 by anna.meyer filed: "
    )
    assert run("review --done", book).out.startswith("Review of 2026-W47 filed: ")


def test_notes_stay_until_there_are_new_ones(book: Path) -> None:
    run("review owner:anna.meyer --done --notes First", book)
    run("review owner:anna.meyer --done", book)
    assert "notes: First" in said(book, HERS)
    run("review owner:anna.meyer --notes Second", book)
    assert "notes: Second" in said(book, HERS)


def test_a_single_file_of_before_is_gone_on_with_by_the_owner_inside(book: Path) -> None:
    old = "as_of: 2026-11-20\nweek: 2026-W47\nowner: anna.meyer\nnotes: Old  # as we said\n"
    (book / "data/reviews").mkdir()
    (book / MINE).write_text(old, encoding="utf-8")
    run("review --done --notes Mine", book)
    assert said(book, MINE) == old
    run("review owner:anna.meyer --done", book)
    assert "notes: Old  # as we said" in said(book, MINE)
    assert "deal: eta" in said(book, MINE)
    assert sorted(path.name for path in (book / "data/reviews").iterdir()) == [
        "2026-W47.li.wei.yaml",
        "2026-W47.yaml",
    ]


def test_the_promises_kept_are_ones_own(book: Path) -> None:
    for owner in ("anna.meyer", "li.wei"):
        run(f"review owner:{owner} --done", book, FUNNEL_AS_OF="2026-11-15")
    hers = run("review owner:anna.meyer --list --json", book).json
    mine = run("review --list --json", book).json
    assert [each["id"] for each in hers["items"]] == ["eta"]
    assert "eta" not in [each["id"] for each in mine["items"]]


def test_a_review_of_another_does_not_make_ones_own_done(book: Path) -> None:
    run("review owner:anna.meyer --done", book)
    assert not run("--json", book).json["is_filed"]
    run("review --done", book)
    assert run("--json", book).json["is_filed"]


def test_before_it_was_filed_it_is_not_there(book: Path) -> None:
    run("review owner:anna.meyer --done", book, FUNNEL_AS_OF="2026-11-15")
    earlier = run("review owner:anna.meyer --list --json --as-of 2026-11-14", book).json
    assert (earlier["last"], earlier["items"]) == (None, [])


def test_what_is_filed_after_its_week_is_there_from_that_day_on_and_what_was_filed_in_it_stays(
    book: Path,
) -> None:
    file = "data/reviews/2026-W46.yaml"
    run("review --done --notes 'Said promptly'", book, FUNNEL_AS_OF="2026-11-15")
    assert "filed:" not in said(book, file)
    run("review --week 2026-W46 --done --notes 'Said late'", book, FUNNEL_AS_OF="2026-11-20")
    run("review --week 2026-W46 --done --notes 'Said last'", book, FUNNEL_AS_OF="2026-11-22")
    assert "as_of: 2026-11-15\nfiled: 2026-11-22\n" in said(book, file)
    steps = run("undo --list --json", book).json["items"]
    assert [each["day"] for each in steps] == ["2026-11-22", "2026-11-20", "2026-11-15"]
    then = [run(f"find Said --json --as-of 2026-11-{day}", book).out for day in (14, 15, 19, 20, 21, 22)]
    words = ("last", "late", "promptly")
    assert [next((each for each in words if each in out), "") for out in then] == [
        "", "promptly", "promptly", "late", "late", "last"
    ]  # fmt: skip


@pytest.mark.parametrize("owner", ["李伟", "Anna Meyer", "a/../../b"])
def test_an_owner_of_any_spelling_files_undoes_and_reads_whole(owner: str, tmp_path: Path) -> None:
    book = new_book(tmp_path, eta=GAMMA.replace("anna.meyer", owner))
    before = tree(book)
    assert run(f"review 'owner:{owner}' --done", book).exit == 0
    filed = set(tree(book)) - set(before)
    assert len(filed) == 1
    assert filed.pop().startswith("data/reviews/2026-W47.")
    assert run("validate", book).exit == 0
    assert run("undo", book).exit == 0
    assert tree(book) == before


def test_reviews_of_all_owners_go_out_and_in_again(book: Path) -> None:
    run("review owner:anna.meyer --done", book)
    run("review --done", book)
    assert run("validate --roundtrip", book).exit == 0
