"""What payments come to, worked out by hand."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from arrange import book, day, deal
from hypothesis import given
from hypothesis import strategies as st
from running import DAY, new_book, run

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Rate
from funnel_cli.records.planned import Instalment, Receipt
from funnel_cli.reports.payments import converted_payments, payment_week, payments, received_in, sums, unpaid
from funnel_cli.values.money import Money
from funnel_cli.values.period import week_of


def instalment(amount: int, due: str | None = None, **received: int) -> Instalment:
    came = tuple(
        Receipt(date=day(on.removeprefix("d").replace("_", "-")), amount=Decimal(much))
        for on, much in received.items()
    )
    return Instalment(amount=Decimal(amount), due=day(due) if due else None, received=came)


def won(id: str, *some: Instalment, currency: str | None = None) -> Book:
    held = deal(f"{id} 1000 won", payments=some, currency=currency, created=day("09-01"))
    return book(replace(held, closed=day("10-01")))


def yuan(amount: int | str) -> Money:
    return Money(Decimal(amount), "CNY")


def test_the_figures_are_the_sums_of_the_rows_and_overdue_from_the_day_after_they_were_due() -> None:
    held = won("acme", instalment(300, "11-01", d10_20=100), instalment(400, "12-01"), instalment(50))
    (found,) = sums(payments(held.opportunities.values(), held))
    assert found[:4] == (yuan(750), yuan(100), yuan(650), yuan(200))

    held = won("acme", instalment(300, "11-22"))
    assert sums(payments(held.opportunities.values(), held))[0].overdue == yuan(0)
    late = replace(held, day=day("11-23"))
    assert sums(payments(late.opportunities.values(), late))[0].overdue == yuan(300)


def test_what_came_in_counts_at_the_rate_of_its_day_the_rest_at_todays_and_none_without_a_rate() -> None:
    held = won("acme", instalment(100, "11-01", d10_20=40), currency="USD")
    days = (("10-01", 7), ("11-01", 8))
    rates = tuple(Rate(date=day(on), from_="USD", to="CNY", rate=Decimal(rate)) for on, rate in days)
    held = replace(held, rates=rates)
    found = converted_payments(payments(held.opportunities.values(), held), held)
    # 40 × 7 = 280 came in, 60 × 8 = 480 is outstanding and overdue; 280 + 480 = 760
    assert found[:4] == (yuan(760), yuan(280), yuan(480), yuan(480))

    held = won("acme", instalment(100), currency="USD")
    assert converted_payments(payments(held.opportunities.values(), held), held).amount == yuan(0)
    assert [each.whose for each in held.missing_rates] == ["acme"]


def test_the_week_has_what_came_in_what_is_due_and_what_is_late() -> None:
    held = won(
        "acme",
        instalment(300, "11-01", d11_16=100, d11_15=50),
        instalment(400, "11-29"),
        instalment(70, "11-30"),
        instalment(60),
    )
    some = payments(held.opportunities.values(), held)
    # the week runs from 16 to 22 November, the next one until the 29th; 300 − 150 is late
    assert payment_week(some, week_of(day("11-22")), day("11-29"), held) == (yuan(100), yuan(400), yuan(150))


def test_a_deal_that_is_not_won_or_is_removed_has_no_payments() -> None:
    some = (instalment(300),)
    lost = replace(deal("b 5 lost"), payments=some)
    gone = replace(deal("c 5 won"), payments=some, removed=day("11-01"))
    held = book(lost, gone)
    assert payments(held.opportunities.values(), held) == ()


@given(
    st.lists(
        st.tuples(st.integers(1, 500), st.none() | st.dates(day("10-01"), day("12-31")), st.integers(0, 500)),
        max_size=5,
    )
)
def test_received_and_outstanding_come_to_the_amount_and_overdue_is_part_of_it(
    rows: list[tuple[int, object, int]],
) -> None:
    some = [
        Instalment(
            amount=Decimal(amount),
            due=due,  # type: ignore[arg-type] # a day or none
            received=(Receipt(date=day("10-05"), amount=Decimal(min(came, amount))),) if came else (),
        )
        for amount, due, came in rows
    ]
    held = won("acme", *some)
    found = payments(held.opportunities.values(), held)
    whole = converted_payments(found, held)
    assert (
        whole.received.amount + whole.outstanding.amount == whole.amount.amount == sum(row[0] for row in rows)
    )
    assert whole.overdue.amount <= whole.outstanding.amount
    assert sum(each.outstanding.amount for each in unpaid(found)) == whole.outstanding.amount
    assert received_in(found, week_of(day("10-05")), held) == whole.received


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    return new_book(tmp_path)


def test_a_payment_is_agreed_on_received_undone_and_told_everywhere(deals: Path) -> None:
    line = 'payment delta-doors 30% 2026-11-10 --for "down payment" --date 2026-10-16'
    assert run(line, deals).out.startswith("delta-doors: CNY 21,000 to be paid until 2026-11-10\n")
    assert run("payment delta-doors 5k --received --date 2026-11-18", deals).exit == 0
    told = run("payment --json", deals).json
    assert [told[key] for key in ("amount", "received", "outstanding", "overdue")] == [
        "21000.00", "5000.00", "16000.00", "16000.00",
    ]  # fmt: skip
    assert run("payment --json --as-of 2026-11-01", deals).json["received"] == "0.00"
    assert run("payment --json --as-of 2026-10-15", deals).json["amount"] == "0.00"
    assert run("next --json", deals).json["payments"]["items"][0]["outstanding"] == "16000.00"
    assert run("--json", deals).json["payments_overdue"] == "16000.00"
    assert run("show delta-doors --json", deals).json["payments"]["items"][0]["for"] == "down payment"
    assert run("review --json", deals).json["payments_received"] == "5000.00"
    assert run("handover --from li.wei --json", deals).json["outstanding"] == "16000.00"
    assert [each["id"] for each in run("list payment:overdue --json", deals).json["items"]] == ["delta-doors"]
    run("undo", deals)
    assert run("payment --json", deals).json["received"] == "0.00"


def test_the_payments_of_a_reopened_deal_are_told_as_such_and_count_again_once_it_is_won(deals: Path) -> None:
    for line in ("delta-doors 30%", "delta-doors --received"):
        run(f"payment {line}", deals)
    told = run("payment delta-doors -f table", deals).out
    run("reopen delta-doors --reason mistake", deals)
    reopened = run("payment delta-doors -f table", deals).out
    assert "Delta is not won yet, and payments count from then on: 1 on record." in reopened
    assert "funnel payment" not in reopened
    assert "from then on: 0 on" in run("payment acme-erp -f table", deals).out
    run("win delta-doors --force --reason signed", deals)
    assert run("payment delta-doors -f table", deals).out == told
    run("remove delta-doors --reason twice", deals)
    removed = run("payment delta-doors -f table", deals).out
    assert f"Delta was removed on {DAY}, and its payments count no more: 1 on record." in removed
    assert "funnel payment" not in removed


def test_a_dry_run_shows_and_writes_nothing(deals: Path) -> None:
    before = (deals / "data/opportunities/delta-doors.yaml").read_text("utf-8")
    assert "+payments:" in run("payment delta-doors 30% -n", deals).out
    assert (deals / "data/opportunities/delta-doors.yaml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("payment", "code"),
    [
        ("{amount: 0}", "bad-payment"),
        ("{amount: -5}", "bad-payment"),
        ("{due: 2026-11-01}", "missing-key"),
        ("{amount: 5, received: [{date: 2026-11-01, amount: 0}]}", "bad-payment"),
        ("{amount: 5, received: [{date: 2026-11-01, amount: 6}]}", "overpaid"),
        ("{amount: 70001}", "payments-above-contract"),
        ("{amount: 5, received: [{date: 2026-11-23, amount: 5}]}", "dated-ahead"),
    ],
)
def test_what_cannot_be_is_a_problem_of_the_file(payment: str, code: str, tmp_path: Path) -> None:
    held = new_book(tmp_path)
    with (held / "data/opportunities/delta-doors.yaml").open("a", encoding="utf-8") as file:
        file.write(f"payments: [{payment}]\n")
    assert code in [each["code"] for each in run("validate --json", held).json["items"]]


def test_payments_of_a_deal_that_is_not_won_are_a_problem(tmp_path: Path) -> None:
    held = new_book(tmp_path, eta="id: eta\ncustomer: Eta\nstage: verify\npayments: [{amount: 5}]\n")
    assert "payment-not-won" in [each["code"] for each in run("validate --json", held).json["items"]]


@pytest.mark.parametrize(
    "line",
    [
        "payment --received",
        "payment delta-doors --for x",
        "payment delta-doors --date 2026-11-01",
        "payment delta-doors -n",
        "payment delta-doors 5 --drop",
        "payment delta-doors 5 2026-12-01 --received",
        "payment delta-doors --drop --received",
        "payment delta-doors 5 2026-12-01 more",
        "payment acme-erp 5",
    ],
)
def test_what_does_not_go_together_is_refused_in_two_lines(line: str, deals: Path) -> None:
    answer = run(line, deals)
    assert (answer.exit, answer.out) == (2, "")
    assert 1 <= len(answer.err.splitlines()) <= 3
