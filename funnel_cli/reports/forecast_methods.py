"""What stands beside a forecast: the walk, habit, the range, and the deal that matters most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter

from funnel_cli.forecasting.habit import PERIODS_BACK
from funnel_cli.forecasting.new_business import Like
from funnel_cli.forecasting.outlook import Outlook
from funnel_cli.forecasting.spread import ENOUGH_PERIODS
from funnel_cli.forecasting.walk import Chance
from funnel_cli.forecasting.weighted import Basis
from funnel_cli.records.book import Book
from funnel_cli.reports.deal_names import called, called_by
from funnel_cli.reports.explanation import part
from funnel_cli.values.figures import Part
from funnel_cli.values.message import Label, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Table, ValueColumn, count, currency, money, number, share, table, text

_FELT = Decimal("0.001")
"""By so much at least the chance is less without a deal that a period hangs on: a screen tells no less."""

FEW = 10
"""Below so many moves the own pace says little beside the method, which counts like as many."""


def headline_table(outlooks: Sequence[Outlook], basis: Basis, expected: Text) -> Table:
    """A row per period: what is open in it, what is expected, and what that means for the target."""
    return table(
        "periods",
        outlooks,
        text("period", message("Period"), weight=10),
        count("deals", message("Deals"), "total.deals", weight=3),
        money("amount", message("Amount"), "total.amount_converted", weight=4),
        money("expected", expected, "forecast.expected", weight=9),
        money("won", message("Won"), "forecast.won", weight=6),
        money("landing", message("Landing"), "forecast.landing", weight=8),
        money("target", message("Target"), "forecast.target", weight=7),
        money("gap", message("Gap"), "forecast.gap", weight=7, is_lack=True),
        share("reach", message("Chance"), "spread.reach", weight=6),
        text("basis", message("Basis"), lambda _: basis.value, on_screen=False),
        count("seen", message("Seen"), "prospect.moves", on_screen=False),
        currency("walk.currency"),
        notes=(*(note for each in outlooks[-1:] for note in (*_range_notes(each), *_hanging_notes(each))),),
    )


def textbook_notes(outlooks: Iterable[Outlook], book: Book) -> Iterator[Text]:
    """Say in the number's place how little of an own past there is."""
    first = next(iter(outlooks), None)
    if first is None or not first.walked or first.prospect.moves >= FEW:
        return
    owners = {deal.deal.owner for deal in first.walked}
    deals = sum(deal.owner in owners for deal in book.opportunities.values())
    yield message(
        "Textbook odds: {count:move|moves} seen in {deals:deal|deals}, too few for odds of your own.",
        count=first.prospect.moves,
        deals=deals,
    )


def _range_notes(each: Outlook) -> Iterator[Text]:
    """How far the period may miss, new business and good and bad periods included."""
    if each.spread.p10 == each.spread.p90:
        return
    yield message(
        "Eight times in ten {period} ends between {low} and {high}.",
        period=each.period,
        low=each.spread.p10,
        high=each.spread.p90,
    )


def _hanging_notes(each: Outlook) -> Iterator[Text]:
    """Which deal the period depends on most, where the chance to reach the target is less without it."""
    whole = each.spread.reach
    if each.without is None or each.without.reach is None or whole is None:
        return
    if whole - each.without.reach < _FELT:
        return
    deal = next(deal for deal in each.walked if deal.deal.id == each.without.id)
    yield message(
        "{period} hangs on {deal} ({amount}): without it the chance is {chance}.",
        period=each.period,
        deal=called(deal.deal),
        amount=deal.amount,
        chance=each.without.reach,
    )


_WEIGHTED_SENTENCE = message(
    "Weighted: amount × probability, in the period whose date you wrote; it knows neither pace nor delay."
)
_WALK_SENTENCE = message(
    "Walk: every deal is walked forward day by day at the pace and win rate your own deals have shown in "
    "that stage; the method's percentages count like ten past deals, and a deal that has sat more than "
    "twice the usual time moves at half pace unless your own record says otherwise."
)
_COMBINED_SENTENCE = message(
    "Combined: half pipeline (won, walk, new business), half habit (run rate: the mean of the last three "
    "full periods). A total: nothing is added to it."
)
_RANGE_SENTENCE = message(
    "Won, new business and every open deal by the walk, good and bad periods included: in eight of ten it "
    "ends between P10 and P90."
)
_LUCK_SENTENCE = message("Luck: by so much even a perfect forecaster would miss, with so few deals.")


def methods_table(outlooks: Sequence[Outlook], book: Book) -> Table:
    """Weighted beside walk, habit and both, a row per period."""
    return table(
        "methods",
        outlooks,
        text("period", message("Period"), weight=10),
        money("weighted", message("Weighted"), "forecast.weighted", weight=9),
        money("walk", message("Walk"), "walk.forecast", weight=9).made(
            message("Σ amount × odds of the open deals to be won inside the period, walked day by day"),
            lambda each: _parts(each.walk.chances, each, book),
        ),
        money("new_business", message("New business"), "prospect.new.forecast", on_screen=False).made(
            _how_new, lambda each: _parts(each.prospect.new.likes, each, book)
        ),
        money("run_rate", message("Run rate"), "habit.run_rate", weight=7).made(
            lambda each: message(
                "Σ amount won in the last full periods, {count} of them, ÷ {count}",
                count=len(each.habit.periods),
            ),
            lambda each: (part(deal.deal, money) for deal, money in each.habit.won),
        ),
        text(
            "run_rate_periods",
            Label({"en": "Periods", "zh": "期间"}),
            lambda each: tuple(period.name for period in each.habit.periods),
            on_screen=False,
        ),
        money("combined", message("Combined"), weight=8).made(
            message("½ (won + walk + new business) + ½ run rate")
        ),
        currency("walk.currency"),
        title=message("What to expect"),
        notes=(
            *{note: None for each in outlooks for note in _method_notes(each, book)},
            *_habitless_notes(outlooks),
            *((_WEIGHTED_SENTENCE, _WALK_SENTENCE, _COMBINED_SENTENCE) if outlooks else ()),
        ),
    )


