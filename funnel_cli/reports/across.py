"""One question to many books: what each book, owner, stage or month comes to, each currency by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from funnel_cli.forecasting.pipeline_changes import Bar
from funnel_cli.records.lists import MissingRate
from funnel_cli.records.method import Choice
from funnel_cli.reports.across_questions import ASKED, TITLES, AcrossQuestion, FactRow, Figures, figures_of
from funnel_cli.reports.waterfall import BAR_WORDS
from funnel_cli.values.errors import Problem, warning
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Label, Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    Document,
    ValueColumn,
    count,
    currency,
    days,
    money,
    number,
    share,
    table,
    text,
)

_NAMED_TWINS = 3
"""So many deals that stand in two books are named."""

_NOBODY = {"team": message("no team"), "region": message("no region")}
"""What people read where a deal has none."""


class Asking(NamedTuple):
    """What was asked: the question, the cut, as of which day, and of which period, if of any."""

    question: Choice
    by: str
    day: Day
    period: Period | None


class WithoutRate(NamedTuple):
    """An amount that is in no sum of a book, since no rate leads to its currency, `to`, on that day."""

    book: str
    whose: str
    currency: str
    to: str
    day: Day

    @property
    def problem(self) -> Problem:
        """It, as an answer names it."""
        return MissingRate(self.whose, self.book, "amount", self.currency, self.day).problem(self.to)


class Sources(NamedTuple):
    """Where an answer comes from: the books, those of which something or all is missing, and the twins.

    `partial` has the number of unread files by book; `missing` why a book could not be read; `stale` the
    day of a book's facts where they may have changed since; `twins` a deal, its book and the one where it
    counts. `stages` are the place and title of every stage, `currencies` each book's own.
    `without_rate` are the amounts that are in no sum.
    """

    books: tuple[str, ...]
    partial: Mapping[str, int]
    missing: Mapping[str, Message]
    stale: Mapping[str, Day]
    twins: Sequence[tuple[str, str, str]]
    stages: Mapping[str | None, tuple[int, Label]]
    currencies: Mapping[str, str]
    without_rate: Sequence[WithoutRate] = ()

    @property
    def is_partial(self) -> bool:
        """Whether something is missing from the answer."""
        return bool(self.partial or self.missing or self.stale or self.without_rate)


class GroupSum(NamedTuple):
    """What the rows of one key come to in one currency, or of all keys where it is a total.

    `within` is the stage or bar that tells the rows of one key apart where a question is told so; `currency`
    is empty where nothing is money.
    """

    key: str | None
    within: str | None
    currency: str
    figures: Figures


def _groups_of(rows: Iterable[FactRow], asking: Asking, sources: Sources) -> tuple[GroupSum, ...]:
    """What the rows come to by the cut, the stage where they are told by it, and their currency.

    A stage where nobody has or had a deal is left out of those of a cut.
    """
    asked, by = ASKED[asking.question.id], asking.by
    apart = _apart(asked, by)
    found = grouped_by(rows, lambda row: (row[by], row[apart] if apart else None, _code(row, asked, sources)))
    order, place = _order(by, sources), _order(asked.within, sources)

    def where(key: tuple[str | None, str | None, str]) -> tuple[object, ...]:
        return key[0] is None, order(key[0]), place(key[1]), key[2]

    groups = (GroupSum(*key, figures_of(found[key], asked)) for key in sorted(found, key=where))
    return tuple(each for each in groups if each.within is None or any(each.figures.values()))


def _apart(asked: AcrossQuestion, by: str) -> str | None:
    """What tells the rows of a key apart: their stage or bar, where that is not the key itself."""
    return None if asked.within == by else asked.within


def _code(row: FactRow, asked: AcrossQuestion, sources: Sources) -> str:
    """The currency of the row; a deal without an amount may have none, and counts in its book's."""
    if not asked.moneys:
        return ""
    code: str = row["currency"] or sources.currencies[row["book"]]
    return code


def _order(by: str | None, sources: Sources) -> Callable[[str | None], tuple[int, str]]:
    bars = {bar.id: place for place, bar in enumerate(Bar)}

    def of(key: str | None) -> tuple[int, str]:
        if by == "stage" and key in sources.stages:
            return sources.stages[key][0], key or ""
        return (bars[key] if by == "bar" and key else 0), key or ""

    return of


def across_document(asking: Asking, rows: Iterable[FactRow], sources: Sources) -> Document:
    """A row per key and currency, the sums of each currency below, and what is missing from them."""
    asked, some = ASKED[asking.question.id], list(rows)
    found = _groups_of(some, asking, sources)
    return Document(
        schema="funnel.across/1",
        title=message("{question}: {books:book|books}", question=asked.title, books=len(sources.books)),
        head={
            "question": asking.question.id,
            "as_of": asking.day,
            "by": asking.by,
            "period": asking.period,
            "books": sources.books,
            "partial_books": partial_books(sources.partial, sources.without_rate),
            "missing_books": tuple(sources.missing),
            "stale_books": tuple(sources.stale),
        },
        lines=tuple(_lines(asking, asked)),
        tables=(
            table(
                "across",
                found,
                text("key", TITLES[asking.by], _name(asking, sources), weight=10),
                *_figure_columns(asked, asking.by, sources),
                totals=_totals(some, asking, sources),
                empty=message("No deal of these books is asked for."),
            ),
        ),
        notes=tuple(_notes(sources)),
        is_partial=sources.is_partial,
        problems=tuple(_problems(sources)),
    )


