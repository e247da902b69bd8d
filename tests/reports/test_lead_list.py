from dataclasses import replace

import pytest
from arrange import METHOD, book, day, lead_line, step
from grids import cells, column, part

from funnel_cli.records.customer import LogEntry
from funnel_cli.records.lead import Lead
from funnel_cli.records.method_parts import Leads
from funnel_cli.render.language import Language
from funnel_cli.reports.lead_list import lead_card, lead_findings, lead_list, lead_search


def lead(text: str, *, log: str = "", owner: str | None = "anna", **more: object) -> Lead:
    """A lead from `id stage created`."""
    id, stage, created = text.split()
    entries = tuple(LogEntry(date=day(on), kind="call") for on in log.split())
    line = lead_line(created, stage=stage)
    made = Lead(
        id=id, name=id.title(), stage=stage, owner=owner, created=day(created), history=(line,), log=entries
    )
    return replace(made, **more)  # type: ignore[arg-type]


def wants(*leads: Lead, first: int = 1, pool: int = 14) -> list[tuple[str, str, int]]:
    method = replace(METHOD, leads=Leads(first_contact_days=first, pool_days=pool))
    some = book(leads={each.id: each for each in leads}, method=method)
    found = lead_findings(some.leads.values(), some)
    return [(each.lead.id, each.want.value.id, each.days) for each in found]


@pytest.mark.parametrize(
    ("created", "found"), [("11-22", []), ("11-21", []), ("11-20", [("a", "first_contact", 2)])]
)
def test_a_first_contact_is_late_after_the_next_day(created: str, found: list[object]) -> None:
    assert wants(lead(f"a new {created}")) == found


def test_a_lead_of_the_pool_wants_its_first_contact_but_not_the_pool_again_by_the_methods_limits() -> None:
    assert wants(lead("a new 11-20", owner=None)) == [("a", "first_contact", 2)]
    assert wants(lead("a new 11-01")) == [("a", "pool", 21)]
    assert wants(lead("a returned 11-01", owner=None)) == []

    assert wants(lead("a new 11-20"), first=3) == []
    assert wants(lead("a contacted 11-01", log="11-19"), pool=3) == [("a", "pool", 3)]


@pytest.mark.parametrize(("log", "found"), [("11-09", []), ("11-08", [("a", "pool", 14)])])
def test_a_lead_without_an_answer_goes_back_after_the_methods_days(log: str, found: list[object]) -> None:
    assert wants(lead("a contacted 11-01", log=log)) == found


def test_an_overdue_step_and_a_qualified_lead_are_told_the_longest_first() -> None:
    ready = lead("b qualified 11-10")
    late = lead("a contacted 11-18", log="11-18", next_step=step("11-20"))
    assert wants(late, ready) == [("b", "convert", 12), ("a", "step_overdue", 2)]


LEADS = {
    each.id: each
    for each in (
        lead("old contacted 11-01", log="11-20", grade="B", region="Wales"),
        lead("hot contacted 11-18", log="11-20", grade="A"),
        lead("fresh new 11-22", owner=None),
    )
}


def listed(*words: str) -> list[object]:
    return list(column(part(lead_list(book(leads=LEADS), words), "leads"), "id"))


def test_leads_stand_by_stage_then_grade() -> None:
    assert listed() == ["fresh", "hot", "old"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("owner:", ["fresh"]), ("grade:A", ["hot"]), ("等级:A", ["hot"]), ("stage:new", ["fresh"]),
        ("region:wales", ["old"]), ("region:Wales,", ["old"]), ("region: ", ["fresh", "hot"]),
    ],
)  # fmt: skip
def test_words_choose_among_leads(word: str, found: list[str]) -> None:
    assert listed(word) == found


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("region:wale", ["Nothing in the book answers to region:wale.", "  Did you mean Wales?"]),
        ("owner:zed", ["Nothing in the book answers to owner:zed."]),
        ("olt", ["Nothing in the book answers to olt.", "  Did you mean old, hot?"]),
        ("region:", []),
        ("grade:D", []),
        ("owner:me", []),
        ("ol", []),
    ],
)
def test_a_name_that_nothing_has_is_told(word: str, told: list[str]) -> None:
    said = lead_search(book(leads=LEADS)).unheard(LEADS.values(), [word])
    assert list(map(Language("en").say, said)) == told


def test_a_name_that_has_a_comma_means_none_of_its_parts() -> None:
    some = {
        id: lead(f"{id} new 11-20", owner=owner, region=region)
        for id, owner, region in (("a", "O'Hara, Bo", "Wales, North"), ("b", "Bo", "Wales"))
    }
    for word, found in (("owner:O'Hara, Bo", ["a"]), ("region:wales, north", ["a"]), ("owner:bo,me", ["b"])):
        assert list(column(part(lead_list(book(leads=some), [word]), "leads"), "id")) == found
        assert not list(lead_search(book(leads=some)).unheard(some.values(), [word]))


def test_how_many_are_in_the_pool_is_told() -> None:
    assert lead_list(book(leads=LEADS), ()).head["in_pool"] == 1


def test_a_card_tells_how_the_lead_came_to_its_stage() -> None:
    card = lead_card(LEADS["hot"], book(leads=LEADS))
    assert cells(part(card, "history"), "date", "owner") == [(day("11-18"), None)]
    assert card.head["grade"] == "A"


def test_a_card_tells_what_else_became_of_the_lead() -> None:
    lines = (
        lead_line("11-18", stage="new"),
        lead_line("11-19", next_step=step("11-25", "Call"), grade="B"),
        lead_line("11-20", marks={"fit": "high"}),
    )
    card = lead_card(lead("hot new 11-18", history=lines), book())
    assert cells(part(card, "history"), "due", "action", "grade") == [
        (None, None, None),
        (day("11-25"), "Call", "B"),
        (None, None, None),
    ]
    *without, marked = column(part(card, "history"), "marks")
    assert (without, "fit=high" in str(marked)) == ([(), ()], True)


def test_a_card_has_no_column_of_what_was_only_emptied() -> None:
    emptied = lead_line("11-19", marks={}, grade=None, amount=None)
    card = lead_card(lead("hot new 11-18", history=(lead_line("11-18", stage="new"), emptied)), book())
    shown = [column.key for column in part(card, "history").columns if column.on_screen]
    assert not {"marks", "grade", "amount"} & {*shown}
