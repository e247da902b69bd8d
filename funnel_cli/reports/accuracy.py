"""The accuracy of each way to forecast: from the day before, from further off, by period and by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from funnel_cli.forecasting.calls import CALLS_FILE, amount_of, calls_in_force
from funnel_cli.forecasting.replay import Horizon, Look
from funnel_cli.forecasting.teams import CallScore, calls_asked, known_on
from funnel_cli.forecasting.track_record import Accuracy, BasisScore, PastQuestion, StageBrier, accuracy
from funnel_cli.forecasting.weighted import OF_OPEN, Basis
from funnel_cli.records.book import Book
from funnel_cli.reports.accuracy_in_words import (
    BASES_IN_WORDS,
    HORIZONS,
    accuracy_in_words,
    doubts,
    in_words,
    left_out,
)
from funnel_cli.reports.explanation import amounts, part
from funnel_cli.reports.filed_calls import calls_table
from funnel_cli.reports.report_order import Order
from funnel_cli.time.standing import Standing
from funnel_cli.values.figures import Part
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import (
    Document,
    Table,
    Value,
    ValueColumn,
    count,
    currency,
    day,
    money,
    number,
    share,
    table,
    text,
)

_FAR = (Horizon.DAYS_90, Horizon.DAYS_60, Horizon.DAYS_30)


_ALL_HINT = message("By horizon, by period and by stage: funnel accuracy --all")


def accuracy_report(order: Order, kind: str = "month", *, has_all: bool = True) -> Document:
    """What each forecast would have said of the periods, of that kind where none is named, and what came."""
    query = order.query
    question = PastQuestion(
        written=order.written,
        book=order.book,
        deals=order.deals,
        matches=query.matches,
        owner=query.owner,
        has_calls=query.is_only_owner,
        is_of_people=query.is_of_people,
    )
    found = accuracy(question, order.periods, kind)
    calls = calls_asked(order.deals, order.book, found.periods, query)
    return accuracy_document(found, order.book, query.text, calls, has_all=has_all)


def accuracy_document(
    found: Accuracy,
    book: Book,
    query: str = "",
    calls: Sequence[CallScore] = (),
    *,
    has_all: bool = False,
) -> Document:
    """Each way's miss from the day before, from further off, period by period, and by stage.

    `calls` are the scores of the calls, by who filed them. A screen shows the answer, what puts it in
    doubt and what to do; all the tables where `has_all`.
    """
    return Document(
        schema="funnel.accuracy/1",
        title=message("Forecast accuracy"),
        head={
            "kind": found.kind,
            "query": query,
            "first_day": found.first,
            "next": found.next,
            "deals": found.deals,
            "with_history": found.dated,
            "won": found.won,
        },
        lines=tuple(accuracy_in_words(found)),
        tables=(
            replace(_scores(found, book.currency), on_screen=found.has_miss or has_all),
            *(
                replace(each, on_screen=each.on_screen and has_all)
                for each in (
                    _of_open(found),
                    _bands(found),
                    _horizons(found),
                    _periods(found, book.currency),
                    _briers(found),
                    calls_table(calls),
                    _replays(found.looks, book.currency),
                )
            ),
        ),
        notes=(
            *left_out(found, book),
            *(doubts(found, book.currency, query) if found.has_miss else ()),
            *(() if has_all or not found.looks else (_ALL_HINT,)),
        ),
    )


def _basis(of: Callable[[Any], Basis]) -> ValueColumn:
    return text("basis", message("Basis"), lambda each: BASES_IN_WORDS[of(each)].term, weight=10)


def _scores(found: Accuracy, code: str) -> Table:
    """A row per way to forecast, from the day before; people see here those that speak of all that is won."""
    notes = (
        message(
            "As of the day before each period. Missed by = Σ|forecast − won| ÷ Σ won; lean = "
            "Σ(forecast − won) ÷ Σ won."
        ),
    )
    return table(
        "accuracy",
        found.ahead,
        _basis(lambda score: score.basis),
        count("periods", message("Periods"), lambda score: len(score.pairs), weight=7),
        share("wape", message("Missed by"), "miss", weight=9).made(lambda score: _how_missed(score, code)),
        share("bias", message("Lean"), weight=8),
        share("wape_of_open", message("Of open deals"), "miss_of_open", on_screen=False),
        share("luck_floor", message("Luck alone"), "floor", on_screen=False).made(
            lambda score: None if score.floor is None else _HOW_LUCKY
        ),
        share("held", message("Band held"), on_screen=False),
        share("norm", message("Norm"), "verdict.norm", on_screen=False),
        text("role", message("Whose norm"), "verdict.role", on_screen=False),
        text("grade", message("Grade"), "verdict.grade.value", on_screen=False),
        text(
            "verdict",
            message("Beside the norm"),
            lambda score: in_words(score.verdict, len(score.pairs)),
            weight=8,
            is_prose=True,
        ),
        title=message("All that was won in the period"),
        notes=notes if found.scores else (),
        empty=message("No period can be replayed."),
        quiet=frozenset(place for place, score in enumerate(found.ahead) if score.basis in OF_OPEN),
    )


_HOW_LUCKY = message("Σ 0.8·√(Σp(1−p)a² + (σΣp(1−p)a)²) ÷ Σ Σpa, by the odds of the walk and the shock σ")


def _how_missed(score: BasisScore, code: str) -> Text:
    missed = Money(sum((abs(pair.said - pair.came) for pair in score.pairs), Decimal(0)), code)
    came = Money(sum((pair.came for pair in score.pairs), Decimal(0)), code)
    return message("Σ|forecast − won| {missed} ÷ Σ won {came}", missed=missed, came=came)


def _of_open(found: Accuracy) -> Table:
    """A row per way that speaks of the open deals alone, beside what these brought."""
    some = [score for score in found.ahead if score.basis in OF_OPEN]
    return table(
        "of_open",
        some,
        _basis(lambda score: score.basis),
        count("periods", message("Periods"), lambda score: len(score.pairs), weight=7),
        share("wape_of_open", message("Missed by"), "miss_of_open", weight=9),
        share("bias_of_open", message("Lean"), weight=8),
        share("luck_floor", message("Luck alone"), "floor", weight=6),
        title=message("What the deals brought that were open on the day before"),
    )


def _bands(found: Accuracy) -> Table:
    """A row per horizon: how often P10 to P90 held, and how the total did."""
    return table(
        "bands",
        found.bands,
        text("horizon", message("Seen from"), lambda each: HORIZONS[each.horizon], weight=10),
        count("periods", message("Periods"), weight=7),
        share("held", message("Band held"), weight=9),
        count("below", message("Below P10"), weight=5),
        count("above", message("Above P90"), weight=5),
        share("wape", message("Missed by"), "miss", weight=8),
        share("bias", message("Lean"), weight=8),
        title=message("How often the range held, so many days before the period"),
        notes=(message("80% is meant. Missed by and lean are those of won, walk and new business."),),
    )


def _horizons(found: Accuracy) -> Table:
    """The miss of each way from 90, 60 and 30 days before the period's end."""

    def seen(kind: Callable[..., ValueColumn], key: str, of: Value, **shown: Any) -> Iterator[ValueColumn]:
        for far in _FAR:
            title = message("{days} days", days=far.value)
            yield kind(
                f"{key}_{far.value}", title, lambda basis, far=far: of(found.score(basis, far)), **shown
            )

    some = [basis for basis in Basis if any(found.score(basis, far) for far in _FAR)]
    return table(
        "horizons",
        some,
        _basis(lambda basis: basis),
        *seen(share, "wape", lambda score: score and score.miss, weight=9),
        *seen(share, "bias", lambda score: score and score.bias, on_screen=False),
        *seen(count, "periods", lambda score: len(score.pairs) if score else 0, on_screen=False),
        title=message("Missed by, seen from so many days before the period's end"),
        quiet=frozenset(place for place, basis in enumerate(some) if basis in OF_OPEN),
        on_screen=bool(found.looks),
    )


