"""A `Change` as files: the bytes each is based on, and the bytes it is to have.

A file that exists is patched, so that only the lines that must change do; what comes out is read
again and must hold exactly the record that was meant. A file that was not fully understood, or that
holds something else than it did when the book was read, is never written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from funnel_cli.records.book import Book, Change, Edit, Record
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Line
from funnel_cli.records.method import Method
from funnel_cli.store import layout
from funnel_cli.store.cache import Cache
from funnel_cli.store.codec import as_plain_differences, as_plain_record, as_plain_value, keys
from funnel_cli.store.editor import modeline, modeline_in
from funnel_cli.store.journal import FilePair
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.store.key_order import key_hints
from funnel_cli.store.methods import method as read_method
from funnel_cli.store.own_keys import own_clashes, told_again, with_own
from funnel_cli.store.patching.edits import Insert, Plain, Put, TextEdit, edits
from funnel_cli.store.patching.patch import patched, with_keys_below, with_keys_in_item
from funnel_cli.store.patching.patch_json import json_with_keys_below, patched_json
from funnel_cli.store.patching.spans import CannotPatch, TooLarge
from funnel_cli.store.patching.spelled import spelled_tree
from funnel_cli.store.patching.yaml_spelling import written
from funnel_cli.store.read import record_in
from funnel_cli.store.reading.folder import Folder, displaced
from funnel_cli.store.reading.plain import MAX_BYTES, read_bytes
from funnel_cli.store.reading.source import as_source, format_of
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.time.history import completed
from funnel_cli.values.errors import DataRefused, Problem, placed
from funnel_cli.values.message import N_, Message, message

_RecordReader = Callable[[str, bytes], tuple[Record | None, list[Problem]]]
"""What makes a record of the bytes at a path, if they hold one, and says what is wrong."""


class NotAsMeant(DataRefused):
    """What would be written does not read as what was meant; the file is left as it is."""

    sentence = N_("{path} would not hold what was meant; it was left as it is.")
    cure = N_("Change it by hand, and run: funnel validate")
    code = "not_as_meant"


class Displaced(DataRefused):
    """What belongs where a new file is to go may stand under another name (exit 5)."""

    sentence = N_("{path} cannot be begun: {other} may be what belongs there; nothing was saved.")
    cure = N_("What it is and what helps: funnel validate")
    code = "displaced"


def writes(root: Path, book: Book, change: Change, cache: Cache | None = None) -> dict[str, FilePair]:
    """The files that the change writes, by path relative to the root; those that stay are left out.

    The `cache` knows the records as they were read, and afterwards as they are to be; nothing is kept
    without one.

    Raises `Changed` if a record is not what the change was based on, `NotAsMeant`, `CannotPatch` or
    `NotCanonicalJson` if a file cannot be written safely, `Displaced` for a new one as `demand_no_other`.
    """
    reader = partial(_record_in, cache, book.method)
    pairs = {path: pair for edit in change.edits for path, pair in _record_pairs(root, reader, edit)}
    pairs |= dict(_list_pairs(root, change.added))
    if change.complete_since or change.words:
        pairs[layout.METHOD_FILE] = _method_pair(root, book.method, change)
    pairs = {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}
    demand_no_other(root, pairs)
    return pairs


def demand_no_other(root: Path, pairs: Mapping[str, FilePair]) -> None:
    """Raise `Displaced` for a new file whose place in the book something else may hold.

    Raises `FileUnreadable` where that cannot be known.
    """
    added = {path.split("/")[1]: path for path, (old, _) in pairs.items() if old is None}
    if added:
        try:
            names = Folder(root).names(layout.DATA)
        except Unreadable as error:
            raise unreadable(layout.DATA, error) from error
        for name, part in displaced(root / layout.DATA, names):
            if part in added and not (root / layout.DATA / part).is_dir():
                raise Displaced(path=added[part], other=f"{layout.DATA}/{name}")


def told_too_late(change: Change, refusal: Changed) -> Changed:
    """The refusal with what the change would have added: the text of somebody else is in the file."""
    path = str(refusal.args_by_name["path"])
    return Changed(path=path, details=[message("+ {line}", line=line) for line in _added_lines(change, path)])


def _added_lines(change: Change, path: str) -> list[str]:
    """The lines that the change would have added to the record at that path, as a new file spells them."""
    for edit in change.edits:
        thing = edit.after or edit.before
        if edit.after and thing and file_of(edit.before or thing) == path:
            old, new = (_new(side).splitlines() if side else [] for side in (edit.before, edit.after))
            return [line for line in new if line not in old]
    return []


def _new(thing: Record) -> str:
    return written(as_plain_record(thing), tuple(key_hints(type(thing))))


def diff(pairs: Mapping[str, FilePair]) -> Iterator[str]:
    """What changes in each file as a unified diff; a file that is not there has an empty text."""
    from difflib import unified_diff

    for path, texts in pairs.items():
        old, new = ((text or b"").decode("utf-8-sig").splitlines() for text in texts)
        yield "".join(f"{line}\n" for line in unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm=""))


def contents(pairs: Mapping[str, FilePair]) -> Iterator[tuple[str, Plain, Plain]]:
    """Path, and what each file holds before and after; `None` where there is no file that can be read."""
    for path, (old, new) in pairs.items():
        yield path, _content(path, old), _content(path, new)


def _content(path: str, data: bytes | None) -> Plain:
    if data is None:
        return None
    try:
        return as_source(path, data).plain
    except Unreadable:
        return None


def file_of(thing: Record) -> str:
    """Where a record stands, or where a new one of its kind belongs, relative to the root."""
    if thing.file:
        return thing.file
    if isinstance(thing, Review):
        return layout.review_file(thing.week)
    return f"{layout.folder_of(type(thing))}/{thing.id}.yaml"


def _record_pairs(root: Path, reader: _RecordReader, edit: Edit) -> Iterator[tuple[str, FilePair]]:
    """The files of one edit: two where a lead becomes a deal, which has its own folder."""
    if isinstance(edit.before, Lead) and isinstance(edit.after, Opportunity):
        old = _based_on(root, reader, edit.before)
        before = file_of(edit.before)
        path = f"{file_of(edit.after).rpartition('.')[0]}.{before.rpartition('.')[2]}"
        _demand_free(root, reader, path)
        yield before, (old, None)
        yield (
            path,
            (None, _verified(path, _moved(root, old, path, edit.before, edit.after), edit.after, reader)),
        )
    else:
        yield _record_pair(root, reader, edit)


def _record_pair(root: Path, reader: _RecordReader, edit: Edit) -> tuple[str, FilePair]:
    """The file of one record, before and after."""
    thing = edit.after or edit.before
    if thing is None:
        raise ValueError(edit)
    path = file_of(thing)
    if edit.before is None:
        _demand_free(root, reader, path)
        text = modeline_in(root, path) + _new(thing)
        return path, (None, _verified(path, text.encode(), thing, reader))
    old = _based_on(root, reader, edit.before)
    if edit.after is None:
        return path, (old, None)
    after = completed(edit.after) if isinstance(edit.after, Opportunity) else edit.after
    return path, (old, _verified(path, _patched(path, old, edit.before, after), after, reader))


def _record_in(
    cache: Cache | None, method: Method, path: str, data: bytes
) -> tuple[Record | None, list[Problem]]:
    read = partial(record_in, path, method=method)
    return cache.of_bytes(path, data, read) if cache else read(data)


def _demand_free(root: Path, reader: _RecordReader, path: str) -> None:
    """Refuse to begin a file that is there: it cannot be read, or somebody has just made it."""
    if os.path.lexists(root / path):
        found, problems = reader(path, bytes_to_change(root, path))
        raise Changed(path=path) if found else _left(path, [each for each in problems if each.is_error])


def _based_on(root: Path, reader: _RecordReader, before: Record) -> bytes:
    path = file_of(before)
    old = bytes_to_change(root, path)
    if reader(path, old)[0] != before:
        raise Changed(path=path)
    return old


def _verified(path: str, new: bytes, after: Record, reader: _RecordReader) -> bytes:
    if len(new) > MAX_BYTES:
        raise TooLarge
    if reader(path, new)[0] != after:
        raise NotAsMeant(path=path)
    return new


def bytes_to_change(root: Path, path: str) -> bytes:
    """The file's bytes; raises `Changed` for one that is gone, `FileUnreadable` for what is no plain file."""
    try:
        return read_bytes(root / path)
    except Unreadable as error:
        if os.path.lexists(root / path):
            raise unreadable(path, error) from error
        raise Changed(path=path) from error


