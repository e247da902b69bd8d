"""Names inside a book are reached by handles, and never through a link."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from funnel_cli.completing import offered_records
from funnel_cli.store.handles import (
    close_to_others,
    is_link,
    is_plain,
    kind,
    located,
    names,
    opened_folder,
    real,
)
from funnel_cli.store.journal.disk import DISK, LARGEST, read_plain
from funnel_cli.store.layout import IsALink, demand_no_way_out
from funnel_cli.store.reading import plain


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A folder with a link in it, to a folder beside it."""
    (tmp_path / "outside/deep").mkdir(parents=True)
    (tmp_path / "outside/file").write_text("mine")
    (tmp_path / "book/own").mkdir(parents=True)
    (tmp_path / "book/link").symlink_to("../outside")
    return tmp_path / "book"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


CHANGES: dict[str, Callable[[Path], object]] = {
    "make a folder": lambda link: DISK.make_folder(link / "new"),
    "make folders": lambda link: DISK.make_folders(link.parent, "link/new/newer"),
    "make a folder in a folder": lambda link: DISK.make_folders(link.parent, "link/deep/new"),
    "open a file": lambda link: DISK.open_new(link / "new", 0o600),
    "write a file": lambda link: DISK.write_file(link / "new", b"x"),
    "put a file": lambda link: DISK.put_file(link / "file", b"x"),
    "move in": lambda link: DISK.rename(link.parent / "own", link / "new"),
    "move out": lambda link: DISK.rename(link / "file", link.parent / "new"),
    "change places": lambda link: DISK.exchange(link / "file", link / "deep"),
    "place": lambda link: DISK.place(link / "file", link / "new"),
    "link": lambda link: DISK.link(link / "file", link / "new"),
    "remove": lambda link: DISK.remove(link / "file"),
    "remove a folder": lambda link: DISK.remove_folder(link / "deep"),
    "remove all": lambda link: DISK.remove_tree(link / "deep"),
    "make safe": DISK.sync_folder,
    "close": lambda link: close_to_others(link, 0o700),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_goes_through_a_link(book: Path, change: str) -> None:
    before = [(path, path.stat()) for path in sorted((book.parent / "outside").rglob("*"))]
    with pytest.raises(OSError, match="\\[Errno") as failure:
        CHANGES[change](book / "link")
    assert (is_link(failure.value), failure.value.filename) == (True, str(book / "link"))
    assert [(path, path.stat()) for path in sorted((book.parent / "outside").rglob("*"))] == before


def test_removing_all_removes_the_link_and_not_what_it_leads_to(book: Path) -> None:
    DISK.remove_tree(book / "link")
    assert (os.path.lexists(book / "link"), (book.parent / "outside/file").exists()) == (False, True)


def test_what_is_put_in_the_place_of_a_folder_meanwhile_leads_nowhere(book: Path) -> None:
    with located(book / "own/new") as here:
        (book / "own").rename(book / "moved")
        (book / "own").symlink_to("../outside")
        os.mkdir(here.name, dir_fd=here.folder)
    assert ((book / "moved/new").is_dir(), (book.parent / "outside/new").exists()) == (True, False)


def test_a_folder_that_may_not_be_listed_is_passed(book: Path) -> None:
    book.chmod(0o300)
    with located(book / "own/new"):
        pass
    book.chmod(0o700)


def test_what_is_not_there_is_nothing(book: Path) -> None:
    assert (kind(book / "none/deep"), names(book / "none")) == (None, [])


def test_a_link_is_seen_as_a_link(book: Path) -> None:
    found = kind(book / "link")
    assert found is not None
    assert (stat.S_ISLNK(found.st_mode), is_plain(book / "link")) == (True, False)


def test_a_link_to_the_whole_book_is_followed(book: Path) -> None:
    (book.parent / "way").symlink_to("book")
    DISK.write_file(real(book.parent / "way") / "new", b"x")
    assert (book / "new").read_bytes() == b"x"


def test_a_file_is_put_in_one_step_and_keeps_its_permissions(book: Path) -> None:
    (book / "file").write_text("old")
    (book / "file").chmod(0o640)
    DISK.put_file(book / "file", b"new")
    assert ((book / "file").read_bytes(), stat.S_IMODE((book / "file").stat().st_mode)) == (b"new", 0o640)
    assert names_in(book) == ["file", "link", "own"]


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("../outside/file"), os.mkfifo, Path.mkdir])
def test_a_file_is_put_in_the_place_of_a_file_only(book: Path, make: Callable[[Path], None]) -> None:
    make(book / "file")
    with pytest.raises(OSError):  # noqa: PT011 - of several kinds
        DISK.put_file(book / "file", b"new")
    assert (book.parent / "outside/file").read_text() == "mine"
    assert names_in(book) == ["file", "link", "own"]


def test_a_file_without_end_is_not_read(book: Path) -> None:
    with (book / "file").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(OSError, match="\\[Errno") as failure:
        read_plain(book / "file")
    assert failure.value.errno == errno.EFBIG


def test_a_manifest_of_somebody_else_is_read_no_further_than_its_head(book: Path) -> None:
    (book / "file").write_bytes(b"x" * 100_000)
    found = read_plain(book / "file", begins=lambda head: b"y" in head)
    assert found is not None
    assert len(found[0]) < 5_000


def test_an_answer_is_not_written_out_of_a_book(book: Path) -> None:
    (book / "stages.yaml").touch()
    demand_no_way_out(book / "own/answer.csv")
    with pytest.raises(IsALink) as refusal:
        demand_no_way_out(book / "link/deep/answer.csv")
    assert refusal.value.args_by_name == {"path": "link"}


def test_an_answer_elsewhere_may_go_through_a_link(book: Path) -> None:
    demand_no_way_out(book / "link/deep/answer.csv")


def test_the_tab_key_opens_files_as_the_reader_does() -> None:
    assert offered_records.MAX_BYTES == plain.MAX_BYTES


def test_what_was_done_is_done_though_the_folder_cannot_be_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = os.close

    def failing(file: int) -> None:
        close(file)
        raise InterruptedError(errno.EINTR, os.strerror(errno.EINTR))

    with monkeypatch.context() as patched, located(tmp_path / "new") as here:
        patched.setattr(os, "close", failing)
        os.mkdir(here.name, dir_fd=here.folder)
    with monkeypatch.context() as patched, opened_folder(tmp_path):
        patched.setattr(os, "close", failing)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
