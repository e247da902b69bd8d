"""A book on disk taken over to another method: every tick, comment and setting stays, and undo knows it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import METHOD, new_book, run, tree
from terminal import sit

from funnel_cli.store.patching.patch import with_keys_renamed
from funnel_cli.store.read import read_book

NEW = """\
# The other method
method: other
title: {en: Other, zh: 另一}
settings: {currency: USD}
stages:
- id: start
  title: {en: Verify}
  probability: 10%
  milestones: [{id: real, formerly: [need], required: true}]
- {id: middle, title: Middle, probability: 30%, milestones: [{id: plan}]}
- {id: late, title: Late, probability: 60%}
"""
MAP = "propose: late\nclose: late\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "other.yaml").write_text(NEW, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    return new_book(tmp_path / "book")


def switched(book: Path, more: str = "--yes") -> str:
    answer = run(f"methods --switch {book.parent}/other.yaml --map {book.parent}/map.yaml {more}", book)
    assert answer.exit == 0, answer.err
    return answer.out


def ticks(book: Path) -> int:
    return sum(
        len(some) for deal in read_book(book).opportunities.values() for some in deal.milestones.values()
    )


def test_a_living_book_is_taken_over_and_undo_brings_it_back(book: Path) -> None:
    before, held = tree(book), ticks(book)
    switched(book)
    after = read_book(book)
    assert after.method.method == "other"
    assert {id: deal.stage for id, deal in after.opportunities.items()} == {
        "acme-erp": "middle",
        "beta-belts": "late",
        "delta-doors": "won",
        "gamma-gates": "start",
    }
    assert ticks(book) == held
    assert not [problem for problem in after.problems if problem.is_error]
    run("undo", book)
    assert tree(book) == before


def test_only_the_words_change_and_comments_stay(book: Path) -> None:
    path = book / "data/opportunities/acme-erp.yaml"
    old = path.read_text("utf-8").replace("need: 2026-09-10", "need: 2026-09-10   # he said so")
    path.write_text(old, "utf-8")
    switched(book)
    new = old.replace("stage: develop", "stage: middle").replace("stage: verify", "stage: start")
    assert path.read_text("utf-8") == new.replace("need:", "real:")


def test_ticks_of_two_milestones_that_become_one_keep_own_keys_and_quotes(book: Path) -> None:
    other = book.parent / "other.yaml"
    other.write_text(NEW.replace("[need]", "[need, plan]").replace("milestones: [{id: plan}]", ""), "utf-8")
    path = book / "data/opportunities/beta-belts.yaml"
    old = path.read_text("utf-8").replace("need: 2026-08-10", "need: {date: 2026-08-10, x-a: '7'}")
    path.write_text(old.replace("plan: 2026-09-15", 'plan: {date: "2026-09-15", x-b: "8"}'), "utf-8")
    switched(book)
    assert '[{date: 2026-08-10, x-a: \'7\'}, {date: "2026-09-15", x-b: "8"}]' in path.read_text("utf-8")


def test_the_settings_keep_their_lines_and_the_books_own_keys_survive(book: Path) -> None:
    file = book / "stages.yaml"
    file.write_text(METHOD.replace("owner: li.wei", "owner: li.wei   # me") + "x-mine: 3\n", "utf-8")
    before = read_book(book).method.settings
    switched(book)
    text = file.read_text("utf-8")
    assert "  owner: li.wei   # me\n" in text
    assert "x-mine: 3" in text
    assert text.startswith("# The other method\nmethod: other\n")
    assert read_book(book).method.settings == before


def test_goals_move_with_the_stages_they_name(book: Path) -> None:
    goals = (
        "# ours\n- {set: 2026-11-01, period: 2026-12, stage: propose, by: 2026-12-30, amount: 2000} # big\n"
    )
    (book / "data/goals.yaml").write_text(goals, encoding="utf-8")
    switched(book)
    assert (book / "data/goals.yaml").read_text("utf-8") == goals.replace("propose", "late")
    assert not read_book(book).problems


@pytest.mark.parametrize(
    ("goals", "exit"),
    [
        ("# nothing\n", 0),
        ("- {set: 2026-11-01, period: 2026-12, stage: won, by: 2026-12-30, amount: 2}\n", 0),
        ("", 5),
        ("a: b\n", 5),
        ("<<<<<<< HEAD\n", 5),
    ],
)
def test_goals_without_such_stages_stay_and_unreadable_ones_are_named(
    book: Path, goals: str, exit: int
) -> None:
    (book / "data/goals.yaml").write_text(goals, encoding="utf-8")
    answer = run(f"methods --switch {book.parent}/other.yaml --map {book.parent}/map.yaml --yes", book)
    assert (answer.exit, "data/goals.yaml" in answer.err) == (exit, exit == 5)
    assert (book / "data/goals.yaml").read_text("utf-8") == goals


def test_a_method_without_settings_gets_those_of_the_book(book: Path) -> None:
    other = book.parent / "other.yaml"
    other.write_text(NEW.replace("settings: {currency: USD}\n", ""), "utf-8")
    before = read_book(book).method.settings
    switched(book)
    assert read_book(book).method.settings == before


def test_a_dry_run_shows_the_plan_and_changes_nothing(book: Path) -> None:
    before = tree(book)
    assert "propose" in switched(book, "--dry-run")
    assert tree(book) == before


def test_without_a_terminal_it_needs_a_yes(book: Path) -> None:
    before = tree(book)
    answer = run(f"methods --switch {book.parent}/other.yaml --map {book.parent}/map.yaml", book)
    assert (answer.exit, answer.out, tree(book)) == (2, "", before)


@pytest.mark.parametrize(("answer", "method"), [("y", "other"), ("n", "test")])
def test_at_a_terminal_the_plan_is_shown_and_asked_about(book: Path, answer: str, method: str) -> None:
    line = f"methods --switch {book.parent}/other.yaml --map {book.parent}/map.yaml"
    sitting = sit(line, book, ("Take the book over to Other?", f"{answer}\n"))
    assert "Because of" in sitting.screen
    assert read_book(book).method.method == method


def test_a_book_with_an_unreadable_deal_is_not_taken_over(book: Path) -> None:
    new_book(book, broken=True)
    before = tree(book)
    answer = run(f"methods --switch {book.parent}/other.yaml --map {book.parent}/map.yaml --yes --json", book)
    assert (answer.exit, answer.error["code"], tree(book)) == (5, "unread", before)


@pytest.mark.parametrize("text", ["- a\n", "a: [b]\n", "a: {b: c}\n", "a: [\n"])
def test_a_map_that_is_no_mapping_of_texts_is_refused(book: Path, text: str) -> None:
    (book.parent / "map.yaml").write_text(text, "utf-8")
    answer = run(f"methods --switch {book.parent}/other.yaml --map {book.parent}/map.yaml --json", book)
    assert (answer.exit, answer.error["code"]) == (5, "mapping")


def test_ids_that_only_the_old_method_knew_as_former_are_rewritten(book: Path) -> None:
    method = METHOD.replace("- {id: need,", "- {id: need, formerly: [want],")
    (book / "stages.yaml").write_text(method, "utf-8")
    path = book / "data/opportunities/acme-erp.yaml"
    path.write_text(path.read_text("utf-8").replace("need:", "want:"), "utf-8")
    switched(book)
    assert "  real: 2026-09-10\n" in path.read_text("utf-8")


def test_ticks_of_two_milestones_that_become_one_are_all_kept(book: Path) -> None:
    (book.parent / "map.yaml").write_text(MAP + "need: plan\n", "utf-8")
    held = ticks(book)
    switched(book)
    deal = read_book(book).opportunities["beta-belts"]
    assert [f"{tick.date:%m-%d}" for tick in deal.milestones["plan"]] == ["08-10", "09-15"]
    assert ticks(book) == held


def test_there_and_back_again_is_the_same_book(book: Path) -> None:
    (book.parent / "map.yaml").write_text("propose: late\n", "utf-8")
    before = read_book(book)
    (book.parent / "test.yaml").write_text(METHOD, "utf-8")
    (book.parent / "back.yaml").write_text(
        "start: verify\nmiddle: develop\nlate: propose\nreal: need\n", "utf-8"
    )
    switched(book)
    back = run(f"methods --switch {book.parent}/test.yaml --map {book.parent}/back.yaml --yes", book)
    assert back.exit == 0, back.err
    assert read_book(book).opportunities == before.opportunities


def test_schemas_that_lead_elsewhere_are_left_and_the_switch_is_saved(book: Path) -> None:
    run("schema --write", book)
    outside = book.parent / "outside"
    outside.write_text("mine", "utf-8")
    (book / "data/.schema/opportunity.json").unlink()
    (book / "data/.schema/opportunity.json").symlink_to(outside)
    answer = run(f"methods --switch {book.parent}/other.yaml --map {book.parent}/map.yaml --yes", book)
    assert (answer.exit, outside.read_text("utf-8")) == (8, "mine")
    assert "data/.schema/opportunity.json is a link" in answer.err
    assert read_book(book).method.method == "other"


KEYS = st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), min_size=1, max_size=5, unique=True)


@given(KEYS, st.sampled_from(["", "\ufeff"]), st.booleans())
def test_a_renamed_key_leaves_every_other_byte_alone(keys: list[str], bom: str, is_flow: bool) -> None:
    new = {keys[0]: "another-name"}

    def text(names: list[str]) -> str:
        if is_flow:
            return f"{bom}a: 1  # x\nm: {{{', '.join(f'{name}: 2026-01-01' for name in names)}}}  # y\nz: 2\n"
        lines = "".join(f"  # above\n  {name} : 2026-01-01   # beside\n" for name in names)
        return f"{bom}a: 1  # x\nm:\n{lines}z: 2\n"

    expected = text(["another-name", *keys[1:]])
    assert with_keys_renamed(text(keys), ("m",), new) == expected.replace("another-name :", "another-name:")
