"""What one system does in another way than the next: macOS and Windows, as far as they can be played."""

import errno
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn

import pytest
from running import ACME, new_book, run

from funnel_cli.store import system
from funnel_cli.store.system import leads_elsewhere, sync

FULL = 51
"""What F_FULLFSYNC is on macOS."""


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module as Windows has it."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "O_BINARY", 0, raising=False)
    monkeypatch.setitem(sys.modules, "msvcrt", ModuleType("msvcrt"))
    spec = spec_from_file_location("system_of_windows", system.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("can", [True, False])
def test_macos_is_asked_for_the_disk_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can: bool
) -> None:
    asked: list[object] = []

    def fcntl_of_macos(_: int, command: int) -> None:
        asked.append(command)
        if not can:
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", fcntl_of_macos)
    monkeypatch.setattr(os, "fsync", lambda _: asked.append("fsync"))
    with (tmp_path / "file").open("wb") as file:
        sync(file.fileno())
    assert asked == ([FULL] if can else [FULL, "fsync"])


def test_a_book_in_a_folder_with_a_decomposed_name_is_read_and_written(tmp_path: Path) -> None:
    book = new_book(tmp_path / "Bu\u0308ro")
    assert (run("log acme-erp Spoke", book).exit, run("undo", book).exit) == (0, 0)


@pytest.mark.parametrize("name", ["caf\u00e9", "cafe\u0301", "Acme-ERP"])
def test_a_name_that_another_desk_spells_otherwise_is_no_record(book: Path, name: str) -> None:
    (book / f"data/opportunities/{name}.yaml").write_text(ACME, "utf-8")
    assert name in run("validate", book).out


@pytest.mark.parametrize("id", ["con", "nul", "aux", "prn", "com1", "lpt9"])
def test_no_record_is_called_like_a_device_of_windows(book: Path, id: str) -> None:
    answer = run(f"add New --customer Acme --id {id}", book)
    assert (answer.exit, [*book.rglob(f"{id}.*")]) == (2, [])


def test_a_record_with_lines_as_on_windows_keeps_them(book: Path) -> None:
    file = book / "data/opportunities/acme-erp.yaml"
    file.write_bytes(ACME.replace("\n", "\r\n").encode())
    run("log acme-erp Spoke", book)
    assert file.read_bytes().count(b"\r\n") == file.read_bytes().count(b"\n") > ACME.count("\n")


@pytest.mark.parametrize(
    ("tag", "is_link"),
    [(0xA000_000C, True), (0xA000_0003, True), (0x9000_001A, False), (0, False)],
    ids=["link", "junction", "file in the cloud", "file"],
)
def test_a_junction_leads_elsewhere_and_a_file_in_the_cloud_does_not(tag: int, is_link: bool) -> None:
    facts: Any = SimpleNamespace(st_mode=0o100644, st_reparse_tag=tag)
    assert leads_elsewhere(facts) == is_link


def test_the_editor_of_windows_may_stand_in_a_folder_with_spaces(windows: Any) -> None:
    assert windows.words_of(r'"C:\Program Files\Ed\ed.exe" --wait') == [
        r"C:\Program Files\Ed\ed.exe",
        "--wait",
    ]
    assert (windows.words_of(""), windows.EDITOR) == ([], "notepad")


@pytest.fixture
def _heeds_ctrl_c() -> Iterator[None]:
    """As at a terminal, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heeds_ctrl_c")
def test_ctrl_c_waits_on_windows(windows: Any) -> None:
    done = []

    def change() -> None:
        with windows.signals_held():
            signal.raise_signal(signal.SIGINT)
            done.append("the change")

    with pytest.raises(KeyboardInterrupt):
        change()
    assert done == ["the change"]


def test_a_name_that_is_in_use_for_a_moment_is_waited_for(
    windows: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    replace = os.replace

    def in_use(source: str, target: str) -> None:
        tries.append(1)
        if len(tries) < len("abc"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        replace(source, target)

    monkeypatch.setattr(os, "replace", in_use)
    (tmp_path / "new").write_bytes(b"x")
    windows.move(str(tmp_path / "new"), str(tmp_path / "old"))
    assert ((tmp_path / "old").read_bytes(), len(tries)) == (b"x", 3)


def test_a_name_that_stays_in_use_is_told(
    windows: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_use(*_: str) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "replace", in_use)
    monkeypatch.setattr(windows, "_PATIENCE", 0)
    with pytest.raises(PermissionError):
        windows.move(str(tmp_path / "new"), str(tmp_path / "old"))


def test_two_files_cannot_change_places_on_windows(windows: Any, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=os.strerror(errno.ENOSYS)):
        windows.move(str(tmp_path / "one"), str(tmp_path / "two"), flags=windows.EXCHANGE)
