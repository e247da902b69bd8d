"""The accuracy in plain words: what it comes to, how a miss stands to the norms, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.forecasting.replay import Horizon, Look
from funnel_cli.forecasting.score import ENOUGH, Grade, Verdict
from funnel_cli.forecasting.track_record import MIXED, MONTH, QUARTER, Accuracy, BandScore, BasisScore
from funnel_cli.forecasting.weighted import OF_OPEN, Basis
from funnel_cli.records.book import Book
from funnel_cli.reports.deals import money_notes
from funnel_cli.values.message import N_, Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, days_after
from funnel_cli.values.table import Cell

_FEW = 3
"""Up to so many periods are named one by one."""


class _Basis(NamedTuple):
    """The name of a way to forecast, and the formula of its figure."""

    term: Term
    formula: Message


BASES_IN_WORDS = {
    Basis.WEIGHTED: _Basis(
        Term("weighted", message("weighted")),
        message("Σ amount × probability of the open deals due in the period"),
    ),
    Basis.WALK: _Basis(
        Term("walk", message("walk")), message("Σ amount × odds of the open deals to be won in the period")
    ),
    Basis.TOTAL: _Basis(
        Term("total", message("won, walk and new")), message("won + walk + new business, a total")
    ),
    Basis.RUN_RATE: _Basis(
        Term("run_rate", message("run rate")), message("mean won revenue of the last three full periods")
    ),
    Basis.COMBINED: _Basis(
        Term("combined", message("combined")), message("½ (walk + new business) + ½ run rate")
    ),
    Basis.CALL: _Basis(Term("call", message("call")), message("Σ of the latest calls filed by then")),
}

_ROLES = {
    "rep": message("a rep"),
    "manager": message("a manager"),
    "director": message("a director"),
}


HORIZONS = {
    Horizon.AHEAD: Term("ahead", message("the day before")),
    Horizon.DAYS_90: Term("days_90", message("90 days before its end")),
    Horizon.DAYS_60: Term("days_60", message("60 days before its end")),
    Horizon.DAYS_30: Term("days_30", message("30 days before its end")),
    Horizon.BEFORE_15: Term("before_15", message("15 days before")),
    Horizon.BEFORE_30: Term("before_30", message("30 days before")),
    Horizon.BEFORE_45: Term("before_45", message("45 days before")),
    Horizon.BEFORE_90: Term("before_90", message("90 days before")),
}


class _Kind(NamedTuple):
    """The word for a forecast of the day before such a period, and so many of them."""

    ahead: Message
    counted: str


_PERIODS = {
    MONTH: _Kind(message("month-ahead"), N_("{count:month|months}")),
    QUARTER: _Kind(message("quarter-ahead"), N_("{count:quarter|quarters}")),
    MIXED: _Kind(message("day-before"), N_("{count:period|periods}")),
}


def accuracy_in_words(found: Accuracy) -> Iterator[Text]:
    """Sum the accuracy up in plain words."""
    walked = found.score(Basis.WALK)
    if walked is None or not found.has_miss:
        yield from _nothing(found)
        return
    if walked.miss_of_open is not None:
        yield _against_luck(found, walked, walked.miss_of_open)
    else:
        yield message("Nothing was won of the deals that were open: there is no miss to tell.")
    told = (
        score
        for score in found.ahead
        if score.basis not in OF_OPEN and len(score.pairs) >= ENOUGH and score.miss is not None
    )
    if best := min(told, key=lambda score: score.miss or Decimal(0), default=None):
        yield message(
            "Closest to all that was won: {basis}, {miss} off on average; it leant {lean}.",
            basis=BASES_IN_WORDS[best.basis].term,
            miss=best.miss,
            lean=_lean(best.bias or Decimal(0)),
        )
    if len(walked.pairs) < ENOUGH:
        yield message(
            "{periods} can be replayed so far; {enough} are needed to judge.",
            periods=_counted(len(walked.pairs), found.kind),
            enough=ENOUGH,
        )


def _against_luck(found: Accuracy, walked: BasisScore, miss: Decimal) -> Message:
    """The walk's miss over the deals that were open, beside what luck makes with so few."""
    periods = _counted(len(walked.pairs), found.kind)
    if walked.floor is None:
        return message(
            "Your {ahead} walk missed what open deals brought by {miss} on average over {periods}.",
            ahead=_PERIODS[found.kind].ahead,
            miss=miss,
            periods=periods,
        )
    return message(
        "Your {ahead} walk missed what open deals brought by {miss} on average over {periods}; "
        "with so few deals luck alone makes {floor}.",
        ahead=_PERIODS[found.kind].ahead,
        miss=miss,
        periods=periods,
        floor=walked.floor,
    )


