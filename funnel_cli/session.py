"""One run of the program: its book, its day, its answers and its changes.

A session reads the book once, answers with documents, applies changes, and tells every problem of
the files after every command, so that no command can forget to.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date as Day
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from funnel_cli.finding.finder import Found
from funnel_cli.finding.names import (
    LAST,
    NoSuchDeal,
    deal_named,
    demand_deals,
    files_unread,
    unread,
)
from funnel_cli.finding.query import Query, is_query_word, parse_query
from funnel_cli.finding.search import strange_owners
from funnel_cli.records.book import Book, Change
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.settings import Settings
from funnel_cli.render import calendar, pieces, render, workbook
from funnel_cli.render.clean import clean_lines
from funnel_cli.render.delivery import printed
from funnel_cli.render.output import CALENDAR, WORKBOOK, Footing, Output
from funnel_cli.reports.record_files import change_document
from funnel_cli.reports.report_order import Order
from funnel_cli.time.history import book_on, demand_there
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import placed
from funnel_cli.values.message import message
from funnel_cli.values.table import Document
from funnel_cli.voice import Voice
from funnel_cli.wishes import (
    NotRead,
    OnePeriodAtATime,
    Wishes,
    at_home,
    not_read_instead,
)

if TYPE_CHECKING:
    from funnel_cli.reports.explanation import Locating
    from funnel_cli.store.cache import Cache
    from funnel_cli.store.journal import FilePairs
    from funnel_cli.store.journal.entry import Entry

PARTIAL = 5
"""Exit code of an answer that some records are missing from."""

_NOTED = ("table", "plain", "md", "html")
"""The formats that say below an answer what is missing from it."""

_CONFIRM_FROM = 2


class Session(Voice):
    """A voice with a book. Everything is read when it is first asked for, and once."""

    def __init__(self, wishes: Wishes, today: Day, environ: Mapping[str, str] = os.environ) -> None:
        super().__init__(wishes, environ)
        self.today = today
        self.exit_code = 0
        self.names_strays = False  # what stands among the records and is no part of a book is named too
        self.takes_negative = False  # amounts below zero are saved without a question
        self.has_noted = False  # whether an answer said below it what is missing from it
        self.ahead: Day | None = None  # the day to come of which something is to hold
        self.told: set[str] = set()  # files of which nothing more is to be said: shown, or changed since

    @property
    def _settings(self) -> Settings:
        """As the book has them, once it was read."""
        return book.method.settings if (book := self.__dict__.get("written")) else super()._settings

    @cached_property
    def root(self) -> Path:
        """The book's root, found from `-C`, `FUNNEL_BOOK` or here; raises `NoBook`, `IsALink`, `NoData`."""
        from funnel_cli.store.layout import root_with_data

        return root_with_data(self.start)

    @property
    def start(self) -> Path:
        """The folder from which the book is looked for, upwards."""
        return at_home(self.wishes.directory or Path(self.environ.get("FUNNEL_BOOK") or "."))

    @cached_property
    def written(self) -> Book:
        """The whole book as written, future included."""
        from funnel_cli.store.journal.snapshot import read_whole
        from funnel_cli.store.read import read_book

        cache, every = self.cache, self.names_strays
        with self.progress() as shown:
            return read_whole(self.root, lambda now: read_book(self.root, now, cache, shown, strays=every))

    @cached_property
    def cache(self) -> Cache:
        """What earlier commands have read of the book."""
        from funnel_cli.store.cache import Cache
        from funnel_cli.store.cache_folder import cache_file

        return Cache(cache_file(self.root, self.environ))

    @cached_property
    def book(self) -> Book:
        """The book as it is known on the session's day."""
        return book_on(self.written, self.day)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every deal of the book with where it stands, by id; raises `NoDealsHere`."""
        demand_deals(self.written.method)
        return standings(self.book)

    @cached_property
    def day(self) -> Day:
        """The day that is asked about: `as_of`, or an earlier one that a command looks back to."""
        return self.as_of

    @cached_property
    def as_of(self) -> Day:
        """The as-of day, on which things are written: `--as-of`, `FUNNEL_AS_OF`, else today."""
        wish = self.wishes.as_of or self.environ.get("FUNNEL_AS_OF")
        return self._calendar(self.today).back.day(wish) if wish else self.today

    def look_back(self, day: Day) -> None:
        """Answer as of `day` from here on, unless it is still to come."""
        if day < self.day:
            for known in ("book", "standings", "calendar"):
                self.__dict__.pop(known, None)
            self.__dict__["day"] = day

    @cached_property
    def calendar(self) -> Calendar:
        """The grammar of days and periods, seen from the session's day."""
        return self._calendar(self.day)

    def _calendar(self, day: Day) -> Calendar:
        return Calendar(day, self.written.method.settings.fiscal_year_start)

    def read_again(self, book: Book | None = None) -> None:
        """Forget the book, so that what is asked next sees what was written since, or this one."""
        for known in ("written", "book", "standings", "spot"):
            self.__dict__.pop(known, None)
        if book:
            self.__dict__["written"] = book

    def day_of(self, text: str | None, *, is_past: bool = False) -> Day:
        """The day a `--date` means, looking back, else the session's; what is past raises `StillToCome`."""
        day = (self.calendar.past_day if is_past else self.calendar.back.day)(text) if text else self.day
        self.ahead = day if day > self.day else None
        return day

    def query(self, words: Sequence[str], *, only_open: bool = True) -> tuple[Query, tuple[Standing, ...]]:
        """What the words mean, and the deals that they mean, by id."""
        query = parse_query(words, self.book, self.calendar, only_open=only_open)
        self.tell_once(query.unheard)
        return query, tuple(deal for deal in self.standings if query.matches(deal))

    def deal(self, word: str) -> Opportunity:
        """The deal that a word means, as of the session's day."""
        return self._found(self.book, word).record

    def deal_to_change(self, word: str) -> Opportunity:
        """The deal that a word means, as written; asks first where only a part of a name led to it."""
        return self.sure_of(word, self._found(self.written, word))

    def deal_to_date(self, word: str) -> Opportunity:
        """The same, to write something down that has a day of its own; raises `NotThereYet`."""
        deal = self.deal_to_change(word)
        demand_there(deal.id, deal.created, self.day)
        return deal

    def _found(self, book: Book, word: str) -> Found[Opportunity]:
        """The deal of the book that a word means; raises `NotRead` if its file cannot be read."""
        demand_deals(book.method)
        hidden = {} if word.lower() in book.opportunities else unread(self.written)
        if problem := hidden.get(word.lower()):
            raise NotRead(deal=word, details=[placed(problem)])
        if word.isdecimal() and word not in book.opportunities:
            from funnel_cli.store.cache_folder import row_meant

            word = row_meant(self.root, self.environ, book, word)
        try:
            return self.one_of(lambda: deal_named(book, word, self._last() if word == LAST else ()))
        except NoSuchDeal as refusal:
            raise not_read_instead(refusal, word, hidden) from None

    def deals_to_change(self, words: Sequence[str]) -> tuple[Opportunity, ...]:
        """The deal that the only word names, else all that the query means, in part where some are unread."""
        if len(words) == 1 and not is_query_word(words[0]):
            return (self.deal_to_change(words[0]),)
        if files_unread(self.written):
            self.exit_code = max(self.exit_code, PARTIAL)
        return tuple(self.written.opportunities[each.deal.id] for each in self.query(words)[1])

    def order(self, words: Sequence[str], *, is_past: bool = False, most: int | None = 1) -> Order:
        """Words that are periods, ahead or past, and what the others ask for: open and closed deals alike.

        Raises `OnePeriodAtATime` for more than `most` periods, of which there may be any number for `None`;
        where there is to be none, every word asks for deals.
        """
        calendar = self.calendar.back if is_past else self.calendar
        spans = [] if most == 0 else [word for word in words if not is_query_word(word)]
        periods = tuple(map(calendar.period, spans))
        query, deals = self.query([word for word in words if word not in spans], only_open=False)
        if most is not None and len(periods) > most:
            raise OnePeriodAtATime
        return Order(deals, self.book, self.written, self.calendar, query, periods)

    def meant(self, kind: str, word: str) -> str:  # noqa: ARG002 - a run under made-up names asks
        """A word that calls something of the book by name, or asks for it, as the book has it: itself."""
        return word

    def _last(self) -> tuple[str, ...]:
        """The deals of the newest undo entry that changed any."""
        from funnel_cli.store.journal.undo import changed_last

        return changed_last(self.root)

    def show(self, document: Document, *, piped: str = "piped", with_book: bool = True) -> None:
        """Print the document, or write it where `-o` says; records it had to leave out make it partial."""
        output, book = self.output(piped=piped), self.written if with_book else None
        self._print(document, output, book)
        if output.has_numbers and not self.wishes.output and any(each.numbered for each in document.tables):
            from funnel_cli.store.cache_folder import remember_rows

            remember_rows(self.root, self.environ, document)
        self.has_noted |= output.format in _NOTED and not self.wishes.output
        self._mark_partial(book)

    def _mark_partial(self, book: Book | None) -> None:
        if self._basis(book).is_partial:
            self.exit_code = max(self.exit_code, PARTIAL)

    def _print(self, document: Document, output: Output, book: Book | None) -> None:

        if output.format == WORKBOOK:
            self.hand_over_bytes(workbook(document, output, self._basis(book)))
        elif output.format == CALENDAR:
            self.hand_over_all((calendar(document, output, self.day),))
            self.tell_each(document.diary.left_out if document.diary else ())
        else:
            self.hand_over_all(pieces(document, output, self._basis(book)))

    def page(self, document: Document) -> str:
        """The document as Markdown, for a file among others."""
        text = render(document, Output(format="md", language=self.answering), self._basis(self.written))
        self._mark_partial(self.written)
        return text

    def _basis(self, book: Book | None) -> Footing:
        if book is None:
            return Footing(currency=None)
        return Footing(
            day=self.day, currency=book.currency, problems=book.problems, missing_rates=book.missing_rates
        )

    def keep(self) -> None:
        """Leave to the next command what was read and written, however the run ends once all was read."""
        if "written" in self.__dict__:
            self.cache.save()

    def close(self) -> None:
        """End the run: tell what is wrong in the book, if one was read.

        Every error stands on its own line, warnings are counted; so it is after every command. Amounts
        without a rate are told here where the form of the answer has no place for it, and that it is
        partial, unless it says so itself on the same terminal.
        """
        book = self.__dict__.get("written")
        problems = [problem for problem in book.problems if problem.path not in self.told] if book else []
        errors = [problem for problem in problems if problem.is_error]
        if self.exit_code == PARTIAL and not self.has_noted:
            for note in self._basis(book).rate_notes:
                self.tell(note, is_error=True)
        for problem in errors:
            self.tell(placed(problem), is_error=True)
        is_seen = self.has_noted and all(each and each.isatty() for each in (sys.stdout, sys.stderr))
        if errors and self.exit_code == PARTIAL and not is_seen:
            files = len({problem.path for problem in errors})
            self.tell(message("partial: {count:file|files} could not be read", count=files), is_error=True)
        warnings = len(problems) - len(errors)
        if warnings:
            self.tell(message("{count:warning|warnings}, see: funnel validate", count=warnings))

    def apply(self, change: Change, *, is_dry: bool = False, is_sure: bool = True) -> None:
        """Write the change as one undo step and say what changed, or only show it when dry.

        A change of many deals is confirmed first unless `is_sure`; raises `NotConfirmed`. Where somebody
        else saved meanwhile, `Changed` tells what this change would have added: their text is in the file.
        """
        from funnel_cli.store.journal.recovery import Changed
        from funnel_cli.store.writing import told_too_late, writes

        self.tell_each((*change.warnings, *strange_owners(change, self.written)))
        try:
            planned = writes(self.root, self.written, change, None if is_dry else self.cache)
            self.write(change, planned, is_dry=is_dry, is_sure=is_sure)
        except Changed as refusal:
            raise told_too_late(change, refusal) from refusal

    def write(
        self, change: Change, planned: FilePairs, *, is_dry: bool = False, is_sure: bool = True
    ) -> None:
        """Write these files as the change has them, or only show them; as `apply` does it."""
        if is_dry:
            self.demand_meant(planned)
            self._show_plan(change, planned)
        elif not planned:
            self.tell(message("Nothing to change."))
        else:
            if not is_sure and len(change.edits) >= _CONFIRM_FROM:
                self.confirm_many(
                    [each.after.id for each in change.edits if isinstance(each.after, Opportunity)]
                )
            self.commit(change, planned)

    def save(self, change: Change, planned: FilePairs, entry: Entry | None = None) -> Entry:
        """Write the files as one undo step, unless `entry` is that; say nothing of it but notices."""
        from funnel_cli.store.journal.commit import commit
        from funnel_cli.store.layout import is_list

        if entry is None:
            self.demand_meant(planned)
            entry = commit(self.root, planned, change.note, day=self.as_of)
        self.saved.append(change.note)
        self.told.update(path for path in planned if not (change.added and is_list(path)))
        self.tell_each(entry.notices)
        if day := self.ahead:
            self.tell(message("What of it is dated holds from {day} on, which is still to come.", day=day))
        return entry

    def commit(self, change: Change, planned: FilePairs, entry: Entry | None = None) -> None:
        """Write the files as one undo step, unless `entry` is that; say what changed and what is next."""
        entry = self.save(change, planned, entry)
        if self.is_json:
            self._show_change(change, planned, step=entry.number)
        else:
            self.say(change.note)
            self.say_next(change.next)

    def demand_meant(self, planned: FilePairs) -> None:
        """Ask about amounts below zero that come in, unless they are taken; raises `NegativeAmount`."""
        from funnel_cli.store.below_zero import demand_meant

        if not self.takes_negative:
            demand_meant(planned, self.confirm if self.can_ask else None)

    def _show_plan(self, change: Change, planned: FilePairs) -> None:
        """What would change: a unified diff, or the records before and after as JSON."""
        from funnel_cli.store.writing import diff

        if self.is_json:
            self._show_change(change, planned, step=None)
        else:
            for page in diff(planned):
                printed(clean_lines(page))

    def _show_change(self, change: Change, planned: FilePairs, *, step: int | None) -> None:
        """The records before and after; `step` is the undo step, `None` when nothing was written."""
        from funnel_cli.store.writing import contents

        changed = (
            {"id": Path(path).stem, "file": path, "before": before, "after": after}
            for path, before, after in contents(planned)
        )
        self.show(change_document(change.note, step, changed), with_book=False)

    def show_problems(self, document: Document) -> None:
        """Print what is wrong; errors make the exit code 5 and are not told a second time."""
        self._print(document, self.output(), self.written)
        self.told.update(problem.path for problem in self.written.problems)
        if document.head["errors"]:
            self.exit_code = PARTIAL

    @cached_property
    def spot(self) -> Locating:
        """Where a value of the book stands, as `file:line`."""
        from funnel_cli.store.journal.snapshot import pending_in
        from funnel_cli.store.reading.source import Spots

        return Spots(self.root, pending_in(self.root))
