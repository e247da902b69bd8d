"""The program itself: which it is, what it runs on, and whether it is the one that was installed."""

from __future__ import annotations

import operator
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from platform import python_version

from funnel_cli import __version__
from funnel_cli.reports.checkup import Finding, broken, good, look
from funnel_cli.values.message import message

_DISTRIBUTION = "sales-funnel"

_COMPARED: Mapping[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<": operator.lt,
}
_BOUND = re.compile(r"(>=|<)\s*([0-9.]+)")


def program_findings() -> Iterator[Finding]:
    """The version, where it runs, whether it is installed as a whole, and the parser it needs."""
    found = message(
        "{name} {version}, Python {python}, {program}",
        name=_DISTRIBUTION,
        version=__version__,
        python=python_version(),
        program=sys.executable,
    )
    yield good("install", "version", found)
    yield _distribution()
    yield _parser()
    if shutil.which("funnel"):
        yield good("install", "command", message("The command funnel is on the PATH."))
    else:
        cure = message("Install it with: pipx install {name}", name=_DISTRIBUTION)
        yield look("install", "command", message("No command funnel is on the PATH."), cure)


def _distribution() -> Finding:
    """Whether what runs is what was installed."""
    installed = _version(_DISTRIBUTION)
    if installed == __version__:
        return good("install", "distribution", message("Installed as {name}.", name=_DISTRIBUTION))
    cure = message("Install it again: pip install --force-reinstall {name}", name=_DISTRIBUTION)
    if installed is None:
        return look("install", "distribution", message("It runs from a folder and is not installed."), cure)
    found = message(
        "Version {installed} is installed, {version} runs.", installed=installed, version=__version__
    )
    return look("install", "distribution", found, cure)


def _parser() -> Finding:
    """Whether Typer is a version that the program was made for."""
    version, bounds = _version("typer"), _bounds("typer")
    asked = ",".join(f"{sign}{bound}" for sign, bound in bounds)
    said = message("Typer {version}, wanted {asked}", version=version or "?", asked=asked or "?")
    if version and all(_COMPARED[sign](_numbers(version), _numbers(bound)) for sign, bound in bounds):
        return good("install", "typer", said)
    cure = message("Install it again: pip install --force-reinstall {name}", name=_DISTRIBUTION)
    return broken("install", "typer", said, cure)


def _bounds(name: str) -> list[tuple[str, str]]:
    """What the distribution asks of a library: signs and versions; nothing if it is not installed."""
    try:
        wanted = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return []
    return [bound for line in wanted if re.match(rf"{name}\b", line) for bound in _BOUND.findall(line)]


def _version(name: str) -> str | None:
    """The installed version, `None` if there is none."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"[0-9]+", version)))
