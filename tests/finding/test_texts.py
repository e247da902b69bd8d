"""Every text of a record is searched: what is not is a word of a list, an id or a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day

from arrange import deal

from funnel_cli.finding.texts import texts_of
from funnel_cli.records.customer import Contact, Customer, LogEntry, NextStep
from funnel_cli.records.deal import HistoryLine, Loss, Tick
from funnel_cli.records.form import Filing

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
