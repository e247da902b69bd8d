from dataclasses import replace

import pytest
from arrange import day, deal, line, settings, written
from samples import target

from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opening, Opportunity, Tick
from funnel_cli.values.typed import normal

HUA_NENG = Customer(id="hua", name="华能矿业", former_names=("Zoe\u0308 Mining", "Acme"))
ACME = Customer(id="acme", name="Acme")


@pytest.mark.parametrize(
    ("on", "holds"), [("08-31", False), ("09-01", True), ("09-04", True), ("09-05", False)]
)
def test_a_tick_holds_from_its_day_up_to_its_lapse(on: str, holds: bool) -> None:
    assert Tick(date=day("09-01"), lapsed=day("09-05")).holds_on(day(on)) is holds


def test_a_tick_that_never_lapsed_still_holds() -> None:
    assert Tick(date=day("09-01")).holds_on(day("2099-01-01"))


@pytest.mark.parametrize(
    ("some", "states"),
    [
        (deal("a 1 verify"), (True, False, False)),
        (deal("a 1 won"), (False, True, False)),
        (deal("a 1 lost"), (False, False, True)),
        (deal("a 1 Won"), (True, False, False)),
        (deal("a 1 verify", removed=day("09-01")), (False, False, False)),
        (deal("a 1 won", removed=day("09-01")), (False, True, False)),
    ],
)
def test_open_won_and_lost_go_by_the_reserved_ids(some: Opportunity, states: tuple[bool, bool, bool]) -> None:
    assert (some.is_open, some.is_won, some.is_lost) == states


@pytest.mark.parametrize(
    ("customer", "name", "title"),
    [("Acme", "Lamps", "Acme · Lamps"), ("Acme", None, "Acme"), (None, "Lamps", "Lamps"), (None, None, "a")],
)
def test_a_deal_is_called_by_customer_and_name_else_by_its_id(
    customer: str | None, name: str | None, title: str
) -> None:
    assert deal("a", customer=customer, name=name).title == title


def test_where_a_deal_stands_is_no_part_of_what_it_is_and_a_book_counts_in_its_settings_currency() -> None:
    assert deal("a", file="a.yaml") == deal("a", file="a.json")
    assert written(method=settings(currency="EUR")).currency == "EUR"


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("  Acme \t Ltd ", "Acme Ltd"), ("Zoe\u0308", "Zo\u00eb"), ("华能\u3000矿业", "华能 矿业"), ("", "")],
)
def test_names_compare_in_nfc_trimmed_with_single_spaces(name: str, spelled: str) -> None:
    assert normal(name) == spelled


@pytest.mark.parametrize(
    ("customer", "id"),
    [("华能矿业 ", "hua"), ("Zo\u00eb  Mining", "hua"), ("Acme", "acme"), ("acme", None), (None, None)],
)
def test_a_deal_finds_its_customer_by_present_or_former_name(customer: str | None, id: str | None) -> None:
    some = deal("a", customer=customer)
    found = written(some, customers={"acme": ACME, "hua": HUA_NENG}).customer_of(some)
    assert (found.id if found else None) == id


def test_an_owner_is_spelled_as_first_whoever_has_the_deals_by_now() -> None:
    first = deal(
        "a 1 verify", "09-01 stage=verify owner=ann", "10-01 owner=bo", owner="bo", created=day("09-01")
    )
    later = deal("b 1 verify", owner="Ann", created=day("10-05"))
    given = replace(first, history=(line("10-01 owner=bo"),), opening=Opening(changes={"owner": "ann"}))
    for some in (written(first, later), written(later, given)):
        assert [some.as_spelled(each) for each in ("ANN", "Ann", "ann", "Bo")] == ["ann", "ann", "ann", "bo"]


def test_an_owner_of_no_deal_is_spelled_as_the_first_target_has_it() -> None:
    some = written(targets=(target("11-02 2026-12 9 zoe"), target("11-01 2026-12 7 Zoe")))
    assert [some.as_spelled(each) for each in ("zoe", "ZOE")] == ["Zoe", "Zoe"]
