import pytest
from arrange import METHOD, TODAY, after, day, deal, step, written

from funnel_cli.records.customer import Contact, Customer, LogEntry
from funnel_cli.rules.visiting import NoResult, NoVisit, names_in, visit, visit_on, visit_told, write_brief
from funnel_cli.values.dates import Calendar

ACME = deal("acme 100 verify", customer="Acme", contacts=(Contact(name="Lee", role="coach"),))
BOOK = written(
    ACME,
    customers={"acme": Customer(id="acme", name="Acme", contacts=(Contact(name="Wood", title="Manager"),))},
)


def test_a_report_is_an_entry_of_the_log_with_all_it_says() -> None:
    told = {
        "purpose": "Show it", "theirs": "Wood, Hill (shift lead, night)", "ours": "anna、ben",
        "result": "They want two", "next": "Send the plan", "due": "+3d", "open_theirs": "Budget",
        "open_ours": "Price",
    }  # fmt: skip
    entry, agreed = visit_told(told, ACME, BOOK, Calendar(TODAY), TODAY)
    assert agreed == step("11-25", "Send the plan")
    assert entry == LogEntry(
        date=TODAY,
        kind="visit",
        purpose="Show it",
        with_=("Wood (Manager)", "Hill (shift lead, night)"),
        ours=("anna", "ben"),
        text="They want two",
        next="Send the plan",
        open_theirs="Budget",
        open_ours="Price",
    )


@pytest.mark.parametrize("told", [{}, {"result": ""}, {"result": "  "}])
def test_a_report_without_a_result_is_none(told: dict[str, str]) -> None:
    with pytest.raises(NoResult):
        visit_told(told, ACME, BOOK, Calendar(TODAY), TODAY)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a, b", ["a", "b"]),
        ("王建国，赵工、冯丽", ["王建国", "赵工", "冯丽"]),
        ("a (x, y),b", ["a (x, y)", "b"]),
        (None, []),
    ],
)
def test_names_are_parted_by_commas_outside_of_brackets(text: str | None, names: list[str]) -> None:
    assert list(names_in(text)) == names


def test_the_step_agreed_on_a_visit_is_the_deals_next_step() -> None:
    entry = LogEntry(date=TODAY, kind="visit", text="x")
    assert after(visit(ACME, entry, step("12-01"), METHOD)).next_step == step("12-01")


def test_the_last_visit_is_shown_or_that_of_a_day() -> None:
    some = deal("acme 1 verify", log="visit:09-05 visit:10-01 call:10-05")
    assert visit_on(some, None, METHOD.kinds).date == day("10-01")
    assert visit_on(some, day("09-05"), METHOD.kinds).date == day("09-05")


@pytest.mark.parametrize("on", [None, "10-05"])
def test_a_visit_that_was_none_is_refused(on: str | None) -> None:
    with pytest.raises(NoVisit):
        visit_on(deal("acme 1 verify", log="call:10-05"), day(on) if on else None, METHOD.kinds)


def people_after(name: str, told: Contact) -> tuple[Contact, ...]:
    return after(write_brief(ACME, BOOK, name, told)).contacts


def test_what_moves_a_contact_is_added_to_what_is_known_in_the_deal() -> None:
    assert people_after("Lee", Contact(name="Lee", problem="Dust")) == (
        Contact(name="Lee", role="coach", problem="Dust"),
    )
    assert people_after("Wood", Contact(name="Wood", value="90k"))[1] == Contact(name="Wood", value="90k")
    assert write_brief(ACME, BOOK, "Lee", Contact(name="Lee", role="coach")).edits == ()
