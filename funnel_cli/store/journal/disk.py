"""The disk, one system call a method, and reading of plain files.

Everything the journal does to the disk goes through a `Disk`, so that a test can stop it, or let
it fail, at every single call.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path

from funnel_cli.store.journal.sha import sha256

NO_REPLACE = 1
EXCHANGE = 2
HERE = -100  # AT_FDCWD: paths are relative to the working folder
UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})

UNREADABLE = "unreadable"
"""What `digest` says of a link, a folder, a device or a file that cannot be read: equal to no text."""


class NoExchange(OSError):
    """Two files cannot change places in one step on this file system."""


class Disk:
    """The calls that change a disk; each does one thing, and raises `OSError` if it cannot."""

    def make_folder(self, path: Path, mode: int = 0o777) -> None:
        """Make one folder; `FileExistsError` if there is anything of that name."""
        path.mkdir(mode)

    def open_new(self, path: Path, mode: int) -> int:
        """A descriptor of a new, empty file; `FileExistsError` if there is anything of that name."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)

    def write(self, file: int, text: memoryview) -> int:
        """The number of bytes that were taken, from the start of `text`."""
        return os.write(file, text)

    def set_mode(self, file: int, mode: int) -> None:
        """Give an open file its permissions, whatever the umask says."""
        os.fchmod(file, mode)

    def sync(self, file: int) -> None:
        """Return when an open file or folder is on the disk; an error is final."""
        os.fsync(file)

    def rename(self, source: Path, target: Path) -> None:
        """Move a file or folder, in one step, over what is there."""
        source.rename(target)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name; `FileExistsError` if there is anything of that name."""
        target.hardlink_to(source)

    def remove(self, path: Path) -> None:
        """Remove one file."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove one empty folder."""
        path.rmdir()

    def lock(self, file: int, kind: int) -> None:
        """Lock an open file without waiting; `BlockingIOError` if somebody else holds it."""
        fcntl.flock(file, kind | fcntl.LOCK_NB)

    def renameat2(self, source: Path, target: Path, flags: int) -> None:
        """Linux's rename with flags; `OSError` with one of `UNSUPPORTED` where there is none."""
        call = _renameat2()
        code = errno.ENOSYS if call is None else call(os.fsencode(source), os.fsencode(target), flags)
        if code:
            raise OSError(code, os.strerror(code), str(source), None, str(target))

    def exchange(self, one: Path, other: Path) -> None:
        """Let two files change places in one step; `NoExchange` where that cannot be."""
        try:
            self.renameat2(one, other, EXCHANGE)
        except OSError as error:
            if error.errno in UNSUPPORTED:
                raise NoExchange(error.errno, error.strerror) from error
            raise

    def place(self, source: Path, target: Path) -> None:
        """Move a file to a name that is free; `FileExistsError` if it is not."""
        try:
            self.renameat2(source, target, NO_REPLACE)
        except OSError as error:
            if error.errno not in UNSUPPORTED:
                raise
            self._place_by_link(source, target)

    def _place_by_link(self, source: Path, target: Path) -> None:
        try:
            self.link(source, target)
        except OSError as error:
            if error.errno not in UNSUPPORTED | {errno.EPERM}:
                raise
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
            self.rename(source, target)
        else:
            self.sync_folder(target.parent)  # else a power cut could keep the removal and lose the new name
            self.remove(source)

    def write_file(self, path: Path, text: bytes, mode: int | None = None) -> None:
        """Write a new file and return when it is on the disk; `mode` None leaves it to the umask."""
        file = self.open_new(path, 0o666 if mode is None else 0o600)
        try:
            rest = memoryview(text)
            while rest:
                rest = rest[self.write(file, rest) :]
            if mode is not None:
                self.set_mode(file, mode)
            self.sync(file)
        finally:
            os.close(file)

    def sync_folder(self, path: Path) -> None:
        """Return when the names in a folder are on the disk; some file systems do that by themselves."""
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.sync(folder)
        except OSError as error:
            if error.errno not in UNSUPPORTED:
                raise
        finally:
            os.close(folder)

    def remove_tree(self, path: Path) -> None:
        """Remove a folder of files, or a single file; nothing there is fine too."""
        if path.is_symlink() or not path.is_dir():
            if os.path.lexists(path):
                self.remove(path)
            return
        for child in path.iterdir():
            self.remove_tree(child)
        self.remove_folder(path)


DISK = Disk()
"""The real one."""


@cache
def _renameat2() -> Callable[[bytes, bytes, int], int] | None:
    """The C library's `renameat2` as a function that returns an errno or 0; `None` without one."""
    import ctypes

    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return None

    def call(source: bytes, target: bytes, flags: int) -> int:
        failed = function(HERE, source, HERE, target, ctypes.c_uint(flags))
        return ctypes.get_errno() if failed else 0

    return call


def read_plain(path: Path) -> tuple[bytes, int] | None:
    """The bytes and permissions of a regular file; `None` if nothing is there; `OSError` for the rest.

    Links are not followed, and what is no regular file is not read.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        file = os.open(path, flags)
    except FileNotFoundError:
        return None
    with open(file, "rb") as stream:  # noqa: PTH123 - a descriptor has no path to open
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        return stream.read(), stat.S_IMODE(status.st_mode)


def digest_of(text: bytes | None) -> str | None:
    """The SHA-256 of a text in hex, `None` for no file."""
    return None if text is None else sha256(text).hexdigest()


def digest(path: Path) -> str | None:
    """The SHA-256 of a plain file in hex, `None` if nothing is there, else `UNREADABLE`."""
    try:
        found = read_plain(path)
    except OSError:
        return UNREADABLE
    return digest_of(found[0]) if found else None
