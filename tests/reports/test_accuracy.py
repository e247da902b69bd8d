"""The accuracy as people and machines read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

import pytest
from arrange import book, day, deal, written
from grids import cells, cny, column, ids, part, texts
from replays import DAY, replayed, win
from samples import call

from funnel_cli.forecasting.track_record import Accuracy, PastQuestion, accuracy
from funnel_cli.forecasting.weighted import Basis
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.accuracy import accuracy_document
from funnel_cli.reports.accuracy_in_words import BASES_IN_WORDS
from funnel_cli.reports.explanation import figures_in
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import standings
from funnel_cli.values.errors import Problem
from funnel_cli.values.figures import Figure
from funnel_cli.values.message import Message, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import named
from funnel_cli.values.table import Document

MONTHS = (win("a", "08-10"), win("b", "09-10"), win("c", "10-10"))
THREE = ("2026-08", "2026-09", "2026-10")


def document(found: Accuracy) -> Document:
    return accuracy_document(found, book(), has_all=True)


def lines(*deals: Opportunity, on: Day = Day(2026, 11, 22)) -> list[str]:
    return texts(document(replayed(*deals, on=on)).lines)


YOUNG = (
    "Not yet: {known} of {deals:deal has|deals have} a known first day, the first {first}, and a period is "
    "replayed from the day before it begins."
)


def test_what_three_months_come_to_has_a_row_for_each_way_and_a_table_for_each_question() -> None:
    answer = replayed(*MONTHS, periods=THREE)
    found = document(answer)
    items = found.tables[0]
    assert cells(items, "periods", "wape", "bias")[0] == (3, Decimal("0.2"), Decimal("-0.2"))
    assert ids(items, "basis") == ["weighted", "walk", "total", "run_rate", "combined"]
    assert cells(items, "norm", "role", "grade")[0] == (Decimal("0.2"), "director", "within")

    _, line = found.lines
    assert isinstance(line, Message)
    best = min(answer.ahead[2:], key=lambda score: score.miss or Decimal(9))
    assert (line.args["basis"], line.args["miss"]) == (BASES_IN_WORDS[best.basis].term, best.miss)
    assert line.args["lean"] == message("{share} too low", share=-(best.bias or 0))

    assert ids(part(found, "of_open"), "basis") == ["weighted", "walk"]
    totals = part(found, "accuracy")
    shown = [row for place, row in enumerate(ids(totals, "basis")) if place not in totals.quiet]
    assert shown == ["total", "run_rate", "combined"]

    rows = cells(part(found, "bands"), "periods", "held", "below", "above")
    assert [row[0] for row in rows] == [3] * 5
    for _, held, below, above in rows:
        assert isinstance(below, int)
        assert isinstance(above, int)
        assert held == ((Decimal(3) - below - above) / 3).quantize(Decimal("0.000001"))

    short = accuracy_document(answer, book())
    assert [each.name for each in short.tables if each.on_screen] == ["accuracy"]
    assert texts(short.notes)[-1] == "By horizon, by period and by stage: funnel accuracy --all"

    [weighted, *_] = cells(part(found, "horizons"), "wape_90", "wape_30", "bias_30", "periods_30")
    assert weighted == (Decimal("0.2"), Decimal("0.2"), Decimal("-0.2"), 3)


def test_the_walks_miss_is_told_beside_what_luck_makes_with_so_few() -> None:
    assert lines(*MONTHS)[0] == (
        "Your {ahead} walk missed what open deals brought by {miss} on average over {periods}; "
        "with so few deals luck alone makes {floor}."
    )


def test_a_short_past_and_a_range_seen_too_seldom_say_how_much_is_needed() -> None:
    few = document(replayed(*MONTHS, periods=["2026-10"]))
    assert texts(few.lines)[-1] == "{periods} can be replayed so far; {enough} are needed to judge."
    assert column(few.tables[0], "verdict")[0] == message(
        "not yet: {count} of {enough} periods", count=1, enough=3
    )

    [note] = [each for each in document(replayed(*MONTHS, periods=["2026-10"])).notes if "range" in str(each)]
    assert note == message(
        "Whether the range holds: not yet, {count} of {enough} periods.", count=1, enough=3
    )


def test_what_luck_alone_makes_is_unknown_from_so_short_a_past() -> None:
    few = document(replayed(*MONTHS, periods=["2026-10"]))
    assert set(column(part(few, "of_open"), "luck_floor")) == {None}
    assert texts(few.lines)[0] == (
        "Your {ahead} walk missed what open deals brought by {miss} on average over {periods}."
    )


def test_a_past_without_dates_wins_or_odds_says_what_it_cannot_tell_yet() -> None:
    assert lines(deal("acme 1", "11-15 stage=verify")) == [YOUNG, "{period} will be the next, from {day} on."]
    assert lines(deal("bare")) == [
        "Not yet: {known} of {deals:deal has|deals have} a known first day, so there is nothing to replay."
    ]
    assert lines(deal("acme 1", "05-15 stage=verify")) == [
        "Not yet: {won} of {deals:deal is|deals are} won, so there is no miss to tell."
    ]

    bare = deal(
        "bare 70 won", "01-05 stage=close", "10-09 stage=won closed=10-09 amount=70", closed=day("10-09")
    )
    assert (
        lines(bare)[0]
        == "Your {ahead} walk missed what open deals brought by {miss} on average over {periods}."
    )


def test_where_nothing_was_won_people_are_shown_no_table_of_misses() -> None:
    some = replayed(deal("acme 1", "05-15 stage=verify"))
    told = accuracy_document(some, book())
    assert (some.looks != (), [each.name for each in told.tables if each.on_screen]) == (True, [])


@pytest.mark.parametrize("name", ["horizons", "periods", "brier"])
def test_an_empty_past_shows_people_no_empty_tables(name: str) -> None:
    assert not part(document(replayed()), name).on_screen
    assert part(document(replayed(*MONTHS)), name).on_screen


def test_the_period_that_was_furthest_off_is_named_with_the_command_that_explains_it() -> None:
    answer = replayed(*MONTHS, periods=THREE)
    [note] = [
        each
        for each in accuracy_document(answer, book(), "owner:li").notes
        if isinstance(each, Message) and "words" in each.args
    ]
    [worst] = [
        look for look in answer.looks if look.period == note.args["period"] and look.horizon.value == 0
    ]
    assert note.args["said"] == Money(worst.said[Basis.TOTAL].said, "CNY")
    assert note.args["came"] == Money(worst.came, "CNY")
    assert note.args["words"] == f"{worst.period.name} owner:li"


def test_each_period_has_what_was_said_beside_what_came() -> None:
    found = replayed(*MONTHS, periods=["2026-10"], calls=(call("09-30 2026-10 90 li.wei"),))
    [row] = cells(part(document(found), "periods"), "day", "won", "weighted", "call")
    assert row == (day("09-30"), cny("100"), cny("80.0"), cny("90"))


def test_a_way_that_could_not_say_anything_is_unknown() -> None:
    assert cells(part(document(replayed(*MONTHS)), "periods"), "call")[0] == (None,)


def test_machines_get_every_replay_with_its_error() -> None:
    replays = part(document(replayed(*MONTHS, periods=["2026-10"])), "replays")
    rows = cells(replays, "day", "forecast", "won", "error", "accuracy", "basis")
    assert next(
        row[:5] for row in rows if row[0] == day("09-30") and row[5] == BASES_IN_WORDS[Basis.WEIGHTED].term
    ) == (day("09-30"), cny("80.0"), cny("100"), Decimal("-0.2"), Decimal("0.8"))
    assert not replays.on_screen
    assert len(replays.rows) == 34


def test_a_brier_score_is_shown_to_three_places() -> None:
    [close, _] = cells(
        part(document(replayed(win("a", "10-10"), periods=["2026-10"])), "brier"),
        "brier_weighted",
        "brier_weighted_shown",
    )
    assert close == (Decimal("0.04"), "0.040")


def test_what_no_sum_could_count_is_named() -> None:
    foreign = deal("usd 50 close", "01-05 stage=close", currency="USD")
    ghost = deal("ghost 50 ghost", "01-05 stage=ghost")
    bare = deal("bare - won", "01-05 stage=close", "10-09 stage=won closed=10-09", closed=day("10-09"))
    found = document(replayed(foreign, ghost, bare, periods=["2026-10"]))
    assert texts(found.notes)[:3] == [
        "{count} without an amount: counted, not summed.",
        "Open without a rate to {currency}, in no forecast: {deals}.",
        "Open in no stage of the method, in no forecast: {deals}.",
    ]
    args = [note.args.get("deals") for note in found.notes if isinstance(note, Message)]
    assert args[1:3] == [("usd",), ("ghost",)]


def test_what_could_not_be_judged_is_named_in_short() -> None:
    found = document(replayed(*MONTHS, periods=["2025", "2026-01", "2026-11"]))
    assert texts(found.notes) == [
        "Not over yet, and left out: {periods}.",
        "Begun before anything was known, and left out: {periods}.",
    ]
    assert isinstance(found.notes[1], Message)
    assert texts((found.notes[1].args["periods"],)) == ["{first} to {last}"]


# explained


BOOK = written(
    win("a", "10-10", 100),
    win("b", "10-20", 40),
    calls=(call("09-01 2026-10 50 li.wei"), call("09-30 2026-10 90 li.wei"), call("10-01 2026-10 9 li.wei")),
)


def figures(known: Book = BOOK) -> dict[str, Figure]:
    today = book_on(known, DAY)
    question = PastQuestion(known, today, standings(today), lambda _: True)
    found = accuracy(question, [named("2026-10")])
    return {f"{each.name.id}": each for each in reversed(list(figures_in(accuracy_document(found, today))))}


def test_what_was_won_and_what_was_said_are_the_sums_of_their_parts() -> None:
    for name in ("won", "weighted", "walk", "call"):
        figure = figures()[name]
        parts = [each.adds.amount for each in figure.parts if isinstance(each.adds, Money)]
        assert isinstance(figure.value, Money)
        assert figure.value.amount == sum(parts)


def test_a_win_is_named_with_what_it_brought_and_a_call_found_at_its_line() -> None:
    assert [(each.id, each.adds) for each in figures()["won"].parts] == [("a", cny("100")), ("b", cny("40"))]

    [line] = figures()["call"].parts
    assert (line.id, line.adds, line.file, line.way) == (
        "li.wei",
        cny("90"),
        "data/calls.yaml",
        (1, "amount"),
    )


def test_where_a_line_could_not_be_read_only_the_file_is_named() -> None:
    broken = Problem("data/calls.yaml", 1, 1, "bad-amount", message("…"))
    [line] = figures(replace(BOOK, problems=(broken,)))["call"].parts
    assert line.way == ()


def test_a_miss_is_told_with_the_sums_it_is_made_of() -> None:
    formula = figures()["wape"].formula
    assert {"missed", "came"} == set(formula.args)  # type: ignore[union-attr]
