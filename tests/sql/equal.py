"""What an engine answers from the facts, and what the reports of Python say, in the same terms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engines import Engine

from funnel_cli.forecasting.passage import conversions, decided_in, stage_times
from funnel_cli.forecasting.pipeline_changes import Piece, waterfall
from funnel_cli.forecasting.teams import call_scores
from funnel_cli.forecasting.weighted import asked, forecast
from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, WON
from funnel_cli.reports.shape import funnel_shape
from funnel_cli.reports.stalled import stalls, unaged
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.time.sums import summed
from funnel_cli.values.money import EXACT, Money, total
from funnel_cli.values.period import Period

Key = tuple[object, ...]
Sums = Mapping[Key, tuple[object, ...]]


@dataclass(frozen=True)
class Question:
    """A day, a window, a span before it, and whose deals, `None` for all."""

    day: Day
    window: Period
    span: Period
    owner: str | None

    def is_asked(self, deal: Standing) -> bool:
        return self.owner is None or deal.deal.owner == self.owner


def of_reports(book: Book, asked: Question) -> dict[str, Sums]:
    """The answers of Python."""
    known = book_on(book, asked.day)
    deals = [each for each in standings(known) if asked.is_asked(each)]
    found = forecast(deals, known, asked.window)
    decided = decided_in(deals, asked.window)
    won, lost = (summed([each for each in decided if each.deal.stage == end], known) for end in (WON, LOST))
    return {
        "forecast by stage": grouped(deals, known, asked.window, "stage"),
        "forecast by month": grouped(deals, known, asked.window, "month"),
        "forecast by owner": grouped(deals, known, asked.window, "owner"),
        "landing": {
            (money.currency, name): (money.amount,)
            for name, some in (("won", found.brought.amounts), ("weighted", found.total.weighted))
            for money in some
            if money.amount
        },
        "win_rate": {
            (money.currency, name): (money.amount,)
            for name, some in (("won", won.amounts), ("lost", lost.amounts))
            for money in some
            if money.amount
        },
        "decided": {("won",): (won.deals,), ("lost",): (lost.deals,)},
        "shape": shape_of(deals, known),
        "waterfall": bars_of(known, asked),
        "stalled": stalled_of(deals, known),
        **{
            f"{name} of {span}": answer
            for span, period in (("all", None), ("the window", asked.window))
            for name, answer in (
                ("conversion", passages_of(deals, known, period)),
                ("time in stage", times_of(deals, known, period)),
            )
        },
    }


def passages_of(deals: Iterable[Standing], book: Book, period: Period | None) -> Sums:
    found = conversions([each.deal for each in deals], book.method, period)
    counts = {
        (each.stage.id,): (each.reached, len(each.lost), len(each.waiting), each.unknown) for each in found
    }
    return {key: values for key, values in counts.items() if any(values)}


def times_of(deals: Iterable[Standing], book: Book, period: Period | None) -> Sums:
    found: defaultdict[Key, int] = defaultdict(int)
    for time in stage_times([each.deal for each in deals], book.method, book.day, period):
        for stay in time.stays:
            found[time.stage.id, stay.days, stay.is_running] += 1
    return {key: (stays,) for key, stays in found.items()}


def stalled_of(deals: Sequence[Standing], book: Book) -> Sums:
    """The stalled deals by stage and currency, and how many are of unknown age."""
    found: defaultdict[Key, list[Standing]] = defaultdict(list)
    for each in stalls(deals, book):
        found[each.stage.id, each.standing.deal.currency or book.currency].append(each.standing)
    sums: dict[Key, tuple[object, ...]] = {
        key: (len(some), sum_of(of.amounts), sum_of(of.weighted))
        for key, some in found.items()
        for of in [summed(some, book)]
    }
    return {**sums, ("unaged",): (unaged(deals),)}


def calls_of(book: Book) -> Sums:
    """What each party called of the periods that are over, what came, and by how much it was missed."""
    return {
        (score.party.name,): (
            *(
                EXACT.plus(sum((getattr(pair, name) for pair in score.pairs), Decimal(0)))
                for name in ("said", "came")
            ),
            sum((abs(pair.said - pair.came) for pair in score.pairs), Decimal(0)),
        )
        for score in call_scores(standings(book), book)
        if score.pairs
    }


def calls_from(engine: Engine, day: Day) -> Sums:
    rows = engine.ask("calls", as_of=day, start_day=None, end_day=None)
    return added(rows, ("owner",), ("said", "won", "missed"))


def grouped(deals: Iterable[Standing], book: Book, window: Period, by: str) -> Sums:
    groups = asked(deals, book, [window], by=by)[0].groups
    return {
        (each.key, each.currency): (each.sum.deals, sum_of(each.sum.amounts), sum_of(each.sum.weighted))
        for each in groups
    }


def sum_of(moneys: Iterable[Money]) -> Decimal:
    return next((money.amount for money in moneys), Decimal(0))


def shape_of(deals: Iterable[Standing], book: Book) -> Sums:
    found: defaultdict[Key, list[Standing]] = defaultdict(list)
    for slice_ in funnel_shape(deals, book).slices:
        for deal in slice_.deals:
            found[slice_.stage.id, deal.deal.currency or book.currency].append(deal)
    return {
        key: (len(some), sum_of(of.amounts), sum_of(of.weighted))
        for key, some in found.items()
        for of in [summed(some, book)]
    }


def bars_of(book: Book, asked: Question) -> Sums:
    found = waterfall(book, asked.span, asked.window, asked.is_asked)
    pieces: defaultdict[Key, list[Piece]] = defaultdict(list)
    for each in found.bars:
        for piece in each.pieces:
            currency = piece.amount.currency if piece.amount else piece.deal.currency or book.currency
            pieces[each.bar.id, currency].append(piece)
    return {
        key: (
            len({piece.deal.id for piece in some}),
            sum_of(total(piece.amount for piece in some if piece.amount)),
        )
        for key, some in pieces.items()
    }


def of_engine(engine: Engine, asked: Question) -> dict[str, Sums]:
    """The answers of the engine to the same questions, from the facts of the book."""
    days = {"as_of": asked.day, "start_day": asked.window.start, "end_day": asked.window.end}

    def ours(name: str, told: Mapping[str, Day | None]) -> list[dict[str, Any]]:
        rows = engine.ask(name, **told)
        return [row for row in rows if asked.owner is None or row["owner"] == asked.owner]

    forecasts, landing, decided = (ours(name, days) for name in ("forecast", "landing", "win_rate"))
    answers: dict[str, Sums] = {
        f"forecast by {key}": added(forecasts, (key, "currency"), ("deals", "total", "weighted"))
        for key in ("stage", "month", "owner")
    }
    answers["landing"] = by_name(landing, ("won", "weighted"))
    answers["win_rate"] = by_name(decided, ("won", "lost"))
    answers["decided"] = {
        (name,): (sum(row[f"{name}_deals"] for row in decided),) for name in ("won", "lost")
    }
    shape = ours("shape", {"as_of": asked.day})
    answers["shape"] = added(shape, ("stage", "currency"), ("deals", "total", "weighted"))
    answers["waterfall"] = bars_from(engine, asked)
    stalled = ours("stalled", {"as_of": asked.day})
    found = added(
        [row for row in stalled if row["deals"]], ("stage", "currency"), ("deals", "total", "weighted")
    )
    answers["stalled"] = {**found, ("unaged",): (sum(row["unaged"] for row in stalled),)}
    whole: dict[str, Day | None] = {**days, "start_day": None, "end_day": None}
    for span, told in (("all", whole), ("the window", days)):
        ways = ours("conversion", told)
        passages = added(ways, ("stage",), ("passed", "lost", "waiting", "unknown"))
        answers[f"conversion of {span}"] = {key: some for key, some in passages.items() if any(some)}
        stays = [{**row, "is_running": bool(row["is_running"])} for row in ours("time_in_stage", told)]
        answers[f"time in stage of {span}"] = added(stays, ("stage", "days", "is_running"), ("stays",))
    return answers


def bars_from(engine: Engine, asked: Question) -> Sums:
    closing = min(asked.span.last, asked.day)
    opening = min(asked.span.start - timedelta(1), closing)
    window = {"start_day": asked.window.start, "end_day": asked.window.end}
    rows = engine.ask("waterfall", opening=opening, closing=closing, owner=asked.owner, **window)
    return added(rows, ("bar", "currency"), ("deals", "total"))


def number(value: object) -> Decimal:
    return Decimal(str(value)) if value is not None else Decimal(0)


def added(rows: Iterable[Mapping[str, Any]], keys: tuple[str, ...], values: tuple[str, ...]) -> Sums:
    sums: dict[Key, tuple[Decimal, ...]] = {}
    for row in rows:
        key = tuple(row[name] for name in keys)
        before = sums.get(key, (Decimal(0),) * len(values))
        sums[key] = tuple(EXACT.add(one, number(row[name])) for one, name in zip(before, values, strict=True))
    return {**sums}


def by_name(rows: Iterable[Mapping[str, Any]], names: tuple[str, ...]) -> Sums:
    """The sums by currency and name, without those that come to nothing."""
    sums: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for row in rows:
        for name in names:
            place = (row["currency"], name)
            sums[place] = EXACT.add(sums[place], number(row[name]))
    return {place: (value,) for place, value in sums.items() if value}
