from collections.abc import Callable
from dataclasses import replace

import pytest
from arrange import METHOD, book, deal
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.finding.finder import Found, How
from funnel_cli.finding.method_words import lost_reason_named, source_named
from funnel_cli.finding.names import (
    AmbiguousDeal,
    NoSuchDeal,
    NoSuchWord,
    NothingLast,
    SeveralLast,
    currency_named,
    deal_named,
    milestone_named,
    stage_named,
    word_among,
)
from funnel_cli.finding.words import bare_choices, suggestions
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Choice, Method
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Message, message
from funnel_cli.values.money import SHARED_SIGNS
from funnel_cli.values.typed import folded

ACME = deal("acme-erp", customer="Acme", name="ERP renewal")
ACME_LAMPS = deal("acme-lamps", customer="Acme", name="Pit lighting")
HUA_NENG = deal("hua-neng", customer="华能矿业  有限公司", name="Zoe\u0308 lamps")
BOOK = book(ACME, ACME_LAMPS, HUA_NENG)
RENAMED = replace(
    METHOD, stages=(replace(METHOD.stages[0], formerly=("prospect",), title=None), *METHOD.stages[1:])
)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("acme-erp", Found(ACME, How.ID)),
        ("ACME-ERP", Found(ACME, How.ID)),
        ("acme-e", Found(ACME, How.PREFIX)),
        ("Hua", Found(HUA_NENG, How.PREFIX)),
        ("pit LIGHT", Found(ACME_LAMPS, How.PART)),
        ("矿业", Found(HUA_NENG, How.PART)),
        ("ＬＡＭＰ", Found(HUA_NENG, How.PART)),
        (" 华能矿业 有限 ", Found(HUA_NENG, How.PART)),
        ("zo\u00eb", Found(HUA_NENG, How.PART)),
        ("@", Found(ACME_LAMPS, How.LAST)),
    ],
)
def test_a_deal_answers_to_id_beginning_or_a_part_of_a_name(word: str, found: Found[Opportunity]) -> None:
    assert deal_named(BOOK, word, last=["acme-lamps"]) == found


def test_an_exact_id_is_not_ambiguous_where_another_begins_with_it() -> None:
    short = deal("acme")
    assert deal_named(book(short, ACME), "acme") == Found(short, How.ID)


@pytest.mark.parametrize("word", ["Acme", "acme", "ＡＣＭＥ", " ACME  ", "Lamps", "acme · lamps"])
def test_a_whole_name_that_one_deal_has_is_exact_though_others_begin_so(word: str) -> None:
    whole = deal("north", customer="Acme", name="Lamps")
    others = deal("acme-2", customer="Acme Nord", name="Lamps II"), deal("lamps-3", customer="Lamps AG")
    assert deal_named(book(whole, *others), word) == Found(whole, How.ID)


def test_of_several_deals_with_a_whole_name_those_are_listed_and_no_others() -> None:
    some = (deal(id, customer=name) for id, name in (("x", "Acme"), ("y", "acme"), ("z", "Acme Nord")))
    with pytest.raises(AmbiguousDeal) as refused:
        deal_named(book(*some), "Acme")
    assert [line.args["id"] for line in refused.value.details] == ["x", "y"]


WORDS = st.text("aB ü（", min_size=1, max_size=4)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5), WORDS)
def test_a_whole_unique_name_is_never_asked_about(names: list[tuple[str, str]], word: str) -> None:
    some = [deal(f"deal-{n}", customer=customer, name=name) for n, (customer, name) in enumerate(names)]
    whole = [each for each, pair in zip(some, names, strict=True) if folded(word) in map(folded, pair)]
    if len(whole) == 1 and word.strip():
        assert deal_named(book(*some), word) == Found(whole[0], How.ID)


@pytest.mark.parametrize(
    ("last", "refusal"),
    [([], NothingLast), (["acme"], NoSuchDeal), (["acme-erp", "acme-lamps"], SeveralLast)],
)
def test_the_deal_changed_last_must_be_one_that_is_there(last: list[str], refusal: type[FunnelError]) -> None:
    with pytest.raises(refusal):
        deal_named(BOOK, "@", last)


@pytest.mark.parametrize(
    ("word", "titles"),
    [
        ("acme-", ["Acme · ERP renewal", "Acme · Pit lighting"]),
        ("LAMPS", ["Acme · Pit lighting", "华能矿业  有限公司 · Zoe\u0308 lamps"]),
    ],
)
def test_several_deals_that_answer_are_listed(word: str, titles: list[str]) -> None:
    lamps = replace(ACME_LAMPS, name="Pit lighting lamps") if word == "LAMPS" else ACME_LAMPS
    with pytest.raises(AmbiguousDeal) as refused:
        deal_named(book(ACME, lamps, HUA_NENG), word)
    assert [line.args["title"] for line in refused.value.details] == [
        title.replace("lighting", "lighting lamps") if lamps is not ACME_LAMPS else title for title in titles
    ]


