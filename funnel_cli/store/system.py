"""What one operating system does in another way than the next, both ways side by side.

Linux and macOS have handles of folders, owners, and terminals that can be read key by key. Windows has
none of these: there a path is looked at before it is used, and what only a handle could promise is not
promised. Nothing else in the program asks which system it runs on.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

_StrPath = str | os.PathLike[str]

NO_REPLACE = 1
EXCHANGE = 2
"""How a file may be moved beside the usual way: to a free name only, or by changing places."""

_SURROGATE = 0x2000_0000
"""What the tags of links and junctions on Windows have in common, and those of files in the cloud not."""


def leads_elsewhere(facts: os.stat_result) -> bool:
    """Whether it is a link, or a junction of Windows."""
    return stat.S_ISLNK(facts.st_mode) or bool(getattr(facts, "st_reparse_tag", 0) & _SURROGATE)


def is_link_at(path: _StrPath) -> bool:
    """Whether a link or a junction has that name; no if that may not be looked at."""
    try:
        return leads_elsewhere(os.lstat(path))
    except (OSError, ValueError):
        return False


def may_be_there(path: _StrPath) -> bool:
    """Whether something has that name, or it may not be looked at: whoever reads it is told why."""
    try:
        os.stat(path)  # noqa: PTH116 - of a name that may be a text
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True
    return True


def _link_at(path: _StrPath) -> OSError:
    return OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))


if sys.platform == "win32":
    import msvcrt
    from time import monotonic, sleep

    EDITOR = "notepad"
    PAGER = ""

    def usual_timer() -> str:
        """What runs commands by the clock on this system: the Task Scheduler."""
        return "schtasks"

    _PATIENCE = 1.0
    """Seconds for which a name may be kept by a program that reads it, a virus scanner for one."""

    _PAUSE = 0.01

    _LOCKED = 2**30
    """The byte that a lock is put on; nobody can read it meanwhile, so it lies behind what is written."""

    def folder_handle(folder: str, is_passed: bool = False) -> int | None:
        """Nothing, after a look at every part of the way, in which no link may be; `OSError` as elsewhere."""
        above, name = os.path.split(folder)
        if name:
            folder_handle(above, is_passed)
        facts = os.lstat(folder)
        if leads_elsewhere(facts):
            raise _link_at(folder)
        if not stat.S_ISDIR(facts.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
        return None

    def opened(path: _StrPath, flags: int = os.O_RDONLY, mode: int = 0o666, _: int | None = None) -> int:
        """A descriptor of the file as it is called; `OSError` with ELOOP for a link."""
        if is_link_at(path):
            raise _link_at(path)
        return os.open(path, flags | os.O_BINARY, mode)

    def opened_unwaited(path: _StrPath) -> int:
        """A descriptor of what the path leads to."""
        return os.open(path, os.O_RDONLY | os.O_BINARY)

    def wait_when_read(file: int) -> None:
        """Nothing: every file is waited for."""

    def set_mode(file: int, mode: int) -> None:
        """Nothing: who may read a file is inherited from its folder."""

    def sync(file: int) -> None:
        """Return when an open file is on the disk."""
        os.fsync(file)

    def lock(file: int, alone: bool) -> None:  # noqa: ARG001 - readers cannot share a lock here
        """Lock an open file without waiting; `BlockingIOError` if somebody else holds it."""
        os.lseek(file, _LOCKED, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
            raise

    def move(source: str, target: str, *_: int | None, flags: int = 0) -> None:
        """Move a file or folder in one step; over what is there unless `flags` say otherwise."""
        if flags == EXCHANGE:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), source, None, target)
        end = monotonic() + _PATIENCE
        step = os.rename if flags == NO_REPLACE else os.replace
        while True:
            try:
                step(source, target)
            except PermissionError:
                if monotonic() >= end:
                    raise
                sleep(_PAUSE)
            else:
                return

    def is_own(facts: os.stat_result) -> bool:  # noqa: ARG001 - Windows lets nobody in who may not
        """Yes: whose a file is does not show here."""
        return True

    def open_to_others(facts: os.stat_result) -> int:  # noqa: ARG001
        """None: what others may do does not show in the permissions here."""
        return 0

    def owner(facts: os.stat_result) -> str:
        """Whom a file belongs to: a number."""
        return str(facts.st_uid)

    def user() -> str:
        """What tells this user from the others of the machine."""
        return os.getlogin()

    @contextmanager
    def signals_held() -> Iterator[None]:
        """Let Ctrl-C wait."""
        import signal

        came: list[int] = []
        before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
            if came:
                signal.raise_signal(signal.SIGINT)

    def is_reader_gone(error: OSError) -> bool:
        """Whether nobody reads the output any more."""
        return error.errno in (errno.EPIPE, errno.EINVAL)

    def words_of(command: str) -> list[str]:
        """The words of a command, in which a backslash is part of a path; `ValueError` for an open quote."""
        import shlex

        return [word.strip('"') for word in shlex.split(command, posix=False)]

else:
    import fcntl

    EDITOR = "vi"
    PAGER = "less"

    def usual_timer() -> str:
        """What runs commands by the clock on this system: launchd, systemd or cron."""
        if sys.platform == "darwin":
            return "launchd"
        return "systemd" if os.path.lexists("/run/systemd/system") else "cron"

    _PLAIN = os.O_NOFOLLOW | os.O_NONBLOCK
    """No link is followed, and no pipe waited for."""

    _LISTING = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW

    _PASSING = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW
    """How a folder is opened on the way: where it can be, without the right to list it."""

    def folder_handle(folder: str, is_passed: bool = False) -> int | None:
        """A handle of a folder at a real path, each part of the way opened from the one before.

        `is_passed` asks for no right to list it. `OSError` with ELOOP and its path for the first link.
        """
        here = os.open("/", _PASSING)
        done = ""
        parts = [part for part in folder.split("/") if part]
        for n, part in enumerate(parts, 1):
            done = f"{done}/{part}"
            try:
                there = _step(part, _PASSING if is_passed or n < len(parts) else _LISTING, here, done)
            finally:
                os.close(here)
            here = there
        return here

    def _step(name: str, flags: int, parent: int, path: str) -> int:
        """A handle of the next folder; systems tell of a link in its place in several ways."""
        try:
            return os.open(name, flags, dir_fd=parent)
        except OSError as error:
            error.filename = path
            if error.errno == errno.ENOTDIR:
                facts = os.stat(name, dir_fd=parent, follow_symlinks=False)
                if leads_elsewhere(facts):
                    raise _link_at(path) from None
            raise

    def opened(path: _StrPath, flags: int = os.O_RDONLY, mode: int = 0o666, folder: int | None = None) -> int:
        """A descriptor of the file as it is called; `OSError` with ELOOP for a link."""
        return os.open(path, flags | _PLAIN, mode, dir_fd=folder)

    def opened_unwaited(path: _StrPath) -> int:
        """A descriptor of what the path leads to; of a pipe, before anybody writes into it."""
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def wait_when_read(file: int) -> None:
        """Let reading wait for what comes."""
        os.set_blocking(file, True)

    def set_mode(file: int, mode: int) -> None:
        """Give an open file its permissions, whatever the umask says."""
        os.fchmod(file, mode)

    def sync(file: int) -> None:
        """Return when an open file or folder is on the disk; macOS has to be asked for the disk itself."""
        whole = getattr(fcntl, "F_FULLFSYNC", None)
        if whole is not None:
            try:
                fcntl.fcntl(file, whole)
            except OSError:  # this file system cannot; fsync is what there is
                pass
            else:
                return
        os.fsync(file)

    def lock(file: int, alone: bool) -> None:
        """Lock an open file without waiting; `BlockingIOError` if somebody else holds it."""
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)

    def move(source: str, target: str, here: int | None, there: int | None, *, flags: int = 0) -> None:
        """Move a file or folder in one step; over what is there unless `flags` say otherwise.

        The names are in the folders `here` and `there`. `OSError` with ENOSYS where there are no flags.
        """
        if not flags:
            os.rename(source, target, src_dir_fd=here, dst_dir_fd=there)
            return
        call = _renameat2()
        one, other = os.fsencode(source), os.fsencode(target)
        code = errno.ENOSYS if call is None else call(here, one, there, other, flags)
        if code:
            raise OSError(code, os.strerror(code), source, None, target)

    @cache
    def _renameat2() -> Callable[[int | None, bytes, int | None, bytes, int], int] | None:
        """The C library's `renameat2` as a function that returns an errno or 0; `None` without one."""
        import ctypes

        function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if function is None:
            return None

        def call(here: int | None, source: bytes, there: int | None, target: bytes, flags: int) -> int:
            failed = function(here, source, there, target, ctypes.c_uint(flags))
            return ctypes.get_errno() if failed else 0

        return call

    def is_own(facts: os.stat_result) -> bool:
        """Whether a file or folder belongs to the user."""
        return facts.st_uid == os.geteuid()

    def open_to_others(facts: os.stat_result) -> int:
        """What the permissions allow beyond what the owner may do."""
        return stat.S_IMODE(facts.st_mode) & ~stat.S_IRWXU

    def owner(facts: os.stat_result) -> str:
        """Whom a file belongs to: the user's name, else the number."""
        import pwd

        try:
            return pwd.getpwuid(facts.st_uid).pw_name
        except KeyError:
            return str(facts.st_uid)

    def user() -> str:
        """What tells this user from the others of the machine."""
        return str(os.geteuid())

    @contextmanager
    def signals_held() -> Iterator[None]:
        """Let Ctrl-C and its like wait."""
        import signal
        from signal import SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP

        before = signal.pthread_sigmask(signal.SIG_BLOCK, {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def is_reader_gone(error: OSError) -> bool:
        """Whether nobody reads the output any more."""
        return error.errno == errno.EPIPE

    def words_of(command: str) -> list[str]:
        """The words of a command as a shell reads them; `ValueError` for an open quote."""
        import shlex

        return shlex.split(command)
