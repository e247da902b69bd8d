"""The key of made-up names: a file of the user's, beside no book, made when it is first needed."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import sleep

from funnel_cli.store.system import open_to_others
from funnel_cli.values.errors import DataRefused, UsageRefused, system_reason
from funnel_cli.values.message import N_

VARIABLE = "FUNNEL_MASK_KEY"
_SIZE = 32
LEAST = 16
"""Bytes of a new key, and of the shortest that is taken."""

TRIES, PAUSE = 20, 0.05  # how often, and after how many seconds, the key that another run makes is looked for


class NoMaskKey(DataRefused):
    """The key can neither be read nor made."""

    sentence = N_("The key for made-up names, {path}, cannot be used: {reason}")
    cure = N_("Name another file, which is made if it is not there: FUNNEL_MASK_KEY=FILE")
    code = "no_mask_key"


class KeyInBook(UsageRefused):
    """The key would lie in the book, with which it would be handed on."""

    sentence = N_("The key for made-up names must not lie in the book: {path}")
    cure = N_("Name a file elsewhere: FUNNEL_MASK_KEY=FILE")


class KeyTooShort(DataRefused):
    """The file holds too little to be a key."""

    sentence = N_("The key for made-up names, {path}, is shorter than {least} bytes.")
    cure = N_("Name another file, which is made if it is not there: FUNNEL_MASK_KEY=FILE")
    code = "no_mask_key"


class KeyOpen(DataRefused):
    """Others of the machine can read the key."""

    sentence = N_("Others can read the key for made-up names, {path}.")
    cure = N_("Keep it to yourself: chmod 600 {path}")
    code = "no_mask_key"


def mask_key(environ: Mapping[str, str], root: Path | None) -> bytes:
    """The key in the file that FUNNEL_MASK_KEY names, else in the user's folder of settings.

    Where there is no such file, it is made with a new key, to be read by the user alone. Raises
    `NoMaskKey`, `KeyInBook` for a file below `root`, `KeyTooShort` or `KeyOpen`.
    """
    file = _file(environ)
    if root and Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
        raise KeyInBook(path=str(file))
    try:
        if not file.exists():
            _make(file)
        if open_to_others(file.stat()) & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyOpen(path=str(file))
        key = file.read_bytes().strip()
    except OSError as error:
        raise NoMaskKey(path=str(file), reason=system_reason(error)) from error
    if len(key) < LEAST:
        raise KeyTooShort(path=str(file), least=LEAST)
    return key


def _file(environ: Mapping[str, str]) -> Path:
    from platformdirs import user_config_path

    if named := environ.get(VARIABLE):
        return Path(os.path.expanduser(named))  # noqa: PTH111 - pathlib raises for a user that nobody knows
    try:
        file = user_config_path("funnel", appauthor=False) / "mask.key"
    except RuntimeError as error:  # nobody knows the user's home
        raise NoMaskKey(path="mask.key", reason=str(error)) from error
    return file.absolute()


def _make(file: Path) -> None:
    """Write a new key; where another run is first, leave its.

    The draft, which only one run can create, is the right to do so: thus a key is whole as soon as it is
    there, and is never written over, on file systems without hard links too.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.new")
    for _ in range(TRIES):
        if file.exists():
            return
        with suppress(FileExistsError):
            _fill(draft, file)
            return
        sleep(PAUSE)
    draft.unlink(missing_ok=True)  # it is of a run that came to grief
    _fill(draft, file)


def _fill(draft: Path, file: Path) -> None:
    """Make the key by way of its draft; raises `FileExistsError` where another run is about it."""
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:  # noqa: PTH123 - a descriptor
        stream.write(f"{secrets.token_hex(_SIZE)}\n")
    if file.exists():
        draft.unlink()
    else:
        draft.replace(file)
