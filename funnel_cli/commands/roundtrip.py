"""The proof that one can leave: out of a book, into an empty one, and out again."""

from __future__ import annotations

import json
from pathlib import Path

from funnel_cli.exchange.records import ENDING, read_records
from funnel_cli.model import Book
from funnel_cli.render import Output, render
from funnel_cli.render.output import Basis
from funnel_cli.reports.records import records_document, roundtrip_document
from funnel_cli.session import Session
from funnel_cli.store.book import read_book
from funnel_cli.store.contents import contents_of, scratch_book
from funnel_cli.store.journal.commit import commit
from funnel_cli.table import Document


def roundtrip(session: Session) -> Document:
    """What the book's own records look like after a way out and back, in a folder that is gone afterwards."""
    before = exported(session.root, session.written)
    with scratch_book(session.root) as folder:
        page = folder / f"records{ENDING}"
        page.write_text(before, "utf-8", newline="")
        change, planned = read_records(page, folder, read_book(folder))
        commit(folder, planned, change.note, day=session.day)
        after = exported(folder, read_book(folder))
    lines, others = _by_file(before), _by_file(after)
    differing = sorted(file for file in lines.keys() | others if lines.get(file) != others.get(file))
    rows = [(file, lines.get(file, ""), others.get(file, "")) for file in differing]
    return roundtrip_document(len(lines), rows)


def exported(root: Path, book: Book) -> str:
    """The records of the book that can be read, as `export records -f jsonl` writes them."""
    unread = {problem.path for problem in book.problems if problem.is_error}
    document = records_document(contents_of(root, unread))
    return render(document, Output(format="jsonl"), Basis(currency=None))


def _by_file(page: str) -> dict[str, str]:
    """The lines of a page by the files that they name."""
    return {json.loads(line)["file"]: line for line in page.split("\n") if line}
