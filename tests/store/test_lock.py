import os
import platform
from pathlib import Path

import pytest
from faulty_disk import LocklessDisk

from funnel_cli.store.journal.lock import Locked, reading, wait_until_gone, writing


def test_the_next_writer_may_go_on_when_the_first_has_left_and_its_file_stays(tmp_path: Path) -> None:
    with writing(tmp_path / "lock") as first:
        pass
    with writing(tmp_path / "lock", 0) as second:
        pass
    assert (first, second) == (None, None)

    with writing(tmp_path / "lock"):
        pass
    assert (tmp_path / "lock").exists()

    with writing(tmp_path / "lock", 0, LocklessDisk()) as warning:
        pass
    assert warning is not None


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    with writing(tmp_path / "lock"), pytest.raises(Locked) as refusal, writing(tmp_path / "lock", 0):
        pass
    args = refusal.value.message.args
    assert (args["pid"], args["host"]) == (os.getpid(), platform.node())


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b"\xff\xfe"])
def test_a_holder_that_left_no_name_is_still_a_holder(tmp_path: Path, text: bytes) -> None:
    with writing(tmp_path / "lock"):
        (tmp_path / "lock").write_bytes(text)
        with pytest.raises(Locked) as refusal, writing(tmp_path / "lock", 0):
            pass
    assert refusal.value.message.args["pid"] == "?"


def test_a_lock_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"), writing(tmp_path / "lock"):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_readers_share_the_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    with reading(tmp_path / "lock", 0), reading(tmp_path / "lock", 0), pytest.raises(Locked):  # noqa: SIM117
        with writing(tmp_path / "lock", 0):
            pass


def test_a_reader_goes_on_without_a_lock_file(tmp_path: Path) -> None:
    with reading(tmp_path / "lock"):
        assert list(tmp_path.iterdir()) == []


def test_a_reader_goes_on_when_a_writer_does_not_leave(tmp_path: Path) -> None:
    with writing(tmp_path / "lock"), reading(tmp_path / "lock", 0):
        assert (tmp_path / "lock").exists()


def test_waiting_ends(tmp_path: Path) -> None:
    wait_until_gone(tmp_path, 0)
    assert tmp_path.exists()


def test_what_the_lock_file_is_another_name_of_keeps_its_text(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine\n", "utf-8")
    os.link(tmp_path / "mine", tmp_path / "lock")
    with writing(tmp_path / "lock"), pytest.raises(Locked), writing(tmp_path / "lock", 0):
        pass
    assert (tmp_path / "mine").read_text("utf-8") == "mine\n"
