from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, TODAY, book, day, deal, line, own_odds, settings

from funnel_cli.records.deal import WON, Opening, Opportunity, Pause
from funnel_cli.records.method import Method, Odds
from funnel_cli.time.facts import last_touch
from funnel_cli.time.standing import Standing, forced_line, is_paused, standings
from funnel_cli.values.money import Money

WENT_TO_DEVELOP = ("09-01 stage=verify", "10-10 stage=develop")


def stood(some: Opportunity, method: Method = METHOD) -> Standing:
    known = book(some, method=method)
    return Standing(known.opportunities[some.id], known)


@pytest.mark.parametrize(
    ("stage", "own", "probability", "whose"),
    [
        ("develop", None, "0.3", "stage"), ("develop", "10-11", "0.45", "override"),
        ("develop", "10-10", "0.45", "override"), ("develop", "10-09", "0.3", "stage"),
        ("won", "10-11", "1", "outcome"), ("lost", "10-11", "0", "outcome"),
    ],
)  # fmt: skip
def test_an_override_counts_from_the_day_the_stage_was_entered(
    stage: str, own: str | None, probability: str, whose: str
) -> None:
    some = deal(
        f"acme 100 {stage}",
        "09-01 stage=verify",
        f"10-10 stage={stage}",
        probability=own and own_odds("0.45", own),
    )
    found = stood(some)
    assert (found.probability, found.probability_from) == (Decimal(probability), whose)


def test_an_older_override_leaves_the_record_alone_and_survives_where_the_settings_say_so() -> None:
    some = deal("acme 100 develop", *WENT_TO_DEVELOP, probability=own_odds("0.45", "10-09"))
    assert (stood(some).deal.probability, stood(some).probability) == (some.probability, Decimal("0.3"))

    some = deal("acme 100 develop", *WENT_TO_DEVELOP, probability=own_odds("0.45", "10-09"))
    assert stood(some, settings(override_survives=True)).probability == Decimal("0.45")


@pytest.mark.parametrize("history", [(), WENT_TO_DEVELOP])
def test_an_override_counts_where_its_day_or_that_of_the_stage_is_unknown(history: tuple[str, ...]) -> None:
    own = replace(own_odds("0.45", "09-01"), date=None) if history else own_odds("0.45", "09-01")
    assert stood(deal("acme 100 develop", *history, probability=own)).probability_from == "override"


@pytest.mark.parametrize(
    ("history", "opening", "whose"),
    [
        (["11-01 probability", "11-01 stage=develop"], None, "stage"),
        (["11-01 stage=develop", "11-01 probability"], None, "override"),
        (["11-01 stage=develop probability"], None, "override"),
        (["11-01 stage=develop"], None, "override"),
        (["11-01 stage=develop"], "probability", "stage"),
    ],
)
def test_of_one_day_the_later_line_tells_whether_own_odds_still_hold(
    history: list[str], opening: str | None, whose: str
) -> None:
    own = own_odds("0.2", "11-01")
    lines = [line(text.replace("probability", "")) for text in history]
    told = [
        replace(each, changes={**each.changes, "probability": own}) if "probability" in text else each
        for each, text in zip(lines, history, strict=True)
    ]
    first = Opening(changes={"stage": "verify", "probability": own}) if opening else None
    some = deal("acme 100 develop", probability=own, opening=first)
    assert stood(replace(some, history=tuple(told))).probability_from == whose


def test_the_odds_are_those_the_settings_choose() -> None:
    stages = tuple(
        replace(each, probability=Odds(forecast=Decimal("0.3"), exit=Decimal("0.5")))
        for each in METHOD.stages
    )
    method = replace(settings(weights="exit"), stages=stages)
    assert stood(deal("acme 100 develop"), method).weighted == Money(Decimal(50), "CNY")


def test_a_stage_the_method_no_longer_has_leaves_the_odds_unknown_unless_it_has_another_name() -> None:
    found = stood(deal("acme 100 nurture"))
    assert (found.stage, found.probability, found.probability_from, found.weighted, found.amount) == (
        None,
        None,
        None,
        None,
        Money(Decimal(100), "CNY"),
    )

    stages = (replace(METHOD.stages[0], formerly=("nurture",)), *METHOD.stages[1:])
    assert stood(deal("acme 100 nurture"), replace(METHOD, stages=stages)).probability == Decimal("0.1")


@pytest.mark.parametrize(("stage", "whose"), [("won", "outcome"), ("verify", "stage")])
def test_won_goes_by_the_outcome_and_never_by_a_title(stage: str, whose: str) -> None:
    titled = replace(METHOD.stages[0], title=replace(METHOD.stages[0].label, texts={"en": "Won"}))
    method = replace(METHOD, stages=(titled, *METHOD.stages[1:]))
    some = stood(deal(f"acme 100 {stage}"), method)
    assert (some.probability_from, some.deal.is_won) == (whose, stage == WON)


