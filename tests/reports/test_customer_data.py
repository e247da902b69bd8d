from dataclasses import replace

import pytest
from arrange import METHOD, TODAY, book, day

from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.records.form import Filing
from funnel_cli.records.method_parts import Health
from funnel_cli.reports.customer_data import Aged, age, data_age

AGING = replace(METHOD, health=Health(customer_days=30))


def customer(id: str, checked: str = "", filed: str | None = None) -> Customer:
    forms = {"plan": (Filing(date=day("08-01")), Filing(date=day(filed)))} if filed else {}
    seen = tuple(map(day, checked.split()))
    return Customer(id=id, name=id.title(), checked=seen, forms=forms, file=f"{id}.yaml")


def told(some: Book) -> tuple[list[tuple[str, int]], int] | None:
    found = data_age(some)
    return ([(each.customer.id, each.days) for each in found.old], found.unknown) if found else None


def aging(*some: Customer, on: str = "11-22") -> Book:
    return book(method=AGING, customers={each.id: each for each in some}, on=day(on))


def test_data_is_old_when_more_days_than_the_limit_went_by_the_oldest_first() -> None:
    """From 10-23 to 11-22 are 30 days, as many as may be; from 10-22 31; from 09-01 82."""
    some = aging(customer("a", "10-23"), customer("b", "10-22"), customer("c", "09-01"), customer("d"))
    assert told(some) == ([("c", 82), ("b", 31)], 1)
    assert [age(each, some) for each in some.customers.values()] == ["current", "old", "old", "unknown"]


def test_the_last_of_a_change_and_of_what_was_filed_counts() -> None:
    assert told(aging(customer("a", "09-01", filed="11-01"), customer("b", "11-01", filed="09-01"))) == (
        [],
        0,
    )
    assert told(aging(customer("a", filed="10-01"))) == ([("a", 52)], 0)


@pytest.mark.parametrize(
    ("on", "expected"), [("11-09", ([], 1)), ("11-10", ([], 0)), ("12-11", ([("a", 31)], 0))]
)
def test_a_day_knows_of_no_look_that_was_taken_later(on: str, expected: object) -> None:
    assert told(aging(customer("a", "11-10"), on=on)) == expected


def test_a_later_look_moves_no_earlier_answer() -> None:
    once, twice = (aging(customer("a", looks), on="11-05") for looks in ("10-01", "10-01 11-10"))
    assert told(once) == told(twice) == ([("a", 35)], 0)


def test_neither_a_method_that_asks_nothing_nor_a_customer_without_a_record_knows_an_age() -> None:
    some = book(customers={"a": customer("a", "01-01")})
    assert (data_age(some), age(some.customers["a"], some)) == (None, None)

    assert age(Customer(id="", name="Dale"), aging()) is None


def test_the_oldest_is_told_with_its_day() -> None:
    found = data_age(aging(customer("a", "10-01")))
    assert found
    assert found.old == (Aged(customer("a", "10-01"), day("10-01"), (TODAY - day("10-01")).days),)
