"""What can be asked of a deal: the keys of a query, each with what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.names import ERP_STATES
from funnel_cli.finding.people import customer_grades, grade
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Choice, Method
from funnel_cli.time.standing import CATEGORIES, Standing
from funnel_cli.values.message import Label, Message, message
from funnel_cli.values.typed import each_once


def _erp_status(standing: Standing) -> Sequence[str]:
    contract = standing.deal.contract
    return (str(contract.erp.status),) if contract and contract.erp else ()


def deal_currency(standing: Standing) -> str | None:
    """The currency of the deal's amount; `None` where no amount is known."""
    return standing.amount.currency if standing.amount else None


def _grade(standing: Standing) -> Sequence[str | None]:
    customer = standing.book.customer_of(standing.deal)
    return (grade(customer, standing.book.method),) if customer else ()


def rivals(deal: Opportunity) -> tuple[str, ...]:
    """Who else wants or wanted the deal, each once; first whoever won it from us."""
    won_it = deal.lost.competitor if deal.lost else None
    return each_once((*((won_it,) if won_it else ()), *deal.competitors))


PAYMENTS = (
    Choice(id="overdue", title=Label({"en": "overdue", "zh": "逾期"})),
    Choice(id="coming", title=Label({"en": "still to come", "zh": "未到期"})),
    Choice(id="paid", title=Label({"en": "paid", "zh": "已收齐"})),
)
"""How the payments of a won deal stand: something is overdue, or only still to come, or all came in."""


def _payment(standing: Standing) -> Sequence[str]:
    deal = standing.deal
    if not (deal.is_won and deal.payments):
        return ()
    if any(each.is_overdue(standing.book.day) for each in deal.payments):
        return ("overdue",)
    return ("coming",) if any(each.outstanding for each in deal.payments) else ("paid",)


class Closed(NamedTuple):
    """A key whose words are a closed list: what one is called, the list, and what a deal says."""

    kind: Message
    choices: Callable[[Method], Sequence[Choice]]
    texts: Callable[[Standing], Sequence[str | None]]


CLOSED: Mapping[str, Closed] = {
    "source": Closed(message("source"), lambda method: method.sources, lambda each: (each.deal.source,)),
    "category": Closed(message("category"), lambda _: CATEGORIES, lambda each: (each.category,)),
    "reason": Closed(
        message("lost reason"),
        lambda method: method.lost_reasons,
        lambda each: (each.deal.lost.reason,) if each.deal.lost else (),
    ),
    "erp": Closed(message("ERP status"), lambda _: ERP_STATES, _erp_status),
    "payment": Closed(message("payment"), lambda _: PAYMENTS, _payment),
    "grade": Closed(message("grade"), customer_grades, _grade),
}
"""Keys with a closed list of words, beside `stage`, `is` and `currency`."""

TEXTS: Mapping[str, Callable[[Standing], Sequence[str | None]]] = {
    "id": lambda standing: (standing.deal.id,),
    "customer": lambda standing: standing.book.customer_names(standing.deal),
    "name": lambda standing: (standing.deal.name,),
    "owner": lambda standing: (standing.deal.owner,),
    "tag": lambda standing: standing.deal.tags,
    "competitor": lambda standing: rivals(standing.deal),
}

DAYS: Mapping[str, Callable[[Standing], Day | None]] = {
    "close": lambda standing: standing.deal.expected_close,
    "created": lambda standing: standing.deal.created,
    "closed": lambda standing: standing.deal.closed,
    "entered": lambda standing: standing.entered,
    "due": lambda standing: standing.deal.next_step.due if standing.deal.next_step else None,
}

HAPPENED = frozenset({"created", "closed", "entered"})
"""Days that lie behind: a month or day without a year is the last one there was."""

AMOUNTS: Mapping[str, Callable[[Standing], Decimal | None]] = {
    "amount": lambda standing: standing.deal.amount,
    "weighted": lambda standing: standing.weighted.amount if standing.weighted else None,
    "days": lambda standing: Decimal(standing.days) if standing.days is not None else None,
}

IS: Mapping[str, Callable[[Standing, Day], bool]] = {
    "overdue": lambda standing, day: standing.is_overdue(day),
    "undated": lambda standing, _: standing.deal.is_open and standing.deal.expected_close is None,
    "paused": lambda standing, _: standing.is_paused,
    "omitted": lambda standing, _: standing.is_omitted,
}

STATES = (
    Choice(id="overdue", title=Label({"en": "overdue", "zh": "逾期"})),
    Choice(id="undated", title=Label({"en": "undated", "zh": "无预计成交日期"})),
    Choice(id="paused", title=Label({"en": "paused", "zh": "暂停"})),
    Choice(id="omitted", title=Label({"en": "omitted", "zh": "已忽略"})),
)
"""What `is:` may ask."""

OF_CUSTOMER = ("region", "industry")
