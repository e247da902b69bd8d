"""Print how good the forecasts are, beside what they must reach; `--write` puts it into docs/benchmarks.md.

Three judges: a public practice set beside the repository, books drawn from rates that are known, and a
simulation of the range. The same seed gives the same figures; only the seconds differ.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from math import exp, log
from pathlib import Path
from random import Random
from statistics import mean
from time import process_time

from benchmarks.known_rates import AS_OF, METHOD, SLOW, STEADY, Drawn, World, drawn_book, true_pace
from benchmarks.practice_set import FOLDER, practice_book
from funnel_cli.forecasting.distribution import SHOCK
from funnel_cli.forecasting.lessons import shocks
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.forecasting.past import prospects
from funnel_cli.forecasting.spread import Doubt, Miss, hanging, learnt, reach, spread
from funnel_cli.forecasting.walk import Chance, Ways, paces, walks
from funnel_cli.records.book import Book
from funnel_cli.records.deal import HistoryLine, Opportunity
from funnel_cli.records.method import Method, Odds
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, days_after, month_of, months_after, quarter_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
HEAD = "## How good the forecasts are"
MONTHS = tuple(Period.month(2017, month) for month in range(5, 13))
EARLY = tuple(Period.month(2017, month) for month in range(1, 8))
DUE = timedelta(60)
HALF = Decimal("0.5")

Row = tuple[str, str, str, str]
"""What was measured, the simple way's figure, the figure to reach, and what came out."""


Past = defaultdict[str | None, list[tuple[Period, Miss]]]
"""Each rep's months as they were missed from the day before, in order."""

CENT = Decimal("0.01")

GAPS = (0, 15, 30, 45)
"""Days between the day of the forecast and the day before the period."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One rep's month: what open deals and the whole month brought, what was said, and the band of the total.

    `squares` are the squared misses of single deals, by fixed odds and by the walk; `known` is how many full
    periods of habit there were.
    """

    came: Decimal
    came_in_all: Decimal
    fixed: Decimal
    walk: Decimal
    usual: Decimal
    pipeline: Decimal
    combined: Decimal
    is_in_band: bool
    squares: tuple[tuple[Decimal, Decimal], ...]
    known: int


def practice() -> Iterator[Row]:
    """The practice set: each rep's month, as of the day before it and from further off."""
    book = practice_book()
    past: Past = defaultdict(list)
    cells = [cell for month in MONTHS for cell in _cells(book, month, 0, past)]
    squares = [square for cell in cells for square in cell.squares]
    fixed, walked = (_wape(cells, said, lambda c: c.came) for said in (lambda c: c.fixed, lambda c: c.walk))
    usual, totals, whole, both = (
        _wape(cells, said, lambda c: c.came_in_all)
        for said in (lambda c: c.usual, lambda c: c.fixed, lambda c: c.pipeline, lambda c: c.combined)
    )
    briers = [mean(float(square[place]) for square in squares) for place in (0, 1)]
    yield "practice set, open deals: WAPE", f"fixed {fixed:.0%}", "≤ 59 %", f"walk {walked:.1%}"
    yield "practice set, single deals: Brier", f"fixed {briers[0]:.4f}", "≤ 0.122", f"walk {briers[1]:.4f}"
    simple = f"last three months {usual:.0%}, fixed {totals:.0%}"
    said = f"combined {both:.1%}; won, walk and new {whole:.1%}"
    yield "practice set, whole months: WAPE", simple, "≤ 39 %", said
    for gap in GAPS:
        far = [cell for month in MONTHS for cell in _cells(book, month, gap, past)] if gap else cells
        yield f"practice set, {gap} days before: 80 % band holds", "", "76–84 %", _held(far)
        lean = _lean(far, lambda c: c.pipeline)
        yield f"practice set, {gap} days before: bias of won, walk and new", "", "", f"{lean:+.1%}"
    young = [cell for month in EARLY for cell in _cells(book, month, 0, defaultdict(list)) if cell.known == 1]
    yield "practice set, one known period: 80 % band holds", "", "≥ 72 %", _held(young)


