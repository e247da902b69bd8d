"""The accuracy of each way to forecast as tables, and in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from funnel_cli.forecasting.replay import Horizon, Look
from funnel_cli.forecasting.track_record import Accuracy, Score, StageBrier
from funnel_cli.forecasting.weighted import Basis
from funnel_cli.message import Message, Term, message
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.reports.accuracy.accuracy_words import BASES, headline, in_words, left_out
from funnel_cli.table import Column, Document, Kind, Row, Table

HORIZONS = {
    Horizon.AHEAD: Term("ahead", message("the day before")),
    Horizon.DAYS_90: Term("days_90", message("90 days before its end")),
    Horizon.DAYS_60: Term("days_60", message("60 days before its end")),
    Horizon.DAYS_30: Term("days_30", message("30 days before its end")),
}

BASIS = Column(key="basis", title=message("Basis"), weight=10)
PERIOD = Column(key="period", title=message("Period"), weight=10)
CURRENCY = Column(key="currency", title=message("Currency"), on_screen=False)
ALL = Term("all", message("all of them"))


def accuracy_document(found: Accuracy, book: Book, query: str = "") -> Document:
    """How good each way was from the day before, from further off, period by period, and by stage."""
    return Document(
        schema="funnel.accuracy/1",
        title=message("Forecast accuracy"),
        head={"kind": found.kind, "query": query, "first_day": found.first, "next": found.next},
        lines=tuple(headline(found)),
        tables=(
            _scores(found),
            _horizons(found),
            _periods(found, book),
            _briers(found.briers),
            _replays(found.looks, book),
        ),
        notes=tuple(left_out(found, book)),
    )


def _scores(found: Accuracy) -> Table:
    """A row per way to forecast, from the day before."""
    return Table(
        name="accuracy",
        columns=(
            BASIS,
            Column(key="periods", title=message("Periods"), kind=Kind.COUNT, weight=7),
            Column(key="wape", title=message("Missed by"), kind=Kind.RATIO, weight=9),
            Column(key="bias", title=message("Lean"), kind=Kind.RATIO, weight=8),
            Column(key="wape_of_open", title=message("Of open deals"), kind=Kind.RATIO, weight=5),
            Column(key="luck_floor", title=message("Luck alone"), kind=Kind.RATIO, weight=6),
            Column(key="held", title=message("Band held"), kind=Kind.RATIO, weight=4),
            Column(key="norm", title=message("Norm"), kind=Kind.RATIO, on_screen=False),
            Column(key="role", title=message("Whose norm"), on_screen=False),
            Column(key="grade", title=message("Grade"), on_screen=False),
            Column(key="verdict", title=message("Beside the norm"), weight=8, is_prose=True),
        ),
        rows=tuple(_score_row(score) for score in found.scores if score.horizon is Horizon.AHEAD),
        notes=(
            message(
                "As of the day before each period. Missed by = Σ|forecast − won| ÷ Σ won; lean = "
                "Σ(forecast − won) ÷ Σ won."
            ),
            message(
                "Of open deals: the same over the deals that were open then, as is what luck alone makes."
            ),
            message("Band held: how often what was won lay from P10 to P90 of the walk; 80% is meant."),
        )
        if found.scores
        else (),
        empty=message("No period can be replayed."),
    )


def _score_row(score: Score) -> Row:
    judged = score.verdict
    return (
        BASES[score.basis],
        len(score.pairs),
        score.miss,
        score.bias,
        score.miss_of_open,
        score.floor,
        score.held,
        judged.norm,
        judged.role,
        judged.grade.value,
        in_words(judged),
    )


def _horizons(found: Accuracy) -> Table:
    """The miss of each way from 90, 60 and 30 days before the period's end."""
    far = (Horizon.DAYS_90, Horizon.DAYS_60, Horizon.DAYS_30)
    rows = [(basis, [found.score(basis, horizon) for horizon in far]) for basis in Basis]
    return Table(
        name="horizons",
        title=message("Missed by, seen from so many days before the period's end"),
        columns=(
            BASIS,
            *(Column(key=f"wape_{h.value}", title=_days(h), kind=Kind.RATIO, weight=9) for h in far),
            *(Column(key=f"bias_{h.value}", title=_days(h), kind=Kind.RATIO, on_screen=False) for h in far),
            *(
                Column(key=f"periods_{h.value}", title=_days(h), kind=Kind.COUNT, on_screen=False)
                for h in far
            ),
        ),
        rows=tuple(
            (
                BASES[basis],
                *(score.miss if score else None for score in scores),
                *(score.bias if score else None for score in scores),
                *(len(score.pairs) if score else 0 for score in scores),
            )
            for basis, scores in rows
            if any(scores)
        ),
        on_screen=bool(found.looks),
    )


