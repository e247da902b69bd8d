"""Whom a word on the command line means: a customer or a lead, to look at or to change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from funnel_cli.finding.names import CUSTOMERS, How, unread
from funnel_cli.finding.people import Meant, customer_named, lead_named
from funnel_cli.records.customer import Customer
from funnel_cli.records.lead import Lead
from funnel_cli.session import Session
from funnel_cli.values.message import message
from funnel_cli.wishes import NotSure

T = TypeVar("T", Customer, Lead)


def customer_to_change(session: Session, word: str) -> Customer:
    """The customer that the word means; asks first where only a part of a name led to it."""
    meant = customer_named(session.written, word)
    return _sure(session, word, meant, meant.whom.name)


def lead_to_change(session: Session, word: str) -> Lead:
    """The lead that the word means, as written; asks first where only a part of a name led to it."""
    meant = lead_named(session.written, word)
    return _sure(session, word, meant, meant.whom.id)


def new_customer_id(session: Session) -> Callable[[str], str]:
    """What makes an id of a customer's name that no other customer has, or had under a former name."""
    from funnel_cli.store.layout import free_id, slug

    customers = session.written.customers
    former = {slug(name) for customer in customers.values() for name in customer.former_names}
    hidden = unread(session.written, [CUSTOMERS]).keys()
    return lambda name: free_id(slug(name), customers.keys() | former | hidden)


def _sure(session: Session, word: str, meant: Meant[T], name: str) -> T:
    """Whom the word means, if that is sure or said to be; raises `NotSure`."""
    if meant.how is How.PART and not (session.can_ask and session.confirm(message("{name}?", name=name))):
        raise NotSure(word=word, deal=name)
    return meant.whom
