"""What a period is expected to bring in all: open deals walked, deals to come, and habit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Day
from typing import NamedTuple

from funnel_cli.forecasting.calls import won_in
from funnel_cli.forecasting.habit import Habit, habit
from funnel_cli.forecasting.new_business import NewBusiness, new_business
from funnel_cli.forecasting.spread import Doubt, Shock
from funnel_cli.forecasting.walk import Paces, Walk, walks
from funnel_cli.records.book import Book
from funnel_cli.time.standing import Standing
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period


class Prospect(NamedTuple):
    """One period as of a day: won in it so far, its walk, its new business and the habit of such periods.

    `seen` is how often the owners' deals were seen to leave each stage of the method: what the pace rests on.
    `shock` is how far such periods lie apart.
    """

    won: Money
    walk: Walk
    new: NewBusiness
    habit: Habit
    is_over: bool
    seen: Mapping[str, int]
    shock: Shock = Shock()

    @property
    def moves(self) -> int:
        """How often a deal was seen to leave any stage."""
        return sum(self.seen.values())

    @property
    def pipeline(self) -> Money:
        """Won so far + walk + new business: a total."""
        return Money(
            self.won.amount + self.walk.forecast.amount + self.new.forecast.amount, self.walk.currency
        )

    @property
    def combined(self) -> Money:
        """½ (won so far + walk + new business) + ½ run rate: half pipeline, half habit, a total.

        Without a run rate there is no habit yet, and of a period that is over habit has nothing to say any
        more: then the pipeline stands for the whole.
        """
        if self.habit.run_rate is None or self.is_over:
            return self.pipeline
        return Money((self.pipeline.amount + self.habit.run_rate.amount) / 2, self.walk.currency)

    @property
    def doubt(self) -> Doubt:
        """What the period hangs on beside what is won."""
        return Doubt(self.walk.chances, self.new, float(self.shock.sigma))


def prospects(
    deals: Sequence[Standing],
    book: Book,
    periods: Iterable[Period],
    at: Paces,
    first: Day | None,
    shocks: Iterable[Shock] | None = None,
) -> tuple[Prospect, ...]:
    """The prospect of each period over these deals as of the book's day, at these paces.

    `first` is the day on which the first of them was won or lost, as `habit` takes it. `shocks` are those of
    the periods, one each; without them they are the assumed one.
    """
    asked = tuple(periods)
    apart = tuple(shocks) if shocks is not None else (Shock(),) * len(asked)
    owners = {deal.deal.owner for deal in deals if deal.deal.is_open}
    left: Counter[str] = Counter({stage.id: 0 for stage in book.method.stages})
    for owner in owners:
        left.update({id: stage.seen for id, stage in at(owner).pace.items()})
    walked_ones, new_ones = walks(deals, book, asked, at), new_business(deals, book, asked, at)
    return tuple(
        Prospect(
            won=won_in(deals, book, walked.period),
            walk=walked,
            new=new,
            habit=habit(deals, book, walked.period, first),
            is_over=walked.period.last <= book.day,
            seen=left,
            shock=shock,
        )
        for walked, new, shock in zip(walked_ones, new_ones, apart, strict=True)
    )
