"""Whole lives of deals for hypothesis: dated facts, from which a record is written as of any day."""

from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from typing import Any

from arrange import METHOD
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry, NextStep
from funnel_cli.records.deal import LOST, OUTCOMES, WON, HistoryLine, Loss, Opportunity, Override, Pause, Tick
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.records.lists import Rate, Target
from funnel_cli.values.period import month_of, named, week_of

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A timing fails no test, however slow the machine."""

FIRST, LAST = Day(2026, 8, 1), Day(2027, 1, 31)
STAGES = [stage.id for stage in METHOD.stages]

days = st.dates(FIRST, LAST)
amounts = st.none() | st.decimals(1, 10**16 - 1, places=6, allow_nan=False)
periods = st.one_of(days.map(month_of), days.map(week_of), st.sampled_from(["2026", "2026-Q4"]).map(named))


@dataclass(frozen=True)
class Life:
    """Every dated fact about one deal; the rest of it is in `timeless`."""

    timeless: Opportunity
    lines: tuple[HistoryLine, ...]
    ticks: tuple[tuple[str, Tick], ...]
    log: tuple[LogEntry, ...]
    removed: Day | None

    def until(self, day: Day) -> Opportunity | None:
        """The record as a user has it who knows nothing after the day; `None` if it is not there yet."""
        born = self.timeless.created or min(line.date for line in self.lines)
        if born > day:
            return None
        lines = tuple(line for line in self.lines if line.date <= day)
        state: dict[str, Any] = {key: value for line in lines for key, value in line.changes.items()}
        milestones: dict[str, tuple[Tick, ...]] = {}
        for name, tick in self.ticks:
            if tick.date <= day:
                lapsed = tick.lapsed if tick.lapsed and tick.lapsed <= day else None
                milestones[name] = (*milestones.get(name, ()), replace(tick, lapsed=lapsed))
        return replace(
            self.timeless,
            history=lines,
            milestones=milestones,
            log=tuple(entry for entry in self.log if entry.date <= day),
            removed=self.removed if self.removed and self.removed <= day else None,
            **state,
        )


def stage_changes(day: Day) -> st.SearchStrategy[dict[str, object]]:
    """A new stage, or an outcome with what it brings along."""
    return st.sampled_from([*STAGES, WON, LOST]).map(
        lambda stage: {
            "stage": stage,
            "closed": day if stage in OUTCOMES else None,
            "lost": Loss(reason="price") if stage == LOST else None,
        }
    )


def changes(day: Day) -> st.SearchStrategy[dict[str, object]]:
    """What one history line of that day changes."""
    values: dict[str, st.SearchStrategy[object]] = {
        "amount": amounts,
        "expected_close": st.none() | days,
        "owner": st.sampled_from(["li.wei", "anna.meyer"]),
        "next_step": st.none() | st.builds(NextStep, due=st.none() | days, action=st.just("call")),
        "probability": st.sampled_from([None, Override(value=Decimal("0.45"), date=day)]),
        "paused": st.none() | st.builds(Pause, since=st.just(day), until=st.none() | days),
        "category": st.sampled_from([None, "commit", "omitted"]),
    }
    one_key = [st.fixed_dictionaries({key: value}) for key, value in values.items()]
    return st.one_of(stage_changes(day), *one_key)


@st.composite
def lives(draw: st.DrawFn, id: str) -> Life:
    """The life of a deal that begins in some stage on some day."""
    born = draw(days)
    later = sorted(draw(st.lists(st.dates(born, LAST), max_size=6)))
    first = {
        "stage": draw(st.sampled_from(STAGES)),
        "amount": draw(amounts),
        "expected_close": draw(st.none() | days),
    }
    lines = [HistoryLine(date=born, changes=first)]
    lines += [HistoryLine(date=day, changes=draw(changes(day))) for day in later]
    ticks = [
        (name, Tick(date=day, lapsed=draw(st.none() | st.dates(day, LAST))))
        for name in draw(st.lists(st.sampled_from([m.id for m in METHOD.milestones]), max_size=4))
        for day in [draw(st.dates(born, LAST))]
    ]
    logged = sorted(draw(st.lists(st.dates(born, LAST), max_size=3)))
    return Life(
        timeless=Opportunity(
            id=id,
            stage=None,
            customer=draw(st.sampled_from(["Acme", "华能"])),
            currency=draw(st.sampled_from([None, "CNY", "USD", "EUR"])),
            created=draw(st.none() | st.just(born)),
        ),
        lines=tuple(lines),
        ticks=tuple(ticks),
        log=tuple(LogEntry(date=day, kind="call", text="spoke") for day in logged),
        removed=draw(st.none() | st.dates(born + timedelta(1), LAST + timedelta(1))),
    )


@dataclass(frozen=True)
class World:
    """Lives of deals, and the dated lists of a book."""

    lives: tuple[Life, ...]
    targets: tuple[Target, ...]
    rates: tuple[Rate, ...]
    reviews: tuple[Review, ...]

    def until(self, day: Day) -> Book:
        """The book as written by somebody who knows nothing after the day."""
        deals = [deal for life in self.lives if (deal := life.until(day))]
        return Book(
            method=METHOD,
            opportunities={deal.id: deal for deal in deals},
            targets=tuple(target for target in self.targets if target.set <= day),
            rates=tuple(rate for rate in self.rates if rate.date <= day),
            reviews=tuple(review for review in self.reviews if review.as_of <= day),
        )


targets = st.builds(
    Target,
    set=days,
    period=st.sampled_from(["2026-10", "2026-11", "2026-12", "2026-Q4", "2026"]),
    amount=st.decimals(1, 10**16 - 1, places=6),
    owner=st.sampled_from([None, "li.wei", "anna.meyer"]),
)
rates = st.builds(
    Rate,
    date=days,
    from_=st.just("USD"),
    to=st.just("CNY"),
    rate=st.sampled_from([Decimal("7.12"), Decimal(7)]),
)


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    """A review that promised something about the first deals."""
    as_of = draw(days)
    promised = st.builds(
        Promise, deal=st.sampled_from(["d0", "d1", "d9"]), action=st.just("call"), due=st.none() | days
    )
    return Review(as_of=as_of, week=week_of(as_of).name, promises=tuple(draw(st.lists(promised, max_size=3))))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few lives with targets, rates and reviews."""
    count = draw(st.integers(0, 5))
    return World(
        lives=tuple(draw(lives(f"d{number}")) for number in range(count)),
        targets=tuple(draw(st.lists(targets, max_size=4))),
        rates=tuple(draw(st.lists(rates, max_size=2))),
        reviews=tuple(draw(st.lists(reviews(), max_size=3))),
    )
