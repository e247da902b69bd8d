"""A whole book taken over to another method: the new `stages.yaml`, and every deal in its words.

Texts are changed as little as can be: the settings keep their lines, a tick keeps its comment. What
comes out is read by the new method and must hold exactly what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from funnel_cli.finding.names import demand_all_read
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method
from funnel_cli.reports.switch import Switch
from funnel_cli.store.editor import MODELINE
from funnel_cli.store.founding import shipped_method, shipped_text
from funnel_cli.store.journal import FilePair
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.store.layout import GOALS, METHOD_FILE
from funnel_cli.store.methods import NoSuchMethodFile, broken_method_file, method
from funnel_cli.store.patching.edits import Drop, Plain, Put, TextEdit, edits
from funnel_cli.store.patching.patch import patched, with_keys_renamed
from funnel_cli.store.patching.spans import spans
from funnel_cli.store.patching.spelled import spelled_tree
from funnel_cli.store.read import record_in
from funnel_cli.store.reading.plain import as_plain, as_text, read_bytes
from funnel_cli.store.reading.source import format_of
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import may_be_there
from funnel_cli.store.writing import NotAsMeant, bytes_to_change, list_file, list_items, patched_record
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, message


class BadMapFile(DataRefused):
    """The file of a map is no mapping of texts."""

    sentence = N_("{path} is no map of old ids to new ones.")
    cure = N_("Write a line for each, like: develop: engagement")
    code = "mapping"


def method_text(name: str) -> tuple[Method, str]:
    """The shipped method of that name, or the one in that file, with its text.

    Raises `NoSuchWord`, `BrokenMethod`, or `NoSuchMethodFile` for a name that ends like a file's.
    """
    file = Path(name)
    if file.suffix in {".yaml", ".yml"}:
        if not may_be_there(file):
            raise NoSuchMethodFile(path=name)
        try:
            data = read_bytes(file)
        except Unreadable as refusal:
            raise broken_method_file([refusal.problem(name)]) from None
        return method(name, data)[0], as_text(data)
    return shipped_method(name), shipped_text(name)


def read_map(file: Path | None) -> dict[str, str]:
    """The old ids of a map with the new ones; nothing without a file. Raises `BadMapFile`."""
    if file is None:
        return {}
    try:
        plain = as_plain(read_bytes(file), "yaml")
    except Unreadable as refusal:
        raise BadMapFile(path=str(file), details=[refusal.said]) from None
    odd = [key for key, value in plain.items() if not isinstance(value, str)]
    if odd:
        raise BadMapFile(path=str(file), details=[message("{key} must be a text", key=key) for key in odd])
    return {key: str(value) for key, value in plain.items()}


def switch_writes(root: Path, book: Book, switch: Switch, text: str) -> dict[str, FilePair]:
    """The files that the switch writes, by path relative to the root: `text` with the book's settings as
    its method, and every deal and goal that names a stage or milestone by another id now.

    Raises `NotAllRead`, `Changed`, `NotAsMeant`, or what a file that cannot be patched raises.
    """
    demand_all_read(book)
    pairs = dict(_method_pair(root, switch, text))
    new, _ = method(METHOD_FILE, pairs[METHOD_FILE][1] or b"")
    pairs |= dict(_goals_pair(root, switch))
    pairs |= {deal.file: _deal_pair(root, book, switch, new, deal) for deal in book.opportunities.values()}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


def _method_pair(root: Path, switch: Switch, text: str) -> Iterator[tuple[str, FilePair]]:
    """The method's file before and after; the settings, own keys and the editor's line are the book's."""
    old = bytes_to_change(root, METHOD_FILE)
    before = as_text(old)
    plain, shipped = as_plain(old, "yaml"), as_plain(text.encode(), "yaml")
    own: list[TextEdit] = [Put((key,), value) for key, value in plain.items() if key.startswith("x-")]
    after = patched(_with_settings(text, before, plain, shipped), own)
    if before.startswith(MODELINE):
        after = before[: before.index("\n") + 1] + after
    if method(METHOD_FILE, after.encode())[0].settings != switch.old.settings:
        raise NotAsMeant(path=METHOD_FILE)
    yield METHOD_FILE, (old, after.encode())


