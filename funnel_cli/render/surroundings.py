"""The program and its surroundings as findings of `doctor`: how it is installed, what it can show."""

from __future__ import annotations

import operator
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from platform import python_version

from funnel_cli import __version__
from funnel_cli.render.output import Output
from funnel_cli.reports.checkup import Finding, broken, good, look
from funnel_cli.values.message import N_, Message, message

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
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"[0-9]+", version)))


_NARROW = 50
"""Below so many columns a table has room for little more than names."""

_SAID = {
    "output": N_("Answers leave as {encoding}."),
    "names": N_("Files are named in {encoding}."),
}
_CHARACTERS = ("LC_ALL", "LC_CTYPE", "LANG")
_LOCALE = ("FUNNEL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def terminal_findings(output: Output, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether there is a terminal, how wide it is, whether it gets colour."""
    width = shutil.get_terminal_size().columns
    if sys.stdout is not None and sys.stdout.isatty():
        said = message("Answers go to a terminal ({name}).", name=environ.get("TERM") or "?")
        yield good("terminal", "terminal", said)
    else:
        yield good("terminal", "terminal", message("Answers go to a file or a pipe."))
    found = message("{count:column|columns} wide", count=width)
    if width < _NARROW:
        cure = message("Make it wider, or use -f plain, which leaves nothing out.")
        yield look("terminal", "width", found, cure)
    else:
        yield good("terminal", "width", found)
    said = message("Colour is on.") if output.colour else message("Colour is off.")
    yield good("terminal", "colour", said)


def encoding_findings(output: Output, environ: Mapping[str, str]) -> Iterator[Finding]:
    """In which encoding answers leave, how files are called, and where the language comes from."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    cure = message("Choose a UTF-8 locale, for example: export LANG=C.UTF-8")
    for name, found in (("output", encoding), ("names", sys.getfilesystemencoding().lower())):
        said = Message(_SAID[name], {"encoding": found})
        if found.replace("-", "") == "utf8":
            yield good("encoding", name, said)
        else:
            yield look("encoding", name, said, cure)
    yield _locale(environ, cure)
    given = next((f"{name}={environ[name]}" for name in _LOCALE if environ.get(name)), "–")
    yield good(
        "encoding", "language", message("Language {code} ({given})", code=output.language.code, given=given)
    )


def _locale(environ: Mapping[str, str], cure: Message) -> Finding:
    """Whether the locale that the environment asks for is one that this machine has."""
    import locale

    present = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        name = next((environ[name] for name in _CHARACTERS if environ.get(name)), "?")
        return look(
            "encoding", "locale", message("The locale {name} is not on this machine.", name=name), cure
        )
    locale.setlocale(locale.LC_CTYPE, present)
    return good("encoding", "locale", message("The locale is on this machine."))