def _held(cells: Sequence[Cell]) -> str:
    return f"{mean(cell.is_in_band for cell in cells):.0%} of {len(cells)}" if cells else "none"


def _lean(cells: Sequence[Cell], said: Callable[[Cell], Decimal]) -> Decimal:
    return sum(map(said, cells), Decimal(0)) / sum(cell.came_in_all for cell in cells) - 1


def _wape(cells: Sequence[Cell], said: Callable[[Cell], Decimal], came: Callable[[Cell], Decimal]) -> Decimal:
    return sum((abs(said(each) - came(each)) for each in cells), Decimal(0)) / sum(map(came, cells))


def _cells(written: Book, month: Period, gap: int, past: Past) -> Iterator[Cell]:
    """Every rep's month as it looked so many days before the day before it.

    The shock is learnt from the `past` months that were over by then; those looked at from the day before
    are added to it.
    """
    book = book_on(written, days_after(month.start, -1 - gap))
    own = paces(book)
    reps: defaultdict[str | None, list[Standing]] = defaultdict(list)
    for deal in standings(book):
        reps[deal.deal.owner].append(deal)
    won: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for each in written.opportunities.values():
        if _is_won(each, month):
            won[each.owner] += each.amount or 0
    for rep, deals in reps.items():
        prospect = prospects(deals, book, [month], own)[0]
        usual = prospect.habit.run_rate
        over = [missed for month, missed in past[rep] if month.last <= book.day]
        doubt = prospect.doubt._replace(shock=float(learnt(over).sigma))
        band = spread(doubt, prospect.won)
        if not gap and prospect.habit.periods:
            past[rep].append((month, Miss(Money(won[rep], "USD"), hanging(doubt, prospect.won))))
        dues = {deal.deal.id: _fixed(deal, month) for deal in deals if deal.deal.is_open}
        later = {id: _is_won(written.opportunities[id], month) for id in dues}
        prices = {id: written.opportunities[id].amount or Decimal(0) for id in dues}
        yield Cell(
            came=sum((prices[id] for id, is_won in later.items() if is_won), Decimal(0)),
            came_in_all=won[rep],
            fixed=sum((odds * prices[id] for id, odds in dues.items()), Decimal(0)),
            walk=prospect.walk.forecast.amount,
            usual=usual.amount if usual else Decimal(0),
            pipeline=prospect.pipeline.amount,
            combined=prospect.combined.amount,
            is_in_band=band.p10.amount <= won[rep] <= band.p90.amount,
            squares=tuple(
                ((dues[id] - later[id]) ** 2, (prospect.walk.odds[id] - later[id]) ** 2) for id in dues
            ),
            known=len(prospect.habit.periods),
        )


def _is_won(deal: Opportunity, month: Period) -> bool:
    return deal.is_won and deal.closed is not None and deal.closed in month


def _fixed(deal: Standing, month: Period) -> Decimal:
    """Half where it is due sixty days after it was engaged, or was due before; else nothing."""
    return HALF if deal.entered and deal.entered + DUE < month.end else Decimal(0)


