"""Work in a process of its own that can be stopped, refused or signalled at its n-th system call.

What `strace -e inject=` does, without starting a program for every call: the work is forked off this
process, where everything is loaded already, and followed with ptrace. Linux on x86-64 only.
"""

import ctypes
import os
import platform
import signal
import struct
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import pytest

CRASHED = 99
"""The exit code of work that ended with an exception."""

_TRACEME, _POKEUSER, _SYSCALL, _SETOPTIONS, _INFO = 0, 6, 24, 0x4200, 0x420E
_GOOD_STOPS_AND_EXIT_KILL = 1 | 0x100000
_ENTRY, _EXIT = 1, 2
_NUMBER, _RESULT = 15 * 8, 10 * 8  # orig_rax and rax in the registers of x86-64
_NONE = 2**64 - 1

NAMES = {
    0: "read", 1: "write", 2: "open", 3: "close", 4: "stat", 5: "fstat", 6: "lstat", 8: "lseek",
    17: "pread64", 18: "pwrite64", 21: "access", 72: "fcntl", 73: "flock", 74: "fsync",
    75: "fdatasync", 76: "truncate", 77: "ftruncate", 79: "getcwd", 80: "chdir", 82: "rename", 83: "mkdir",
    84: "rmdir", 85: "creat", 86: "link", 87: "unlink", 88: "symlink", 89: "readlink", 90: "chmod",
    91: "fchmod", 132: "utime", 217: "getdents64", 257: "openat", 258: "mkdirat", 262: "newfstatat",
    263: "unlinkat", 264: "renameat", 265: "linkat", 267: "readlinkat", 268: "fchmodat", 269: "faccessat",
    280: "utimensat", 285: "fallocate", 316: "renameat2", 332: "statx", 439: "faccessat2",
}  # fmt: skip
"""The system calls that ask or change a disk, by their number on x86-64."""

_FLAGS = {"open": 1, "openat": 2}

CHANGING = frozenset(
    {"write", "pwrite64", "create", "creat", "fsync", "fdatasync", "truncate", "ftruncate", "rename"}
    | {"mkdir", "rmdir", "link", "unlink", "symlink", "chmod", "fchmod", "mkdirat", "unlinkat", "renameat"}
    | {"linkat", "fchmodat", "fallocate", "renameat2", "utime", "utimensat"}
)
"""Those that may change it; between two of these a disk stays as it is."""


@dataclass(frozen=True, slots=True)
class Call:
    """One system call of the work: its place among all, from 1, and its name ("" if not of a disk).

    `passes` if it only opens or closes a folder on the way to something.
    """

    place: int
    name: str
    passes: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """How the work ended: its exit code, negative for the signal that killed it; the calls it had made."""

    code: int
    calls: tuple[Call, ...]

    @property
    def was_killed(self) -> bool:
        """Whether it came to its n-th call and died there."""
        return self.code == -signal.SIGKILL


def telling(calls: Iterable[Call]) -> list[Call]:
    """The calls at which something is tried: of those that only pass a folder every tenth, they are alike."""
    passing = 0
    found = []
    for call in calls:
        passing += call.passes
        if not call.passes or passing % 10 == 1:
            found.append(call)
    return found


Act = Callable[[Call], int | signal.Signals | None]
"""What is to happen at a call: `None` lets it be, an int fails it with that errno, a signal is sent
before it is made (SIGKILL: it never is)."""


def followed(work: Callable[[], int], act: Act = lambda _: None, *, only: bool = False) -> End:
    """Run the work in a child; `act` decides at each of its system calls, with `only` just those of disks."""
    child = os.fork()
    if child == 0:
        _be_followed(work)
    status = os.waitpid(child, 0)[1]
    _ptrace(_SETOPTIONS, child, 0, _GOOD_STOPS_AND_EXIT_KILL)
    calls: list[Call] = []
    passed: set[int] = set()
    failing, deliver, is_passing = 0, 0, False
    while os.WIFSTOPPED(status):
        if os.WSTOPSIG(status) == signal.SIGTRAP | 0x80:
            kind, name, value = _stop(child)
            if kind == _ENTRY:
                is_passing = (
                    bool(value & os.O_PATH) if name in _FLAGS else name == "close" and value in passed
                )
                if name == "close":
                    passed.discard(value)
                if name or not only:
                    calls.append(Call(len(calls) + 1, name, is_passing))
                    failing = _begin(child, act(calls[-1]))
            elif kind == _EXIT and failing:
                _ptrace(_POKEUSER, child, _RESULT, (-failing) % 2**64)
                failing = 0
            elif kind == _EXIT and is_passing and value > 0:
                passed.add(value)
            deliver = 0
        else:
            deliver = 0 if os.WSTOPSIG(status) == signal.SIGSTOP else os.WSTOPSIG(status)
        with suppress(ProcessLookupError):  # it was just killed
            _ptrace(_SYSCALL, child, 0, deliver)
        status = os.waitpid(child, 0)[1]
    return End(os.waitstatus_to_exitcode(status), tuple(calls))


def killed_at(work: Callable[[], int], place: int) -> End:
    """Run the work and kill it as it makes its call of that place."""
    return followed(work, lambda call: signal.SIGKILL if call.place == place else None)


@cache
def can_follow() -> bool:
    """Whether this machine lets a process be followed."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return False
    try:
        return followed(lambda: 7, lambda call: signal.SIGKILL if call.place == 1 else None).was_killed
    except OSError:
        return False


needs_tracer = pytest.mark.skipif("not __import__('tracer').can_follow()", reason="no ptrace here")


def _be_followed(work: Callable[[], int]) -> None:
    """The child: let itself be followed, do the work, and end with what it returned."""
    code = CRASHED
    try:
        _ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        code = work()
    except BaseException:  # noqa: BLE001 - whatever it was, it must not leave the child
        traceback.print_exc()
    finally:
        os._exit(code)


def _begin(child: int, act: int | signal.Signals | None) -> int:
    """Do what is to happen as a call begins; the errno with which it is to end, 0 for its own."""
    if act is None:
        return 0
    if isinstance(act, signal.Signals):
        os.kill(child, act)
        return 0
    _ptrace(_POKEUSER, child, _NUMBER, _NONE)  # no call has this number: it is skipped
    return act


def _stop(child: int) -> tuple[int, str, int]:
    """Whether a call begins or ends; its name, and how a file is opened or which is closed; or its result.

    What opens a file that may be new is called "create".
    """
    about = ctypes.create_string_buffer(88)
    _ptrace(_INFO, child, len(about), ctypes.addressof(about))
    if about.raw[0] != _ENTRY:
        return about.raw[0], "", struct.unpack_from("q", about.raw, 24)[0]
    number, *arguments = struct.unpack_from("4Q", about.raw, 24)
    name = NAMES.get(number, "")
    value = arguments[_FLAGS.get(name, 0)]
    return _ENTRY, "create" if name in _FLAGS and value & os.O_CREAT else name, value


@cache
def _function() -> Callable[..., int]:
    function = ctypes.CDLL(None, use_errno=True).ptrace
    function.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
    function.restype = ctypes.c_long
    return function


def _ptrace(request: int, process: int, address: int, data: int) -> int:
    result = _function()(request, process, address, data)
    if result == -1:
        raise OSError(ctypes.get_errno(), f"ptrace {request}")
    return int(result)
