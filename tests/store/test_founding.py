"""The shipped methods, and a folder that becomes a book."""

from dataclasses import replace
from pathlib import Path

import pytest
from running import tree

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.method import Method
from funnel_cli.store.founding import (
    METHODS,
    BookExists,
    CannotFound,
    found_book,
    shipped_method,
    shipped_methods,
)
from funnel_cli.store.layout import IsALink
from funnel_cli.store.methods import linted
from funnel_cli.store.read import read_book

NO = {"refused", "to-change"}
"""The answers of a form that turn something down."""


def found(folder: Path, method: str = "four-stage", *, with_git: bool = False, **wishes: str | None) -> Path:
    settings = {"currency": None, "owner": None, "language": None} | wishes
    return found_book(folder, method, with_git=with_git, **settings)


def test_every_shipped_method_is_called_like_its_file() -> None:
    assert [method.method for method in shipped_methods()] == sorted(
        path.stem for path in METHODS.glob("*.yaml")
    )


@pytest.mark.parametrize("path", sorted(METHODS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_method_has_nothing_to_complain_about_and_every_title_in_both_languages(path: Path) -> None:
    assert linted(path)[1] == []


@pytest.mark.parametrize("method", [*shipped_methods()], ids=lambda method: method.method)
def test_a_gate_that_asks_for_a_form_with_a_verdict_is_opened_by_none_that_says_no(method: Method) -> None:
    fields = {form.id: form.fields for form in method.forms}
    for milestone in (each for stage in method.stages for each in stage.milestones):
        if (check := milestone.check) and check.form:
            verdicts = [each for each in fields[check.form] if NO & each.choices.keys()]
            assert [each.id for each in verdicts if each.required] == [check.field] * bool(verdicts)
            assert not (verdicts and NO & set(check.one_of or NO))


def test_methods_ship_with_the_odds_that_their_texts_give_and_another_reading_of_them() -> None:
    odds = {
        name: [f"{stage.probability.forecast:.0%}" for stage in shipped_method(name).stages]
        for name in ("four-stage", "three-band", "solution-selling")
    }
    assert odds == {
        "four-stage": ["10%", "30%", "50%", "80%"],
        "three-band": ["25%", "50%", "75%"],
        "solution-selling": ["10%", "25%", "50%", "75%", "90%"],
    }

    method = shipped_method("four-stage")
    other = replace(method, settings=replace(method.settings, weights="exit"))
    assert [f"{other.odds(stage):.0%}" for stage in other.stages] == ["10%", "50%", "75%", "90%"]


def test_deals_of_three_bands_are_handed_over_in_three_manners() -> None:
    handovers = [stage.handover for stage in shipped_method("three-band").stages]
    assert handovers == ["telephone", "joint-call", "in-person"]


def test_solution_selling_scores_five_axes_up_to_twenty() -> None:
    axes = shipped_method("solution-selling").strength
    assert {id: [(rung.at, rung.decision_maker) for rung in axis.rungs] for id, axis in axes.items()} == {
        "problem": [(0, 12), (2, 13), (4, 14), (6, 16), (8, 18), (10, 20)],
        "power": [*((at, None) for at in (0, 4, 8, 9)), *((None, at) for at in (10, 14, 16, 20))],
        "vision": [(0, 8), (2, 10), (4, 15), (6, 20)],
        "value": [(0, 8), (1, 10), (2, 12), (3, 14), (4, 16), (5, 18), (6, 20)],
        "control": [*((at, None) for at in (0, 4, 8)), *((None, at) for at in (10, 14, 16, 20))],
    }


def test_search_marketing_counts_five_steps_with_four_rates() -> None:
    method = shipped_method("search-marketing")
    assert [(step.id, step.rate is not None, len(step.causes)) for step in method.steps] == [
        ("impressions", False, 2),
        ("clicks", True, 3),
        ("visits", True, 1),
        ("inquiries", True, 3),
        ("orders", True, 1),
    ]


def test_a_method_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        shipped_method("four-stages!")


def test_a_new_book_is_the_method_s_own_text_and_read_without_a_problem(tmp_path: Path) -> None:
    root = found(tmp_path / "new")
    first, _, rest = (root / "stages.yaml").read_bytes().partition(b"\n")
    assert first == b"# yaml-language-server: $schema=data/.schema/stages.json"
    assert rest == (METHODS / "four-stage.yaml").read_bytes()
    assert [path.name for path in sorted((root / "data").iterdir())] == [
        ".schema",
        "customers",
        "opportunities",
        "reviews",
    ]

    assert read_book(found(tmp_path)).problems == ()


def test_settings_are_written_into_the_method(tmp_path: Path) -> None:
    root = found(tmp_path, currency="EUR", owner="O'Neill: a # b", language="zh")
    settings = read_book(root).method.settings
    assert (settings.currency, settings.owner, settings.language) == ("EUR", "O'Neill: a # b", "zh")
    old = (METHODS / "four-stage.yaml").read_text(encoding="utf-8").splitlines()
    new = (root / "stages.yaml").read_text(encoding="utf-8").splitlines()[1:]
    assert len([line for line in new if line not in old]) == 3


def test_a_book_is_never_written_over(tmp_path: Path) -> None:
    found(tmp_path, owner="me")
    before = tree(tmp_path)
    with pytest.raises(BookExists):
        found(tmp_path, owner="you")
    assert tree(tmp_path) == before


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CannotFound):
        found(tmp_path / "file")


@pytest.mark.parametrize("name", ["data", "data/opportunities", "data/.schema"])
def test_no_book_is_started_through_a_link(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "new" / name).parent.mkdir(parents=True)
    (tmp_path / "new" / name).symlink_to(tmp_path / "outside")
    with pytest.raises(IsALink):
        found(tmp_path / "new")
    assert [*(tmp_path / "outside").iterdir()] == []
    assert not (tmp_path / "new/stages.yaml").exists()


def test_git_starts_in_the_folder_and_keeps_an_old_repository(tmp_path: Path) -> None:
    found(tmp_path / "new", with_git=True)
    head = (tmp_path / "new/.git/HEAD").read_bytes()
    (tmp_path / "new/stages.yaml").unlink()
    found(tmp_path / "new", with_git=True)
    assert (tmp_path / "new/.git/HEAD").read_bytes() == head


def test_no_book_is_started_out_of_a_book_by_a_link(tmp_path: Path) -> None:
    found(tmp_path / "book")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "book/new").symlink_to(tmp_path / "elsewhere")
    for folder in ("new", "new/deeper"):
        with pytest.raises(IsALink):
            found(tmp_path / "book" / folder)
    assert tree(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize("name", ["four-stage", "solution-selling"])
def test_a_contact_s_word_reaches_thirty_nine_and_every_score_names_one_statement(name: str) -> None:
    axes = shipped_method(name).strength.values()
    assert sum(axis.ceiling for axis in axes) == 39

    for axis in shipped_method(name).strength.values():
        scores = [said.score for said in axis.statements]
        assert len(scores) == len(set(scores))
