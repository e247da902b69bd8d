from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from arrange import METHOD, TODAY, book, day, deal, own_odds, step

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.finding.query import (
    EmptyValue,
    NoSuchKey,
    Query,
    RunsBackwards,
    is_query_word,
    parse_query,
)
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Loss, Pause
from funnel_cli.records.method import Choice
from funnel_cli.render.language import Language
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import BadPeriod, Calendar
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Label
from funnel_cli.values.money import BadAmount, InTwoCurrencies

TITLED = replace(
    METHOD,
    sources=(Choice(id="referral", title=Label({"en": "Referral", "zh": "转介绍"})), Choice(id="marketing")),
    lost_reasons=(
        Choice(id="price", title=Label({"en": "Price", "zh": "价格"})),
        Choice(id="no-decision", title=Label({"en": "No decision", "zh": "无决策"})),
    ),
)

PLAIN = book(
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
BOOK = replace(PLAIN, method=TITLED)
CALENDAR = Calendar(TODAY)

STAGES = "There is: Verify, Develop, Propose, Close, open, won, lost"
SOURCES = "There is: Referral, marketing"
GRADES = "There is: A, key customer; B, possible key customer; C, ordinary customer; D, to be left aside"
ERP = (
    "There is: transfer failed (-1), not sent (0), sent (1), contract number issued (2), order cancelled (3)"
)


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


def test_closed_deals_are_meant_where_the_caller_says_so_and_a_grade_that_follows_is_found() -> None:
    assert ids("amount:..100", only_open=False) == "lost-one won-one"

    hill = Customer(id="hill", name="Hill", attraction="high", potential="high")
    own = book(deal("a 1 verify", customer="Hill"), customers={"hill": hill})
    wanted = parse_query(("grade:A",), own, CALENDAR)
    assert [wanted.matches(each) for each in standings(own)] == [True]


def test_a_customer_is_asked_for_by_every_name_it_has_or_had() -> None:
    hill = Customer(id="hill", name="Hill Farm", former_names=("Hill",))
    own = book(deal("a 1 verify", customer="Hill Farm"), deal("b 1 verify", customer="Hill"))
    own = replace(own, customers={"hill": hill})
    for word in ("customer:hill", "customer:Hill Farm", "hill", "farm"):
        wanted = parse_query((word,), own, CALENDAR)
        assert [each.deal.id for each in standings(own) if wanted.matches(each)] == ["a", "b"], word


def test_a_name_that_a_customer_had_and_another_has_now_asks_for_the_deals_of_that_one_alone() -> None:
    farm = Customer(id="farm", name="Farm", former_names=("Hill",))
    own = book(deal("a 1 verify", customer="Farm"), deal("b 1 verify", customer="Hill"))
    own = replace(own, customers={"farm": farm, "hill": Customer(id="hill", name="Hill")})
    for word, ids in (("customer:hill", ["b"]), ("hill", ["b"]), ("not:customer:hill", ["a"])):
        wanted = parse_query((word,), own, CALENDAR)
        assert [each.deal.id for each in standings(own) if wanted.matches(each)] == ids, word


@pytest.mark.parametrize(
    ("word", "error", "details"),
    [
        ("amuont:1", NoSuchKey, ["Did you mean amount, payment?"]),
        ("owner:", EmptyValue, []),
        ("owner: ", EmptyValue, []),
        ("not:", EmptyValue, []),
        ("not:owner:", EmptyValue, []),
        ("stage:devleop", NoSuchWord, ["Did you mean Develop?", STAGES]),
        ("stage:,", NoSuchWord, [STAGES]),
        ("is:late", NoSuchWord, ["There is: overdue, undated, paused, omitted"]),
        ("source:", EmptyValue, []),
        ("source:nosuch", NoSuchWord, [SOURCES]),
        ("source:referral,nosuch", NoSuchWord, [SOURCES]),
        ("reason:too dear", NoSuchWord, ["There is: Price, No decision"]),
        ("category:sure", NoSuchWord, ["There is: commit, best case, pipeline, omitted"]),
        ("grade:Z", NoSuchWord, [GRADES]),
        ("erp:9", NoSuchWord, [ERP]),
        ("currency:EUQ", NoSuchWord, ["Did you mean EUR?"]),
        ("amount:lots", BadAmount, []),
        ("amount:200k..100k", RunsBackwards, []),
        ("amount:1 EUR..2 USD", InTwoCurrencies, []),
        ("weighted:2..1", RunsBackwards, []),
        ("days:30..7", RunsBackwards, []),
        ("close:2026-12..2026-11", BadPeriod, ["It ends before it begins; the earlier one goes first."]),
    ],
)
def test_a_word_that_asks_nothing_is_refused(word: str, error: type[FunnelError], details: list[str]) -> None:
    with pytest.raises(error) as refused:
        query(word)
    assert list(map(Language("en").say, refused.value.details)) == details


def test_a_colon_without_a_key_is_no_bare_word() -> None:
    with pytest.raises(NoSuchKey):
        query(":acme")


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("source:转介绍", "source:referral"),
        ("source:ＲＥＦＥＲＲＡＬ", "source:referral"),
        ("reason:价格", "reason:price"),
        ("reason:Price", "reason:price"),
        ("category:承诺", "category:commit"),
        ("category:管道", "category:pipeline"),
        ("category:已忽略、承诺", "category:omitted,commit"),
        ("grade:A，重点客户", "grade:A"),
        ("grade:a", "grade:A"),
        ("stage:赢单", "stage:won"),
        ("stage:丢单", "stage:lost"),
        ("stage:进行中", "stage:open"),
        ("stage:赢单，输单", "stage:won,lost"),
        ("is:逾期", "is:overdue"),
        ("is:无关闭日期", "is:undated"),
        ("is:无预计成交日期", "is:undated"),
        ("is:暂停", "is:paused"),
        ("owner:我", "owner:me"),
        ("owner:ＷＡＮＧ", "owner:wang"),
        ("currency:ｕｓｄ", "currency:usd"),
    ],
)
def test_what_a_screen_calls_a_thing_finds_it(word: str, same: str) -> None:
    assert ids(word) == ids(same) != ""


