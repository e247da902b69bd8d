from __future__ import annotations

from dataclasses import replace

from arrange import METHOD, TODAY, book, day, deal

from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer, LogEntry
from funnel_cli.records.lead import Lead
from funnel_cli.reports.accounts import account_of, accounts, follow_ups
from funnel_cli.time.standing import standings

CALLING = replace(METHOD, follow_up={"A": 7, "B": 30})


def customer(name: str, grade: str | None = None, **more: tuple[str, ...]) -> Customer:
    id = name.lower()
    return Customer(id=id, name=name, grade=grade, file=f"{id}.yaml", former_names=more.get("former", ()))


def whole(*deals: str, **customers: Customer) -> Book:
    """A book of deals like `acme 1 verify visit:11-20`."""
    made = (deal(text.rsplit(" ", 1)[0], log=text.rsplit(" ", 1)[1]) for text in deals)
    return book(*made, method=CALLING, customers=customers)


def due(some: Book) -> list[tuple[str, int | None, int]]:
    found = follow_ups(accounts(standings(some), some), some)
    return [(each.account.customer.name, each.days, each.limit) for each in found]


def test_deals_under_a_former_name_are_the_customers_own() -> None:
    hill = customer("Hill", former=("Acme",))
    some = whole("acme 1 verify visit:11-20", "hill 1 won call:11-01", hill=hill)
    (account,) = accounts(standings(some), some)
    assert [each.deal.id for each in account.deals] == ["acme", "hill"]
    assert account == account_of(hill, standings(some), some)


def test_the_last_contact_is_the_latest_visit_call_or_mail_of_deals_and_leads() -> None:
    lead = Lead(id="l", customer="Acme", log=(LogEntry(date=day("11-12"), kind="mail"),))
    some = book(deal("acme 1 verify", log="visit:11-02 note:11-20"), leads={"l": lead})
    (account,) = accounts(standings(some), some)
    assert account.last
    assert (account.last.date, account.silent(TODAY)) == (day("11-12"), 10)


def test_a_customer_is_called_again_when_the_days_of_its_grade_are_over() -> None:
    some = whole(
        "acme 1 verify call:11-15",  # 7 days: the limit counts
        "dale 1 verify call:11-16",
        "hill 1 verify call:10-20",
        acme=customer("Acme", "A"),
        dale=customer("Dale", "A"),
        hill=customer("Hill", "B"),
    )
    assert due(some) == [("Hill", 33, 30), ("Acme", 7, 7)]


def test_a_customer_nobody_ever_called_comes_first() -> None:
    some = whole("acme 1 verify call:10-01", acme=customer("Acme", "A"), dale=customer("Dale", "B"))
    assert due(some) == [("Dale", None, 30), ("Acme", 52, 7)]


def test_a_grade_without_days_is_never_due() -> None:
    assert due(whole("acme 1 verify call:01-01", acme=customer("Acme", "D"), dale=customer("Dale"))) == []
