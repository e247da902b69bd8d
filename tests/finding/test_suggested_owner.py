from arrange import book, deal

from funnel_cli.finding.suggested_owner import Holdings, SuggestedOwner
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.records.lead import Lead


def some(**leads: str) -> Book:
    """Anna has a deal in the north, bo one in mining; each named owner has so many open leads."""
    deals = [
        deal("a 1000 verify -", customer="North Ltd", owner="anna"),
        deal("b 1000 verify -", customer="Pit Ltd", owner="bo"),
    ]
    customers = [
        Customer(id="n", name="North Ltd", region="North"),
        Customer(id="p", name="Pit Ltd", industry="mining"),
    ]
    held = [Lead(id=f"{owner}{n}", name="x", owner=owner) for owner, n in leads.items()]
    return book(*deals, customers={c.id: c for c in customers}, leads={each.id: each for each in held})


def owner(lead: Lead, where: Book) -> str | None:
    found = Holdings(where).suggested(lead)
    return found.owner if found else None


def test_whoever_is_in_the_region_or_knows_the_industry_could_take_it() -> None:
    assert owner(Lead(id="x", name="X", region="north"), some()) == "anna"
    assert owner(Lead(id="x", name="X", industry="mining"), some()) == "bo"

    found = Holdings(some()).suggested(Lead(id="x", customer="North Ltd"))
    assert found == SuggestedOwner("anna", region=1, industry=0, open_leads=0)


def test_among_equals_it_is_who_has_the_fewest_leads_unless_there_is_an_owner_or_nobody() -> None:
    assert owner(Lead(id="x", name="X"), some(anna="1")) == "bo"
    assert owner(Lead(id="x", name="X", owner="anna"), some()) is None
    assert owner(Lead(id="x", name="X"), book()) is None