@pytest.mark.parametrize("word", ["owner:nobody", "customer:none", "tag:none", "region:nowhere", "name:none"])
def test_a_word_of_the_books_own_that_nothing_has_is_an_empty_answer(word: str) -> None:
    assert ids(word) == ""


@pytest.mark.parametrize(
    ("word", "found"),
    [("source:fair", "old"), ("stage:talk", "old"), ("reason:mood", "gone"), ("source:FAIR", "old")],
)
def test_what_records_say_though_the_method_lacks_it_is_found(word: str, found: str) -> None:
    own = book(deal("old 1 talk", source="fair"), deal("gone 1 lost", lost=Loss(reason="mood")))
    wanted = parse_query((word,), own, CALENDAR)
    assert [each.deal.id for each in standings(own) if wanted.matches(each)] == [found]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("closed:nov", "won-one"), ("closed:oct..dec", "lost-one won-one"), ("created:oct", "beta"),
        ("entered:sep", "acme-erp"), ("close:dec", "acme-erp"), ("close:nov", "beta"),
        ("due:11-25", "acme-erp"),
    ],
)  # fmt: skip
def test_a_month_without_a_year_lies_behind_for_what_happened_and_ahead_for_what_is_planned(
    word: str, found: str
) -> None:
    assert ids(word) == found


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(BadPeriod):
        query("close:someday")


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        (["owner:me"], "li.wei"), (["owner：me"], "li.wei"), (["owner:wang", "stage:won"], "wang"),
        (["owner:wang,me"], None), (["owner:wang", "owner:me"], None), (["not:owner:wang"], None),
        (["wang"], None),
    ],
)  # fmt: skip
def test_a_query_for_one_owner_says_which(words: list[str], owner: str | None) -> None:
    assert query(*words).owner == owner


COMMAS = book(
    deal(
        "a 1 verify", customer="Acme, Inc.", owner="O'Hara, Bo", tags=("red, hot",), competitors=("Rho, Co",)
    ),
    deal("b 1 verify", customer="Acme", owner="Bo", tags=("red",), competitors=("Rho",)),
    customers={
        "a": Customer(id="a", name="Acme, Inc.", region="Wales, North"),
        "b": Customer(id="b", name="Acme", region="Wales"),
        "c": Customer(id="c", name="Acme, Ltd."),
    },
    method=replace(
        METHOD,
        settings=replace(METHOD.settings, owner="Bo", team={"east": ("Bo",), "east, far": ("O'Hara, Bo",)}),
        stages=(replace(METHOD.stages[0], title=Label({"en": "Look, ask"})), *METHOD.stages[1:]),
    ),
)


@pytest.mark.parametrize(
    ("word", "found", "owner"),
    [
        ("customer:acme, inc.", "a", None),
        ("customer:acme， inc.", "a", None),
        ("customer:Acme, Ltd.", "", None),
        ("customer:acme,beta", "b", None),
        ("customer:acme, inc.,acme", "a b", None),
        ("customer:acme,acme, inc.", "a b", None),
        ("not:customer:Acme, Inc.", "b", None),
        ("tag:red, hot", "a", None),
        ("competitor:Rho, Co", "a", None),
        ("region:Wales, North", "a", None),
        ("owner:O'Hara, Bo", "a", "O'Hara, Bo"),
        ("owner:me,O'Hara, Bo", "a b", None),
        ("team:east, far", "a", "team:east, far"),
        ("stage:look, ask", "a b", None),
    ],
)
def test_a_name_that_has_a_comma_means_none_of_its_parts(word: str, found: str, owner: str | None) -> None:
    wanted = parse_query((word,), COMMAS, CALENDAR)
    assert " ".join(each.deal.id for each in standings(COMMAS) if wanted.matches(each)) == found
    assert wanted.owner == owner


def test_a_query_keeps_the_words_as_typed_and_me_is_a_name_where_the_settings_name_nobody() -> None:
    nobody = replace(METHOD, settings=replace(METHOD.settings, owner=None))
    assert parse_query(["owner:me"], book(method=nobody), CALENDAR).owner == "me"

    assert query("owner:me", "stage:won").text == "owner:me stage:won"


@pytest.mark.parametrize(
    ("word", "is_one"), [("stage:won", True), ("stage：won", True), ("acme", False), ("", False)]
)
def test_a_query_word_has_a_colon(word: str, is_one: bool) -> None:
    assert is_query_word(word) is is_one
