from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, book, day, deal, written
from grids import cells, column, ids, part
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Contract, Opportunity, Override, Pause
from funnel_cli.records.filed_review import Review
from funnel_cli.records.form import Filing
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Call, Count, Target
from funnel_cli.reports.problems import examples, problems_document
from funnel_cli.time.history import book_on, recorded
from funnel_cli.values.errors import Problem, Severity
from funnel_cli.values.message import Message, message

WRONG = message("wrong")
AHEAD = day("2027-11-02")
PROBLEMS = (
    Problem("b.yaml", 3, 1, "unknown_key", WRONG, "colour", Severity.WARNING),
    Problem("b.yaml", 2, 5, "bad_date", WRONG, "closed"),
    Problem("b.yaml", 2, 1, "bad_date", WRONG, "created"),
    Problem("a.yaml", 0, 0, "unreadable", WRONG),
)
BOOK = book(deal("a 1"), deal("b 1"), problems=PROBLEMS, unread=1)


def test_errors_come_first_then_by_place_and_only_those_of_the_files_asked_for_are_counted() -> None:
    table = problems_document(BOOK, BOOK, str).tables[0]

    assert (cells(table, "path", "line", "column", "key"), ids(table, "severity")) == (
        [
            ("a.yaml", None, None, None),
            ("b.yaml", 2, 1, "created"),
            ("b.yaml", 2, 5, "closed"),
            ("b.yaml", 3, 1, "colour"),
        ],
        ["error", "error", "error", "warning"],
    )

    assert problems_document(BOOK, BOOK, str).head == {
        "opportunities": 2,
        "unread": 1,
        "errors": 3,
        "warnings": 1,
        "unearned": 0,
        "alike": 0,
    }

    some = problems_document(BOOK, BOOK, str, ["a.yaml"])

    assert (len(some.tables[0].rows), some.head["errors"], some.head["warnings"]) == (1, 1, 0)


def test_what_is_to_come_in_or_was_logged_ahead_is_named_though_no_list_has_it() -> None:
    written_ahead = written(
        deal("a 1", created=day("11-23")),
        deal("b 1", log="call:11-22 call:11-23"),
        leads={"c": Lead(id="c", name="C", created=day("11-24"), file="c.yaml")},
    )
    found = problems_document(written_ahead, book_on(written_ahead, day("11-22")), str).tables[0]
    assert cells(found, "path", "key") == [
        ("c.yaml", "created"),
        ("data/opportunities/a.yaml", "created"),
        ("data/opportunities/b.yaml", "log"),
    ]


@pytest.mark.parametrize(
    ("key", "hidden"),
    [
        ("history", deal("a 1", "11-01 stage=verify", "2027-11-02 stage=develop")),
        ("history", deal("a 1", "2027-11-02 owner=li.wei")),
        ("forms.quote", deal("a 1", forms={"quote": (Filing(date=AHEAD),)})),
        ("removed", deal("a 1", removed=AHEAD)),
        ("closed", deal("a 1 won", "2027-11-02 stage=won closed=2027-11-02", closed=AHEAD)),
        ("probability", deal("a 1", probability=Override(value=Decimal("0.9"), date=AHEAD))),
    ],
)
def test_whatever_a_slip_of_the_year_hides_of_a_deal_is_named_once(key: str, hidden: Opportunity) -> None:
    some = written(hidden)
    found = problems_document(some, book_on(some, day("11-22")), str).tables[0]
    assert cells(found, "code", "key") == [("dated-ahead", key)]


@pytest.mark.parametrize(
    "planned",
    [
        deal("a 1", "11-01 stage=verify", paused=Pause(since=AHEAD)),
        recorded(deal("a 1", "11-01 stage=verify"), AHEAD, {"paused": Pause(since=AHEAD)}),
        deal("a 1 won", closed=day("11-01"), contract=Contract(date=AHEAD)),
    ],
)
def test_a_pause_or_contract_that_is_planned_is_no_slip(planned: Opportunity) -> None:
    some = written(planned)
    assert not problems_document(some, book_on(some, day("11-22")), str).tables[0].rows


def test_a_target_review_call_or_count_that_is_written_down_on_a_day_to_come_is_named() -> None:
    settings = replace(METHOD.settings, complete_since=AHEAD)
    ahead = written(
        method=replace(METHOD, settings=settings),
        targets=tuple(Target(set=day(on), period="2026-12", amount=Decimal(5)) for on in ("11-20", "11-23")),
        calls=(Call(filed=day("11-22"), period="2026-12", amount=Decimal(5)),),
        counts=(Count(filed=day("11-24"), period="2026-10", channel="fair"),),
        reviews=(Review(week="2026-W46", as_of=AHEAD, file="r.yaml"),),
    )
    found = problems_document(ahead, book_on(ahead, day("11-22")), str).tables[0]
    assert cells(found, "path", "key") == [
        ("data/counts.yaml", "0.filed"),
        ("data/targets.yaml", "1.set"),
        ("r.yaml", "as_of"),
        ("stages.yaml", "settings.complete_since"),
    ]


