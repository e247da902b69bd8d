"""Keys that people type answer to what Chinese screens call them, and in one list each name means one key."""

from dataclasses import replace
from pathlib import Path

import pytest
from arrange import METHOD, TODAY, book, deal
from running import new_book, run

from funnel_cli.finding.cuts import GROUP_TITLES
from funnel_cli.finding.key_names import IN_CHINESE, key_called, key_choices
from funnel_cli.finding.query import KEYS, parse_query
from funnel_cli.records.customer import Customer
from funnel_cli.records.settings import Settings
from funnel_cli.rules.customers import CUSTOMER_KEYS as OF_CUSTOMER
from funnel_cli.rules.customers import FACT_KEY
from funnel_cli.rules.leads import LEAD_KEYS as OF_LEAD
from funnel_cli.rules.leads import LEAD_MARKS
from funnel_cli.rules.leads import LEAD_MOVED as MOVED_OF_LEAD
from funnel_cli.rules.setting import DEAL_KEYS, MOVED
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import Calendar

LISTS = {
    "query": KEYS,
    "deal": (*DEAL_KEYS, *MOVED),
    "lead": (*(key for key in OF_LEAD if key not in LEAD_MARKS), *MOVED_OF_LEAD),
    "customer": tuple(key for key in OF_CUSTOMER if key != FACT_KEY),
}
SAME = {"expected_close"}
"""Keys that a list has beside a shorter one for the same."""


@pytest.mark.parametrize(
    ("list_", "key"), [(name, key) for name, keys in LISTS.items() for key in keys if key not in SAME]
)
def test_every_key_answers_to_its_chinese_name_and_to_no_other_key_s(list_: str, key: str) -> None:
    keys = key_choices(LISTS[list_])
    assert key_called(IN_CHINESE[key], keys) == key
    assert key_called(key.upper(), keys) == key


def test_no_key_has_a_name_that_none_is_typed_for() -> None:
    assert set(IN_CHINESE) - {key for keys in LISTS.values() for key in keys} == {"data"}


@pytest.mark.parametrize("key", [key for key in KEYS if key in GROUP_TITLES])
def test_a_key_answers_to_what_a_cut_by_it_is_called(key: str) -> None:
    assert key_called(GROUP_TITLES[key].texts["zh"], key_choices(KEYS)) == key


def test_a_column_of_the_list_is_a_key_under_its_own_title(tmp_path: Path) -> None:
    root = new_book(tmp_path)
    keys = [key for key in run("list --json", root).json["items"][0] if key in KEYS]
    titles = run(f"--lang zh list --fields {','.join(keys)}", root).out.splitlines()[0].split("\t")
    assert [key_called(title, key_choices(KEYS)) for title in titles] == keys
    assert len(keys) > 10


def test_a_word_that_is_no_key_stays_as_it_is() -> None:
    assert key_called("负责", key_choices(KEYS)) == "负责"
    assert key_called("own", key_choices(KEYS)) == "own"


BOOK = book(
    deal("acme-erp 120000 develop 12-15", customer="Acme", owner="li.wei", tags=("LED",)),
    deal("beta 50000 verify 11-01", customer="Beta", owner="anna"),
    deal("gone 50000 lost 11-01", customer="Acme", owner="bo"),
    customers={"acme": Customer(id="acme", name="Acme", region="Shanxi")},
    method=replace(METHOD, settings=Settings(owner="anna", queries={"mine": "负责人:我"})),
)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("负责人:li.wei", "owner:li.wei"), ("负责人：我", "owner:me"),
        ("非:负责人:我", "not:owner:me"), ("阶段:lost", "stage:lost"),
        ("地区:shanxi", "region:Shanxi"), ("金额:10万..", "amount:100k.."),
        ("预计成交:..today", "close:..today"), ("标签:led", "tag:led"), ("状态:逾期", "is:overdue"),
        ("保存的查询:mine", "q:mine"), ("q:mine", "owner:me"), ("Owner:anna", "owner:anna"),
    ],
)  # fmt: skip
def test_a_query_means_the_same_in_chinese(chinese: str, english: str) -> None:
    own, other = (parse_query([word], BOOK, Calendar(TODAY)) for word in (chinese, english))
    found = [[each.deal.id for each in standings(BOOK) if query.matches(each)] for query in (own, other)]
    assert found[0] == found[1] != []
    assert (own.owner, own.is_of_people) == (other.owner, other.is_of_people)
    assert own.text == chinese
