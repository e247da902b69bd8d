"""The disk, one system call a method, and reading of plain files.

Everything the program does to the disk inside a book goes through a `Disk`: so a test can stop it, or
let it fail, at every single call, and no link is followed on the way to any name. Paths are real down to
the root of the book.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from funnel_cli.store import system
from funnel_cli.store.handles import kind, located, names, opened_folder
from funnel_cli.store.system import EXCHANGE, NO_REPLACE

_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})

LARGEST = 64 * 1024 * 1024
"""The largest file of the journal that is read, in bytes: a manifest of some 300,000 records."""

_HEAD = 4096
"""So many bytes tell whose a manifest is."""

UNREADABLE = "unreadable"
"""What `digest` says of a link, a folder, a device or a file that cannot be read: equal to no text."""


class NoExchange(OSError):
    """Two files cannot change places in one step on this file system."""


class Disk:
    """The calls that change a disk; each does one thing, and raises `OSError` if it cannot."""

    def make_folder(self, path: Path, mode: int = 0o777) -> None:
        """Make one folder; `FileExistsError` if there is anything of that name."""
        with located(path) as here:
            os.mkdir(here.name, mode, dir_fd=here.folder)

    def open_new(self, path: Path, mode: int) -> int:
        """A descriptor of a new, empty file; `FileExistsError` if there is anything of that name."""
        with located(path) as here:
            return system.opened(here.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode, here.folder)

    def write(self, file: int, text: memoryview) -> int:
        """The number of bytes that were taken, from the start of `text`."""
        return os.write(file, text)

    def set_mode(self, file: int, mode: int) -> None:
        """Give an open file its permissions, whatever the umask says."""
        system.set_mode(file, mode)

    def sync(self, file: int) -> None:
        """Return when an open file or folder is on the disk; an error is final."""
        system.sync(file)

    def rename(self, source: Path, target: Path) -> None:
        """Move a file or folder, in one step, over what is there."""
        with located(source) as here, located(target) as there:
            system.move(here.name, there.name, here.folder, there.folder)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name; `FileExistsError` if there is anything of that name."""
        with located(source) as here, located(target) as there:
            os.link(
                here.name, there.name, src_dir_fd=here.folder, dst_dir_fd=there.folder, follow_symlinks=False
            )

    def remove(self, path: Path) -> None:
        """Remove one file."""
        with located(path) as here:
            os.unlink(here.name, dir_fd=here.folder)

    def remove_folder(self, path: Path) -> None:
        """Remove one empty folder."""
        with located(path) as here:
            os.rmdir(here.name, dir_fd=here.folder)

    def lock(self, file: int, *, alone: bool) -> None:
        """Lock an open file without waiting; `BlockingIOError` if somebody else holds it."""
        system.lock(file, alone)

    def renameat2(self, source: Path, target: Path, flags: int) -> None:
        """Linux's rename with flags; `OSError` with one of `_UNSUPPORTED` where there is none."""
        with located(source) as here, located(target) as there:
            system.move(here.name, there.name, here.folder, there.folder, flags=flags)

    def exchange(self, one: Path, other: Path) -> None:
        """Let two files change places in one step; `NoExchange` where that cannot be."""
        try:
            self.renameat2(one, other, EXCHANGE)
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                raise NoExchange(error.errno, error.strerror) from error
            raise

    def place(self, source: Path, target: Path) -> None:
        """Move a file to a name that is free; `FileExistsError` if it is not."""
        try:
            self.renameat2(source, target, NO_REPLACE)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
            self._place_by_link(source, target)

    def _place_by_link(self, source: Path, target: Path) -> None:
        try:
            self.link(source, target)
        except OSError as error:
            if error.errno not in _UNSUPPORTED | {errno.EPERM}:
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

    def put_file(self, path: Path, text: bytes, draft: Path | None = None) -> None:
        """Let a file have this text, in one step, with the permissions it has; there may be none yet.

        It is written as `draft` first, by default beside it. `OSError` if it is a link, or no regular file.
        """
        found = read_plain(path)
        draft = draft or path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")
        try:
            self.write_file(draft, text, found[1] if found else None)
            self.rename(draft, path)
        except OSError:
            with suppress(OSError):
                self.remove(draft)
            raise

    def make_folders(self, root: Path, folder: str, mode: int = 0o777) -> Path:
        """The folder below the root, made with those on the way where they are missing."""
        path = root
        for part in folder.split("/"):
            path /= part
            with suppress(FileExistsError):
                self.make_folder(path, mode)
        with opened_folder(path):  # what has the name may be anything
            return path

    def sync_folder(self, path: Path) -> None:
        """Return when the names in a folder are on the disk; some file systems do that by themselves."""
        with opened_folder(path) as folder:
            if isinstance(folder, int):
                try:
                    self.sync(folder)
                except OSError as error:
                    if error.errno not in _UNSUPPORTED:
                        raise

    def remove_tree(self, path: Path) -> None:
        """Remove a folder of files, or a single file; nothing there is fine too."""
        found = kind(path)
        if found is None:
            return
        if not stat.S_ISDIR(found.st_mode):
            self.remove(path)
            return
        for name in names(path):
            self.remove_tree(path / name)
        self.remove_folder(path)


DISK = Disk()
"""The real one."""


def read_plain(path: Path, begins: Callable[[bytes], bool] | None = None) -> tuple[bytes, int] | None:
    """The bytes and permissions of a regular file; `None` if nothing is there; `OSError` for the rest.

    A link is not followed; what is no regular file, or larger than `LARGEST`, is not read. Of a file whose
    first bytes are not as `begins` wants them no more is read than these.
    """
    try:
        file = system.opened(path)
    except FileNotFoundError:
        return None
    with open(file, "rb") as stream:  # noqa: PTH123 - a descriptor has no path to open
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        if status.st_size > LARGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        head = stream.read(_HEAD)
        rest = stream.read() if begins is None or begins(head) else b""
        return head + rest, stat.S_IMODE(status.st_mode)


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
