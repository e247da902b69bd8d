"""The shipped profiles: every known system's export comes into a book of every method."""

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

import pytest
from crm_exports import CLOSE, EXPORTS, HUBSPOT, OPEN_LABELS, PIPEDRIVE, SALESFORCE, SALESFORCE_API
from import_samples import TODAY, applied

from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import ImportPlan, RowKind
from funnel_cli.exchange.known import bare
from funnel_cli.exchange.labels import meanings
from funnel_cli.exchange.mapping import (
    ColumnMap,
    OtherSystem,
    as_column_map,
    over_profile,
    profiles,
    read_profile,
)
from funnel_cli.exchange.matching import as_change
from funnel_cli.exchange.reading import plan_of, read_wishes
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.finding.words import NoSuchWord
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method, Stage
from funnel_cli.store.founding import shipped_methods

METHODS = {method.method: method for method in shipped_methods() if method.stages}
FOUR = METHODS["four-stage"]
OPEN = Decimal(12500)
SYSTEMS = [profile.id for profile in profiles() if profile.id != "maven"]


def planned(text: str, wishes: ColumnMap, book: Book) -> ImportPlan:
    sheet = as_sheet(text.encode(), "deals.csv", None)
    return plan_of(sheet, book, Terms(method=book.method, day=TODAY), wishes)


def by_id(text: str, profile: str, method: Method = FOUR) -> dict[str, Opportunity]:
    """The deals of an export by the id of their system."""
    plan = planned(text, read_wishes(None, profile=profile), Book(method=method))
    assert plan.incoming.problems == ()
    return {deal.refs[profile]: deal for row in plan.rows if (deal := row.after)}


def nearest(odds: Decimal, method: Method) -> Stage:
    return min(method.stages, key=lambda stage: abs(method.odds(stage) - odds))


def test_every_system_of_the_list_has_a_profile_and_a_sample() -> None:
    assert list(EXPORTS) == SYSTEMS


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
@pytest.mark.parametrize("profile", SYSTEMS)
def test_an_export_comes_whole_into_a_book_of_every_method(profile: str, method: Method) -> None:
    deals = by_id(EXPORTS[profile], profile, method).values()
    sums: dict[str, Decimal] = {}
    for deal in deals:
        kind = deal.stage if deal.closed else "open"
        sums[str(kind)] = sums.get(str(kind), Decimal(0)) + (deal.amount or 0)
    assert sums == {"open": OPEN, "won": Decimal(3400), "lost": Decimal("800.5")}
    assert {deal.closed for deal in deals} == {None, Day(2026, 11, 3), Day(2026, 11, 13)}
    assert {deal.currency for deal in deals} == {"EUR"}
    assert len({deal.owner for deal in deals}) == 2


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
@pytest.mark.parametrize("profile", SYSTEMS)
def test_every_default_stage_is_the_nearest_by_its_odds_or_the_method_s_own(
    profile: str, method: Method
) -> None:
    label = OPEN_LABELS[profile]
    own = {bare(name): each for each in method.stages for name in (*each.label.texts.values(), each.id)}
    expected = own.get(bare(label)) or nearest(read_profile(profile).odds[label], method)
    (deal,) = [each for each in by_id(EXPORTS[profile], profile, method).values() if each.amount == OPEN]
    assert deal.stage == expected.id


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
@pytest.mark.parametrize("profile", SYSTEMS)
def test_a_second_import_of_an_export_changes_nothing(profile: str, method: Method) -> None:
    wishes = read_wishes(None, profile=profile)
    book = applied(planned(EXPORTS[profile], wishes, Book(method=method)), Book(method=method))
    again = planned(EXPORTS[profile], wishes, book)
    assert len(as_change(again).edits) == 0


@pytest.mark.parametrize("profile", SYSTEMS)
def test_a_second_import_finds_its_deals_by_their_ids(profile: str) -> None:
    wishes = read_wishes(None, profile=profile)
    book = applied(planned(EXPORTS[profile], wishes, Book(method=FOUR)), Book(method=FOUR))
    text = EXPORTS[profile].replace("Mill Lane", "Mill Lane Works").replace("磨坊", "老磨坊")
    counts = planned(text, wishes, book).counts
    assert (counts[RowKind.CHANGED], counts[RowKind.NEW]) == (1, 0)


@pytest.mark.parametrize("profile", SYSTEMS)
def test_a_label_that_no_profile_knows_is_refused(profile: str) -> None:
    known = {bare(label) for label in (*read_profile(profile).odds, *read_profile(profile).stages)}
    assert bare("Waiting for the moon") not in known
    text = "ID,Deal Name,Account Name,Stage,商机编号,商机名称,客户名称,商机阶段,销售阶段\n"
    text += "1,Crane,Acme,Waiting for the moon,1,Crane,Acme,Waiting for the moon,Waiting for the moon\n"
    plan = planned(text, read_wishes(None, profile=profile), Book(method=FOUR))
    assert [problem.code for problem in plan.incoming.problems] == ["unknown-label"]


