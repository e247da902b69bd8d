"""What a rep hands over, in the order in which to do it."""

from dataclasses import replace

from arrange import METHOD, TODAY, book, day, deal
from grids import cells, column, ids, part

from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.records.form import Form, FormField
from funnel_cli.records.method import Method
from funnel_cli.render.language import Language
from funnel_cli.reports.handover import handings, handover_document
from funnel_cli.time.standing import standings
from funnel_cli.values.table import Document

MANNERS = ("telephone", "joint-call", None, "in-person")


def method() -> Method:
    stages = (replace(stage, handover=manner) for stage, manner in zip(METHOD.stages, MANNERS, strict=True))
    return replace(METHOD, stages=tuple(stages))


BOOK = book(
    deal("acme 100 verify", ticks="need:09-03"),
    deal("belt 100 close"),
    deal("crane 500 close"),
    deal("dale 900 develop"),
    deal("echo 100 propose"),
    deal("gone 100 won", closed=day("11-01")),
    deal("fern - develop"),
    method=method(),
    customers={
        "acme": Customer(id="acme", name="Acme", contacts=(Contact(name="Wang", role="decision-maker"),))
    },
    reviews=(
        Review(
            as_of=day("11-13"),
            week="2026-W46",
            promises=(
                Promise(deal="dale", action="call", due=day("11-20")),
                Promise(deal="other", action="x"),
            ),
        ),
    ),
)


def document(some: Book = BOOK) -> Document:
    return handover_document(handings(standings(some), some), some, owner="li.wei", to="anna")


def test_deals_go_in_person_first_and_the_most_money_first() -> None:
    assert column(part(document(), "deals"), "id") == ["crane", "belt", "dale", "fern", "acme", "echo"]
    assert ids(part(document(), "deals"), "manner") == [
        "in-person", "in-person", "joint-call", "joint-call", "telephone", "untold",
    ]  # fmt: skip


def test_people_promises_and_criteria_come_with_roles_fates_and_days() -> None:
    people = part(document(), "people")

    assert cells(people, "id", "name") == [("acme", "Wang")]
    assert ids(people, "role") == ["decision-maker"]

    table = part(document(), "promises")
    assert (cells(table, "id", "week", "due", "action"), ids(table, "fate")) == (
        [("dale", "2026-W46", day("11-20"), "call")],
        ["late"],
    )

    gates = cells(part(document(), "gates"), "id", "milestone", "is_met", "since")
    assert [row for row in gates if row[0] == "acme"] == [
        ("acme", "need", True, day("09-03")),
        ("acme", "credit", False, None),
    ]


def test_nothing_to_hand_over_is_said() -> None:
    empty = book(on=TODAY)
    assert part(document(empty), "deals").rows == ()


def test_a_person_of_deal_and_customer_is_introduced_once_with_all_that_is_known() -> None:
    one = deal("acme 1", customer="Acme", contacts=(Contact(name="Wang", role="user"),))
    acme = Customer(id="acme", name="Acme", contacts=(Contact(name="Wang", phone="0351"),))
    some = replace(book(one), customers={"acme": acme})
    people = part(document(some), "people")
    assert cells(people, "name", "phone") == [("Wang", "0351")]
    assert ids(people, "role") == ["user"]


def test_a_call_fixes_the_next_meeting_and_telephone_calls_come_after_all_others() -> None:
    assert [Language().say(each) for each in document().lines] == [
        "To hand over in person: 2 deals.",
        "To hand over by a joint call that fixes the next meeting: 2 deals.",
        "To hand over by telephone, once all others are done: 1 deal.",
        "To hand over the method does not say: 1 deal.",
    ]


def test_what_is_filed_at_a_handover_is_asked_for_once() -> None:
    fields = (FormField(id="who"), FormField(id="next-meeting", kind="date", required=True))
    first, second, *others = method().stages
    asking = replace(
        method(),
        stages=(first, replace(second, handover_form="call"), *others),
        forms=(Form(id="call", fields=fields),),
    )
    some = book(deal("a 1 develop"), deal("b 1 develop"), deal("c 1 verify"), method=asking)
    assert column(part(document(some), "deals"), "form") == ["call", "call", None]
    said = "Of each one by a joint call: funnel form DEAL call next-meeting=…"
    assert [Language().say(note) for note in document(some).notes][:-1] == [said]
