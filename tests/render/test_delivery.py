"""The last step: onto a stream, or into a file in one step."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from funnel_cli.render.delivery import CannotWrite, PipeClosed, delivered, printed, streams_made_safe, told
from funnel_cli.store.layout import IsALink


def test_a_file_gets_exactly_the_text(tmp_path: Path) -> None:
    delivered(["名\r\n\n"], tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == "名\r\n\n".encode()


def test_a_file_is_replaced_and_no_draft_stays(tmp_path: Path) -> None:
    delivered(["old"], tmp_path / "out.csv")
    delivered(["new"], tmp_path / "out.csv")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"out.csv": "new"}


@pytest.mark.parametrize("name", ["missing/out.csv", f"{'x' * 300}.csv", "folder", "file/out.csv"])
def test_a_file_that_cannot_be_written_is_refused_without_a_trace(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old", encoding="utf-8")
    with pytest.raises(CannotWrite) as refused:
        delivered(["new"], tmp_path / name)
    assert refused.value.exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_a_file_that_is_there_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    place = tmp_path / "out.csv"
    place.write_text("old", encoding="utf-8")
    place.chmod(mode)
    delivered(["new"], place)
    assert (place.read_text(encoding="utf-8"), place.stat().st_mode & 0o777) == ("new", mode)


def test_a_link_leads_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("old", encoding="utf-8")
    for name, target in (("link.csv", "file.csv"), ("fresh.csv", "new.csv")):
        (tmp_path / name).symlink_to(target)
        delivered(["new"], tmp_path / name)
        assert ((tmp_path / name).is_symlink(), (tmp_path / target).read_text("utf-8")) == (True, "new")


def test_a_link_in_a_book_which_may_be_a_stranger_s_is_refused(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book/stages.yaml").touch()
    (tmp_path / "mine.txt").write_text("old", encoding="utf-8")
    (tmp_path / "book/out.csv").symlink_to(tmp_path / "mine.txt")
    with pytest.raises(IsALink):
        delivered(["new"], tmp_path / "book/out.csv")
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "old"


def test_a_link_beside_the_book_that_one_is_in_is_in_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book/stages.yaml").touch()
    (tmp_path / "out.csv").symlink_to("file.csv")
    monkeypatch.chdir(tmp_path / "book")
    delivered(["new"], Path("../out.csv"))
    assert (tmp_path / "file.csv").read_text(encoding="utf-8") == "new"


def test_a_folder_beside_the_book_may_be_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("book", "real"):
        (tmp_path / name).mkdir()
    (tmp_path / "book/stages.yaml").touch()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path / "book")
    delivered(["new"], Path("../link/out.csv"))
    assert (tmp_path / "real/out.csv").read_text(encoding="utf-8") == "new"
    (tmp_path / "book/out").symlink_to(tmp_path / "real")
    with pytest.raises(IsALink):
        delivered(["new"], Path("../book/out/out.csv"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_gets_the_text_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    delivered(["new"], pipe)
    assert (os.read(reader, 9), pipe.is_fifo()) == (b"new", True)
    os.close(reader)


def test_a_pipe_in_a_book_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").touch()
    os.mkfifo(tmp_path / "out.csv")
    with pytest.raises(CannotWrite):
        delivered(["new"], tmp_path / "out.csv")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_device_stays_one(tmp_path: Path) -> None:
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(CannotWrite):
        delivered(["new"], tmp_path / "full")
    assert Path("/dev/full").is_char_device()


def test_what_is_no_text_is_escaped(tmp_path: Path) -> None:
    delivered(["old"], tmp_path / "out.csv")
    delivered(["\udcff"], tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "\\udcff"


def test_a_reader_who_has_gone_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        with pytest.raises(PipeClosed) as gone:
            printed("x" * 100_000)
    assert gone.value.exit_code == 141


def test_nobody_is_told_what_nobody_can_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    told("x")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stderr", stream)
        told("x")


def test_without_a_stdout_there_is_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(PipeClosed):
        printed("x")


def test_a_pipe_carries_utf_8_and_escapes_what_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", pipe)
    streams_made_safe()
    printed("名\udcff")
    assert pipe.buffer.getvalue() == "名\\udcff".encode()


def test_what_breaks_off_while_it_is_made_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "new"
        raise KeyboardInterrupt

    delivered(["old"], tmp_path / "out.csv")
    with pytest.raises(KeyboardInterrupt):
        delivered(broken(), tmp_path / "out.csv")

    assert {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()} == {"out.csv": "old"}
