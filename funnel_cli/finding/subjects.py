"""What a form can be filed of: deals, leads, customers, and visits to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day

from funnel_cli.records.book import Subject
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import CUSTOMER, DEAL, LEAD, LOSS, VISIT, WIN, Form
from funnel_cli.records.kinds import Kinds
from funnel_cli.records.lead import Lead
from funnel_cli.values.message import Message, message
from funnel_cli.values.typed import quoted

OF: Mapping[str, tuple[type, ...]] = {
    DEAL: (Opportunity,),
    CUSTOMER: (Customer,),
    LEAD: (Lead,),
    VISIT: (Opportunity, Lead),
    WIN: (Opportunity,),
    LOSS: (Opportunity,),
}
"""The records in which a form about such a thing is filed."""

THINGS: Mapping[str, Message] = {
    DEAL: message("deals"),
    CUSTOMER: message("customers"),
    LEAD: message("leads"),
    VISIT: message("visits"),
    WIN: message("won deals"),
    LOSS: message("lost deals"),
}
"""What people call what a form is about."""


def typed_name(subject: Subject) -> str:
    """How a command line calls it: the id of a deal or lead, the name of a customer."""
    return subject.name if isinstance(subject, Customer) else subject.id


def typed_word(subject: Subject) -> str:
    """That as one word of a command line."""
    return quoted(subject.name) if isinstance(subject, Customer) else subject.id


def title_of(subject: Subject) -> str:
    """How prose calls it."""
    return subject.name if isinstance(subject, Customer) else subject.title


def can_be_filed(form: Form, subject: Subject) -> bool:
    """Whether the form can be filed of it as it stands; visits are not looked for."""
    if isinstance(subject, Opportunity) and form.for_ in {WIN, LOSS}:
        return subject.is_won if form.for_ == WIN else subject.is_lost
    return isinstance(subject, OF.get(form.for_, ()))


def was_visited(subject: Subject, day: Day, kinds: Kinds) -> bool:
    """Whether a visit on that day is written down in its log."""
    log = () if isinstance(subject, Customer) else subject.log
    return any(kinds.is_visit(entry.kind) and entry.date == day for entry in log)