def recovery(books: int = 300, closed: int = 500) -> Iterator[Row]:
    """Books drawn from known rates: whether the band holds, and whether the walk leans."""
    month = month_of(days_after(AS_OF, 1))
    for world, name in ((World(), "good and bad months, stalls"), (STEADY, "neither")):
        random = Random(1)  # noqa: S311 - nothing here is secret
        held, said, true = [], Decimal(0), Decimal(0)
        ways = Ways(true_pace(world))
        for _ in range(books):
            drawn = drawn_book(world, closed, random)
            deals = standings(drawn.book)
            (walked,) = walks(deals, drawn.book, [month])
            came = sum(
                (amount for day, amount, was_open in drawn.wins if day in month and was_open), Decimal(0)
            )
            band = spread(Doubt(walked.chances, shock=world.shock), Money(Decimal(0), "CNY"))
            held.append(band.p10.amount <= came <= band.p90.amount)
            said += walked.forecast.amount
            true += walks(deals, drawn.book, [month], lambda _: ways)[0].forecast.amount  # noqa: B023 - called at once
        yield f"known rates ({name}), 80 % band holds", "", "74–86 %", f"{mean(held):.0%} of {books}"
        yield f"known rates ({name}), bias with {closed} closed", "", "± 5 %", f"{said / true - 1:+.1%}"


def horizons(books: int = 360, closed: int = 300) -> Iterator[Row]:
    """Books drawn from known rates, seen from further off: won, walk and new business beside what came."""
    for world, name in ((World(), "usual pace"), (SLOW, "slow deals")):
        random = Random(2)  # noqa: S311 - nothing here is secret
        drawn = [drawn_book(world, closed, random) for _ in range(books)]
        for gap in GAPS:
            period = Period.span(days_after(AS_OF, 1 + gap), days_after(AS_OF, 30 + gap))
            seen = [_far(each, period) for each in drawn]
            bias = sum(said for said, _, _ in seen) / sum(came for _, came, _ in seen) - 1
            held = mean(is_held for _, _, is_held in seen)
            yield (
                f"known rates ({name}), {gap} days before: 80 % band",
                "",
                "76–84 %",
                f"{held:.0%} of {books}",
            )
            yield f"known rates ({name}), {gap} days before: bias", "", "± 10 %", f"{bias:+.1%}"
        yield _misset(drawn, name)


def _far(drawn: Drawn, period: Period, method: Method = METHOD) -> tuple[Decimal, Decimal, float]:
    """What was said of the period and what came, and whether the band held, 0-1.

    Where P10 is nothing, nothing is both inside the band and below it: a period without a win counts for
    the part of that chance which lies above a tenth, as a randomized probability integral transform does
    (C. Czado, T. Gneiting, L. Held 2009). Else a good band would hold nine such sets in ten.
    """
    book = replace(drawn.book, method=method)
    deals = standings(book)
    (apart,) = shocks([(deals, lambda _: True)], book, [period])
    prospect = prospects(deals, book, [period], paces(book), apart)[0]
    came = sum((amount for day, amount, _ in drawn.wins if day in period), Decimal(0))
    band = spread(prospect.doubt, prospect.won)
    is_held = band.p10.amount <= came <= band.p90.amount
    if came > band.p10.amount or not is_held:
        return prospect.pipeline.amount, came, float(is_held)
    nothing = 1 - float(reach(prospect.doubt, prospect.won, Money(came + CENT, "CNY")))
    return prospect.pipeline.amount, came, max(0.0, (nothing - 0.1) / nothing)


def _misset(drawn: Sequence[Drawn], name: str) -> Row:
    """How far the total moves where the method's odds are half of what they were."""
    period = Period.span(days_after(AS_OF, 1), days_after(AS_OF, 30))
    halved = replace(
        METHOD,
        stages=tuple(
            replace(stage, probability=Odds(forecast=METHOD.odds(stage) / 2)) for stage in METHOD.stages
        ),
    )
    said = [sum(_far(each, period, method)[0] for each in drawn) for method in (METHOD, halved)]
    return (
        f"known rates ({name}), odds misset by two: total",
        "",
        "within 15 %",
        f"{said[1] / said[0] - 1:+.1%}",
    )