def test_an_open_deal_of_who_is_no_end_customer_is_named() -> None:
    dealer = Customer(id="a", name="A", kind="dealer")
    closed = replace(deal("c 1 won"), customer="A")
    some = book(deal("a 1"), deal("b 1"), closed, customers={"a": dealer})
    found = problems_document(some, some, str).tables[0]
    assert cells(found, "path", "code") == [("data/opportunities/a.yaml", "not-end-customer")]


def test_a_clean_book_says_how_much_was_read() -> None:
    clean = book(deal("a 1"))
    lines = problems_document(clean, clean, str).lines

    assert [line.args for line in lines if isinstance(line, Message)] == [
        {"count": 1, "errors": 0, "warnings": 0}
    ]


def test_an_open_deal_in_a_stage_it_has_not_earned_is_named_with_each_criterion() -> None:
    known = book(
        deal(
            "a 1 propose", "09-01 stage=verify", "10-01 stage=propose forced=credit,plan", ticks="need:09-02"
        ),
        deal("b 1 won", "09-01 stage=won closed=09-01"),
        deal("c 1 develop", ticks="need:09-02 credit:09-03"),
    )
    document = problems_document(known, known, str)
    assert cells(part(document, "unearned_criteria"), "deal", "milestone", "forced") == [
        ("a", "credit", day("10-01")),
        ("a", "plan", day("10-01")),
    ]
    assert document.head["unearned"] == 1


def test_of_the_files_asked_for_only_their_deals_are_named() -> None:
    known = book(deal("a 1 develop"), deal("b 1 develop"))
    document = problems_document(known, known, str, ["data/opportunities/b.yaml"])
    assert {row[0] for row in part(document, "unearned_criteria").rows} == {"b"}


def test_customers_and_deals_that_may_be_one_are_named_with_what_joins_them() -> None:
    known = book(
        deal("a 1", customer="Hofmann"),
        deal("b 1", customer="Hofmann AG"),
        deal("c 1", customer="Dale", name="Lamps"),
        deal("d 1", customer="Dale", name="lamps"),
        customers={"hofmann": Customer(id="hofmann", name="Hofmann", file="data/customers/hofmann.yaml")},
    )
    document = problems_document(known, known, str)
    assert cells(part(document, "duplicates"), "names", "cure") == [
        (("Hofmann AG", "Hofmann"), 'funnel customer merge "Hofmann AG" "Hofmann"'),
        (("c", "d"), "funnel remove d --reason …"),
    ]
    assert document.head["alike"] == 2
    some = problems_document(known, known, str, ["data/opportunities/c.yaml"])
    assert [names for (names,) in cells(part(some, "duplicates"), "names")] == [("c", "d")]


def test_for_a_person_problems_stand_by_kind_with_their_number_three_examples_and_the_cure() -> None:
    known = book(problems=[_source(f"{at}.yaml", word) for at, word in enumerate("aabac")])
    document = problems_document(known, known, str, in_kinds=True)
    table = document.tables[0]
    assert (ids(table, "code"), column(table, "times")) == (
        ["unknown-source", "", "", ""],
        [5, "", "", ""],
    )
    assert [each.args.get("place") for each in column(table, "what") if isinstance(each, Message)] == [
        "0.yaml:7",
        "2.yaml:7",
        "4.yaml:7",
        None,
    ]
    assert [each.name for each in document.tables if each.on_screen] == ["kinds"]


def _source(path: str, word: str) -> Problem:
    said = message("No source {word}.", word=word)
    return Problem(path, 7, 1, "unknown-source", said, "source", Severity.WARNING)


def test_for_a_person_criteria_that_do_not_hold_are_counted_over_the_deals() -> None:
    known = book(
        *(deal(f"{id} 1 develop", ticks="need:09-02") for id in "abcd"),
        deal("f 1 propose", "10-01 stage=propose forced=credit", ticks="need:09-02 plan:09-02"),
    )
    document = problems_document(known, known, str, in_kinds=True)
    rows = cells(part(document, "criteria"), "deals", "forced", "examples")
    assert rows[0] == (5, 1, ("a", "b", "c"))
    assert document.head["unearned"] == 5


@given(st.lists(st.sampled_from("abc")))
def test_examples_are_three_at_most_and_say_as_many_things_as_they_can(words: list[str]) -> None:
    numbered = list(enumerate(words))
    shown = examples(numbered, lambda each: each[1])
    assert set(shown) <= set(numbered)
    assert len(shown) == min(3, len(words))
    assert len({word for _, word in shown}) == min(3, len(set(words)))
