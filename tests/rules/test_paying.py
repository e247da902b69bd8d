"""What is agreed on with a customer whose deal is won, and what came in of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

import pytest
from arrange import TODAY, after, book, day, deal
from hypothesis import given
from hypothesis import strategies as st
from settled import demand_settled

from funnel_cli.finding.words import NoSuchWord
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Contract, Opportunity
from funnel_cli.records.planned import Instalment, Receipt
from funnel_cli.rules.contracting import (
    AboveContract,
    AboveOutstanding,
    BadShare,
    NotAboveZero,
    NothingOutstanding,
    NotWon,
    NotYet,
    NoWhole,
    SeveralPayments,
    agree,
    drop,
    receive,
)
from funnel_cli.rules.moving import Removed, reopen
from funnel_cli.time.history import opportunity_on, recorded
from funnel_cli.values.message import message
from funnel_cli.values.money import BadAmount, OtherCurrency

BOOK: Book = book()
WON = replace(deal("acme 1000 close", "09-01 stage=close amount=1000", created=day("09-01")), currency="CNY")
WON = recorded(WON, day("10-01"), {"stage": "won", "closed": day("10-01")})


def agreed(typed: str, due: str | None = "12-01", *, on: str = "10-02", to: Opportunity = WON) -> Opportunity:
    return after(agree(to, typed, day(due) if due else None, day(on), BOOK))


def came(typed: str | None, of: Opportunity, on: str = "11-20", purpose: str | None = None) -> Opportunity:
    return after(receive(of, typed, day(on), TODAY, BOOK, purpose))


def paid(of: Opportunity) -> list[int]:
    return [int(each.paid) for each in of.payments]


def standing(payments: Iterable[Instalment]) -> list[tuple[int, int]]:
    return [(int(each.paid), int(each.outstanding)) for each in payments]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        *(("30%", "300"), ("33.33%", "333.30"), ("30％", "300")),
        *(("250", "250"), ("rest", "1000"), ("余款", "1000")),
    ],
)
def test_an_amount_a_share_and_the_rest_are_agreed_on(typed: str, amount: str) -> None:
    assert [each.amount for each in agreed(typed).payments] == [Decimal(amount)]


def test_a_share_is_of_what_was_signed_and_the_rest_what_is_not_agreed_on_yet() -> None:
    signed = replace(WON, contract=Contract(amount=Decimal(2000)))
    assert agreed("30%", to=signed).payments[0].amount == 600

    two = agreed("rest", None, to=agreed("30%"))
    assert [(each.due, int(each.amount)) for each in two.payments] == [(day("12-01"), 300), (None, 700)]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("1001", AboveContract), ("101%", BadShare), ("x%", BadShare), ("0", NotAboveZero),
        ("-5", NotAboveZero), ("0%", NotAboveZero), ("USD 5", OtherCurrency), ("much", BadAmount),
    ],
)  # fmt: skip
def test_what_cannot_be_paid_is_refused(typed: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        agreed(typed)


def test_together_they_are_not_more_than_the_contract_and_of_an_unknown_amount_no_share_is_taken() -> None:
    with pytest.raises(AboveContract):
        agreed("71%", to=agreed("30%"))
    with pytest.raises(NoWhole):
        agreed("30%", to=replace(WON, amount=None))


def test_only_a_won_deal_that_is_there_is_paid() -> None:
    with pytest.raises(NotWon):
        agreed("5", to=deal("a 5 close"))
    with pytest.raises(Removed):
        agreed("5", to=replace(WON, removed=day("10-05")))


def test_what_came_in_is_set_off_against_what_is_due_first() -> None:
    two = agreed("rest", "11-01", to=agreed("30%"))
    assert paid(came("800", two)) == [100, 700]

    assert paid(came(None, two)) == [0, 700]
    assert paid(came(None, came("100", two))) == [0, 700]


def test_one_payment_is_meant_by_its_number_or_what_it_is_for() -> None:
    named = after(agree(agreed("30%"), "20%", None, day("10-02"), BOOK, "Acceptance"))
    assert paid(came("50", named, purpose="acceptance")) == [0, 50]
    assert paid(came("50", named, purpose="1")) == [50, 0]
    with pytest.raises(NoSuchWord):
        came("50", named, purpose="7")
    with pytest.raises(AboveOutstanding):
        came("201", named, purpose="2")


def test_no_more_comes_in_than_is_outstanding_and_not_before_its_day() -> None:
    one = agreed("30%")
    with pytest.raises(AboveOutstanding):
        came("301", one)
    with pytest.raises(NotYet):
        came("5", one, on="11-23")
    with pytest.raises(NothingOutstanding):
        came(None, came("rest", one))


def test_of_two_payments_for_the_same_one_is_named_by_its_number() -> None:
    two = after(agree(WON, "100", None, day("10-02"), BOOK, "Plan"))
    two = after(agree(two, "200", day("12-24"), day("10-02"), BOOK, "plan"))
    with pytest.raises(SeveralPayments) as refused:
        drop(two, day("11-21"), BOOK, "Plan")
    said = [(line.args["number"], line.args["due"]) for line in refused.value.details]
    assert said == [(1, message("no day")), (2, day("12-24"))]
    with pytest.raises(SeveralPayments):
        came("50", two, purpose="PLAN")
    assert standing(after(drop(two, day("11-21"), BOOK, "2")).payments) == [(0, 100), (0, 0)]


def test_what_is_dropped_with_or_without_the_deal_is_not_expected_and_leaves_room_for_another() -> None:
    part = came("100", agreed("30%"))
    gone = after(drop(part, day("11-21"), BOOK))
    assert standing(gone.payments) == [(100, 0)]
    assert agreed("rest", on="11-21", to=gone).payments[1].amount == 900

    part = came("100", agreed("30%"))
    again = after(reopen(part, BOOK, day("11-21"), to=None, reason="They wait"))
    assert [(each.dropped, int(each.paid)) for each in again.payments] == [(day("11-21"), 100)]


def test_as_of_an_earlier_day_it_is_not_yet_agreed_received_or_dropped() -> None:
    gone = after(drop(came("100", agreed("30%")), day("11-21"), BOOK))

    def on(text: str) -> tuple[Instalment, ...]:
        then = opportunity_on(gone, day(text))
        return then.payments if then else ()

    assert on("10-01") == ()
    assert standing(on("11-19")) == [(0, 300)]
    assert standing(on("11-20")) == [(100, 200)]
    assert standing(on("11-21")) == [(100, 0)]


days = st.dates(Day(2026, 10, 1), Day(2026, 11, 22))
amounts = st.decimals(min_value="0.01", max_value=1000, places=2)
receipts = st.builds(Receipt, date=days, amount=amounts)
instalments = st.builds(
    Instalment,
    due=st.none() | days,
    amount=amounts,
    agreed=st.none() | days,
    dropped=st.none() | days,
    received=st.lists(receipts, max_size=3).map(tuple),
)


@given(st.lists(instalments, max_size=3).map(tuple), days)
def test_a_deal_folded_twice_is_as_folded_once_and_settled_it_is_as_written(
    payments: tuple[Instalment, ...], on: Day
) -> None:
    demand_settled(replace(WON, payments=payments), on)


@given(st.lists(amounts, min_size=1, max_size=4), st.lists(amounts, max_size=5))
def test_what_comes_in_is_all_set_off_and_never_above_a_payment(
    wanted: list[Decimal], some: list[Decimal]
) -> None:
    held = replace(WON, payments=tuple(Instalment(amount=each) for each in wanted))
    came_in = Decimal(0)
    for each in some:
        try:
            held = came(f"{each:f}", held)
        except (AboveOutstanding, NothingOutstanding):
            continue
        came_in += each
    assert sum(each.paid for each in held.payments) == came_in
    assert sum(each.outstanding for each in held.payments) == sum(wanted) - came_in
    assert all(0 <= each.paid <= each.amount for each in held.payments)
