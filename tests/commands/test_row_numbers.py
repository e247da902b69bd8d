"""Rows called by their numbers, and names that several deals answer to."""

from pathlib import Path

import pytest
from running import new_book, run
from terminal import sit


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = new_book(tmp_path)
    run("add Lamps --customer 'Acme Ltd' --amount 5k --close 2027-01-31 --id acme-lamps", root)
    return root


def test_a_number_means_the_row_of_the_last_list(book: Path) -> None:
    run("list -f table", book)
    assert "acme-lamps" in run("show 2 --json", book).out


def test_the_next_list_gives_the_numbers_anew(book: Path) -> None:
    run("list -f table", book)
    run("next -f table", book)
    assert run("show 2", book).exit == 3


def test_a_list_for_a_program_leaves_the_numbers_alone(book: Path) -> None:
    run("list -f table", book)
    run("next", book)
    assert run("show 2", book).exit == 0


def test_without_a_list_a_number_is_a_part_of_a_name(book: Path) -> None:
    assert run("show 2", book).exit == 3


def test_an_id_that_is_a_number_comes_before_a_row(book: Path) -> None:
    run("add Doors --customer Hill --amount 1k --close 2027-01-31 --id 2", book)
    run("list -f table", book)
    assert '"name": "Doors"' in run("show 2 --json", book).out


def test_a_row_whose_deal_is_gone_means_nothing(book: Path) -> None:
    run("list -f table", book)
    run("undo", book)
    assert run("show 2", book).exit == 3


def test_a_change_goes_to_the_deal_of_the_row(book: Path) -> None:
    run("list -f table", book)
    assert run("log 2 'They called'", book).out.startswith("acme-lamps: note")


def test_several_that_answer_to_a_name_are_picked_by_number(book: Path) -> None:
    run("win acme-erp --force --reason signed", book)
    sitting = sit("log acme Called", book, ("none of them", "1\n"))
    assert "acme-lamps: note" in sitting.screen


def test_none_of_them_changes_nothing(book: Path) -> None:
    sitting = sit("log acme Called", book, ("none of them", "\n"))
    assert (sitting.exit, "2 deals answer to acme" in sitting.screen) == (3, True)


LEAD = "id: {id}\nstage: {stage}\ncustomer: Hafen\nname: {name}\ncreated: 2026-11-01\n"


@pytest.mark.parametrize(
    ("line", "typed", "said"),
    [
        ("customer show 公司", "1\n", "丙公司"),
        ("customer show 公司", "3\n", "甲公司"),
        ("customer set 公司 region=北方", "1\n", "丙公司"),
        ("lead show hafen", "1\n", "Masts"),
        ("lead set hafen region=North", "2\n", "hafen-cranes"),
    ],
)
def test_customers_and_leads_are_picked_by_number_too(
    line: str, typed: str, said: str, tmp_path: Path
) -> None:
    book = new_book(tmp_path)
    for id, stage, name in (("hafen-cranes", "returned", "Cranes"), ("hafen-masts", "new", "Masts")):
        file = book / f"data/leads/{id}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(LEAD.format(id=id, stage=stage, name=name), encoding="utf-8")
    for name in ("甲公司", "丙公司"):
        run(f"customer add {name}", book)
    run("add Pumps --customer 丙公司 --amount 5k --close eoq", book)
    sitting = sit(line, book, ("none of them", typed))
    assert said in sitting.screen.split("none of them")[1]