def test_a_label_is_taken_by_the_method_s_own_name_the_nearest_odds_and_of_two_the_earlier_stage() -> None:
    plan = planned(HUBSPOT, read_wishes(None, profile="hubspot"), Book(method=FOUR))
    labels = plan.incoming.notes[0].args["labels"]
    assert isinstance(labels, tuple)
    assert [list(label.args.values()) for label in labels] == [
        ["Contract Sent (Sales Pipeline)", "90%", "close", "80%"],
        ["Decision Maker Bought-In", "80%", "close", "80%"],
    ]  # fmt: skip

    own = METHODS["six-step"]
    stage = next(stage for stage in own.stages if stage.id == "contact")
    method = replace(own, stages=tuple(
        replace(each, formerly=("qualifiedtobuy",)) if each is stage else each for each in own.stages
    ))  # fmt: skip
    text = HUBSPOT.replace("Contract Sent (Sales Pipeline)", "Qualified To Buy")
    assert by_id(text, "hubspot", method)["9876543210"].stage == "contact"

    text = HUBSPOT.replace("Contract Sent (Sales Pipeline)", "Appointment Scheduled")
    assert by_id(text, "hubspot")["9876543210"].stage == "verify"  # 20 % lies between 10 and 30 %


def test_an_export_of_the_api_is_read_like_a_report_and_the_lines_below_it_are_a_footer() -> None:
    deals = by_id(SALESFORCE_API, "salesforce")
    assert [(deal.stage, deal.customer) for deal in deals.values()] == [
        ("close", "Nordlicht GmbH"), ("won", "Café Olé"), ("lost", "Mill Lane"),
    ]  # fmt: skip

    plan = planned(SALESFORCE, read_wishes(None, profile="salesforce"), Book(method=FOUR))
    assert plan.counts[RowKind.FOOTER] == 5


def test_a_reason_for_losing_is_the_method_s_or_the_words_and_a_status_of_on_hold_is_none() -> None:
    losses = [
        next(deal.lost for deal in by_id(EXPORTS[profile], profile).values() if deal.lost)
        for profile in ("salesforce", "hubspot", "dynamics", "odoo")
    ]
    assert [loss.reason or loss.analysis for loss in losses] == [
        "competition", "they built it themselves", "competition", "price",
    ]  # fmt: skip

    deals = by_id(EXPORTS["dynamics"], "dynamics")
    assert [deal.lost for deal in deals.values() if not deal.closed] == [None, None]


def test_a_lost_deal_keeps_the_stage_of_its_column() -> None:
    opening = by_id(PIPEDRIVE, "pipedrive")["77"].opening
    assert opening is not None
    assert opening.changes == {"stage": "develop"}


def test_close_s_value_is_in_cents_where_all_are_whole_numbers_and_never_recurring() -> None:
    text = CLOSE.replace("1250000,", "12500.00,").replace("340000,", "3400,").replace("80050,", "800.50,")
    assert {deal.amount for deal in by_id(text, "close").values()} == {
        Decimal(12500), Decimal(3400), Decimal("800.5"), None,
    }  # fmt: skip

    plan = planned(
        CLOSE.replace("one_time", "monthly", 1), read_wishes(None, profile="close"), Book(method=FOUR)
    )
    assert [problem.code for problem in plan.incoming.problems] == ["recurring"]


def test_an_export_of_another_system_is_refused() -> None:
    with pytest.raises(OtherSystem) as refusal:
        planned(PIPEDRIVE, read_wishes(None, profile="hubspot"), Book(method=FOUR))
    assert refusal.value.args_by_name["found"] == "pipedrive"


def test_a_profile_is_known_by_its_name_in_any_language_and_else_refused_with_those_there_are() -> None:
    with pytest.raises(NoSuchWord) as refusal:
        read_profile("hubspt")
    meant, all_of_them = refusal.value.details
    assert str(meant.args["words"]).count("hubspot") == 2  # in both languages
    assert "xiaoshouyi" in str(all_of_them.args)

    assert read_profile("纷享销客") == read_profile("fxiaoke")


def test_a_mapping_comes_before_the_profile() -> None:
    said = as_column_map(
        {"stages": {"Contract Sent": "propose"}, "columns": {"name": "Pipeline"}}, "own.yaml"
    )
    wishes = read_wishes(None, profile="hubspot")
    plan = planned(HUBSPOT, over_profile(said, wishes), Book(method=FOUR))
    deal = next(deal for row in plan.rows if (deal := row.after) and deal.stage == "propose")
    assert (deal.name, deal.refs) == ("Sales Pipeline", {"hubspot": "9876543210"})


@pytest.mark.parametrize("odds", ["101%", "-5%", "12.5%", "20 %"])
def test_odds_are_whole_percents_and_anything_else_is_a_stage(odds: str) -> None:
    assert as_column_map({"stages": {"A": odds}}, "own.yaml").odds == {}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
@pytest.mark.parametrize("profile", SYSTEMS)
def test_every_label_of_a_profile_means_something_in_every_method(profile: str, method: Method) -> None:
    wishes = read_profile(profile)
    known = meanings(method, wishes)
    stages = {stage.id for stage in method.stages} | {"won", "lost"}
    assert {known.of_stage(label) for label in (*wishes.odds, *wishes.stages)} <= stages
