from dataclasses import replace
from decimal import Decimal

from arrange import METHOD, settings
from grids import cells, column, ids, part

from funnel_cli.records.form import FIELD_KINDS, Form, FormField
from funnel_cli.records.method import COUNTS, Method, Milestone, Odds, Step
from funnel_cli.records.method_parts import Axis, Rung
from funnel_cli.reports.method_list import ANSWERS, method_document, methods_document
from funnel_cli.values.message import Label, Term

RICH = replace(
    METHOD,
    stages=(
        replace(
            METHOD.stages[0],
            milestones=(*METHOD.stages[0].milestones, Milestone(id="list", for_="need")),
            stalled_days=7,
        ),
        *METHOD.stages[1:],
    ),
    after_win=(Milestone(id="thanks"),),
)


def test_a_method_is_listed_with_its_stages_and_how_much_it_asks() -> None:
    table = methods_document([RICH, METHOD]).tables[0]

    assert (column(table, "milestones"), [[term.id for term in row] for row in column(table, "stages")]) == (  # type: ignore[union-attr]
        [7, 5],
        [["verify", "develop", "propose", "close"]] * 2,
    )


def test_a_stage_shows_its_days_criteria_and_the_odds_that_the_settings_choose() -> None:
    table = part(method_document(RICH), "stages")

    assert cells(table, "id", "probability", "typical_days", "stalled_days", "criteria")[:2] == [
        ("verify", Decimal("0.1"), 30, 7, 2),
        ("develop", Decimal("0.3"), 30, 60, 1),
    ]

    other = settings(weights="exit")
    stages = (
        replace(other.stages[0], probability=Odds(forecast=Decimal("0.1"), exit=Decimal("0.2"))),
        *other.stages[1:],
    )
    table = part(method_document(replace(other, stages=stages)), "stages")

    assert column(table, "probability")[:2] == [Decimal("0.2"), Decimal("0.3")]


def test_the_checklist_tells_what_is_asked_of_a_new_deal_of_each_stage_and_after_winning() -> None:
    table = part(method_document(RICH), "milestones")

    assert [
        (*pair, why)
        for pair, why in zip(
            zip(ids(table, "stage"), ids(table, "kind"), strict=True), column(table, "for"), strict=True
        )
    ] == [
        ("verify", "criterion", None),
        ("verify", "criterion", None),
        ("verify", "evidence", "need"),
        ("develop", "criterion", None),
        ("propose", "criterion", None),
        ("close", "criterion", None),
        ("after_win", "evidence", None),
    ]

    method = replace(METHOD, entry=(Milestone(id="seen", required=True),))
    table = part(method_document(method), "milestones")

    assert (ids(table, "stage")[0], column(table, "milestone")[0]) == ("entry", "seen")


def test_the_manner_of_handing_over_is_told_in_words_and_an_unknown_one_as_it_stands() -> None:
    first, second, *others = METHOD.stages
    stages = (replace(first, handover="joint-call"), replace(second, handover="pigeon"), *others)
    manners = column(part(method_document(replace(METHOD, stages=stages)), "stages"), "handover")

    assert [each.id if isinstance(each, Term) else each for each in manners] == [
        "joint-call",
        "pigeon",
        None,
        None,
    ]


def test_every_part_is_there_and_people_see_those_that_hold_something() -> None:
    counts = Method(method="counts", kind=COUNTS, steps=(Step(id="clicks"), Step(id="orders")))
    shown = {
        method.kind: {table.name for table in method_document(method).tables if table.on_screen}
        for method in (METHOD, counts)
    }

    assert shown == {"deals": {"stages", "milestones", "words"}, "counts": {"steps"}}
    assert [table.name for table in method_document(counts).tables] == [
        table.name for table in method_document(METHOD).tables
    ]


def test_a_ladder_tells_both_scores_of_a_statement() -> None:
    rungs = (Rung(at=0, title=Label({"en": "no"})), Rung(at=8, decision_maker=10, title=Label({"en": "yes"})))
    table = part(method_document(replace(METHOD, strength={"power": Axis(rungs=rungs)})), "strength")

    assert cells(table, "at", "decision_maker") == [(0, None), (8, 10)]


def test_the_questions_of_every_form_are_listed_with_the_answers_they_take() -> None:
    small = Term("s", Label({"en": "Small"}))
    size = FormField(id="size", kind="choice", choices={"s": Label({"en": "Small"})}, required=True)
    forms = (Form(id="quote", fields=(FormField(id="sum", kind="amount"), size)),)
    table = part(method_document(replace(METHOD, forms=forms)), "forms")

    assert cells(table, "form", "field", "kind", "choices", "required") == [
        (Term("quote", Label({"en": "quote"})), "sum", Term("amount", ANSWERS["amount"]), (), False),
        (Term("quote", Label({"en": "quote"})), "size", Term("choice", ANSWERS["choice"]), (small,), True),
    ]


def test_every_kind_of_answer_has_a_name() -> None:
    assert tuple(ANSWERS) == FIELD_KINDS
