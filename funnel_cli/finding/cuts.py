"""Deals cut by what they have in common: stage, month, owner, size, new or existing customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache

from funnel_cli.finding.names import choice_named, term_of
from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, Opportunity
from funnel_cli.records.method import Choice
from funnel_cli.time.facts import created_on, stints
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import in_book_currency
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Label, Term, message
from funnel_cli.values.money import parse_amount
from funnel_cli.values.period import Period

Key = Callable[[Standing, Book], str | None]
"""From a deal to what it is counted under; `None` where that is not known."""

NEW, EXISTING = "new", "existing"
_CUSTOMER_KINDS = (
    Choice(id=NEW, title=Label({"en": "new customer", "zh": "新客户"})),
    Choice(id=EXISTING, title=Label({"en": "existing customer", "zh": "老客户"})),
)
"""An existing customer is one of whom another deal was won before this one was created."""


def _month(standing: Standing, book: Book) -> str | None:
    del book
    close = standing.deal.expected_close
    return _month_name(close.year, close.month) if close else None


@cache
def _month_name(year: int, month: int) -> str:
    """The name of a month; many deals are due in few."""
    return Period.month(year, month).name


def _of_customer(field: str) -> Key:
    """What the deal's customer record says in that field."""

    def key(standing: Standing, book: Book) -> str | None:
        customer = book.customer_of(standing.deal)
        value: str | None = getattr(customer, field) if customer else None
        return value

    return key


def size(standing: Standing, book: Book) -> str | None:
    """The band of 1-3-10 steps that the amount lies in, in the book's currency: "30k..100k"."""
    money = in_book_currency(standing, book)
    if money is None:
        return None
    if money.amount < 1:
        return "..1"
    unit = Decimal(10) ** money.amount.adjusted()
    low, high = (3, 10) if money.amount >= 3 * unit else (1, 3)
    return f"{_short(low * unit)}..{_short(high * unit)}"


def _short(amount: Decimal) -> str:
    """A round amount as people type it: 30k, 1m."""
    for sign, unit in (("m", 10**6), ("k", 10**3)):
        if amount >= unit:
            return f"{amount / unit:f}{sign}"
    return f"{amount:f}"


def customer_kind(standing: Standing, book: Book) -> str | None:
    """Whether another deal of the same customer was won by the day this one was created.

    What was won on the day this one was both created and won says nothing: nobody knows which came first.
    """
    deal = standing.deal
    created, first = created_on(deal), book.first_win_of(deal)
    if not deal.customer or created is None:
        return None
    if first is None:
        return NEW
    if deal.is_won and deal.closed and deal.closed <= created:
        return EXISTING if first < deal.closed else NEW
    return EXISTING if first <= created else NEW


def left_from(deal: Opportunity) -> str | None:
    """The stage that a lost deal was lost from; `None` where no history tells, or it is not lost."""
    stays = stints(deal) if deal.stage == LOST else ()
    return stays[-2].stage if len(stays) > 1 else None


GROUPINGS: Mapping[str, Key] = {
    "stage": lambda standing, _: standing.stage.id if standing.stage else standing.deal.stage,
    "month": _month,
    "owner": lambda standing, _: standing.deal.owner,
    "source": lambda standing, _: standing.deal.source,
    "customer": lambda standing, _: standing.deal.customer,
    "region": _of_customer("region"),
    "industry": _of_customer("industry"),
    "size": size,
    "customer_kind": customer_kind,
}
"""How open deals may be cut."""

GROUP_TITLES = {
    "stage": Label({"en": "Stage", "zh": "阶段"}),
    "month": Label({"en": "Month", "zh": "月份"}),
    "owner": Label({"en": "Owner", "zh": "负责人"}),
    "team": Label({"en": "Team", "zh": "团队"}),
    "source": Label({"en": "Source", "zh": "线索来源"}),
    "customer": Label({"en": "Customer", "zh": "客户"}),
    "region": Label({"en": "Region", "zh": "区域"}),
    "industry": Label({"en": "Industry", "zh": "行业"}),
    "size": Label({"en": "Size", "zh": "规模"}),
    "customer_kind": Label({"en": "New or existing", "zh": "新老客户"}),
    "reason": Label({"en": "Reason", "zh": "原因"}),
    "competitor": Label({"en": "Competitor", "zh": "竞争对手"}),
}
"""What each cut is called, those of decided deals included."""


def groupings(keys: Iterable[str]) -> tuple[Choice, ...]:
    """The closed list of these cuts."""
    return tuple(Choice(id=key, title=GROUP_TITLES[key]) for key in keys)


def grouping_named(word: str, keys: Iterable[str]) -> str:
    """The one of these cuts that the word means; raises `NoSuchWord`."""
    return choice_named(message("grouping"), word, groupings(keys)).id


def cut(
    deals: Iterable[Standing], book: Book, by: str, key_of: Key | None = None
) -> tuple[tuple[str | None, tuple[Standing, ...]], ...]:
    """The deals under each key: stages in the method's order, sizes from small, others by name, unknown last.

    `key_of` serves where `by` is none of `GROUPINGS`.
    """
    key = key_of or GROUPINGS[by]
    found = grouped_by(deals, lambda deal: key(deal, book))
    ordered = sorted(found, key=lambda name: place_in_cut(name, book, by))
    return tuple((name, tuple(found[name])) for name in ordered)


def place_in_cut(name: str | None, book: Book, by: str) -> tuple[bool, Decimal, str]:
    """Where a key stands among those of its cut; what is not known comes last."""
    if name is None:
        return True, Decimal(0), ""
    if by == "stage":
        return False, Decimal(book.method.position(name)), name
    if by == "size":
        return False, parse_amount(name.partition("..")[0] or "0")[0], name
    return False, Decimal(0), name


def name_of(name: str | None, book: Book, by: str) -> Term | str | None:
    """What a key is called: a word of the method with its title, else as it is written."""
    stage = book.method.stage(name) if by == "stage" else None
    if stage:
        return stage.term
    choices = {
        "source": book.method.sources,
        "reason": book.method.lost_reasons,
        "customer_kind": _CUSTOMER_KINDS,
    }
    return term_of(name, choices.get(by, ()))