@pytest.mark.parametrize(("count", "more"), [(10, []), (12, [message("and {count} more", count=2)])])
def test_of_many_candidates_the_rest_is_counted(count: int, more: list[Message]) -> None:
    with pytest.raises(AmbiguousDeal) as refused:
        deal_named(book(*(deal(f"acme-{n:02}") for n in range(count))), "acme")
    assert list(refused.value.details[10:]) == more


@pytest.mark.parametrize(
    ("word", "details"),
    [("acme-epr", [message("Did you mean {words}?", words=["acme-erp"])]), ("zzz", []), ("", []), (" ", [])],
)
def test_a_slip_is_answered_with_what_is_near_and_nothing_means_no_deal(
    word: str, details: list[Message]
) -> None:
    with pytest.raises(NoSuchDeal) as refused:
        deal_named(book(ACME), word)
    assert list(refused.value.details) == details


@pytest.mark.parametrize("word", ["develop", "Develop", "DEVELOP", " 开发 ", "dev"])
def test_a_stage_answers_to_its_id_its_titles_and_its_beginning(word: str) -> None:
    assert stage_named(METHOD, word) is METHOD.stages[1]


@pytest.mark.parametrize("word", ["prospect", "Prospect", "verify"])
def test_a_stage_answers_to_its_former_id(word: str) -> None:
    assert stage_named(RENAMED, word) is RENAMED.stages[0]


def test_a_beginning_that_two_stages_share_names_none() -> None:
    twins = replace(METHOD, stages=(METHOD.stages[0], replace(METHOD.stages[0], id="verity", title=None)))
    with pytest.raises(NoSuchWord):
        stage_named(twins, "ver")


@pytest.mark.parametrize("word", ["", " "])
def test_nothing_names_no_stage_even_where_there_is_only_one(word: str) -> None:
    with pytest.raises(NoSuchWord):
        stage_named(replace(METHOD, stages=METHOD.stages[:1]), word)


@pytest.mark.parametrize(
    ("named", "word", "id"),
    [
        (lost_reason_named, "price", "price"),
        (lost_reason_named, "no-d", "no-decision"),
        (source_named, "Referral", "referral"),
    ],
)
def test_choices_of_the_method_answer_alike(
    named: Callable[[Method, str], Choice], word: str, id: str
) -> None:
    assert named(METHOD, word).id == id


def test_a_milestone_answers_to_its_title_in_any_language() -> None:
    assert milestone_named(METHOD.milestones, "条件credit").id == "credit"


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        (stage_named, "stage"),
        (lost_reason_named, "lost reason"),
        (source_named, "source"),
        (lambda method, word: milestone_named(method.milestones, word), "milestone"),
    ],
)
def test_a_word_of_no_list_is_refused_by_its_kind(named: Callable[[Method, str], object], kind: str) -> None:
    with pytest.raises(NoSuchWord) as refused:
        named(METHOD, "zzz")
    assert refused.value.args_by_name.items() >= {"kind": message(kind), "word": "zzz"}.items()


def test_a_word_of_a_closed_list_is_itself_and_else_the_whole_list_is_said() -> None:
    assert word_among(message("kind"), "call", ("visit", "call")) == "call"

    kinds = bare_choices(["visit", "call"])
    assert suggestions("zzz", kinds) == [message("There is: {words}", words=["visit", "call"])]

    assert suggestions("zzz", []) == []


def test_a_word_off_a_closed_list_is_refused_with_what_is_near() -> None:
    with pytest.raises(NoSuchWord) as refused:
        word_among(message("kind"), "vist", ("visit", "call"))
    assert refused.value.details == (
        message("Did you mean {words}?", words=["visit"]),
        message("There is: {words}", words=["visit", "call"]),
    )


@pytest.mark.parametrize("sign", [*SHARED_SIGNS, "＄"])
def test_a_sign_that_currencies_share_names_none_alone_and_all_are_said(sign: str) -> None:
    with pytest.raises(NoSuchWord) as refused:
        currency_named(sign)
    (said,) = refused.value.details
    assert said == message("Did you mean {words}?", words=sorted(SHARED_SIGNS[sign.replace("＄", "$")]))


@pytest.mark.parametrize("word", ["人民币", "rmb", "€", "eur", "ＥＵＲ"])
def test_a_word_or_sign_of_one_currency_names_it(word: str) -> None:
    assert currency_named(word) in {"CNY", "EUR"}
