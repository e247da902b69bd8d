"""What a word on the command line means: a customer, a lead, what a form is about; to show or to change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from funnel_cli.finding.finder import How
from funnel_cli.finding.names import CUSTOMERS, LAST, NoSuchDeal, deal_called, unread
from funnel_cli.finding.people import (
    AmbiguousCustomer,
    NoSuchCustomer,
    NoSuchLead,
    customer_named,
    lead_called,
    lead_named,
)
from funnel_cli.records.book import Book, Subject
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import CUSTOMER, LEAD, Form
from funnel_cli.records.lead import Lead
from funnel_cli.session import Session
from funnel_cli.values.typed import normal


def customer_to_change(session: Session, word: str) -> Customer:
    """The customer that the word means; asks first where only a part of a name led to it."""
    return session.sure_of(word, session.one_of(lambda: customer_named(session.written, word)))


def customer_to_show(session: Session, word: str) -> Customer:
    """The customer that the word means, as of the session's day; of several the one that is picked."""
    return session.one_of(lambda: customer_named(session.book, session.meant("customer", word))).record


def lead_to_show(session: Session, word: str) -> Lead:
    """The lead that the word means, as of the session's day; of several the one that is picked."""
    return session.one_of(lambda: lead_named(session.book, session.meant("lead", word))).record


def lead_to_change(session: Session, word: str) -> Lead:
    """The lead that the word means, as written; asks first where only a part of a name led to it."""
    return session.sure_of(word, session.one_of(lambda: lead_named(session.written, word)))


def new_customer_id(session: Session) -> Callable[[str], str]:
    """What makes an id of a customer's name that no other customer has, or had under a former name."""
    from funnel_cli.store.layout import free_id, slug

    customers = session.written.customers
    former = {slug(name) for customer in customers.values() for name in customer.former_names}
    hidden = unread(session.written, [CUSTOMERS]).keys()
    return lambda name: free_id(slug(name), customers.keys() | former | hidden)


def form_subject(session: Session, word: str, form: Form | None, *, to_change: bool = False) -> Subject:
    """What the word means for the form, as of the session's day or, to be changed, as written.

    A form about customers takes a deal for its customer, any other but one about leads a deal before a lead.
    Without a form a deal comes before a lead and a lead before a customer, but a customer's whole name before
    several deals of its. Raises `NoSuchDeal`, `NoSuchLead`, `NoSuchCustomer` or what several are.
    """
    customer, lead, deal = customer_to_show, lead_to_show, session.deal
    if to_change:
        customer, lead, deal = customer_to_change, lead_to_change, session.deal_to_date
    if form and form.for_ == CUSTOMER:
        return _customer(session, word, customer)
    try:
        if form and form.for_ == LEAD:
            return lead(session, word)
        return (None if form else _with_deals(session, word)) or deal(word)
    except NoSuchLead:
        return session.deal(word)
    except NoSuchDeal:
        with suppress(NoSuchLead):
            return lead(session, word)
        if form is None:
            with suppress(NoSuchCustomer):
                return _customer(session, word, customer)
        raise


def found_again(book: Book, subject: Subject) -> Subject:
    """The same in a book that was read anew."""
    if isinstance(subject, Customer):
        return customer_named(book, subject.name).record
    called = deal_called if isinstance(subject, Opportunity) else lead_called
    return called(book, subject.id)


def _customer(session: Session, word: str, named: Callable[[Session, str], Customer]) -> Customer:
    """The customer of that name, else that of a deal or lead; a row number or the last deal is a deal."""
    try:
        if word.isdecimal() or word == LAST:
            return _customer_of(session, session.deal(word))
        return named(session, word)
    except NoSuchCustomer:
        if (found := _deal_or_lead(session, word)) is None:
            raise
    return _customer_of(session, found)


def _customer_of(session: Session, found: Opportunity | Lead) -> Customer:
    """Its customer; raises `NoSuchCustomer` where it has none."""
    return customer_named(session.book, found.customer or found.id).record


def _with_deals(session: Session, word: str) -> Customer | None:
    """The customer of that whole name, if it has several deals."""
    try:
        meant = customer_named(session.book, session.meant("customer", word))
    except (NoSuchCustomer, AmbiguousCustomer):
        return None
    name, deals = normal(meant.record.name), session.book.opportunities.values()
    is_whole = meant.how is How.ID and sum(normal(deal.customer or "") == name for deal in deals) > 1
    return meant.record if is_whole else None


def _deal_or_lead(session: Session, word: str) -> Opportunity | Lead | None:
    with suppress(NoSuchDeal):
        return session.deal(word)
    with suppress(NoSuchLead):
        return lead_to_show(session, word)
    return None
