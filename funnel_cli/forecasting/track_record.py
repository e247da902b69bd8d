"""How good each way to forecast has been: every past period replayed, and the misses summed up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from funnel_cli.forecasting.lessons import begun, has_habit, known_from
from funnel_cli.forecasting.past import Matches, PastBook
from funnel_cli.forecasting.replay import BANDED, Horizon, Look, Replay, Seat
from funnel_cli.forecasting.score import ENOUGH, Pair, Verdict, bias, brier, held, norms_of, verdict, wape
from funnel_cli.forecasting.spread import Miss, learnt
from funnel_cli.forecasting.weighted import Basis
from funnel_cli.records.book import Book
from funnel_cli.records.method import Choice, Stage
from funnel_cli.time.facts import since
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import ratio, share_of
from funnel_cli.values.message import Label
from funnel_cli.values.period import Period, month_of, onwards, parts, quarter_of

MONTH, QUARTER = "month", "quarter"
PERIOD_KINDS = (
    Choice(id=MONTH, title=Label({"en": "month", "zh": "月"})),
    Choice(id=QUARTER, title=Label({"en": "quarter", "zh": "季度"})),
)
"""The kinds of period that can be replayed."""
MIXED = "period"
"""The kind of periods that are not all months, or all quarters."""


class BasisScore(NamedTuple):
    """The misses of one way to forecast over some periods, seen from one horizon.

    `miss` and `bias` are against all that was won in them, `miss_of_open` and `bias_of_open` against what the
    deals brought that were open then; these and the `floor`, by which a perfect forecaster would have missed
    that, are `None` for ways that do not go by open deals. `held` is the share of periods whose P10 to P90
    held, told with the total.
    """

    basis: Basis
    horizon: Horizon
    pairs: tuple[Pair, ...]
    miss: Decimal | None
    bias: Decimal | None
    miss_of_open: Decimal | None
    bias_of_open: Decimal | None
    floor: Decimal | None
    held: Decimal | None
    verdict: Verdict


class BandScore(NamedTuple):
    """How often what came lay from P10 to P90, seen from one horizon, and how often below or above.

    `miss` and `bias` are those of won, walk and new business together.
    """

    horizon: Horizon
    periods: int
    held: Decimal | None
    below: int
    above: int
    miss: Decimal | None
    bias: Decimal | None


class StageBrier(NamedTuple):
    """The Brier scores of the deals that sat in a stage, all stages without one.

    `luck` is what odds that were just right would have scored; `came` the share that was won in time.
    """

    stage: Stage | None
    deals: int
    came: Decimal | None
    walk: Decimal | None
    weighted: Decimal | None
    luck: Decimal | None


class Accuracy(NamedTuple):
    """The past of a book, replayed. `kind` is that of the periods; `first` the first day that is known.

    `deals` are all that are meant but the omitted, `dated` counts those with a day, `won` those won.

    `looks` are by period and day, `wins` the deals won in the periods; `running` are periods asked for that
    are not over, `unknown` those that began before anything was known.
    """

    question: PastQuestion
    kind: str
    first: Day | None
    next: Period | None
    looks: tuple[Look, ...]
    wins: tuple[Standing, ...]
    scores: tuple[BasisScore, ...]
    briers: tuple[StageBrier, ...]
    running: tuple[Period, ...]
    unknown: tuple[Period, ...]
    deals: int
    dated: int
    won: int

    @property
    def has_miss(self) -> bool:
        """Whether there is anything that a forecast could have missed."""
        return any(score.miss is not None or score.miss_of_open is not None for score in self.scores)

    @property
    def ahead(self) -> tuple[BasisScore, ...]:
        """The scores of all ways as of the day before each period."""
        return tuple(score for score in self.scores if score.horizon is Horizon.AHEAD)

    @property
    def periods(self) -> frozenset[Period]:
        """The periods that were replayed."""
        return frozenset(look.period for look in self.looks)

    @property
    def bands(self) -> tuple[BandScore, ...]:
        """How often the range held, from the day before and from further off."""
        scores = (_band_score(horizon, self.looks) for horizon in BANDED)
        return tuple(score for score in scores if score.periods)

    def score(self, basis: Basis, horizon: Horizon = Horizon.AHEAD) -> BasisScore | None:
        """The score of that way from that horizon; `None` where it never could say anything."""
        return next((s for s in self.scores if (s.basis, s.horizon) == (basis, horizon)), None)


class PastQuestion(NamedTuple):
    """Whose past is asked about.

    `deals` are those meant as they stand today, `matches` says which are meant on another day; `owner` is
    the only owner meant, if it is one, `has_calls` says whether calls speak of just these deals, and
    `is_of_people` whether they are all of some people: then the past teaches the shock, as in the forecast.
    """

    written: Book
    book: Book
    deals: Sequence[Standing]
    matches: Matches
    owner: str | None = None
    has_calls: bool = True
    is_of_people: bool = True


def accuracy(
    question: PastQuestion,
    periods: Sequence[Period] = (),
    kind: str = MONTH,
    horizons: Sequence[Horizon] = tuple(Horizon),
) -> Accuracy:
    """Every whole period of the kind that is over, or those asked for, as they were foretold.

    A period asked for that holds several of the kind is replayed as these; one that holds none, as itself.
    From the day before it (`AHEAD`) each is looked at in any case.
    """
    book = question.book
    deals = [each for each in question.deals if not each.is_omitted]
    first = known_from(deals, book)
    asked = _cut(periods, kind, book) if periods else tuple(_whole(first, kind, book))
    over = [each for each in asked if each.end <= book.day]
    known = [each for each in over if first is not None and first < each.start]
    past = PastBook(replace(question.written, method=book.method), question.matches)
    replay = Replay(past, book, deals, owner=question.owner, has_calls=question.has_calls)
    habit = begun(deals, book) if question.is_of_people else Day.max
    looks = sorted(_looks(replay, known, first, habit, horizons), key=lambda look: look.period)
    return Accuracy(
        question=question,
        kind=kind if all(_of_kind(each.start, kind, book) == each for each in known) else MIXED,
        first=first,
        next=_next(first, kind, book),
        looks=tuple(looks),
        wins=tuple(each for each in deals if _is_won_in(each, known)),
        scores=tuple(_scores(looks, norms_of(book.method.accuracy))),
        briers=_briers(looks, book),
        running=tuple(each for each in asked if each.end > book.day),
        unknown=tuple(each for each in over if each not in known),
        deals=len(deals),
        dated=sum(since(each.deal) is not None for each in deals),
        won=sum(each.deal.is_won for each in deals),
    )


def _looks(
    replay: Replay, periods: Iterable[Period], first: Day | None, habit: Day, horizons: Iterable[Horizon]
) -> Iterator[Look]:
    """Each period from each horizon since the first day, in the order of the days.

    The shock of each is the one that the periods taught which were over by then; `habit` is as `begun` says.
    """
    from_each = {Horizon.AHEAD, *horizons}
    if first is None:
        return
    misses: dict[Period, Miss] = {}
    for day, period, horizon in sorted((h.day(each), each, h.value) for each in periods for h in from_each):
        if day < first:
            continue
        over = [misses[each] for each in sorted(misses) if each.last <= day and has_habit(each, habit)]
        look = replay.look(period, Horizon(horizon), learnt(over))
        if look.horizon is Horizon.AHEAD and look.miss:
            misses[period] = look.miss
        yield look


def _is_won_in(deal: Standing, periods: Sequence[Period]) -> bool:
    closed = deal.deal.closed
    return deal.deal.is_won and any(closed in each for each in periods if closed)


def _of_kind(day: Day, kind: str, book: Book) -> Period:
    return month_of(day) if kind == MONTH else quarter_of(day, book.method.settings.fiscal_year_start)


def _whole(first: Day | None, kind: str, book: Book) -> Iterator[Period]:
    """The periods of the kind that began after the first day and are over."""
    since = onwards(_of_kind(first, kind, book)) if first else ()
    return takewhile(lambda each: each.end <= book.day, since)


def _next(first: Day | None, kind: str, book: Book) -> Period | None:
    """The first period of the kind that is not over and that can be replayed once it is."""
    since = onwards(_of_kind(first or book.day, kind, book))
    return next((each for each in since if each.end > book.day), None)


def _cut(periods: Iterable[Period], kind: str, book: Book) -> tuple[Period, ...]:
    """The periods, each as those of the kind that make it up, once and in order."""
    found: dict[Period, None] = {}
    for period in periods:
        whole = [
            cut for cut in parts(period) if all(_of_kind(each.start, kind, book) == each for each in cut)
        ]
        found |= dict.fromkeys(whole[0] if whole else (period,))
    return tuple(sorted(found))


def _scores(looks: Sequence[Look], norms: Mapping[str, Decimal]) -> Iterator[BasisScore]:
    for horizon in Horizon:
        seen = [look for look in looks if look.horizon is horizon]
        for basis in Basis:
            if some := [look for look in seen if basis in look.said]:
                yield _score(basis, horizon, some, norms)


def _score(basis: Basis, horizon: Horizon, looks: Sequence[Look], norms: Mapping[str, Decimal]) -> BasisScore:
    """Score one way over these looks."""
    pairs = tuple(look.said[basis] for look in looks)
    of_open = [look.of_open[basis] for look in looks if basis in look.of_open]
    expected = sum((look.expected for look in looks), Decimal(0))
    luck = sum((look.luck for look in looks), Decimal(0))
    floor = share_of(luck, expected) if len(of_open) >= ENOUGH else None
    miss = wape(pairs)
    bands = [(*look.band, look.came) for look in looks if look.band] if basis is Basis.TOTAL else []
    return BasisScore(
        basis=basis,
        horizon=horizon,
        pairs=pairs,
        miss=miss,
        bias=bias(pairs),
        miss_of_open=wape(of_open) if of_open else None,
        bias_of_open=bias(of_open) if of_open else None,
        floor=floor,
        held=held(bands),
        verdict=verdict(miss, len(pairs), floor, norms),
    )


def _band_score(horizon: Horizon, looks: Sequence[Look]) -> BandScore:
    seen = [(*look.band, look.came) for look in looks if look.horizon is horizon and look.band]
    totals = [look.said[Basis.TOTAL] for look in looks if look.horizon is horizon]
    return BandScore(
        horizon=horizon,
        periods=len(seen),
        held=held(seen),
        below=sum(came < low for low, _, came in seen),
        above=sum(came > high for _, high, came in seen),
        miss=wape(totals),
        bias=bias(totals),
    )


def _briers(looks: Iterable[Look], book: Book) -> tuple[StageBrier, ...]:
    seats = [seat for look in looks if look.horizon is Horizon.AHEAD for seat in look.seats]
    stages = (_brier(stage, [seat for seat in seats if seat.stage is stage]) for stage in book.method.stages)
    return (*stages, _brier(None, seats))


def _brier(stage: Stage | None, seats: Sequence[Seat]) -> StageBrier:
    luck = sum((seat.walk * (1 - seat.walk) for seat in seats), Decimal(0))
    count = Decimal(len(seats))
    return StageBrier(
        stage=stage,
        deals=len(seats),
        came=ratio(Decimal(sum(seat.won for seat in seats)), count),
        walk=brier((seat.walk, seat.won) for seat in seats),
        weighted=brier((seat.weighted, seat.won) for seat in seats),
        luck=ratio(luck, count),
    )
