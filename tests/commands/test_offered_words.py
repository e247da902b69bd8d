"""A source or a reason that the method lacks is added where it is met."""

from pathlib import Path

import pytest
from running import METHOD, new_book, run, tree
from terminal import sit

SHEET = """\
Deal,Customer,Stage,Closed,Source,Lost reason
Belts,Omega,Verify,,展会,
Fans,Sigma,Lost,2026-11-02,展会,Frozen budget
"""
ADD = "add Belts --customer Omega --amount 5k --close eoq"
LOSS = (("won it?", "\n"), ("say?", "\n"), ("was?", "\n"), ("time?", "\n"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = new_book(tmp_path / "book")
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    return root


def method(book: Path) -> str:
    return (book / "stages.yaml").read_text(encoding="utf-8")


WITH_SOURCE = METHOD.replace("zh: 转介绍}}\n", "zh: 转介绍}}\n- 展会\n")
WITH_REASON = METHOD + "- {id: frozen-budget, title: Frozen budget}\n"
MET = (
    (f"{ADD} --source 展会", "source=展会"),
    ("set acme-erp source=展会", "source=展会"),
    ("lead add Belts --customer Omega --source 展会", "source=展会"),
    ("lose acme-erp --reason 'Frozen budget' --said No", 'reason="Frozen budget"'),
)


@pytest.mark.parametrize(("line", "word"), MET)
def test_a_refusal_names_the_command_that_adds_the_word(book: Path, line: str, word: str) -> None:
    refused = run(line, book)
    assert (refused.exit, f"add it: funnel -C {book} methods --add {word}" in refused.err) == (2, True)
    assert run(f"methods --add {word}", book).exit == 0
    assert run(line, book).exit == 0


@pytest.mark.parametrize(("line", "word"), MET)
def test_at_a_terminal_the_word_is_added_and_the_command_goes_on(book: Path, line: str, word: str) -> None:
    sitting = sit(line, book, ("Add to the method: ", "y\n"))
    assert sitting.exit == 0
    assert method(book) == (WITH_SOURCE if word == "source=展会" else WITH_REASON)


@pytest.mark.parametrize(("line", "word"), MET)
def test_who_does_not_want_the_word_is_refused(book: Path, line: str, word: str) -> None:
    before = tree(book)
    sitting = sit(line, book, ("Add to the method: ", "\n"))
    assert (sitting.exit, word in sitting.screen, tree(book)) == (2, True, before)


def test_a_dry_run_offers_nothing(book: Path) -> None:
    before = tree(book)
    assert sit(f"{ADD} --source 展会 --dry-run", book).exit == 2
    assert tree(book) == before


def test_a_question_takes_a_new_word_for_its_answer(book: Path) -> None:
    sitting = sit("lose acme-erp", book, ("lost?", "Frozen budget\n"), ("Add to the method: ", "y\n"), *LOSS)
    assert sitting.exit == 0
    assert "reason: frozen-budget" in (book / "data/opportunities/acme-erp.yaml").read_text(encoding="utf-8")


def test_the_word_and_what_was_said_with_it_are_two_steps_of_undo(book: Path) -> None:
    before = tree(book)
    sit("set acme-erp source=展会", book, ("Add to the method: ", "y\n"))
    run("undo", book)
    assert method(book) == WITH_SOURCE
    run("undo", book)
    assert {path: data for path, data in tree(book).items() if path in before} == before


def test_a_sheet_offers_what_its_rows_say_and_the_method_lacks(book: Path) -> None:
    answer = run(f"import {book.parent}/sheet.csv", book)
    said = answer.out.replace("\n", " ")
    assert "funnel methods --add source=展会 – or" in said
    assert 'funnel methods --add reason="Frozen budget" – or' in said
    assert method(book).startswith(METHOD[:40])
    assert "source: 展会" in (book / "data/opportunities/omega-belts.yaml").read_text(encoding="utf-8")


def test_at_a_terminal_a_sheet_is_read_with_the_words_that_the_method_gained(book: Path) -> None:
    sitting = sit(f"import {book.parent}/sheet.csv", book, ("(lost reason)? [y/N]", "y\n"))
    lost = (book / "data/opportunities/sigma-fans.yaml").read_text(encoding="utf-8")
    assert ("The method has no" in sitting.screen, "reason: frozen-budget" in lost) == (False, True)


def test_what_is_on_record_already_is_valid_once_the_word_is_added(book: Path) -> None:
    run(f"import {book.parent}/sheet.csv -q", book)
    assert "funnel methods --add source=WORD" in sit("validate", book).screen.replace("\r\n", " ")
    run("methods --add source=展会", book)
    assert "unknown-source" not in run("validate --json", book).out


def test_a_word_is_offered_in_any_language_and_the_schemas_of_an_editor_learn_it(book: Path) -> None:
    refused = run("set acme-erp source=展会 --lang zh", book)
    assert "没有名为展会的线索来源" in refused.err
    assert f"funnel -C {book} methods --add source=展会" in refused.err

    run("schema --write", book)
    run("methods --add source=展会", book)
    assert "展会" in (book / "data/.schema/opportunity.json").read_text(encoding="utf-8")