def _figure_columns(asked: AcrossQuestion, by: str, sources: Sources) -> Iterator[ValueColumn]:
    if apart := _apart(asked, by):
        yield text(apart, TITLES[apart], lambda group: _called(apart, group.within, sources), weight=10)
    for key, title in asked.counts.items():
        yield count(key, title, _whole(key), total=_whole(key), weight=7)
    for key, title in asked.moneys.items():
        yield money(key, title, _money(key), total=_money(key), weight=8)
    for key, (title, of) in asked.shares.items():

        def figure(group: GroupSum, of: Callable[[Figures], Decimal | None] = of) -> Decimal | None:
            return of(group.figures)

        yield share(key, title, figure, total=figure, weight=9)
    if "running" in asked.counts:
        yield number("days", message("Median days"), lambda group: group.figures.get("median"), weight=9)
        yield days("longest", message("Longest of them"), _longest, weight=5)
    if asked.moneys:
        yield currency("currency", "currency")


def _longest(group: GroupSum) -> int | None:
    longest = group.figures.get("longest")
    return None if longest is None else int(longest)


def _lines(asking: Asking, asked: AcrossQuestion) -> Iterator[Text]:
    period, day = asking.period, asking.day
    if not asked.moneys and period:
        yield message("{period}, as of {day}.", period=period, day=day)
    elif not asked.moneys:
        yield message("Ever, as of {day}.", day=day)
    elif not (asked.adds or asked.within) and period:
        yield message("{period}, as of {day}; each book in its own currency.", period=period, day=day)
    elif not (asked.adds or asked.within):
        yield message("Ever, as of {day}; each book in its own currency.", day=day)
    elif period:
        yield message("{period}, as of {day}; each currency by itself.", period=period, day=day)
    else:
        yield message("As of {day}; each currency by itself.", day=day)


def lacking(
    partial: Mapping[str, int],
    missing: Mapping[str, Message],
    stale: Mapping[str, Day] = MappingProxyType({}),
    without_rate: Iterable[WithoutRate] = (),
) -> Iterator[Message]:
    """What is missing from an answer, book by book, or older than it was asked for; as in `Sources`."""
    for book, files in partial.items():
        yield message("Partial: {book}, without {files:file|files}.", book=book, files=files)
    for book, reason in missing.items():
        yield message("Missing: {book}. {reason}", book=book, reason=reason)
    for book, day in stale.items():
        yield message("Stale: {book}, whose facts are as of {day}.", book=book, day=day)
    for (book, code), some in grouped_by(without_rate, lambda each: (each.book, each.currency)).items():
        yield message(
            "Partial: {book}, without {whose}: no rate from {currency} to {to} on {day} in data/rates.yaml.",
            book=book,
            whose=tuple(each.whose for each in some),
            currency=code,
            to=some[0].to,
            day=min(each.day for each in some),
        )


def partial_books(partial: Iterable[str], without_rate: Iterable[WithoutRate]) -> tuple[str, ...]:
    """The books of whose files or amounts some are missing, by name."""
    return tuple(sorted({*partial, *(each.book for each in without_rate)}))


def _notes(sources: Sources) -> Iterator[Text]:
    for twin in sources.twins[:_NAMED_TWINS]:
        yield _said(twin)
    if len(sources.twins) > _NAMED_TWINS:
        more = len(sources.twins) - _NAMED_TWINS
        yield message("{more:more deal stands|more deals stand} in two books, counted once.", more=more)


def _said(twin: tuple[str, str, str]) -> Message:
    deal, book, counted = twin
    return message(
        "{deal} stands in {book} too; it counts in {counted}.", deal=deal, book=book, counted=counted
    )


def _problems(sources: Sources) -> Iterator[Problem]:
    yield from (each.problem for each in sources.without_rate)
    for twin in sources.twins:
        _, book, _ = twin
        yield warning(book, "twin", _said(twin))


def _totals(rows: Sequence[FactRow], asking: Asking, sources: Sources) -> tuple[GroupSum, ...]:
    """What all rows come to in each currency; what does not add, as a waterfall's bars, has no total."""
    asked = ASKED[asking.question.id]
    if not asked.adds:
        return ()
    found = grouped_by(rows, lambda row: _code(row, asked, sources))
    return tuple(GroupSum(None, None, code, figures_of(found[code], asked)) for code in sorted(found))


def _name(asking: Asking, sources: Sources) -> Callable[[GroupSum], Text | None]:
    nobody = message("whole book") if asking.question.id == "calls" else _NOBODY.get(asking.by)

    def of(group: GroupSum) -> Text | None:
        key = group.key
        if key is None and nobody:
            return Term("", nobody)
        return _called(asking.by, key, sources)

    return of


def _called(by: str, key: str | None, sources: Sources) -> Text | None:
    if by == "stage" and key in sources.stages:
        return Term(key or "", sources.stages[key][1])
    bars = {bar.id: Term(bar.id, words.label) for bar, words in BAR_WORDS.items()}
    return bars.get(key or "", key) if by == "bar" else key


def _whole(key: str) -> Callable[[GroupSum], int]:
    return lambda group: int(group.figures.get(key) or 0)


def _money(key: str) -> Callable[[GroupSum], Money]:
    return lambda group: Money(group.figures.get(key) or Decimal(0), group.currency)
