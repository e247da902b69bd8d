"""As much of Windows as Linux can play: what Windows lacks is gone, what it forbids is refused.

`python windows.py WORDS` is `funnel` there; `lines_run` gives what many lines answer, there or here.
"""

import errno
import fcntl
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn

MODULES = (
    "fcntl", "termios", "tty", "pty", "pwd", "grp", "resource", "readline", "syslog", "curses",
)  # fmt: skip
"""What cannot be imported there."""

NAMES = {
    os: (
        "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "O_PATH", "O_SYNC", "O_DSYNC",
        "O_NOCTTY", "chown", "chroot", "ctermid", "fchdir", "fchmod", "fchown", "fdatasync", "fork",
        "forkpty", "fpathconf", "fstatvfs", "getegid", "geteuid", "getgid", "getgroups",
        "getloadavg", "getpgid", "getpgrp", "getpriority", "getresuid", "getsid", "getuid",
        "get_blocking", "killpg", "lchown", "lockf", "major", "mkfifo", "mknod", "nice", "openpty",
        "pathconf", "posix_fallocate", "pread", "preadv", "pwrite", "pwritev", "sendfile",
        "set_blocking", "setegid", "seteuid", "setgid", "setsid", "setuid", "statvfs", "sync",
        "sysconf", "tcgetpgrp", "ttyname", "uname", "wait3", "wait4", "memfd_create", "getxattr",
        "setxattr", "listxattr", "sched_getaffinity", "sched_yield",
    ),
    signal: (
        "SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIG_BLOCK", "SIG_SETMASK", "SIG_UNBLOCK",
        "alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer", "sigpending", "sigwait",
    ),
}  # fmt: skip
"""What these modules have not there."""

WITH_FOLDER = ("open", "stat", "mkdir", "rename", "replace", "link", "unlink", "remove", "rmdir", "chmod")
"""The calls that take no handle of a folder there."""

ARROWS = {"\x1b[C": "M", "\x1b[D": "K", "\x1b[A": "H", "\x1b[B": "P"}


def become_windows() -> None:
    """Take away what Windows lacks; everything that asks for the system itself must be loaded before."""
    import platform

    import platformdirs.windows
    import pydantic.type_adapter
    import rich.console
    import typer.main
    import typer.testing

    assert all((pydantic.type_adapter, rich.console, typer.main, typer.testing))
    platform.uname()  # remembered
    vars(shutil)["_use_fd_functions"] = False
    vars(platformdirs)["user_cache_path"] = _cache_path
    sys.modules["msvcrt"] = _msvcrt()
    user = str(os.geteuid())  # so that what was written here is of the same user there
    os.getlogin = lambda: user
    os.O_BINARY = 0  # type: ignore[attr-defined,unused-ignore]
    for name in WITH_FOLDER:
        setattr(os, name, _handleless(getattr(os, name)))
    os.open = _unlistable(os.open)
    os.rename = _kept_apart(os.rename)
    for name in ("replace", "unlink", "remove"):
        setattr(os, name, _unless_open(getattr(os, name)))
    os.rename = _unless_open(os.rename)
    os.fsync = _of_files(os.fsync)  # type: ignore[assignment]
    os.chmod = _of_paths(os.chmod)
    os.listdir = _of_paths(os.listdir)
    for module, names in NAMES.items():
        for gone in names:
            if hasattr(module, gone):
                delattr(module, gone)
    for gone in MODULES:
        sys.modules[gone] = None  # type: ignore[assignment]
    vars(shutil)["_winapi"] = SimpleNamespace(NeedCurrentDirectoryForExePath=lambda _: False)  # since 3.12
    sys.platform = "win32"


def _cache_path(name: str, **_: object) -> Path:
    """Where platformdirs puts a cache on Windows."""
    return Path(os.environ["LOCALAPPDATA"], name, "Cache")


def _handleless(call: Callable[..., Any]) -> Callable[..., Any]:
    def called(*args: Any, **named: Any) -> Any:
        for name in ("dir_fd", "src_dir_fd", "dst_dir_fd"):
            if named.pop(name, None) is not None:
                raise NotImplementedError(name)
        return call(*args, **named)

    return called


def _unlistable(call: Callable[..., int]) -> Callable[..., int]:
    def called(path: Any, *args: Any, **named: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
        return call(path, *args, **named)

    return called


def _kept_apart(call: Callable[..., None]) -> Callable[..., None]:
    def called(source: Any, target: Any, **named: Any) -> None:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(target))
        call(source, target, **named)

    return called


def _unless_open(call: Callable[..., None]) -> Callable[..., None]:
    """Refuse to move or remove what this process holds open, or a folder with such a file."""

    def called(*paths: Any, **named: Any) -> None:
        for path in paths:
            whole = os.path.realpath(path)
            if any(held == whole or held.startswith(f"{whole}/") for held in _held()):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
        call(*paths, **named)

    return called


def _held() -> Iterator[str]:
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            yield str(descriptor.readlink())


def _of_files(call: Callable[[int], None]) -> Callable[[int], None]:
    def called(file: int) -> None:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        call(file)

    return called


def _of_paths(call: Callable[..., Any]) -> Callable[..., Any]:
    def called(path: Any = ".", *args: Any, **named: Any) -> Any:
        if isinstance(path, int):
            raise TypeError("a path, not a handle")
        return call(path, *args, **named)

    return called


def _msvcrt() -> ModuleType:
    """Locks that nobody shares, and keys as the console of Windows tells them."""
    keys: list[str] = []

    def locking(file: int, mode: int, count: int) -> None:
        assert (mode, count) == (2, 1)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from error

    def getwch() -> str:
        if not keys:
            before = termios.tcgetattr(0)
            tty.setraw(0, termios.TCSADRAIN)
            typed = os.read(0, 8).decode()
            termios.tcsetattr(0, termios.TCSADRAIN, before)
            keys.extend(("\xe0", ARROWS[typed]) if typed in ARROWS else typed.replace("\n", "\r"))
        return keys.pop(0)

    module = ModuleType("msvcrt")
    facts = {"locking": locking, "LK_NBLCK": 2, "getwch": getwch, "kbhit": lambda: bool(keys)}
    module.__dict__.update(facts)
    return module


def lines_run(book: Path, lines: list[str], *, is_windows: bool, **environ: str) -> list[list[Any]]:
    """The exit code, stdout and stderr of each line, run one after the other on the book."""
    done = subprocess.run(
        [sys.executable, __file__, "--lines", str(is_windows), str(book)],
        input=json.dumps(lines),
        env=os.environ | {"LOCALAPPDATA": str(book.parent / "local")} | environ,
        cwd=book,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[list[Any]] = json.loads(done.stdout)
    return answers


def _answer_lines(is_windows: str, book: str) -> None:
    lines = json.load(sys.stdin)
    if is_windows == "True":
        become_windows()
    import traceback

    from running import run

    answers = []
    for line in lines:
        try:
            answer = run(line, Path(book))
            answers.append([answer.exit, answer.out, answer.err])
        except Exception:  # noqa: BLE001 - it is what the test is to show
            answers.append([-1, "", traceback.format_exc()])
    json.dump(answers, sys.stdout)


def _answer(words: list[str]) -> NoReturn:
    become_windows()
    from funnel_cli.__main__ import main

    sys.argv = ["funnel", *words]
    main()
    raise AssertionError("main does not return")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--lines"]:
        _answer_lines(*sys.argv[2:])
    else:
        _answer(sys.argv[1:])
