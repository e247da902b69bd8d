from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from arrange import METHOD, TODAY, book, day, deal, own_odds, step

from funnel_cli.dates import BadPeriod, Calendar
from funnel_cli.errors import FunnelError
from funnel_cli.message import message
from funnel_cli.model import Customer, Loss, Pause
from funnel_cli.money import BadAmount
from funnel_cli.names import NoSuchWord
from funnel_cli.query import EmptyValue, NoSuchKey, Query, is_query_word, parse_query
from funnel_cli.standing import standings

BOOK = book(
    deal(
        "acme-erp 120000 develop 12-15",
        "09-01 stage=develop",
        customer="Acme",
        name="ERP Renewal",
        source="referral",
        tags=("mine", "LED"),
        next_step=step("11-25"),
    ),
    deal(
        "beta 50000 verify 11-01",
        customer="贝塔矿业",
        owner="wang",
        currency="USD",
        probability=own_odds("0.8", "11-01"),
        created=day("10-01"),
    ),
    deal("gamma - propose", category="omitted", owner=None, paused=Pause(since=day("11-01"))),
    deal("lost-one 10 lost 10-01", closed=day("10-05"), lost=Loss(reason="price")),
    deal("won-one 20 won 10-01", closed=day("11-05")),
    deal("gone 30 verify 10-01", removed=day("11-05")),
    customers={"acme": Customer(id="acme", name="Acme", region="Shanxi", industry="mining", grade="A")},
)
CALENDAR = Calendar(TODAY)


def query(*words: str, **more: Any) -> Query:
    return parse_query(words, BOOK, CALENDAR, **more)


def ids(*words: str, **more: Any) -> str:
    wanted = query(*words, **more)
    return " ".join(each.deal.id for each in standings(BOOK) if wanted.matches(each))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), "acme-erp beta gamma"),
        (("renewal",), "acme-erp"),
        (("贝塔",), "beta"),
        (("a",), "acme-erp beta gamma"),
        (("zzz",), ""),
        (("id:beta,gamma",), "beta gamma"),
        (("customer:ACME",), "acme-erp"),
        (("customer:acm",), ""),
        (("name:ERP Renewal",), "acme-erp"),
        (("owner:wang",), "beta"),
        (("owner:me",), "acme-erp gamma"),
        (("owner:me,wang",), "acme-erp beta gamma"),
        (("source:referral",), "acme-erp"),
        (("currency:usd",), "beta"),
        (("currency:CNY",), "acme-erp"),
        (("category:omitted",), "gamma"),
        (("category:commit",), "beta"),
        (("tag:led",), "acme-erp"),
        (("tag:mine,other",), "acme-erp"),
        (("stage:lost", "reason:price"), "lost-one"),
        (("close:2026-12",), "acme-erp"),
        (("close:today..+4w",), "acme-erp"),
        (("close:..2026-11-01",), "beta"),
        (("close:2026-11-01..",), "acme-erp beta"),
        (("created:2026-10-01",), "beta"),
        (("entered:2026-Q3",), "acme-erp"),
        (("due:+3d",), "acme-erp"),
        (("stage:won,lost", "closed:2026-11"), "won-one"),
        (("closed:2026-11",), "won-one"),
        (("reason:price",), "lost-one"),
        (("amount:100k..",), "acme-erp"),
        (("amount:..5万",), "beta"),
        (("amount:50000..120000",), "acme-erp beta"),
        (("amount:50k",), "beta"),
        (("amount:..",), "acme-erp beta"),
        (("weighted:40000",), "beta"),
        (("days:82..",), "acme-erp"),
        (("days:83..",), ""),
        (("stage:develop",), "acme-erp"),
        (("stage:开发,verify",), "acme-erp beta"),
        (("stage:won",), "won-one"),
        (("stage:open,won",), "acme-erp beta gamma won-one"),
        (("not:stage:open",), "lost-one won-one"),
        (("is:overdue",), "beta"),
        (("is:undated",), "gamma"),
        (("is:paused",), "gamma"),
        (("is:omitted,overdue",), "beta gamma"),
        (("region:shanxi",), "acme-erp"),
        (("industry:mining", "grade:A"), "acme-erp"),
        (("grade:B",), ""),
        (("not:owner:me",), "beta"),
        (("not:renewal",), "beta gamma"),
        (("not:not:renewal",), "acme-erp"),
        (("owner:me", "stage:verify"), ""),
        (("stage：won",), "won-one"),
        (("not：stage：open",), "lost-one won-one"),
    ],
)
def test_a_query_means_the_deals_for_which_every_word_holds(words: Sequence[str], found: str) -> None:
    assert ids(*words) == found


def test_closed_deals_are_meant_too_where_the_caller_says_so() -> None:
    assert ids("amount:..100", only_open=False) == "lost-one won-one"


@pytest.mark.parametrize(
    ("word", "error", "details"),
    [
        ("amuont:1", NoSuchKey, [message("Did you mean {words}?", words="amount")]),
        ("owner:", EmptyValue, []),
        ("not:", EmptyValue, []),
        ("not:owner:", EmptyValue, []),
        ("stage:devleop", NoSuchWord, [message("Did you mean {words}?", words="develop")]),
        ("stage:,", NoSuchWord, [message("There is: {words}", words="verify, develop, propose, close")]),
        ("is:late", NoSuchWord, [message("There is: {words}", words="overdue, undated, paused, omitted")]),
        ("amount:lots", BadAmount, []),
    ],
)
def test_a_word_that_asks_nothing_is_refused(
    word: str, error: type[FunnelError], details: list[object]
) -> None:
    with pytest.raises(error) as refused:
        query(word)
    assert list(refused.value.details) == details


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(BadPeriod):
        query("close:someday")


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        (["owner:me"], "li.wei"),
        (["owner：me"], "li.wei"),
        (["owner:wang", "stage:won"], "wang"),
        (["owner:wang,me"], None),
        (["owner:wang", "owner:me"], None),
        (["not:owner:wang"], None),
        (["wang"], None),
    ],
)
def test_a_query_for_one_owner_says_which(words: list[str], owner: str | None) -> None:
    assert query(*words).owner == owner


def test_me_is_a_name_like_another_where_the_settings_name_nobody() -> None:
    nobody = replace(METHOD, settings=replace(METHOD.settings, owner=None))
    assert parse_query(["owner:me"], book(method=nobody), CALENDAR).owner == "me"


def test_a_query_keeps_the_words_as_typed() -> None:
    assert query("owner:me", "stage:won").text == "owner:me stage:won"


@pytest.mark.parametrize(
    ("word", "is_one"), [("stage:won", True), ("stage：won", True), ("acme", False), ("", False)]
)
def test_a_query_word_has_a_colon(word: str, is_one: bool) -> None:
    assert is_query_word(word) is is_one
