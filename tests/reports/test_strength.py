from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, book, day, deal
from grids import cells, part

from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact
from funnel_cli.records.deal import HistoryLine, Opportunity
from funnel_cli.records.method_parts import Axis, Rung
from funnel_cli.reports.card import card
from funnel_cli.reports.strength import score_problems, strength, strength_document
from funnel_cli.values.message import Label, Message

AXIS = Axis(rungs=tuple(Rung(at=at, title=Label({"en": f"rung {at}"})) for at in (0, 9, 10, 20)))
SCORED = replace(METHOD, strength={"problem": AXIS, "power": AXIS})
OPEN = deal("a 1 develop", "09-01 stage=verify", "10-01 stage=develop", strength={"power": 9})


def won(id: str, score: int, *, until: str = "03-09") -> Opportunity:
    """A won deal that left develop on a day with that score of power, and had 20 when it was won."""
    moved = deal(
        f"{id} 1 won",
        "02-01 stage=develop",
        f"{until} stage=close",
        "04-01 stage=won closed=04-01",
        closed=day("04-01"),
        strength={"power": 20},
    )
    scored = [
        HistoryLine(date=day(on), changes={"strength": {"power": n}})
        for on, n in (("03-01", score), ("03-30", 20))
    ]
    return replace(moved, history=tuple(sorted((*moved.history, *scored), key=lambda line: line.date)))


def of_power(*others: Opportunity) -> tuple[Decimal | None, int]:
    """What won deals had on leaving develop, and how many there are."""
    problem, power = strength(OPEN, book(OPEN, *others, method=SCORED))
    assert (problem.median, problem.won) == (None, ())
    return power.median, len(power.won)


def test_five_won_deals_at_least_are_compared_as_they_were_on_leaving_the_stage() -> None:
    assert of_power(*(won(f"w{n}", n) for n in (4, 8, 9, 10, 14, 16))) == (Decimal("9.5"), 6)
    assert of_power(*(won(f"w{n}", n) for n in (4, 8, 9, 10))) == (None, 4)

    lost = replace(won("l", 9), stage="lost")
    early = won("e", 9, until="02-20")
    assert of_power(lost, early, *(won(f"w{n}", 9) for n in range(5))) == (Decimal(9), 5)


def scored(**strength: int) -> Book:
    return book(replace(OPEN, strength=strength), method=SCORED)


@pytest.mark.parametrize(
    ("strength", "expected"),
    [
        ({"power": 9}, [("problem", None, None, None), ("power", 9, "rung 9", 10)]),
        ({"problem": 0, "power": 20}, [("problem", 0, "rung 0", 9), ("power", 20, "rung 20", None)]),
    ],
)
def test_each_axis_has_its_score_what_it_says_and_what_comes_next(
    strength: dict[str, int], expected: list[tuple[object, ...]]
) -> None:
    some = scored(**strength)
    table = part(strength_document(some.opportunities["a"], some), "strength")
    rows = cells(table, "axis", "score", "statement", "next_score")
    assert [
        (axis, score, said.texts["en"] if isinstance(said, Label) else said, following)
        for axis, score, said, following in rows
    ] == expected


def said(some: Book) -> list[tuple[str, dict[str, object]]]:
    lines = strength_document(some.opportunities["a"], some).lines
    return [(line.text, dict(line.args)) for line in lines if isinstance(line, Message)]


def test_the_sum_is_told_and_an_axis_at_zero_stops_the_deal_if_it_is_scored() -> None:
    assert said(scored(problem=0, power=9))[:2] == [
        ("Strength {sum} of {most}.", {"sum": 9, "most": 40}),
        ("At 0, which stops the deal: {axes}.", {"axes": [Label({"en": "problem"})]}),
    ]
    assert said(scored()) == [("The strength of this deal is not scored yet.", {})]


@pytest.mark.parametrize(("strength", "is_shown", "total"), [({"power": 9}, True, 9), ({}, False, None)])
def test_the_card_shows_the_strength_of_a_scored_deal(
    strength: dict[str, int], is_shown: bool, total: int | None
) -> None:
    some = scored(**strength)
    shown = card(some.opportunities["a"], some)
    assert (part(shown, "strength").on_screen, shown.head["strength_sum"]) == (is_shown, total)


BOTH = Axis(
    rungs=(
        Rung(at=0, decision_maker=12, title=Label({"en": "none"})),
        Rung(at=10, decision_maker=20, title=Label({"en": "pain"})),
    )
)
SELLING = replace(METHOD, strength={"problem": BOTH})
WOOD = Contact(name="Wood", role="decision-maker")


@pytest.mark.parametrize(
    ("contacts", "score", "counted", "following"),
    [((), 14, 10, 12), ((), 8, 8, 10), ((WOOD,), 14, 14, 20), ((WOOD,), 20, 20, None)],
)
def test_without_a_decision_maker_a_score_counts_no_more_than_a_contacts_word(
    contacts: tuple[Contact, ...], score: int, counted: int, following: int | None
) -> None:
    some = book(replace(OPEN, strength={"problem": score}, contacts=contacts), method=SELLING)
    shown = strength_document(some.opportunities["a"], some)
    (row,) = cells(part(shown, "strength"), "score", "counted", "next_score")
    assert (*row, shown.head["strength_sum"]) == (score, counted, following, counted)


@pytest.mark.parametrize(
    ("contacts", "scored_by", "score", "is_named"),
    [
        ((), {}, 14, True),
        ((WOOD,), {}, 14, True),
        ((WOOD,), {"problem": "Wood"}, 14, False),
        ((), {"problem": "Wood"}, 14, True),
        ((), {}, 10, False),
    ],
)
def test_a_score_that_nobody_who_decides_has_given_is_named(
    contacts: tuple[Contact, ...], scored_by: dict[str, str], score: int, is_named: bool
) -> None:
    scored = replace(OPEN, strength={"problem": score}, scored_by=scored_by, contacts=contacts)
    found = list(score_problems([scored], book(scored, method=SELLING)))
    assert [each.code for each in found] == ["unspoken-score"] * is_named
