import json
from pathlib import Path

import pytest
from running import new_book, run, tree
from terminal import sit

ADD = "add Belts --amount 5k --close eoq --customer"


def customers(book: Path) -> list[str]:
    return [row["name"] for row in run("customer list --json", book).json["items"]]


@pytest.mark.parametrize(
    "line",
    [f"{ADD} 'ACME  (ltd)'", "lead add Belts --customer 'acme ltd'", "set gamma-gates customer='ACME LTD'"],
)
def test_a_script_takes_the_books_spelling_and_says_so(book: Path, line: str) -> None:
    known = set(customers(book))
    answer = run(line, book)
    assert (answer.exit, "Written as Acme Ltd" in answer.err) == (0, True)
    assert set(customers(book)) <= known


@pytest.mark.parametrize(
    "line",
    [
        f"{ADD} Acme", "lead add Belts --customer Acme", "set gamma-gates customer=Acme",
        "customer add Acme", "customer set Gamma name=Acme",
    ],
)  # fmt: skip
def test_a_script_points_out_other_likenesses_and_changes_nothing_of_what_was_typed(
    book: Path, line: str
) -> None:
    answer = run(line, book)
    assert (answer.exit, f'funnel -C {book} customer merge "Acme" "Acme Ltd"' in answer.err) == (0, True)
    assert "Acme" in customers(book)


def test_a_customer_is_not_recorded_twice_under_another_spelling(book: Path) -> None:
    run("customer add 'Acme Ltd'", book)
    before = tree(book)
    answer = run("customer add 'ACME LTD'", book)
    assert (answer.exit, "There is a customer called Acme Ltd already." in answer.err) == (2, True)
    assert tree(book) == before


def test_a_name_that_a_customer_had_is_written_as_it_is_now_or_may_be_given_to_another(book: Path) -> None:
    run("customer set 'Acme Ltd' name='Orchard Ltd'", book)
    answer = run(f"{ADD} 'acme ltd'", book)
    assert run("show orchard-belts --json", book).json["customer"] == "Orchard Ltd"
    assert "acme ltd is called Orchard Ltd now, and so it is written." in answer.err

    assert "Acme Ltd was the name of Orchard Ltd once." in run("customer add 'Acme Ltd'", book).err
    assert {"Acme Ltd", "Orchard Ltd"} <= set(customers(book))


def test_what_is_said_to_be_another_is_not_pointed_out(book: Path) -> None:
    run("customer set 'Acme Ltd' not_same_as=Acme", book)
    assert run(f"{ADD} Acme", book).err == ""
    assert run("validate --json", book).json["duplicates"]["items"] == []


def test_the_book_names_what_is_in_it_twice(book: Path) -> None:
    run(f"{ADD} Acme", book)
    answer = run("validate", book)
    assert (answer.exit, 'funnel customer merge "Acme" "Acme Ltd"' in answer.out) == (0, True)


@pytest.mark.parametrize(
    ("reply", "customer"), [("y\n", "Acme Ltd"), ("Ｙ\n", "Acme Ltd"), ("是\n", "Acme Ltd"), ("否\n", "Acme")]
)
def test_at_a_terminal_it_is_asked_which_customer_is_meant(book: Path, reply: str, customer: str) -> None:
    sitting = sit(f"{ADD} Acme --id belts", book, ("Acme Ltd", reply))
    assert sitting.exit == 0
    assert run("show belts --json", book).json["customer"] == customer


def test_what_is_neither_yes_nor_no_is_asked_again_in_the_language_of_the_question(book: Path) -> None:
    line = f"--lang zh {ADD} Acme --id belts"
    sitting = sit(line, book, ("[y/n]", "也许\n"), ("请输入", "是\n"), LANG="zh_CN.UTF-8")
    assert (sitting.exit, "Error" in sitting.screen) == (0, False)


def test_at_a_terminal_enter_alone_takes_the_books_spelling(book: Path) -> None:
    sit(f"{ADD} 'acme ltd' --id belts", book, ("Acme Ltd", "\n"))
    assert run("show belts --json", book).json["customer"] == "Acme Ltd"


@pytest.mark.parametrize(("reply", "exit"), [("y\n", 0), ("n\n", 2), ("\n", 2)])
def test_at_a_terminal_it_is_asked_whether_a_deal_is_entered_again(book: Path, reply: str, exit: int) -> None:
    before = tree(book)
    line = "add 'erp ROLL-OUT' --customer 'Acme Ltd' --amount 1k --close eoq"
    assert sit(line, book, ("all the same", reply)).exit == exit
    assert (tree(book) == before) is (exit == 2)


