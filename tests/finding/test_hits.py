"""Every text of a record is searched: what is not is a word of a list, an id or a figure."""

from dataclasses import replace
from datetime import date as Day

import pytest
from anyascii import anyascii
from arrange import deal
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.finding.hits import IN_NAMES, finds, texts_of
from funnel_cli.records.customer import Contact, Customer, LogEntry, NextStep
from funnel_cli.records.deal import HistoryLine, Loss, Tick
from funnel_cli.records.form import Filing

HAN = st.text(st.sampled_from("华能矿业德隆汽车恒远轮胎瑞丰纸业"), min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("hn", "华能矿业"), ("HNKY", "华能矿业"), ("huaneng", "华能矿业"), ("hua neng", "华能矿业"),
        ("hua-neng", "华能矿业"), ("kuang", "华能矿业"), ("能矿", "华能矿业"),
        ("CRANE", "Grab crane"), ("ｃｒａｎｅ", "Grab crane"), ("hofmann", "Brauerei Hófmann"),
        ("Ñu", "ñu"), ("erpsx", "ERP上线"), ("", "anything"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_what_people_type(word: str, text: str) -> None:
    assert finds(word, IN_NAMES)(text)


@pytest.mark.parametrize(
    ("word", "text"),
    [("ang", "矿"), ("n", "华能"), ("hk", "华能矿业"), ("hn", "hen"), ("neng hua", "华能"), ("？", "华能")],
)
def test_a_part_of_a_syllable_or_letters_apart_are_not_found(word: str, text: str) -> None:
    assert not finds(word, IN_NAMES)(text)


@pytest.mark.parametrize(("word", "is_found"), [("hn", False), ("hnk", True), ("huaneng", True)])
def test_a_sentence_takes_more_letters_than_a_name(word: str, is_found: bool) -> None:
    assert finds(word)("和华能矿业谈过") is is_found


@given(text=HAN, data=st.data())
def test_any_part_is_found_by_its_letters_spelling_and_initials(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 2))
    part = text[first : data.draw(st.integers(first + 2, len(text)))]
    spelled = anyascii(part)
    for word in (part, spelled, "".join(letter for letter in spelled if letter.isupper())):
        assert finds(word, IN_NAMES)(text)


ON = Day(2026, 11, 3)


def test_every_text_has_the_way_that_leads_to_it_and_its_day() -> None:
    record = replace(
        deal("belts 100 develop"),
        customer="Hill",
        name="Belts",
        owner="anna",
        next_step=NextStep(due=ON, action="Call"),
        milestones={"need": (Tick(date=ON, evidence="A letter"),)},
        history=(HistoryLine(date=ON, changes={"stage": "develop"}, reason="They asked"),),
        forms={"quote": (Filing(date=ON, says={"sum": "3k"}),)},
        log=(LogEntry(date=ON, kind="visit", text="Dusty", with_=("Ruth",)),),
        lost=Loss(reason="price", said="Too dear"),
        tags=("mine",),
        refs={"crm": "006"},
    )
    assert {(each.way, each.text): each.day for each in texts_of(record)} == {
        (("customer",), "Hill"): None,
        (("name",), "Belts"): None,
        (("owner",), "anna"): None,
        (("next_step", "action"), "Call"): None,
        (("milestones", "need", "evidence"), "A letter"): ON,
        (("history", 0, "reason"), "They asked"): ON,
        (("forms", "quote", "says", "sum"), "3k"): ON,
        (("log", 0, "text"), "Dusty"): ON,
        (("log", 0, "with", 0), "Ruth"): ON,
        (("lost", "said"), "Too dear"): None,
        (("tags", 0), "mine"): None,
        (("refs", "crm"), "006"): None,
    }


def test_a_customer_is_more_than_its_name() -> None:
    customer = Customer(
        id="hill",
        name="Hill",
        region="Wales",
        grade="A",
        former_names=("Dale",),
        contacts=(Contact(name="Ruth", role="coach", phone="1"),),
        facts={"staff": "240"},
        file="x",
    )
    texts = [each.text for each in texts_of(customer)]
    assert texts == ["Hill", "Wales", "Dale", "Ruth", "1", "240"]
