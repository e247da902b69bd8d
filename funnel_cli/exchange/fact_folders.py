"""A folder of facts of many books, one folder each; only what a book has changed is written again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from funnel_cli.exchange.book_partitions import book_at, own_root
from funnel_cli.exchange.fact_files import in_one_step, replace_folder, write_parquet
from funnel_cli.finding.masked import Mask
from funnel_cli.finding.names import files_unread
from funnel_cli.records.book import Book
from funnel_cli.reports.star import DAY, TEXT, VERSION, FactTable, star
from funnel_cli.store.contents import book_digest
from funnel_cli.time.history import book_on
from funnel_cli.time.versions import dated
from funnel_cli.values.made_up import MadeUp

_MANIFEST = "_manifest.json"
"""What a book's folder says of its facts; engines pass over names that begin so."""

_SCHEMA = "funnel.facts/1"


class Manifest(NamedTuple):
    """What the facts of a book stand on.

    They are as of `as_of` and hold up to, not including, `holds_until`, the first later day on which
    something is dated, or for ever where it is `None`; `source` is a hash of the book's files, `unread`
    those that could not be read.
    """

    book: str
    as_of: Day
    holds_until: Day | None
    source: str
    unread: tuple[str, ...]

    @property
    def is_partial(self) -> bool:
        """Whether something of the book is missing from its facts."""
        return bool(self.unread)

    def holds_on(self, day: Day) -> bool:
        """Whether facts made on that day from the same files would be the same."""
        return self.as_of <= day and (self.holds_until is None or day < self.holds_until)


def _days_in(book: Book) -> Iterator[Day]:
    """Every day from which on a fact of the book is known."""
    for deal in book.opportunities.values():
        yield from dated(deal)
    yield from (target.set for target in book.targets)
    yield from (rate.date for rate in book.rates)
    yield from (call.filed for call in book.calls)
    for review in book.reviews:
        yield from (review.known, *(filing.known for filing in review.earlier))


def manifest_table(manifests: Iterable[Manifest]) -> FactTable:
    """The manifests as a table, for a file that has no room beside its tables."""
    rows = [(each.book, each.as_of, each.holds_until, each.source) for each in manifests]
    return FactTable("manifest", {"book": TEXT, "as_of": DAY, "holds_until": DAY, "source": TEXT}, rows)


def _folder_of(place: Path, name: str) -> Path:
    """Where the facts of the book of that name stand: `facts/book=anna`, in the way of Hive."""
    return place / ("book=" + re.sub(r"[^\w.-]", lambda sign: quote(sign[0], safe=""), name))


def known_manifest(folder: Path) -> Manifest | None:
    """What a folder says of its facts; `None` if nothing that this version has written."""
    try:
        told = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if (told["schema"], told["schema_version"]) != (_SCHEMA, VERSION):
            return None
        if any(not (folder / f"{table}.parquet").is_file() for table in told["tables"]):
            return None
        return Manifest(
            book=told["book"],
            as_of=Day.fromisoformat(told["as_of"]),
            holds_until=Day.fromisoformat(told["holds_until"]) if told["holds_until"] else None,
            source=told["source"],
            unread=tuple(told["unread"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


class FactTerms(NamedTuple):
    """As of which day books tell their facts, in which environment, and under which made-up names, if any."""

    day: Day
    environ: Mapping[str, str]
    made_up: MadeUp | None

    def source(self, digest: str) -> str:
        """The hash that tells facts of these files, and those under made-up names, from all others."""
        return self.made_up.sealed(digest) if self.made_up else digest


class WrittenFacts(NamedTuple):
    """What a book's folder of facts stands on, and how many were written; none where they stood already."""

    manifest: Manifest
    facts: int | None


def folder_facts(named: tuple[str, Path], asked: FactTerms) -> tuple[Manifest, tuple[FactTable, ...]]:
    """What the facts of the book of that name and folder stand on, and its tables.

    Raises `NoBook` and what else a book may lack.
    """
    name, root = named
    digest, read = book_at(root, asked.environ)
    written = Mask(read, asked.made_up).book if asked.made_up else read
    manifest = Manifest(
        book=name,
        as_of=asked.day,
        holds_until=min((each for each in _days_in(written) if each > asked.day), default=None),
        source=asked.source(digest),
        unread=tuple(files_unread(written, "")),
    )
    return manifest, star(name, written, book_on(written, asked.day))


def refreshed(named: tuple[str, Path], place: Path, asked: FactTerms) -> WrittenFacts:
    """Write the facts of the book of that name and folder into its own folder, unless they are there.

    Raises `NoBook` and what else a book may lack, `CannotWriteFacts` or `NoEngine`.
    """
    name, root = named
    folder = _folder_of(place, name)
    known = known_manifest(folder)
    if known and known.holds_on(asked.day) and known.source == asked.source(book_digest(own_root(root))):
        return WrittenFacts(_carry_on(folder, known, asked.day), None)
    manifest, tables = folder_facts(named, asked)
    _write_facts(folder, manifest, tables)
    return WrittenFacts(manifest, sum(len(table.rows) for table in tables))


def _write_facts(folder: Path, manifest: Manifest, tables: Iterable[FactTable]) -> None:
    """Write the tables and what they stand on in one step; raises `CannotWriteFacts` or `NoEngine`."""
    some = tuple(tables)

    def fill(draft: Path) -> None:
        write_parquet(draft, some)
        files = {each.name: (draft / f"{each.name}.parquet").read_bytes() for each in some}
        tables = {
            each.name: {"rows": len(each.rows), "sha256": sha256(files[each.name]).hexdigest()}
            for each in some
        }
        (draft / _MANIFEST).write_text(_spelled(manifest, tables), encoding="utf-8")

    replace_folder(folder, fill)


def _carry_on(folder: Path, manifest: Manifest, day: Day) -> Manifest:
    """Say that unchanged facts stand on the day too; raises `CannotWriteFacts`."""
    now = manifest._replace(as_of=day)
    if now != manifest:
        tables = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["tables"]
        text = _spelled(now, tables)
        in_one_step(folder / _MANIFEST, lambda draft: draft.write_text(text, encoding="utf-8"))
    return now


def _spelled(manifest: Manifest, tables: object) -> str:
    told = manifest._asdict() | {"is_partial": manifest.is_partial, "tables": tables}
    head = {"schema": _SCHEMA, "schema_version": VERSION}
    return json.dumps(head | told, default=str, ensure_ascii=False, indent=2) + "\n"