def _with_settings(text: str, before: str, plain: Mapping[str, Plain], shipped: Mapping[str, Plain]) -> str:
    """The new method's text with the lines of the old settings, comments and all, in place of its own."""
    if not plain.get("settings"):
        return patched(text, [Drop(("settings",))]) if "settings" in shipped else text
    lines = _entry(before, "settings")
    if "settings" not in shipped:
        return f"{text.rstrip()}\n\n{lines}\n"
    return text.replace(_entry(text, "settings"), lines, 1)


def _entry(text: str, key: str) -> str:
    child = next(child for child in spans(text).children if child.key == key)
    end = text.find("\n", child.node.end)
    return text[child.start : end if end >= 0 else len(text)]


def _goals_pair(root: Path, switch: Switch) -> Iterator[tuple[str, FilePair]]:
    """The file of the goals before and after, where there is one."""
    path = list_file(root, GOALS)
    if path is None:
        return
    old = bytes_to_change(root, path)
    plain = list_items(path, old)
    meant = [_meant_line(line, switch) for line in plain]
    if meant == plain:
        return
    after = patched_record(path, old.decode("utf-8"), edits(plain, meant))
    if list_items(path, after) != meant:
        raise NotAsMeant(path=path)
    yield path, (old, after)


def _deal_pair(root: Path, book: Book, switch: Switch, new: Method, deal: Opportunity) -> FilePair:
    """The file of a deal before and after."""
    old = bytes_to_change(root, deal.file)
    if record_in(deal.file, old, book.method)[0] != deal:
        raise Changed(path=deal.file)
    after = _in_new_words(deal.file, old, switch)
    if record_in(deal.file, after, new)[0] != switch.moved(deal):
        raise NotAsMeant(path=deal.file)
    return old, after


def _in_new_words(path: str, data: bytes, switch: Switch) -> bytes:
    """The record's bytes with the new ids of stages and milestones."""
    text, form = data.decode("utf-8"), format_of(path)
    plain = as_plain(data, form)
    if form == "yaml":
        text = with_keys_renamed(text, ("milestones",), _free_names(plain.get("milestones"), switch))
    there = spelled_tree(text, form)
    meant = _meant(there, switch) if isinstance(there, dict) else there
    return patched_record(path, text, edits(there, meant))


def _free_names(ticks: Plain, switch: Switch) -> dict[str, str]:
    """The keys of the ticks with new names that no other key has or gets."""
    if not isinstance(ticks, dict):
        return {}
    names = {id: switch.milestone(id) for id in ticks}
    taken = [*names.values()]
    return {id: new for id, new in names.items() if new != id and taken.count(new) == 1 and new not in ticks}


def _meant(plain: dict[str, Plain], switch: Switch) -> dict[str, Plain]:
    """What the record's file is to hold."""
    after = dict(plain)
    if isinstance(stage := plain.get("stage"), str):
        after["stage"] = switch.stage(stage)
    if isinstance(ticks := plain.get("milestones"), dict):
        after["milestones"] = _meant_ticks(ticks, switch)
    if isinstance(opening := plain.get("opening"), dict):
        after["opening"] = _meant_line(opening, switch)
    if isinstance(history := plain.get("history"), list):
        after["history"] = [_meant_line(line, switch) for line in history]
    return after


def _meant_ticks(ticks: dict[str, Plain], switch: Switch) -> dict[str, Plain]:
    """The ticks under their new ids; those of two milestones that became one in one list, oldest first."""
    meant: dict[str, Plain] = {}
    for id, some in ticks.items():
        new = switch.milestone(id)
        meant[new] = sorted([*_listed(meant[new]), *_listed(some)], key=_date) if new in meant else some
    return meant


def _listed(ticks: Plain) -> list[Plain]:
    return ticks if isinstance(ticks, list) else [] if ticks is None else [ticks]


def _date(tick: Plain) -> str:
    return str(tick.get("date")) if isinstance(tick, dict) else str(tick)


def _meant_line(line: Plain, switch: Switch) -> Plain:
    """A line of the history, or of the goals, in the new words."""
    if not isinstance(line, dict):
        return line
    after = dict(line)
    if isinstance(stage := line.get("stage"), str):
        after["stage"] = switch.stage(stage)
    if isinstance(forced := line.get("forced"), list):
        after["forced"] = [switch.milestone(str(id)) for id in forced]
    return after
