"""The beginning of a book: the shipped methods, and a folder that starts with one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from funnel_cli.finding.names import choice_named
from funnel_cli.records.method import Choice, Method
from funnel_cli.store.editor import modeline, write_schemas
from funnel_cli.store.git import start
from funnel_cli.store.journal.place import Place, refusal_of
from funnel_cli.store.layout import CUSTOMERS, METHOD_FILE, OPPORTUNITIES, REVIEWS, demand_no_way_out
from funnel_cli.store.methods import method
from funnel_cli.store.patching.edits import Put, TextEdit
from funnel_cli.store.patching.patch import patched
from funnel_cli.values.errors import FunnelError, UsageRefused, system_reason
from funnel_cli.values.message import N_, message

METHODS = Path(__file__).parents[1] / "methods"
_GUIDES = Path(__file__).parents[1] / "agents"

AGENTS = "AGENTS.md"
"""What tells an assistant how to work on the book."""


class BookExists(UsageRefused):
    """There is a book in that folder already."""

    sentence = N_("{path} exists already; this folder is a book.")
    cure = N_("Start another one elsewhere: funnel init DIR")


class CannotFound(FunnelError):
    """The folder cannot be written."""

    sentence = N_("No book can be started in {folder}: {reason}.")
    code = "cannot_write"


def shipped_methods() -> Iterator[Method]:
    """Every method that comes with the program, by name."""
    return (shipped_method(path.stem) for path in sorted(METHODS.glob("*.yaml")))


@cache
def shipped_method(name: str) -> Method:
    """The shipped method of that name; raises `NoSuchWord` with a suggestion."""
    path = _method_path(name)
    return method(path.name, path.read_bytes())[0]


def shipped_text(name: str) -> str:
    """The text of the shipped method of that name; raises `NoSuchWord` with a suggestion."""
    return _method_path(name).read_text(encoding="utf-8")


def _method_path(name: str) -> Path:
    shipped = {path.stem: path for path in METHODS.glob("*.yaml")}
    if name not in shipped:
        choices = [Choice(id=each.method, title=each.title) for each in shipped_methods()]
        name = choice_named(message("method"), name, choices).id
    return shipped[name]


def found_book(
    folder: Path,
    method_name: str,
    *,
    currency: str | None,
    owner: str | None,
    language: str | None,
    with_git: bool,
    tongue: str | None = None,
) -> Path:
    """Start a book with a shipped method in the folder and return it; raises `BookExists`.

    Raises `IsALink` where a name in it, or the way to it from within another book, leads elsewhere.

    The settings given are written into its `stages.yaml`; everything else is the method's own text,
    below a line that tells an editor where the file's schema stands. Beside it stands what assistants are
    told, in the language `tongue` or else English, unless the folder has such a file already.
    """
    text = shipped_text(method_name)
    target = folder / METHOD_FILE
    wishes = {"currency": currency, "owner": owner, "language": language}
    changes: list[TextEdit] = [Put(("settings", key), value) for key, value in wishes.items() if value]
    text = modeline(METHOD_FILE) + patched(text, changes)
    rules, _ = method(METHOD_FILE, text.encode())
    demand_no_way_out(target)
    place = Place(folder)
    if os.path.lexists(target):
        raise BookExists(path=str(target))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in (OPPORTUNITIES, CUSTOMERS, REVIEWS):
            place.disk.make_folders(place.root, part)
        write_schemas(folder, rules)
        with suppress(FileExistsError):
            place.disk.write_file(place.root / AGENTS, _guide(rules, tongue or "en"))
        try:
            place.disk.write_file(place.root / METHOD_FILE, text.encode())
        except FileExistsError:
            raise BookExists(path=str(target)) from None
    except OSError as error:
        reason = system_reason(error)
        raise refusal_of(error, place) or CannotFound(folder=str(folder), reason=reason) from error
    if with_git:
        start(folder)
    return folder


def _guide(rules: Method, tongue: str) -> bytes:
    """What an assistant is told of a book with that method."""
    kind = "deals" if rules.has_deals else "counts"
    return (_GUIDES / tongue / f"{kind}.md").read_bytes()
