"""The contract of a won deal, and what the ERP answered to it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, TODAY, day, deal, written

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Contract, Erp, Opportunity
from funnel_cli.records.method_parts import ErpCure
from funnel_cli.rules.contracting import NotWon
from funnel_cli.rules.setting import set_fields
from funnel_cli.values.dates import Calendar
from funnel_cli.values.message import Label

WON = deal("acme 100 won", closed=day("11-01"))


def after(some: Opportunity, **wishes: str) -> Opportunity:
    book = written(some, method=METHOD)
    [edit] = set_fields([some], wishes, book, Calendar(TODAY, 1), TODAY).edits
    assert isinstance(edit.after, Opportunity)
    return edit.after


def test_a_contract_begins_on_the_day_the_deal_was_closed_and_can_be_corrected() -> None:
    assert after(WON, contract="HT-1").contract == Contract(number="HT-1", date=day("11-01"))

    corrected = after(WON, contract="HT-1", contract_date="2026-11-05", contract_amount="90k")
    assert corrected.contract == Contract(number="HT-1", date=day("11-05"), amount=Decimal(90000))


def test_a_contract_whose_last_value_is_taken_away_is_none() -> None:
    assert after(replace(WON, contract=Contract(amount=Decimal(5))), contract_amount="").contract is None


def test_the_erp_answers_with_a_status_and_a_message_that_the_log_keeps() -> None:
    assert after(WON, erp="-1 no such user").contract == Contract(
        date=day("11-01"), erp=Erp(status=-1, message="no such user")
    )

    again = after(after(WON, erp="-1 no such user"), erp="1")
    assert again.contract == Contract(date=day("11-01"), erp=Erp(status=1))
    assert again.log == (
        LogEntry(date=TODAY, text="ERP -1: no such user"),
        LogEntry(date=TODAY, text="ERP 1"),
    )


@pytest.mark.parametrize("word", ["sent", "已传送", "1"])
def test_a_status_has_a_number_and_a_name_in_each_language(word: str) -> None:
    assert after(WON, erp=word).contract == Contract(date=day("11-01"), erp=Erp(status=1))


def test_what_is_no_status_is_refused_and_a_contract_of_an_open_deal() -> None:
    with pytest.raises(NoSuchWord):
        after(WON, erp="9")
    with pytest.raises(NotWon):
        after(deal("acme 100 close"), contract="HT-1")


@pytest.mark.parametrize(("word", "status"), [("传输失败", -1), ("transfer failed", -1), ("未传输", 0)])
def test_the_words_that_screens_print_name_the_status(word: str, status: int) -> None:
    assert after(WON, erp=word).contract == Contract(date=day("11-01"), erp=Erp(status=status))


def test_what_helps_against_an_answer_of_the_erp_stands_in_the_method_and_is_said_with_the_change() -> None:
    cure = ErpCure(message=("no such user",), cure=Label({"en": "Ask IT"}))
    book = written(WON, method=replace(METHOD, erp=(cure,)))
    said, other = (
        set_fields([WON], {"erp": text}, book, Calendar(TODAY, 1), TODAY).warnings
        for text in ("-1 No such  USER: LI", "-1 disk full")
    )
    assert [warning.args["cure"] for warning in said] == [cure.cure]
    assert other == ()