def test_a_script_is_told_of_a_deal_that_is_entered_again_and_a_whole_name_means_its_own(book: Path) -> None:
    answer = run("add 'erp ROLL-OUT' --customer 'Acme Ltd' --amount 1k --close eoq", book)
    assert (answer.exit, "acme-erp looks like the same deal." in answer.err) == (0, True)

    run("add X --customer 'Gamma Nord' --amount 1k --close eoq", book)
    answer = run("set gamma name=Gates", book)
    assert answer.exit == 0
    assert run("show gamma-gates --json", book).json["name"] == "Gates"


HILL = """\
# met at the fair
id: hill
name: Acme GmbH
industry: stone
contacts:
- {name: Tom, x-birthday: 1970-01-01}
x-number: 42
x-rating: 3
"""


def test_two_customers_are_joined_and_taken_apart_in_one_step(book: Path) -> None:
    (book / "data/customers").mkdir(parents=True)
    (book / "data/customers/hill.yaml").write_text(HILL, "utf-8")
    run("customer add 'Acme Ltd' industry=mining --contact Tom", book)
    own = book / "data/customers/acme-ltd.yaml"
    own.write_text(own.read_text("utf-8") + "x-rating: 5\n", "utf-8")
    run(f"{ADD} 'Acme GmbH'", book)
    before = tree(book)
    dry = run("customer merge hill acme-ltd --dry-run", book)
    assert ("-name: Acme GmbH" in dry.out, tree(book)) == (True, before)
    answer = run("customer merge hill acme-ltd", book)
    assert answer.exit == 0
    assert "industry: “mining” stays, “stone” goes." in answer.err
    assert "x-rating" in answer.err
    assert not (book / "data/customers/hill.yaml").exists()
    text = own.read_text("utf-8")
    assert ("x-number: 42" in text, "x-birthday: 1970-01-01" in text, "x-rating: 5" in text) == (True,) * 3
    assert run("customer show 'Acme GmbH' --json", book).json["name"] == "Acme Ltd"
    assert run("validate --json", book).json["duplicates"]["items"] == []
    run("undo", book)
    assert tree(book) == before


def test_a_json_record_takes_over_what_a_yaml_record_says(book: Path) -> None:
    (book / "data/customers").mkdir(parents=True)
    (book / "data/customers/hill.yaml").write_text(HILL, "utf-8")
    kept = book / "data/customers/acme.json"
    kept.write_text('{\n  "id": "acme",\n  "name": "Acme Ltd"\n}\n', "utf-8")
    assert run("customer merge hill acme", book).exit == 0
    record = json.loads(kept.read_text("utf-8"))
    assert (record["former_names"], record["x-number"]) == (["Acme GmbH"], "42")


@pytest.mark.parametrize(
    ("line", "exit", "said"),
    [
        ("customer merge 'Acme Ltd' 'acme ltd'", 2, "one customer already"),
        ("customer merge Nobody 'Acme Ltd'", 3, "No customer answers to Nobody."),
        ("customer merge 'Acme Ltd' Gam", 3, "only a part of a name"),
        ("customer merge Resale 'Acme Ltd'", 2, "of two kinds"),
    ],
)
def test_what_cannot_be_joined_is_refused_and_nothing_changes(
    book: Path, line: str, exit: int, said: str
) -> None:
    run("customer add Resale kind=dealer", book)
    before = tree(book)
    answer = run(line, book)
    assert (answer.exit, said in answer.err, tree(book)) == (exit, True, before)


def test_the_id_of_a_record_that_went_is_not_given_again(book: Path) -> None:
    run("customer add Hill", book)
    run("customer merge Hill 'Acme Ltd'", book)
    run("customer add Hill", book)
    assert run("customer show hill-2 --json", book).json["name"] == "Hill"


def test_past_answers_follow_the_name_that_stays(book: Path) -> None:
    run("customer merge 'Acme Ltd' Gamma", book)
    assert run("show acme-erp --as-of 2026-10-01 --json", book).json["customer"] == "Gamma"


@pytest.mark.parametrize(
    "line",
    [
        "set acme-erp owner=li.wie",
        "add Belts --customer Psi --owner Li-Wei",
        "lead add Belts --customer Psi --owner li.wie",
        "target 2026-12 100k --owner li.wie",
        "call 2026-12 90k --owner li.wie",
        "handover --from li.wei --to li.wie --apply",
        "import {sheet}",
    ],
)
def test_an_owner_who_is_new_and_called_like_another_is_told(line: str, tmp_path: Path) -> None:
    book, sheet = new_book(tmp_path / "book"), tmp_path / "deals.csv"
    sheet.write_text("Deal ID,Customer,Name,Amount,Stage,Owner\nD-1,Psi,Belts,1000,Verify,LI WEI\n", "utf-8")
    answer = run(line.format(sheet=sheet), book)
    assert (answer.exit, "  Did you mean li.wei?" in answer.err) == (0, True)