def _nothing(found: Accuracy) -> Iterator[Text]:
    """Why there is nothing to tell yet, and when there will be."""
    if found.looks:
        yield message(
            "Not yet: {won} of {deals:deal is|deals are} won, so there is no miss to tell.",
            deals=found.deals,
            won=found.won,
        )
    elif found.first is None:
        yield message(
            "Not yet: {known} of {deals:deal has|deals have} a known first day, so there is nothing to "
            "replay.",
            deals=found.deals,
            known=found.dated,
        )
    else:
        yield message(
            "Not yet: {known} of {deals:deal has|deals have} a known first day, the first {first}, and a "
            "period is replayed from the day before it begins.",
            known=found.dated,
            deals=found.deals,
            first=found.first,
        )
    if found.first and found.next and not found.looks:
        yield message(
            "{period} will be the next, from {day} on.", period=found.next, day=days_after(found.next.last, 1)
        )


def _counted(count: int, kind: str) -> Message:
    return Message(_PERIODS[kind].counted, {"count": count})


def _lean(bias: Decimal) -> Message:
    if bias > 0:
        return message("{share} too high", share=bias)
    return message("{share} too low", share=-bias) if bias < 0 else message("to neither side")


def in_words(judged: Verdict, periods: int) -> Message:
    """The verdict over so many periods in plain words."""
    whose = _ROLES.get(judged.role or "", judged.role)
    match judged.grade:
        case Grade.TOO_FEW:
            return message("not yet: {count} of {enough} periods", count=periods, enough=ENOUGH)
        case Grade.NOTHING_CAME:
            return message("nothing was won")
        case Grade.WITHIN:
            return message("within {norm}, good for {whose}", norm=judged.norm, whose=whose)
        case Grade.LUCK:
            return message("over {norm}, but no more than luck makes", norm=judged.norm)
        case Grade.OVER:
            return message("over {norm}, the norm of {whose}", norm=judged.norm, whose=whose)


def doubts(found: Accuracy, code: str, query: str = "") -> Iterator[Text]:
    """How the range held, which period was furthest off, and what to do about it."""
    yield from _range_held(found.bands)
    said = [
        (look.period, pair)
        for look in found.looks
        if look.horizon is Horizon.AHEAD and (pair := look.said.get(Basis.TOTAL))
    ]
    if not said:
        return
    period, pair = max(said, key=lambda each: abs(each[1].said - each[1].came))
    if pair.said != pair.came:
        yield message(
            "Furthest off was {period}: {said} told, {came} won. "
            "Which deals: funnel accuracy {words} --explain",
            period=period,
            said=Money(pair.said, code),
            came=Money(pair.came, code),
            words=" ".join(filter(None, (period.name, query))),
        )
    if found.score(Basis.CALL) is None:
        yield message("No call of yours to judge yet; file one: funnel call next-month 300k")


def _range_held(bands: Sequence[BandScore]) -> Iterator[Text]:
    """How often the range held, from nearby and from furthest off where there is enough to judge."""
    judged = [band for band in bands if band.periods >= ENOUGH]
    if bands and not judged:
        most = max(band.periods for band in bands)
        yield message(
            "Whether the range holds: not yet, {count} of {enough} periods.", count=most, enough=ENOUGH
        )
    if judged:
        near, far = judged[0], judged[-1]
        yield message(
            "The range is meant to hold in 80% of periods: seen from {nearest} it held in {near}, "
            "from {furthest} in {far}.",
            near=near.held,
            nearest=HORIZONS[near.horizon],
            far=far.held,
            furthest=HORIZONS[far.horizon],
        )


def left_out(found: Accuracy, book: Book) -> Iterator[Text]:
    """The periods asked for that cannot be judged, and the deals that no sum could count."""
    if found.running:
        yield message("Not over yet, and left out: {periods}.", periods=_named(found.running))
    if found.unknown:
        yield message(
            "Begun before anything was known, and left out: {periods}.", periods=_named(found.unknown)
        )
    yield from money_notes(found.wins, book)
    yield from _unknown(found.looks, book)


def _unknown(looks: Sequence[Look], book: Book) -> Iterator[Text]:
    """The open deals that no forecast could count."""
    if no_rate := sorted({id for look in looks for id in look.no_rate}):
        yield message(
            "Open without a rate to {currency}, in no forecast: {deals}.",
            currency=book.currency,
            deals=tuple(no_rate),
        )
    if no_stage := sorted({id for look in looks for id in look.no_stage}):
        yield message("Open in no stage of the method, in no forecast: {deals}.", deals=tuple(no_stage))
    if unknown := sorted({id for look in looks for id in look.unknown}):
        yield message(
            "Their stage then is unknown, so they are in no forecast: {deals}.", deals=tuple(unknown)
        )


def _named(periods: Sequence[Period]) -> Cell:
    if len(periods) <= _FEW:
        return tuple(period.name for period in periods)
    return message("{first} to {last}", first=periods[0], last=periods[-1])
