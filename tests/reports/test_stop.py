"""A stop of the round: why the deal is looked at, and what one has to know."""

from __future__ import annotations

from arrange import TODAY, book, deal, step

from funnel_cli.records.book import Book
from funnel_cli.render.language import Language
from funnel_cli.reports.review import stop
from funnel_cli.time.standing import standing
from funnel_cli.values.message import Message, Text
from funnel_cli.values.table import Document

ENGLISH = Language("en")


def at(some: Book, id: str = "acme") -> Document:
    return stop(standing(some.opportunities[id], some), some, 2, 7)


def said(texts: tuple[Text, ...]) -> list[str]:
    return [ENGLISH.say(text) for text in texts]


def test_the_deal_is_told_with_its_reasons_and_facts() -> None:
    some = book(
        deal(
            "acme 100000 propose 11-20",
            "10-01 stage=propose",
            ticks="need:09-01 credit:09-01 plan:09-02",
            log="call:11-20",
            next_step=step("11-23"),
        )
    )
    document = at(some)
    assert said((document.title, *document.lines)) == [
        "2/7  acme",
        "Acme",
        "! close date passed: 2026-11-20, 2 days ago",
    ]
    assert [(ENGLISH.say(label), ENGLISH.spell(value)) for label, value in document.card] == [
        ("Amount", "CNY 100,000 at 50%, Propose for 52 days, closes 2026-11-20"),
        ("Gate", "Gate of Propose: 0 of 1 criteria met. Open: Funds."),
        ("Next step", "call (tomorrow)"),
        ("Last word", "2026-11-20, call: call"),
    ]


def test_a_deal_without_a_complaint_says_so() -> None:
    some = book(
        deal("acme 100 verify 12-20", "11-20 stage=verify", next_step=step("11-30"), log="visit:11-20"),
        on=TODAY,
    )
    assert said(at(some).lines) == ["Acme", "Nothing to complain about any more."]


def test_what_is_unknown_is_a_dash() -> None:
    document = at(book(deal("acme - verify")))
    [(_, amount), *_] = document.card
    assert isinstance(amount, Message)
    assert ENGLISH.say(amount) == "— at 10%, Verify for — days, closes —"