def _periods(found: Accuracy, code: str) -> Table:
    """A row per period: each way's forecast of the day before, beside what came."""

    def said(basis: Basis) -> ValueColumn:
        def of(look: Look) -> Money | None:
            pair = look.said.get(basis)
            return Money(pair.said, code) if pair else None

        way = BASES_IN_WORDS[basis]
        return money(basis.value, way.term.label, of, weight=8).made(
            lambda look: way.formula if basis in look.said else None,
            lambda look: _added(look, basis, found.question),
        )

    def won(look: Look) -> list[Standing]:
        return [deal for deal in found.wins if deal.deal.closed and deal.deal.closed in look.period]

    return table(
        "periods",
        [look for look in found.looks if look.horizon is Horizon.AHEAD],
        text("period", message("Period"), weight=10),
        day("day", message("As of"), on_screen=False),
        money("won", message("Won"), lambda look: Money(look.came, code), weight=9).made(
            message("Σ amount of the deals closed as won in it"), lambda look: amounts(won(look))
        ),
        *map(said, Basis),
        money("p10", "P10", lambda look: Money(look.band[0], code), weight=3),
        money("p90", "P90", lambda look: Money(look.band[1], code), weight=3),
        currency(lambda _: code),
        title=message("Period by period, as of the day before"),
        on_screen=bool(found.looks),
    )


