"""A change that only adds to a record or a list: who saves at the same time is no reason to refuse it."""

from __future__ import annotations

from collections.abc import Callable

from funnel_cli.records.book import Book, Change
from funnel_cli.session import Session
from funnel_cli.store.journal import FilePair
from funnel_cli.store.journal.commit import commit_planned
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.store.read import read_book
from funnel_cli.store.writing import told_too_late, writes
from funnel_cli.values.message import Text

_TRIES = 5
"""How often an addition is made anew; only editors that save at that very moment can use it up."""


def append(session: Session, addition: Callable[[Book], Change], *, is_dry: bool = False) -> None:
    """Apply what `addition` makes of the book, and where somebody saved meanwhile, of the book as it is then.

    `addition` asks nothing: it is called again while the book is locked. Raises `Changed` where editors
    save faster than that, with every file as they left it.
    """
    try:
        session.apply(addition(session.written), is_dry=is_dry)
    except Changed as refusal:
        _apply_afresh(session, addition, refusal)


def _apply_afresh(session: Session, addition: Callable[[Book], Change], refusal: Changed) -> None:
    """Plan the addition under the lock, from what is there by now, and write it."""
    changes: list[Change] = []
    files: dict[str, FilePair] = {}

    def planned() -> tuple[dict[str, FilePair], Text]:
        session.read_again(read_book(session.root, cache=session.cache))
        changes.append(addition(session.written))
        files.clear()
        files.update(writes(session.root, session.written, changes[-1], session.cache))
        return files, changes[-1].note

    for _ in range(_TRIES):
        try:
            entry = commit_planned(session.root, planned, day=session.day)
        except Changed as again:
            refusal = told_too_late(changes[-1], again) if changes else again
        else:
            session.commit(changes[-1], files, entry)
            return
    raise refusal