def simulation(draws: int = 200_000) -> Iterator[Row]:
    """P10, P50 and P90 against draws with one shared shock each, as shares of the mean."""
    random = Random(1)  # noqa: S311 - nothing here is secret
    for count in (8, 30, 120):
        deals = [
            Chance(
                str(n),
                Decimal(random.randrange(20, 500)) / 1000,
                Decimal(round(random.lognormvariate(11, 1))),
            )
            for n in range(count)
        ]
        odds = [(log(float(each.odds / (1 - each.odds))), float(each.amount)) for each in deals]
        sums = []
        for _ in range(draws):
            shock = random.gauss(0, SHOCK)
            sums.append(sum(a for o, a in odds if random.random() < 1 / (1 + exp(-o - shock))))
        sums.sort()
        found = spread(Doubt(deals), Money(Decimal(0), "CNY"))
        expected = float(sum(each.expected for each in deals))
        misses = [
            abs(float(ours.amount) - sums[draws * decile // 10]) / expected
            for ours, decile in ((found.p10, 1), (found.p50, 5), (found.p90, 9))
        ]
        yield (
            f"range of {count} deals ÷ {draws:,} draws, worst of three",
            "",
            "≤ 1 % of the mean",
            f"{max(misses):.2%}",
        )


def default_screen(open_: int = 1000, closed: int = 6000) -> Row:
    """The report of the default screen, from the book in memory."""
    book = _large_book(open_, closed)
    times = []
    for _ in range(5):
        start = process_time()
        deals = standings(book)
        periods = (month_of(months_after(AS_OF, 1)), quarter_of(months_after(AS_OF, 3)))
        forecast_document(outlooks(deals, book, periods, View()), book, View())
        times.append(process_time() - start)
    name = f"default screen, {open_:,} open and {closed:,} closed deals, from memory"
    return name, "", "< 0.5 s", f"{min(times):.2f} s"


def _large_book(open_: int, closed: int) -> Book:
    """So many deals with a past of two to five stages."""
    random = Random(1)  # noqa: S311 - nothing here is secret
    deals = {}
    for number in range(open_ + closed):
        is_open = number < open_
        stages = [each.id for each in METHOD.stages][: random.randrange(1, 5)] + (
            [] if is_open else [_end(random)]
        )
        last = AS_OF - timedelta(random.randrange(60 if is_open else 700))
        days = [last - timedelta(20 * (len(stages) - 1 - place)) for place in range(len(stages))]
        deals[f"d{number}"] = Opportunity(
            id=f"d{number}",
            amount=Decimal(random.randrange(20, 900) * 1000),
            stage=stages[-1],
            owner="rep",
            created=days[0],
            closed=None if is_open else last,
            expected_close=AS_OF + timedelta(random.randrange(120)),
            history=tuple(
                HistoryLine(date=day, changes={"stage": stage})
                for day, stage in zip(days, stages, strict=True)
            ),
        )
    return Book(method=METHOD, opportunities=deals, day=AS_OF)


def _end(random: Random) -> str:
    return "won" if random.random() < 0.3 else "lost"


def section(rows: Sequence[Row]) -> str:
    """The measures as Markdown."""
    lines = [
        HEAD,
        "",
        "`python -m benchmarks.forecasting` judges the forecasts on a public practice set that lies beside",
        "the repository (left out where it does not), on books drawn from known rates, and by simulation.",
        "",
        f"Measured on {Day.today()}.",  # noqa: DTZ011
        "",
        "| measure | the simple way | to reach | measured |",
        "| --- | --- | --- | --- |",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write the section if asked to."""
    rows: list[Row] = []
    for rows_of in (
        practice if FOLDER.exists() else tuple,
        recovery,
        simulation,
        horizons,
        lambda: [default_screen()],
    ):
        for row in rows_of():
            rows.append(row)
            print(f"{row[0]:<66} {row[1]:<34} {row[2]:<18} {row[3]}", flush=True)
    if "--write" in sys.argv[1:]:
        before = PAGE.read_text(encoding="utf-8").partition(HEAD)[0].rstrip("\n")
        PAGE.write_text(f"{before}\n\n{section(rows)}", encoding="utf-8")


if __name__ == "__main__":
    main()