def _briers(found: Accuracy) -> Table:
    """A row per stage: the Brier scores of the odds of the deals that sat in it on the day before."""
    some = tuple(each for each in found.briers if each.deals)

    def shown(of: Callable[[StageBrier], Decimal | None]) -> Callable[[StageBrier], str | None]:
        return lambda each: None if (score := of(each)) is None else f"{score:.3f}"

    def stage(each: StageBrier) -> Term:
        return each.stage.term if each.stage else Term("all", message("all of them"))

    odds = (
        ("brier_weighted", BASES_IN_WORDS[Basis.WEIGHTED].term.label, lambda each: each.weighted),
        ("brier_walk", BASES_IN_WORDS[Basis.WALK].term.label, lambda each: each.walk),
        ("brier_luck", message("Luck alone"), lambda each: each.luck),
    )
    return table(
        "brier",
        some,
        text("stage", message("Stage"), stage, weight=10),
        count("deals", message("Deals"), weight=7),
        share("came", message("Won in time"), weight=6),
        *(number(key, title, of, on_screen=False) for key, title, of in odds),
        *(text(f"{key}_shown", title, shown(of), weight=8) for key, title, of in odds),
        title=message("How good the odds of single deals were (Brier score: 0 is perfect)"),
        notes=(message("A deal counts once for each period before which it was open."),) if some else (),
    )


def _replays(looks: Sequence[Look], code: str) -> Table:
    """Every forecast of every period from every horizon with its error; for machines."""
    return table(
        "replays",
        [(look, basis, pair) for look in looks for basis, pair in look.said.items()],
        text("period", message("Period"), lambda each: each[0].period, weight=10),
        text("horizon", message("Seen from"), lambda each: HORIZONS[each[0].horizon]),
        day("day", message("As of"), lambda each: each[0].day),
        _basis(lambda each: each[1]),
        money("forecast", message("Forecast"), lambda each: Money(each[2].said, code)),
        money("won", message("Won"), lambda each: Money(each[2].came, code)),
        share("error", message("Error"), lambda each: each[2].error),
        share("accuracy", message("Accuracy"), lambda each: each[2].accuracy),
        currency(lambda _: code),
        title=message("Every replay"),
        on_screen=False,
    )


def _added(look: Look, basis: Basis, question: PastQuestion) -> Iterator[Part]:
    """The deals or calls that one way's forecast of the period adds up."""
    if basis is Basis.CALL:
        yield from _calls(look, question)
    elif basis in look.of_open:
        for seat in look.seats:
            if add := (seat.amount or 0) * (seat.walk if basis is Basis.WALK else seat.weighted):
                yield part(seat.deal.deal, Money(add, question.book.currency))


def _calls(look: Look, question: PastQuestion) -> Iterator[Part]:
    """The calls that counted on the day before, with their lines where every line could be read."""
    written = question.written
    then = known_on(look.day, written)
    is_whole = not any(problem.path == CALLS_FILE for problem in written.problems)
    for call in calls_in_force(then, look.period, question.owner):
        line = next(n for n, each in enumerate(written.calls) if each is call)
        way = (line, "amount") if is_whole else ()
        yield Part(call.owner or written.method.method, amount_of(call, then), CALLS_FILE, way)
