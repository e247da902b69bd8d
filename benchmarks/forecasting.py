"""Print how good the forecasts are, beside what they must reach; `--write` puts it into docs/benchmarks.md.

Three judges: a public practice set beside the repository, books drawn from rates that are known, and a
simulation of the range. The same seed gives the same figures; only the seconds differ.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from math import exp, log
from pathlib import Path
from random import Random
from statistics import mean
from time import process_time

from benchmarks.known_rates import AS_OF, METHOD, STEADY, World, drawn_book, true_pace
from benchmarks.practice_set import FOLDER, practice_book
from funnel_cli.forecasting.habit import combined, habit, known_from, returning
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.forecasting.spread import spread
from funnel_cli.forecasting.walk import Chance, Ways, paces, walk
from funnel_cli.records.book import Book
from funnel_cli.records.deal import HistoryLine, Opportunity
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, days_after, month_of, months_after, quarter_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
HEAD = "## How good the forecasts are"
MONTHS = tuple(Period.month(2017, month) for month in range(5, 13))
DUE = timedelta(60)
HALF = Decimal("0.5")
ONE = Decimal(1)

Row = tuple[str, str, str, str]
"""What was measured, the simple way's figure, the figure to reach, and what came out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One rep's month: what open deals and the whole month brought, what was said, and the band of the total.

    `squares` are the squared misses of single deals, by fixed odds and by the walk.
    """

    came: Decimal
    came_in_all: Decimal
    fixed: Decimal
    walk: Decimal
    usual: Decimal
    combined: Decimal
    is_in_band: bool
    squares: tuple[tuple[Decimal, Decimal], ...]


def practice() -> Iterator[Row]:
    """The practice set: each rep on own history, a month ahead, as of the day before it."""
    book = practice_book()
    cells = [cell for month in MONTHS for cell in _cells(book, month)]
    squares = [square for cell in cells for square in cell.squares]
    fixed, walked = (_wape(cells, said, lambda c: c.came) for said in (lambda c: c.fixed, lambda c: c.walk))
    usual, totals, both = (
        _wape(cells, said, lambda c: c.came_in_all)
        for said in (lambda c: c.usual, lambda c: c.fixed, lambda c: c.combined)
    )
    briers = [mean(float(square[place]) for square in squares) for place in (0, 1)]
    yield "practice set, open deals: WAPE", f"fixed {fixed:.0%}", "≤ 68 %", f"walk {walked:.0%}"
    yield "practice set, single deals: Brier", f"fixed {briers[0]:.4f}", "≤ 0.1274", f"walk {briers[1]:.4f}"
    simple = f"last three months {usual:.0%}, fixed {totals:.0%}"
    yield "practice set, whole months: WAPE", simple, "≤ 43 %", f"combined {both:.0%}"
    held = mean(cell.is_in_band for cell in cells)
    yield "practice set, 80 % band holds", "", "70–90 %", f"{held:.0%} of {len(cells)}"


def _wape(cells: Sequence[Cell], said: Callable[[Cell], Decimal], came: Callable[[Cell], Decimal]) -> Decimal:
    return sum((abs(said(each) - came(each)) for each in cells), Decimal(0)) / sum(map(came, cells))


def _cells(written: Book, month: Period) -> Iterator[Cell]:
    """Every rep's month as it looked the day before."""
    book = book_on(written, days_after(month.start, -1))
    own = paces(book)
    reps: defaultdict[str | None, list[Standing]] = defaultdict(list)
    for deal in standings(book):
        reps[deal.deal.owner].append(deal)
    won: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for each in written.opportunities.values():
        if _is_won(each, month):
            won[each.owner] += each.amount or 0
    for rep, deals in reps.items():
        walked, usual, nothing = (
            walk(deals, book, month, own),
            habit(deals, book, month, known_from(deals, book)),
            Money(Decimal(0), "USD"),
        )
        band = spread((*walked.chances, *returning(usual, ONE)), nothing)
        dues = {deal.deal.id: _fixed(deal, month) for deal in deals if deal.deal.is_open}
        later = {id: _is_won(written.opportunities[id], month) for id in dues}
        prices = {id: written.opportunities[id].amount or Decimal(0) for id in dues}
        yield Cell(
            came=sum((prices[id] for id, is_won in later.items() if is_won), Decimal(0)),
            came_in_all=won[rep],
            fixed=sum((odds * prices[id] for id, odds in dues.items()), Decimal(0)),
            walk=walked.forecast.amount,
            usual=usual.run_rate.amount if usual.run_rate else Decimal(0),
            combined=combined(nothing, walked.forecast, usual, ONE).amount,
            is_in_band=band.p10.amount <= won[rep] <= band.p90.amount,
            squares=tuple(((dues[id] - later[id]) ** 2, (walked.odds[id] - later[id]) ** 2) for id in dues),
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
            walked = walk(deals, drawn.book, month)
            came = sum((amount for day, amount in drawn.wins if day in month), Decimal(0))
            band = spread(walked.chances, Money(Decimal(0), "CNY"))
            held.append(band.p10.amount <= came <= band.p90.amount)
            said += walked.forecast.amount
            true += walk(deals, drawn.book, month, lambda _, ways=ways: ways).forecast.amount
        yield f"known rates ({name}), 80 % band holds", "", "74–86 %", f"{mean(held):.0%} of {books}"
        yield f"known rates ({name}), bias with {closed} closed", "", "± 5 %", f"{said / true - 1:+.1%}"


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
            shock = random.gauss(0, 0.5)
            sums.append(sum(a for o, a in odds if random.random() < 1 / (1 + exp(-o - shock))))
        sums.sort()
        found = spread(deals, Money(Decimal(0), "CNY"))
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
    for rows_of in (practice if FOLDER.exists() else tuple, recovery, simulation, lambda: [default_screen()]):
        for row in rows_of():
            rows.append(row)
            print(f"{row[0]:<66} {row[1]:<34} {row[2]:<18} {row[3]}", flush=True)
    if "--write" in sys.argv[1:]:
        before = PAGE.read_text(encoding="utf-8").partition(HEAD)[0].rstrip("\n")
        PAGE.write_text(f"{before}\n\n{section(rows)}", encoding="utf-8")


if __name__ == "__main__":
    main()
