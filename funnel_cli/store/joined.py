"""Two records that become one: what a file says under keys of the user's own goes over to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.store.adapters import keys
from funnel_cli.store.journal import FilePair
from funnel_cli.store.patching.edits import Plain, edits
from funnel_cli.store.read import record_in
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.writing import NotAsMeant, file_of, patched_record


def with_own_keys(
    planned: Mapping[str, FilePair], gone: Customer, both: Customer, book: Book
) -> dict[str, FilePair]:
    """The files of a change that joins two customers, with what only the file of `gone` says.

    `both` is the record they become. Raises `NotAsMeant` or `CannotPatch`.
    """
    path = file_of(both)
    old, new = planned[path]
    text = planned[gone.file][0]
    if new is None or text is None:
        raise ValueError(path)
    tree, other = as_source(path, new).plain, as_source(gone.file, text).plain
    changes = edits(tree, _with_own(tree, other))
    filled = patched_record(path, new.decode("utf-8"), changes, Customer)
    if record_in(path, filled, book.method)[0] != both:
        raise NotAsMeant(path=path)
    return {**planned, path: (old, filled)}


def own_conflicts(planned: Mapping[str, FilePair], gone: Customer, both: Customer) -> Iterator[str]:
    """The keys of the user's own that both files have, and not with the same value."""
    one, other = (as_source(path, planned[path][0] or b"").plain for path in (file_of(both), gone.file))
    if isinstance(one, dict) and isinstance(other, dict):
        yield from (
            key for key in other if key not in keys(Customer) and key in one and one[key] != other[key]
        )


def _with_own(tree: Plain, other: Plain) -> Plain:
    """The tree with the keys of the other that no record has, at any level; people are found by name."""
    if isinstance(tree, dict) and isinstance(other, dict):
        own = {key: value for key, value in other.items() if key not in keys(Customer) and key not in tree}
        return {key: _with_own(value, other.get(key)) for key, value in tree.items()} | own
    if isinstance(tree, list) and isinstance(other, list):
        named = {item.get("name"): item for item in other if isinstance(item, dict)}
        return [
            _with_own(item, named.get(item.get("name"))) if isinstance(item, dict) else item for item in tree
        ]
    return tree
