"""Records as the Tab key needs them: ids from the names of files, titles from a glance into them.

A glance reads the plain keys at the left margin and decides nothing; what it cannot read is left out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping

from funnel_cli.store.system import is_link_at, opened

METHOD_FILE = "stages.yaml"
FOLDERS = {"DEAL": "data/opportunities", "LEAD": "data/leads", "CUSTOMER": "data/customers"}
SUFFIXES = (".yaml", ".yml", ".json")
"""As in `store/layout.py`, which takes longer to load than this answer may."""

MAX_BYTES = 4_000_000
"""As in `store/reading/plain.py`, likewise."""

_KEYS = ("customer", "name", "stage")

TITLED = 200
"""More candidates than that are offered without their titles."""

_Glanced = tuple[str, str]
"""A record's id and the path of its file."""


def root_above(start: str) -> str | None:
    """The nearest folder, from `start` upwards, that has a method; `None` outside a book."""
    folder = os.path.abspath(os.path.expanduser(start))  # noqa: PTH100, PTH111 - pathlib takes its time
    while not os.path.exists(f"{folder}/{METHOD_FILE}"):  # noqa: PTH110
        folder, last = os.path.dirname(folder), folder  # noqa: PTH120
        if folder == last:
            return None
    return folder


def _records_in(root: str, kind: str = "DEAL") -> list[_Glanced]:
    """Every record of that kind in the book, by id; none where it has no folder of its own."""
    folder = f"{root}/{FOLDERS[kind]}"
    links = any(map(is_link_at, (f"{root}/data", folder)))
    if links or not os.path.isdir(folder):  # noqa: PTH112 - pathlib takes its time
        return []
    stems = ((*os.path.splitext(name), name) for name in os.listdir(folder))  # noqa: PTH122, PTH208
    return sorted((stem, f"{folder}/{name}") for stem, suffix, name in stems if _is_record(stem, suffix))


def records_like(root: str, kind: str, word: str) -> Iterator[tuple[str, str]]:
    """Id and title of the records whose id begins like the word, else of those with it in a name."""
    deals = _records_in(root, kind)
    near = [deal for deal in deals if deal[0].startswith(word.lower())]
    if len(near) > TITLED:
        yield from ((id, "") for id, _ in near)
    elif near:
        yield from ((id, _title(_glance(path))) for id, path in near)
    else:
        titles = ((id, _title(_glance(path))) for id, path in deals)
        yield from ((id, title) for id, title in titles if word.casefold() in title.casefold())


def stage_of(root: str, word: str) -> str | None:
    """The stage of the only deal whose id is the word or begins like it; else `None`."""
    near = [deal for deal in _records_in(root) if deal[0].startswith(word.lower())]
    if near and (len(near) == 1 or near[0][0] == word.lower()):
        return _glance(near[0][1]).get("stage")
    return None


def _glance(path: str) -> Mapping[str, str]:
    """Customer, name and stage of the record in that file, as far as they can be seen.

    Nothing of what a reader of the book would not open: a link, a pipe, a file too large.
    """
    try:
        text = _plain(path).decode("utf-8-sig", "replace")
        return _json_facts(text) if path.endswith(".json") else _yaml_facts(text)
    except (OSError, ValueError, RecursionError):
        return {}


def _plain(path: str) -> bytes:
    """What a regular file holds, nothing if it is too large; `OSError` for anything else."""
    file = opened(path)
    try:
        facts = os.fstat(file)
        is_record = stat.S_ISREG(facts.st_mode) and facts.st_size <= MAX_BYTES
        return os.read(file, MAX_BYTES) if is_record else b""
    finally:
        os.close(file)


def _yaml_facts(text: str) -> Mapping[str, str]:
    pairs = (line.partition(":") for line in text.splitlines())
    return {key: _scalar(value.strip()) for key, _, value in pairs if key in _KEYS}


def _json_facts(text: str) -> Mapping[str, str]:
    import json

    record = json.loads(text)
    facts = record if isinstance(record, dict) else {}
    return {key: str(facts[key]) for key in _KEYS if facts.get(key)}


def _is_record(stem: str, suffix: str) -> bool:
    letters = stem.replace("-", "").replace("_", "")
    return suffix in SUFFIXES and letters.isascii() and letters.isalnum() and stem == stem.lower()


def _title(facts: Mapping[str, str]) -> str:
    return " · ".join(facts[key] for key in ("customer", "name") if facts.get(key))


def _scalar(value: str) -> str:
    """A value on one line without its quotes or comment; nothing where it goes on below."""
    if value[:1] in {'"', "'"}:
        return value[1:].partition(value[0])[0]
    return "" if value[:1] in {"|", ">"} else value.partition(" #")[0].rstrip()