TOLD_ANEW = ("opening", "history")
"""What a lead and the deal it becomes both have, each of itself."""


def _moved(root: Path, old: bytes, path: str, before: Lead, after: Opportunity) -> bytes:
    """The text of a lead as that of the deal that it becomes at `path`, its past below a key of its own."""
    text = old.decode("utf-8").replace(modeline(file_of(before)), modeline_in(root, path), 1)
    told, meant = as_plain_record(before), as_plain_record(after)
    past = meant["lead"] if isinstance(meant["lead"], dict) else {}
    below = [key for key in told if key in past and (key not in meant or key in TOLD_ANEW)]
    if below:
        move = json_with_keys_below if path.endswith(".json") else with_keys_below
        text = move(text, below, "lead")
        kept = {key: value for key, value in told.items() if key not in below}
        told = kept | {"lead": {key: told[key] for key in below}}
    there = as_source(path, text.encode()).plain
    return patched_record(path, text, edits(told, meant, there=there))


def _patched(path: str, old: bytes, before: Record, after: Record) -> bytes:
    """The old text with exactly the difference between two records."""
    text, (told, meant) = old.decode("utf-8"), as_plain_differences(before, after)
    there = spelled_tree(text, format_of(path))
    told, meant = told_again(told, meant, there, keys(type(after)))
    if isinstance(before, Review) and "earlier" in meant and format_of(path) == "yaml":
        text, told = _refiled(text, told, meant, before)
        there = spelled_tree(text, "yaml")
    return patched_record(path, text, edits(told, meant, there=there))


