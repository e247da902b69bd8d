"""An answer is never written over the files of a book, whatever it is called there."""

from pathlib import Path

import pytest
from running import new_book, run, tree

from funnel_cli.store.output_place import OverBook, check_output_place

RECORD = "data/opportunities/acme-erp.yaml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book beside `elsewhere`, a folder with links into it."""
    root = new_book(tmp_path / "book")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "folder").symlink_to(root / "data")
    (elsewhere / "record.json").symlink_to(root / RECORD)
    (elsewhere / "method.json").symlink_to(root / "stages.yaml")
    (root / "data" / "out.json").symlink_to(elsewhere / "plain.json")
    return root


@pytest.mark.parametrize(
    "target",
    [
        f"book/{RECORD}", "book/data/new.json", "book/data/.funnel/x.json",
        "book/data/no/such/folder/x.json", "book/data/out.json", "book/data", "book/stages.yaml",
        "book/data/../stages.yaml", "elsewhere/../book/data/x.csv", "elsewhere/folder/x.json",
        "elsewhere/record.json", "elsewhere/method.json",
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", ["book", "elsewhere"])
@pytest.mark.usefixtures("book")
def test_a_file_of_a_book_is_no_place_for_an_answer(target: str, start: str, tmp_path: Path) -> None:
    with pytest.raises(OverBook):
        check_output_place(tmp_path / target, tmp_path / start)


@pytest.mark.parametrize("target", ["book/x.json", "book/reports/data/x.json", "elsewhere/data/x.json", "x"])
def test_any_other_file_is(target: str, book: Path, tmp_path: Path) -> None:
    check_output_place(tmp_path / target, book)


def test_data_that_is_a_link_is_no_place_either(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    (book / "data").rename(tmp_path / "synced")
    (book / "data").symlink_to(tmp_path / "synced")
    with pytest.raises(OverBook):
        check_output_place(tmp_path / "synced" / "x.json", book)


def test_a_relative_name_is_meant_from_where_one_stands(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(book / "data")
    with pytest.raises(OverBook):
        check_output_place(Path("x.json"), Path())


@pytest.mark.parametrize(
    "line",
    [
        "list -f json", "export deals", "schema opportunity", "handover --from li.wei",
        "--json log acme Called", "--json set acme amount=130k", "review -f md",
    ],
)  # fmt: skip
def test_the_command_is_refused_before_anything_is_done(line: str, book: Path) -> None:
    before = tree(book)
    answer = run(f"{line} -o {book / RECORD}", book)
    assert (answer.exit, answer.out, tree(book)) == (2, "", before)
    assert "is no place for an answer" in answer.err or '"over_book"' in answer.err


def test_a_pack_is_not_written_among_the_records(book: Path) -> None:
    answer = run(f"handover --from li.wei -o {book}/data/pack", book)
    assert (answer.exit, (book / "data/pack").exists()) == (2, False)
