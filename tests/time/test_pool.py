from dataclasses import replace
from decimal import Decimal

from arrange import TODAY, book, day, deal, lead_line, written

from funnel_cli.records.customer import LogEntry
from funnel_cli.records.lead import Lead, LeadPast
from funnel_cli.time.pool import as_lead, lead_on

LEAD = Lead(
    id="orchard",
    name="Scales",
    stage="returned",
    created=day("11-02"),
    history=(
        lead_line("11-02", stage="new"),
        lead_line("11-04", stage="contacted", owner="anna"),
        lead_line("11-10", stage="returned", reason="No answer"),
    ),
    log=(LogEntry(date=day("11-04"), text="called"), LogEntry(date=day("11-12"), text="mailed")),
)


def then(on: str) -> tuple[str, str | None, int]:
    lead = lead_on(LEAD, day(on))
    assert lead
    return lead.stage, lead.owner, len(lead.log)


def test_a_lead_is_not_there_before_it_came_in_and_without_a_history_as_it_is_written() -> None:
    assert lead_on(LEAD, day("11-01")) is None

    bare = Lead(id="bare", name="Bare", stage="qualified", owner="ben")
    assert lead_on(bare, TODAY) == bare


def test_stage_owner_and_log_are_those_of_the_day() -> None:
    assert [then("11-02"), then("11-05"), then("11-11"), then("11-12")] == [
        ("new", None, 0),
        ("contacted", "anna", 1),
        ("returned", None, 1),
        ("returned", None, 2),
    ]


def test_lines_of_a_lead_in_any_order_tell_the_same() -> None:
    mixed = replace(LEAD, history=(LEAD.history[1], LEAD.history[0], LEAD.history[2]))
    now = lead_on(mixed, day("11-05"))
    assert now
    assert (now.stage, now.owner) == ("contacted", "anna")


def test_a_lead_of_a_day_is_that_of_the_cut_record() -> None:
    cut = replace(LEAD, stage="contacted", owner="anna", history=LEAD.history[:2], log=LEAD.log[:1])
    assert lead_on(LEAD, day("11-05")) == lead_on(cut, day("11-05"))


def test_a_deal_that_was_a_lead_is_one_again_before_that_day() -> None:
    past = LeadPast(
        created=day("11-02"),
        marks={"fit": "high"},
        history=(lead_line("11-02", stage="new"), lead_line("11-20", stage="converted")),
    )
    some = deal("orchard 100 verify", created=day("11-20"), lead=past)
    lead = book(some, on=day("11-10")).leads["orchard"]
    assert (lead.stage, lead.marks, lead.amount) == ("new", {"fit": "high"}, Decimal(100))
    assert book(some, on=day("11-10")).opportunities == {}
    assert book(some).leads == {}


def test_the_file_of_a_lead_that_is_a_deal_is_the_deals() -> None:
    lead = as_lead(deal("acme 100 verify", lead=LeadPast(created=day("11-02"))))
    assert lead
    assert lead.file == "data/opportunities/acme.yaml"


def test_a_deal_that_never_was_a_lead_is_none_and_leads_of_the_book_are_cut_with_it() -> None:
    assert as_lead(deal("acme 100 verify")) is None

    assert written(leads={"orchard": LEAD}).leads["orchard"].stage == "returned"
    assert book(leads={"orchard": LEAD}, on=day("11-05")).leads["orchard"].stage == "contacted"
