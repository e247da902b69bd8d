from pathlib import Path

import pytest
from editors import editor, started
from running import ACME, BROKEN_FILE, new_book, run, tree
from terminal import CTRL_C, Sitting, sit

FILE = "data/opportunities/acme-erp.yaml"
MORE = ("source: referral", "source: marketing")
WORSE = ("created: 2026-09-01", "created: soon")
BETTER = ("created: soon", "created: 2026-08-31")
LINE = ACME.splitlines().index(WORSE[0]) + 1
AGAIN = "again?"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_book(tmp_path / "book", broken=True)


@pytest.fixture
def bin(tmp_path: Path) -> Path:
    return tmp_path / "bin"


def drafts(book: Path) -> list[str]:
    return [path.name for path in book.glob("data/.funnel/drafts/*")]


def edit(book: Path, command: str, *typed: tuple[str, str], deal: str = "acme-erp") -> Sitting:
    return sit(f"edit {deal}", book, *typed, EDITOR=command)


def test_what_was_edited_becomes_the_record_in_one_undo_step(book: Path, bin: Path) -> None:
    sitting = edit(book, editor(bin, MORE))
    assert (sitting.exit, sitting.lines[:2]) == (0, ["acme-erp edited", f"  next: funnel -C {book} show @"])
    assert (book / FILE).read_text() == ACME.replace(*MORE)
    assert drafts(book) == []
    run("undo", book)
    assert (book / FILE).read_text() == ACME


def test_unchanged_is_no_change(book: Path, bin: Path) -> None:
    before = tree(book)
    sitting = edit(book, editor(bin))
    assert (sitting.exit, sitting.lines[0], drafts(book)) == (0, "Nothing to change.", [])
    assert tree(book) == before


def test_an_error_is_told_and_the_editor_opened_again_at_its_line(book: Path, bin: Path) -> None:
    sitting = edit(book, editor(bin, WORSE, BETTER, name="vim"), (AGAIN, "\n"))
    assert sitting.exit == 0
    assert f"{FILE}:{LINE}:1: “soon” is not a day" in sitting.lines[0]
    assert started(bin, "vim") == ["acme-erp.yaml", f"+{LINE} acme-erp.yaml"]
    assert BETTER[1] in (book / FILE).read_text()


def test_a_draft_with_errors_is_kept_and_named_when_the_reader_leaves(book: Path, bin: Path) -> None:
    sitting = edit(book, editor(bin, WORSE), (AGAIN, "n\n"))
    assert sitting.exit == 5
    assert str(book / "data/.funnel/drafts/acme-erp.yaml") in sitting.screen.replace("\n", "")
    assert (book / FILE).read_text() == ACME
    assert drafts(book) == ["acme-erp.yaml"]


def test_ctrl_c_keeps_the_draft_too(book: Path, bin: Path) -> None:
    sitting = edit(book, editor(bin, WORSE), (AGAIN, CTRL_C))
    assert (sitting.exit, drafts(book)) == (130, ["acme-erp.yaml"])


def test_an_editor_that_ends_with_an_error_changes_nothing(book: Path, bin: Path) -> None:
    sitting = edit(book, editor(bin, MORE, also="sys.exit(3)"))
    assert (sitting.exit, drafts(book)) == (1, ["acme-erp.yaml"])
    assert (book / FILE).read_text() == ACME


def test_a_record_that_was_saved_meanwhile_is_not_overwritten(book: Path, bin: Path) -> None:
    meanwhile = f"Path({str(book / FILE)!r}).write_text('theirs')"
    sitting = edit(book, editor(bin, MORE, also=meanwhile))
    assert (sitting.exit, drafts(book)) == (6, ["acme-erp.yaml"])
    assert (book / FILE).read_text() == "theirs"


def test_the_id_may_not_change(book: Path, bin: Path) -> None:
    sitting = edit(book, editor(bin, ("id: acme-erp", "id: acme-crm")), (AGAIN, "n\n"))
    assert sitting.exit == 5
    assert (book / FILE).read_text() == ACME


def test_a_broken_record_is_mended_by_the_name_of_its_file(book: Path, bin: Path) -> None:
    command = editor(bin, ("1.000,00", "1000.00"), name="vi")
    assert edit(book, command, deal="broken-bits").exit == 0
    assert started(bin, "vi") == ["+4 broken-bits.yaml"]
    assert "amount: 1000.00" in (book / BROKEN_FILE).read_text()


def test_one_of_two_files_of_an_id_is_named_with_its_ending(book: Path, bin: Path) -> None:
    (book / "data/opportunities/acme-erp.json").write_text("{}")
    assert edit(book, editor(bin)).exit == 3
    assert edit(book, editor(bin), deal="acme-erp.yaml").exit == 0


def test_without_a_terminal_the_file_is_named(book: Path) -> None:
    answer = run("edit acme-erp", book)
    assert (answer.exit, answer.out) == (2, "")
    assert answer.err.splitlines()[-1] == f"  The file is {book / FILE}"


def test_an_amount_below_zero_is_asked_about_and_the_draft_kept(book: Path, bin: Path) -> None:
    before = tree(book)
    sitting = edit(book, editor(bin, ("amount: 120000.00  ", "amount: -120000.00  ")), ("meant?", "n\n"))
    assert (sitting.exit, "Your draft is in" in sitting.screen, tree(book)) == (2, True, before)


def test_an_amount_below_zero_that_is_meant_is_saved(book: Path, bin: Path) -> None:
    sitting = edit(book, editor(bin, ("amount: 120000.00  ", "amount: -120000.00  ")), ("meant?", "y\n"))
    assert (sitting.exit, "-120000.00" in (book / FILE).read_text()) == (0, True)