def _refiled(
    text: str, told: dict[str, Plain], meant: Mapping[str, Plain], before: Review
) -> tuple[str, dict[str, Plain]]:
    """The text with what a review said before in the last of its earlier ones, and what it then tells."""
    gone = [key for key in ("promises", "notes") if key in told and told[key] != meant.get(key)]
    day = before.as_of.isoformat()
    moved = with_keys_in_item(text, gone, "earlier", f"as_of: {day}") if gone else text
    if moved == text:
        return text, told
    filed: dict[str, Plain] = {"as_of": day, **{key: told[key] for key in gone}}
    earlier = [*map(as_plain_value, before.earlier), filed]
    return moved, {key: value for key, value in told.items() if key not in gone} | {"earlier": [*earlier]}


def patched_record(path: str, text: str, changes: Sequence[TextEdit]) -> bytes:
    """The text of the file at that path with these changes; raises `CannotPatch` that names it."""
    try:
        if path.endswith(".json"):
            return patched_json(text, changes).encode()
        return patched(text, changes, tuple(key_hints(layout.kind_of(path)))).encode()
    except CannotPatch as refusal:
        raise type(refusal)(details=[Message("{file}", {"file": path}), *refusal.details]) from refusal


def _method_pair(root: Path, before: Method, change: Change) -> FilePair:
    """The method's file before and after the change; everything else in it stays as it is."""
    old = bytes_to_change(root, layout.METHOD_FILE)
    if read_method(layout.METHOD_FILE, old)[0] != before:
        raise Changed(path=layout.METHOD_FILE)
    gained: dict[str, Any] = {name: (*getattr(before, name), *some) for name, some in change.words.items()}
    after = replace(before, **gained)
    puts: list[TextEdit] = [
        Insert((name,), len(getattr(before, name)) + n, as_plain_value(word))
        for name, some in change.words.items()
        for n, word in enumerate(some)
    ]
    if since := change.complete_since:
        after = replace(after, settings=replace(after.settings, complete_since=since))
        puts.append(Put(("settings", "complete_since"), since.isoformat()))
    new = patched(old.decode("utf-8"), puts).encode()
    if read_method(layout.METHOD_FILE, new)[0] != after:
        raise NotAsMeant(path=layout.METHOD_FILE)
    return old, new


def _list_pairs(root: Path, added: tuple[Line, ...]) -> Iterator[tuple[str, FilePair]]:
    for usual, kind in layout.LINES.items():
        lines = [as_plain_record(line) for line in added if isinstance(line, kind)]
        if lines:
            path = list_file(root, usual)
            old = bytes_to_change(root, path) if path else None
            yield path or usual, (old, _appended(root, path or usual, old, lines))


def list_file(root: Path, usual: str) -> str | None:
    """The file of that list as it is called in this book, if there is one."""
    try:
        found = Folder(root).find(usual)
    except Unreadable as error:
        raise unreadable(layout.DATA, error) from error
    if len(found) > 1:
        raise Displaced(path=usual, other=found)
    return next(iter(found), None)


def _appended(root: Path, path: str, old: bytes | None, lines: list[dict[str, Plain]]) -> bytes:
    if old is None:
        return (modeline_in(root, path) + written([*lines])).encode()
    place = len(list_items(path, old))
    changes = [Insert((), place + n, line) for n, line in enumerate(lines)]
    return patched_record(path, old.decode("utf-8"), changes)


def list_items(path: str, data: bytes) -> list[Plain]:
    """What a list file holds; an unreadable one is never written."""
    try:
        plain = as_source(path, data).plain
    except Unreadable as error:
        raise unreadable(path, error) from error
    return plain if isinstance(plain, list) else []


def unreadable(path: str, why: Unreadable) -> DataRefused:
    """The refusal to write what cannot be read, with the reader's own sentence."""
    return _left(path, [why.problem(path)])


def _left(path: str, problems: Sequence[Problem]) -> DataRefused:
    from funnel_cli.store.laid_out_files import FileUnreadable

    return FileUnreadable(path=path, details=[*map(placed, problems)])


def with_own_keys(
    planned: Mapping[str, FilePair], gone: Customer, both: Customer, book: Book
) -> tuple[dict[str, FilePair], list[str]]:
    """The files of a change that joins two customers, with what only the file of `gone` says; and what goes.

    `both` is the record they become; what goes is named by its dotted keys, those of the user's own at any
    level. Raises `NotAsMeant` or `CannotPatch`.
    """
    path = file_of(both)
    old, new = planned[path]
    text = planned[gone.file][0]
    if old is None or new is None or text is None:
        raise ValueError(path)
    other = spelled_tree(text.decode("utf-8"), format_of(gone.file))
    meant = with_own(as_source(path, new).plain, other, keys(Customer))
    changes = edits(as_source(path, old).plain, meant)
    filled = patched_record(path, old.decode("utf-8"), changes)
    if record_in(path, filled, book.method)[0] != both:
        raise NotAsMeant(path=path)
    lost = own_clashes(meant, other, keys(Customer))
    return {**planned, path: (old, filled)}, sorted(key for key in lost if not key.startswith("facts."))
