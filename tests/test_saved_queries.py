from pathlib import Path

import pytest
from arrange import TODAY, book, day, deal, settings
from running import METHOD, new_book, run

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.finding.query import BadSavedQuery, EmptyValue, Query, parse_query
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import Calendar

SAVED = {
    "mine": "owner:li.wei stage:develop",
    "big": "amount:100k..",
    "firm": '"customer:Big Firm"',
    "won": "stage:won",
    "twice": "q:mine",
    "inside": "big not:q:won",
    "open": '"customer:Big',
    "empty": " ",
    "odd": "owner:wang foo:bar",
    "back": "amount:200k..100k",
    "never": "close:someday",
    "form": "form:nonsense",
}
BOOK = book(
    deal("acme 120000 develop 12-15", "09-01 stage=develop"),
    deal("beta 50000 develop 12-15", "09-01 stage=develop", owner="wang", customer="Big Firm"),
    deal("gone 10 won 10-01", closed=day("11-05")),
    method=settings(queries=SAVED),
)


def query(*words: str) -> Query:
    return parse_query(words, BOOK, Calendar(TODAY))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["q:mine"], ["acme"]), (["q:big"], ["acme"]), (["q:firm"], ["beta"]),
        (["q:won"], ["gone"]), (["not:q:mine"], ["beta", "gone"]), (["not:q:big"], ["beta"]),
        (["q:big", "owner:wang"], []),
    ],
)  # fmt: skip
def test_a_saved_query_means_its_words(words: list[str], expected: list[str]) -> None:
    wanted = query(*words)
    assert [each.deal.id for each in standings(BOOK) if wanted.matches(each)] == expected


def test_a_saved_query_tells_its_owner_and_is_called_as_typed() -> None:
    assert (query("q:mine").owner, query("q:mine").text) == ("li.wei", "q:mine")


@pytest.mark.parametrize("name", ["twice", "inside", "open", "empty", "odd", "back", "never", "form"])
def test_a_saved_query_that_cannot_be_used_is_refused_by_its_name(name: str) -> None:
    for word in (f"q:{name}", f"not:q:{name}"):
        with pytest.raises(BadSavedQuery) as refused:
            query(word)
        assert refused.value.message.args["name"] == name


def test_a_name_that_is_none_is_answered_with_a_near_one() -> None:
    with pytest.raises(NoSuchWord) as refusal:
        query("q:mien")
    assert refusal.value.details[0].args == {"words": ["mine"]}

    with pytest.raises(EmptyValue):
        query("q:")


def test_the_settings_of_a_book_keep_queries(tmp_path: Path) -> None:
    method = METHOD.replace("settings:\n", "settings:\n  queries: {mine: owner:me stage:develop}\n")
    root = new_book(tmp_path)
    (root / "stages.yaml").write_text(method, encoding="utf-8")
    assert run("list q:mine --json", root).ids == ["acme-erp"]


def test_saved_queries_that_cannot_be_used_are_named_with_their_lines(tmp_path: Path) -> None:
    wrong = {"mine": "q:yours", "odd": "foo:bar", "lost": "stage:nonsense", "back": "amount:200k..100k"}
    queries = "  queries:\n    two words: owner:me\n    yours: owner:nobody\n    kept: source:fair\n"
    queries += "".join(f"    {name}: {text}\n" for name, text in {**wrong, "gone": "source:market"}.items())
    root = new_book(tmp_path)
    (root / "stages.yaml").write_text(
        METHOD.replace("settings:\n", "settings:\n" + queries), encoding="utf-8"
    )
    deal = root / "data/opportunities/acme-erp.yaml"
    deal.write_text(
        deal.read_text(encoding="utf-8").replace("source: referral", "source: fair"), encoding="utf-8"
    )
    items = run("validate --json", root).json["items"]
    found = {item["key"].rpartition(".")[2] for item in items if item["code"] == "bad-query"}
    assert found == {*wrong, "gone", "two words"}
    assert len([item for item in items if item["code"] == "bad-query"]) == len(found)