def _days(horizon: Horizon) -> Message:
    return message("{days} days", days=horizon.value)


def _periods(found: Accuracy, book: Book) -> Table:
    """What each way said of each period on the day before, beside what came."""
    return Table(
        name="periods",
        title=message("Period by period, as of the day before"),
        columns=(
            PERIOD,
            Column(key="day", title=message("As of"), kind=Kind.DAY, on_screen=False),
            Column(key="won", title=message("Won"), kind=Kind.MONEY, weight=9),
            *(Column(key=b.value, title=BASES[b].label, kind=Kind.MONEY, weight=8) for b in Basis),
            Column(key="p10", title="P10", kind=Kind.MONEY, weight=3),
            Column(key="p90", title="P90", kind=Kind.MONEY, weight=3),
            CURRENCY,
        ),
        rows=tuple(
            (
                look.period,
                look.day,
                Money(look.came, book.currency),
                *(_said(look, basis, book) for basis in Basis),
                *(Money(end, book.currency) for end in look.band or ()),
                book.currency,
            )
            for look in found.looks
            if look.horizon is Horizon.AHEAD
        ),
        on_screen=bool(found.looks),
    )


def _said(look: Look, basis: Basis, book: Book) -> Money | None:
    pair = look.said.get(basis)
    return Money(pair.said, book.currency) if pair else None


def _briers(briers: Iterable[StageBrier]) -> Table:
    """How good the odds of single deals were, by the stage they sat in on the day before."""
    some = tuple(each for each in briers if each.deals)
    odds = (
        ("brier_weighted", BASES[Basis.WEIGHTED].label),
        ("brier_walk", BASES[Basis.WALK].label),
        ("brier_luck", message("Luck alone")),
    )

    def scores(each: StageBrier) -> tuple[Decimal | None, ...]:
        return each.weighted, each.walk, each.luck

    return Table(
        name="brier",
        title=message("How good the odds of single deals were (Brier score: 0 is perfect)"),
        columns=(
            Column(key="stage", title=message("Stage"), weight=10),
            Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=7),
            Column(key="came", title=message("Won in time"), kind=Kind.RATIO, weight=6),
            *(Column(key=key, title=title, kind=Kind.NUMBER, on_screen=False) for key, title in odds),
            *(Column(key=f"{key}_shown", title=title, weight=8) for key, title in odds),
        ),
        rows=tuple(
            (
                Term(each.stage.id, each.stage.label) if each.stage else ALL,
                each.deals,
                each.came,
                *scores(each),
                *(None if score is None else f"{score:.3f}" for score in scores(each)),
            )
            for each in some
        ),
        notes=(message("A deal counts once for each period before which it was open."),) if some else (),
        on_screen=bool(some),
    )


def _replays(looks: Sequence[Look], book: Book) -> Table:
    """Every forecast of every period from every horizon with its error; for machines."""
    rows = [(look, basis, pair) for look in looks for basis, pair in look.said.items()]
    return Table(
        name="replays",
        title=message("Every replay"),
        columns=(
            PERIOD,
            Column(key="horizon", title=message("Seen from")),
            Column(key="day", title=message("As of"), kind=Kind.DAY),
            BASIS,
            Column(key="forecast", title=message("Forecast"), kind=Kind.MONEY),
            Column(key="won", title=message("Won"), kind=Kind.MONEY),
            Column(key="error", title=message("Error"), kind=Kind.RATIO),
            Column(key="accuracy", title=message("Accuracy"), kind=Kind.RATIO),
            CURRENCY,
        ),
        rows=tuple(
            (
                look.period,
                HORIZONS[look.horizon],
                look.day,
                BASES[basis],
                Money(pair.said, book.currency),
                Money(pair.came, book.currency),
                pair.error,
                pair.accuracy,
                book.currency,
            )
            for look, basis, pair in rows
        ),
        on_screen=False,
    )