def test_the_weight_is_exact_in_the_currency_of_the_amount_if_there_is_one() -> None:
    assert stood(deal("acme 33.33 verify")).weighted == Money(Decimal("3.333"), "CNY")
    assert stood(deal("acme - verify")).weighted is None
    assert stood(deal("acme 100 verify", currency="USD")).weighted == Money(Decimal(10), "USD")


@pytest.mark.parametrize(
    ("stage", "own", "said", "category"),
    [
        ("verify", None, None, "pipeline"), ("verify", "0.399999", None, "pipeline"),
        ("verify", "0.4", None, "best-case"), ("propose", None, None, "best-case"),
        ("verify", "0.69", None, "best-case"), ("verify", "0.7", None, "commit"),
        ("close", None, "pipeline", "pipeline"), ("close", None, "omitted", "omitted"),
        ("nurture", None, None, "pipeline"),
    ],
)  # fmt: skip
def test_the_category_follows_from_the_odds_unless_the_deal_names_it(
    stage: str, own: str | None, said: str | None, category: str
) -> None:
    some = deal(f"acme 1 {stage}", category=said, probability=own and own_odds(own, "11-01"))
    found = stood(some)
    assert (found.category, found.is_omitted) == (category, category == "omitted")


@pytest.mark.parametrize(
    ("some", "is_overdue"),
    [
        (deal("acme 1 verify 11-21"), True),
        (deal("acme 1 verify 11-22"), False),
        (deal("acme 1 verify"), False),
        (deal("acme 1 won 11-21", closed=day("11-01")), False),
        (deal("acme 1 lost 11-21", closed=day("11-01")), False),
        (deal("acme 1 verify 11-21", removed=day("11-20")), False),
    ],
)
def test_only_an_open_deal_whose_expected_close_has_passed_is_overdue(
    some: Opportunity, is_overdue: bool
) -> None:
    assert stood(some).is_overdue(TODAY) is is_overdue


def test_days_count_from_the_entry_into_the_stage_and_silence_from_the_last_touch_if_dated() -> None:
    some = deal(
        "acme 1 develop", *WENT_TO_DEVELOP, ticks="need:09-05", log="visit:11-20", created=day("08-01")
    )
    found = stood(some)
    assert (found.entered, found.days, found.silent) == (day("10-10"), 43, 2)

    found = stood(deal("acme 1 develop", created=day("08-01")))
    assert (found.entered, found.days, found.silent) == (None, None, None)

    assert stood(deal("acme 1 develop", *reversed(WENT_TO_DEVELOP))).entered == day("10-10")


@pytest.mark.parametrize(
    ("ticks", "log", "last"),
    [("", "", None), ("need:09-05", "", "09-05"), ("need:09-05", "call:09-03 visit:09-07", "09-07")],
)
def test_the_last_touch_is_the_latest_tick_or_log_line(ticks: str, log: str, last: str | None) -> None:
    assert last_touch(deal("acme", ticks=ticks, log=log)) == (last and day(last))


@pytest.mark.parametrize(
    ("since", "until", "paused"),
    [
        (None, None, True), ("11-22", None, True), ("11-23", None, False), ("11-01", "11-23", True),
        ("11-01", "11-22", False),
    ],
)  # fmt: skip
def test_a_pause_runs_from_its_day_up_to_the_day_it_runs_again(
    since: str | None, until: str | None, paused: bool
) -> None:
    some = deal(
        "acme", paused=Pause(since=day(since) if since else None, until=day(until) if until else None)
    )
    assert is_paused(some, TODAY) is paused


@pytest.mark.parametrize("some", [deal("acme"), deal("acme 1 won", paused=Pause(since=day("11-01")))])
def test_only_an_open_deal_can_be_paused(some: Opportunity) -> None:
    assert not stood(some).is_paused


def test_a_book_stands_by_id_without_what_was_removed() -> None:
    known = book(deal("b"), deal("c", removed=day("11-01")), deal("a"))
    assert [each.deal.id for each in standings(known)] == ["a", "b"]


def test_the_last_passage_by_force_is_told_with_what_was_open_and_why() -> None:
    some = deal(
        "acme 1 propose",
        "11-01 stage=propose forced=plan reason=again",
        "10-01 stage=develop forced=need,credit reason=first",
        "11-05 amount=1",
    )
    assert forced_line(some) == (day("11-01"), ("plan",), "again")

    assert forced_line(deal("acme 1 develop", *WENT_TO_DEVELOP)) is None
