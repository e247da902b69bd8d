"""What the terminal and the locale let the program show, as findings of `doctor`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping

from funnel_cli.render.output import Output
from funnel_cli.reports.checkup import Finding, good, look
from funnel_cli.values.message import N_, Message, message

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
        yield good("terminal", "terminal", message("Answers go to a terminal ({name}).", name=_name(environ)))
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


def _name(environ: Mapping[str, str]) -> str:
    return environ.get("TERM") or "?"