def range_table(outlooks: Sequence[Outlook], book: Book) -> Table:
    """P10, P50 and P90 of what the period brings in all, and what they mean for the target."""
    has_luck = any(each.luck is not None for each in outlooks)
    return table(
        "range",
        outlooks,
        text("period", message("Period"), weight=10),
        *map(_tenth, (1, 5, 9)),
        money("target", message("Target"), "forecast.target", weight=7),
        share("reach", message("Chance"), "spread.reach", weight=8).made(
            message("the chance that the same sum reaches the target")
        ),
        share("luck", message("Luck"), weight=6).made(_how_lucky),
        number("shock", message("Shock"), "prospect.shock.sigma", on_screen=False),
        count("shock_periods", message("Learnt from"), "prospect.shock.periods", on_screen=False),
        text("without", message("Without"), "without.id", on_screen=False),
        money("walk_without", message("Walk without"), "without.walk", on_screen=False),
        share("reach_without", message("Chance without"), "without.reach", on_screen=False),
        currency("walk.currency"),
        title=message("How it may end"),
        notes=(
            *(note for each in outlooks for note in _without_notes(each, book)),
            *((_RANGE_SENTENCE,) if outlooks else ()),
            *((_LUCK_SENTENCE,) if has_luck else ()),
        ),
    )


def _habitless_notes(outlooks: Sequence[Outlook]) -> Iterator[Text]:
    if periods := tuple(each.period for each in outlooks if not each.habit.periods):
        yield message(
            "{periods}: no full period since the first deal was closed is on record, so there is no run "
            "rate, and combined is the pipeline alone.",
            periods=periods,
        )


def _method_notes(each: Outlook, book: Book) -> Iterator[Text]:
    """Name what the walk and habit of the period lack."""
    if each.period.last <= book.day:
        yield message("{period} is over: what is open can no longer be won in it.", period=each.period)
    if 0 < len(each.habit.periods) < PERIODS_BACK:
        yield message(
            "{period}: the run rate is that of {known} only; what was before is not on record.",
            period=each.period,
            known=each.habit.periods,
        )
    yield from _walk_notes(each, book)


def _walk_notes(each: Outlook, book: Book) -> Iterator[Text]:
    """Name what the walk could not walk, and how few moves it rests on."""
    seen, moves = each.prospect.seen, each.prospect.moves
    if each.walked and not moves:
        yield message("No deal was seen to leave a stage so far: the walk goes by the method's percentages.")
    elif each.walked and moves < FEW:
        yield message(
            "Only {count:move|moves} seen so far: the walk still leans on the method's percentages.",
            count=moves,
        )
    elif each.walked and (never := tuple(s.label for s in book.method.stages if not seen.get(s.id))):
        yield message("No deal was seen to leave {stages}: there the walk goes by the method.", stages=never)
    if each.walk.no_stage:
        yield message("Not walked, since the method has no such stage: {deals}.", deals=each.walk.no_stage)
    if each.walk.unknown:
        yield message(
            "Not walked, since nobody knows their stage on that day: {deals}.", deals=each.walk.unknown
        )


def _without_notes(each: Outlook, book: Book) -> Iterator[Text]:
    """Tell walk and chance without the deal that the period depends on most."""
    if each.without is None:
        return
    what = {"period": each.period, "deal": called_by(each.without.id, book), "walk": each.without.walk}
    if each.without.reach is None:
        yield message("{period} without {deal}: walk {walk}.", **what)
    else:
        yield message(
            "{period} without {deal}: walk {walk}, chance {chance}.", **what, chance=each.without.reach
        )


def _tenth(tenths: int) -> ValueColumn:
    """What a period does not exceed so many times in ten."""
    key = f"p{tenths}0"
    return money(key, key.upper(), attrgetter(f"spread.{key}"), weight=9).made(
        message(
            "won + what walked deals and new business do not exceed {chance} of the time, good and bad "
            "periods taken together",
            chance=Decimal(tenths) / 10,
        )
    )


def _how_new(each: Outlook) -> Text:
    return message(
        "Σ amount × how many like it are expected to be created and won in time, after the "
        "{count:deal|deals} created in the last {days:day|days}, each walked from the first stage",
        count=each.prospect.new.created,
        days=each.prospect.new.days,
    )


def _how_lucky(each: Outlook) -> Text:
    shock = each.prospect.shock
    return message(
        "0.8 · √(Σ p (1 − p) amount² + (σ Σ p (1 − p) amount)²) ÷ Σ p amount, σ = {shock} the shock that "
        "deals share, {origin}",
        shock=f"{float(shock.sigma):g}",
        origin=message("learnt from {count:period|periods} that are over", count=shock.periods)
        if shock.periods
        else message("assumed until {count} such periods can be replayed", count=ENOUGH_PERIODS),
    )


def _parts(chances: Iterable[Chance | Like], each: Outlook, book: Book) -> Iterator[Part]:
    code = each.walk.currency
    return (part(book.opportunities[chance.id], Money(chance.expected, code)) for chance in chances)
