"""A run with `--mask`: the book comes in under made-up names, so that no answer has others to tell.

Words of the command line mean the real book; nothing is asked and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from funnel_cli.finding.finder import Found
from funnel_cli.finding.hits import Hit, hits, masked_hit
from funnel_cli.finding.masked import Mask
from funnel_cli.finding.names import deal_named
from funnel_cli.finding.people import customer_named, lead_named
from funnel_cli.finding.query import Query, owner_named
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.session import Session
from funnel_cli.time.standing import Standing
from funnel_cli.values.errors import FunnelError, KeyPath, UsageRefused
from funnel_cli.values.made_up import MadeUp
from funnel_cli.values.message import N_, Text, message
from funnel_cli.values.table import Document

if TYPE_CHECKING:
    from funnel_cli.reports.explanation import Locating

REPORTS = frozenset({
    "list", "show", "find", "next", "check", "score", "forecast", "conversion", "accuracy", "health",
    "stalled", "losses", "sources", "territory", "waterfall", "plan", "target", "rate", "call", "counts show",
    "review", "report", "kpi", "matrix", "customer list", "customer show", "lead list", "lead rates",
    "lead show", "visit", "form", "brief", "payment", "export", "across", "sql", "help",
})  # fmt: skip
"""The commands that answer from the values of a book, or from none; all others show or change its files."""


class NotMasked(UsageRefused):
    """A command that changes files, or shows them as they stand, was to do it under made-up names."""

    sentence = N_("--mask is for reports; {what} shows or changes files as they stand.")
    cure = N_("Say it without --mask.")


class NothingWrittenMasked(UsageRefused):
    """Something would have been written into the book under made-up names."""

    sentence = N_("--mask is for reports; nothing is written with it.")
    cure = N_("Say it without --mask.")


def demand_report(command: str) -> None:
    """Raise `NotMasked` for a command that is no report."""
    if command not in REPORTS:
        raise NotMasked(what=f"funnel {command}")


def found_by(session: Session, words: Sequence[str]) -> tuple[Hit, ...]:
    """What of the whole book holds all words; under made-up names each line of it is one text."""
    if not isinstance(session, MaskedSession):
        return hits(session.written, session.day, words)
    found = hits(session.mask.real, session.day, words)
    return tuple(masked_hit(session.mask, session.book, hit) for hit in found)


def made_up_in(session: Session) -> MadeUp | None:
    """The names under which the run answers, where it is not to tell the real ones."""
    return session.made_up if isinstance(session, MaskedSession) else None


class MaskedSession(Session):
    """A session that answers under made-up names."""

    @cached_property
    def made_up(self) -> MadeUp:
        """The names by the user's key."""
        from funnel_cli.store.layout import NoBook
        from funnel_cli.store.mask_key import mask_key

        try:
            root: Path | None = self.root
        except NoBook:
            root = None
        return MadeUp(mask_key(self.environ, root))

    @cached_property
    def mask(self) -> Mask:
        """The book as it was read, and as it is answered from."""
        return Mask(Session.__dict__["written"].func(self), self.made_up)

    @cached_property
    def written(self) -> Book:
        """The whole book as written, under made-up names."""
        return self.mask.book

    def query(self, words: Sequence[str], *, only_open: bool = True) -> tuple[Query, tuple[Standing, ...]]:
        """What the words mean in the real book, and the deals that they mean."""
        return super().query(self.mask.words(words), only_open=only_open)

    def tell_once(self, texts: Iterable[Text]) -> None:
        """Tell that a name of the query is nobody's, without its made-up one and those like that."""
        said = message("A name in the query is nobody's in the book; without --mask it is told which.")
        super().tell_once([said] if tuple(texts) else [])

    def meant(self, kind: str, word: str) -> str:
        """The word, which means the real book, about the masked one."""
        mask = self.mask
        ways: Mapping[str, Callable[[], str]] = {
            "customer": lambda: mask.name("company", customer_named(mask.real, word).record.name),
            "lead": lambda: mask.id(lead_named(mask.real, word).record.id),
            "owner": lambda: mask.name("person", owner_named(word, mask.real)),
            "team": lambda: mask.team(word),
            "list": lambda: mask.named(word),
            "text": lambda: "…",
            "query": lambda: " ".join(mask.words([word])),
        }
        return ways[kind]()

    def _found(self, book: Book, word: str) -> Found[Opportunity]:
        found = super()._found(self.mask.real, word)
        return deal_named(book, self.mask.id(found.record.id))

    def show(self, document: Document, *, piped: str = "piped", with_book: bool = True) -> None:
        """Show the document; no row has a number, by which later commands would look for a made-up id."""
        tables = tuple(replace(each, numbered=False) for each in document.tables)
        super().show(replace(document, tables=tables), piped=piped, with_book=with_book)

    @cached_property
    def spot(self) -> Locating:
        """Where a value stands, without the name of its record."""
        real = super().spot

        def spot(file: str, way: KeyPath) -> str:
            at = self.mask.real_file(file)
            return f"{file}{real(at, way).removeprefix(at)}"

        return spot

    def save(self, *_: object, **__: object) -> NoReturn:
        """Raise `NothingWrittenMasked`."""
        raise NothingWrittenMasked

    apply = write = save

    def refuse(self, error: FunnelError) -> int:
        """Tell a refusal without its details, which may name what is masked."""
        error.details = ()
        return super().refuse(error)
