"""One question to many books: what each book, owner, stage or month comes to, each currency by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from funnel_cli.finding.cuts import GROUP_TITLES
from funnel_cli.forecasting.pipeline_changes import Bar
from funnel_cli.records.method import Choice
from funnel_cli.reports.waterfall import WORDS
from funnel_cli.time.sums import ratio
from funnel_cli.values.columns import ValueColumn, count, currency, money, share, table, text
from funnel_cli.values.message import Label, Message, Term, Text, message
from funnel_cli.values.money import EXACT, Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document

BOOK = Label({"en": "Book", "zh": "账本"})
BAR = Label({"en": "Change", "zh": "变化"})
TITLES = {"book": BOOK, "bar": BAR, **GROUP_TITLES}

NAMED_TWINS = 3
"""So many deals that stand in two books are named."""


@dataclass(frozen=True)
class Asked:
    """A question: its title, what rows may be cut by, the usual cut first, and its counts and amounts.

    `rate` names two counts, of which the first is shown as a share of both.
    """

    title: Message
    cuts: tuple[str, ...]
    counts: Mapping[str, Message]
    moneys: Mapping[str, Message]
    rate: tuple[str, str] | None = None


_DEALS = {"deals": message("Deals")}
_TOTAL = {"total": message("Amount"), "weighted": message("Weighted")}

ASKED: Mapping[str, Asked] = {
    "forecast": Asked(message("Forecast"), ("book", "month", "stage", "owner"), _DEALS, _TOTAL),
    "landing": Asked(
        message("Landing"),
        ("book", "owner"),
        {"won_deals": message("Won deals"), "open_deals": message("Open deals")},
        {"won": message("Won"), "weighted": message("Weighted"), "landing": message("Landing")},
    ),
    "shape": Asked(
        message("Funnel"),
        ("stage", "book", "owner"),
        {**_DEALS, "overdue": message("Overdue"), "undated": message("Without a date")},
        _TOTAL,
    ),
    "waterfall": Asked(message("What changed"), ("bar", "book"), _DEALS, {"total": message("Amount")}),
    "win_rate": Asked(
        message("Won and lost"),
        ("book", "owner"),
        {"won_deals": message("Won deals"), "lost_deals": message("Lost deals")},
        {"won": message("Won"), "lost": message("Lost")},
        ("won_deals", "lost_deals"),
    ),
}
"""What can be asked of many books, by the name of its SQL."""


CUTS = tuple(Choice(id=key, title=TITLES[key]) for key in ("book", "owner", "stage", "month", "bar"))
"""What a row may be; each question has some of them."""


@dataclass(frozen=True)
class Asking:
    """What was asked: the question, the cut, as of which day, and of which period, if of any."""

    question: Choice
    by: str
    day: Day
    period: Period | None


@dataclass(frozen=True)
class Sources:
    """Where an answer comes from: the books, those of which something or all is missing, and the twins.

    `partial` has the number of unread files by book; `missing` why a book could not be read; `stale` the
    day of a book's facts where they may have changed since; `twins` a deal, its book and the one where it
    counts. `stages` are the place and title of every stage, `currencies` each book's own.
    """

    books: tuple[str, ...]
    partial: Mapping[str, int]
    missing: Mapping[str, Message]
    stale: Mapping[str, Day]
    twins: Sequence[tuple[str, str, str]]
    stages: Mapping[str | None, tuple[int, Label]]
    currencies: Mapping[str, str]

    @property
    def is_partial(self) -> bool:
        """Whether something is missing from the answer."""
        return bool(self.partial or self.missing or self.stale)


@dataclass(frozen=True)
class Group:
    """The sums of one key in one currency, or of all keys where `key` is `None` and it is a total."""

    key: str | None
    currency: str
    sums: Mapping[str, Decimal]


def groups_of(rows: Iterable[Mapping[str, Any]], by: str, sources: Sources) -> tuple[Group, ...]:
    """The sums of the rows by the cut and their currency, in the order of the cut."""
    found: dict[tuple[str | None, str], dict[str, Decimal]] = {}
    for row in rows:
        code = row["currency"] or sources.currencies[row["book"]]  # a deal without an amount may have none
        sums = found.setdefault((row[by], code), {})
        for name, value in row.items():
            if name not in {*TITLES, "currency", "place", "book"} and value is not None:
                sums[name] = EXACT.add(sums.get(name, Decimal(0)), Decimal(str(value)))
    order = _order(by, sources)
    some = sorted(found, key=lambda key: (key[0] is None, order(key[0]), key[1]))
    return tuple(Group(*key, _with_landing(found[key])) for key in some)


def _with_landing(sums: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """The sums with what was won and what is expected together."""
    if "won_deals" not in sums or "open_deals" not in sums:
        return sums
    return {**sums, "landing": EXACT.add(sums.get("won", Decimal(0)), sums.get("weighted", Decimal(0)))}


def _order(by: str, sources: Sources) -> Callable[[str | None], tuple[int, str]]:
    bars = {bar.id: place for place, bar in enumerate(Bar)}

    def of(key: str | None) -> tuple[int, str]:
        if by == "stage" and key in sources.stages:
            return sources.stages[key][0], key or ""
        return (bars[key] if by == "bar" and key else 0), key or ""

    return of


def across_document(asking: Asking, rows: Iterable[Mapping[str, Any]], sources: Sources) -> Document:
    """A row per key and currency, the sums of each currency below, and what is missing from them."""
    asked = ASKED[asking.question.id]
    found = groups_of(rows, asking.by, sources)
    return Document(
        schema="funnel.across/1",
        title=message("{question}: {books:book|books}", question=asked.title, books=len(sources.books)),
        head={
            "question": asking.question.id,
            "as_of": asking.day,
            "by": asking.by,
            "period": asking.period,
            "books": sources.books,
            "partial_books": tuple(sources.partial),
            "missing_books": tuple(sources.missing),
            "stale_books": tuple(sources.stale),
        },
        lines=tuple(_lines(asking)),
        tables=(
            table(
                "across",
                found,
                text("key", TITLES[asking.by], _name(asking.by, sources), weight=10),
                *(
                    count(key, title, _whole(key), total=_whole(key), weight=7)
                    for key, title in asked.counts.items()
                ),
                *(
                    money(key, title, _money(key), total=_money(key), weight=8)
                    for key, title in asked.moneys.items()
                ),
                *_rates(asked),
                currency(lambda group: group.currency, lambda group: group.currency),
                totals=_totals(found, asking.by),
                empty=message("No deal of these books is asked for."),
            ),
        ),
        notes=tuple(_notes(sources)),
        is_partial=sources.is_partial,
    )


def _lines(asking: Asking) -> Iterator[Text]:
    if asking.period:
        yield message("{period}, as of {day}; each currency by itself.", period=asking.period, day=asking.day)
    else:
        yield message("As of {day}; each currency by itself.", day=asking.day)


def lacking(
    partial: Mapping[str, int],
    missing: Mapping[str, Message],
    stale: Mapping[str, Day] = MappingProxyType({}),
) -> Iterator[Message]:
    """What is missing from an answer, book by book, or older than it was asked for; as in `Sources`."""
    for book, files in partial.items():
        yield message("Partial: {book}, without {files:file|files}.", book=book, files=files)
    for book, reason in missing.items():
        yield message("Missing: {book}. {reason}", book=book, reason=reason)
    for book, day in stale.items():
        yield message("Stale: {book}, whose facts are as of {day}.", book=book, day=day)


def _notes(sources: Sources) -> Iterator[Text]:
    """The deals that stand in two books, and count once."""
    for deal, book, counted in sources.twins[:NAMED_TWINS]:
        yield message(
            "{deal} stands in {book} too; it counts in {counted}.", deal=deal, book=book, counted=counted
        )
    if len(sources.twins) > NAMED_TWINS:
        more = len(sources.twins) - NAMED_TWINS
        yield message("{more:more deal stands|more deals stand} in two books, counted once.", more=more)


def _totals(groups: Sequence[Group], by: str) -> tuple[Group, ...]:
    """The sum of each currency of which there are several rows; a waterfall's bars add to its end instead."""
    if by == "bar":
        return ()
    found: dict[str, dict[str, Decimal]] = {}
    rows: dict[str, int] = {}
    for group in groups:
        sums = found.setdefault(group.currency, {})
        rows[group.currency] = rows.get(group.currency, 0) + 1
        for name, value in group.sums.items():
            sums[name] = EXACT.add(sums.get(name, Decimal(0)), value)
    return tuple(Group(None, code, found[code]) for code in sorted(found) if rows[code] > 1)


def _name(by: str, sources: Sources) -> Callable[[Group], Text | None]:
    bars = {bar.id: Term(bar.id, words.label) for bar, words in WORDS.items()}

    def of(group: Group) -> Text | None:
        key = group.key
        if by == "stage" and key in sources.stages:
            return Term(key or "", sources.stages[key][1])
        return bars[key] if by == "bar" and key else key

    return of


def _whole(key: str) -> Callable[[Group], int]:
    return lambda group: int(group.sums.get(key, 0))


def _money(key: str) -> Callable[[Group], Money]:
    return lambda group: Money(group.sums.get(key, Decimal(0)), group.currency)


def _rates(asked: Asked) -> Iterator[ValueColumn]:
    if asked.rate:
        won, lost = asked.rate

        def rate(group: Group) -> Decimal | None:
            some = group.sums.get(won, Decimal(0))
            return ratio(some, some + group.sums.get(lost, Decimal(0)))

        yield share("by_count", message("Win rate"), rate, total=rate, weight=9)
