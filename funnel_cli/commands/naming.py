"""Names typed for something new: whether the book has it already, under another spelling.

At a terminal that is asked. In a script the book's spelling is taken where no more than case, spaces
and brackets differ, and what else is alike is pointed out and left as it was typed.
"""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.finding.duplicates import Spellings, alike_customers, merging, same_deals
from funnel_cli.finding.names import DEALS, LEADS, unread
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.session import Session
from funnel_cli.store.layout import free_id, short_id, slug
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.likeness import spelling
from funnel_cli.values.message import N_, message
from funnel_cli.values.typed import normal


class SameDeal(UsageRefused):
    """Who adds a deal said that the book has it already."""

    sentence = N_("The book has that deal already: {deal}. Nothing was added.")
    cure = N_("Change it with: funnel set {deal} KEY=VALUE")


def new_id(session: Session, customer: str | None, name: str | None) -> str:
    """An id made from customer and name that no deal of the book has or had."""
    book = session.written
    return free_id(
        short_id(customer, name), book.opportunities.keys() | book.leads.keys() | unread(book).keys()
    )


def customer_as_meant(session: Session, typed: str, *, with_former: bool = True) -> str:
    """The customer's name as it is to be written, for one that was typed.

    A former name means the customer that had it, unless it may be given anew (`with_former` is false).
    """
    name = Spellings(session.written).of(typed)
    is_former = spelling(name) != spelling(typed)
    if name != typed and (with_former or not is_former):
        if not session.can_ask:
            was = message("{typed} is called {name} now, and so it is written.", typed=typed, name=name)
            session.tell(
                was if is_former else message("Written as {name}, as the book spells it.", name=name)
            )
            return name
        if _is_meant(session, typed, name, usual=True):
            return name
    return _among_alike(session, typed, besides=name) or typed


def point_out_alike(session: Session, name: str, but: Customer) -> None:
    """Tell which other customers of the book one may be that is to be called so."""
    for other in alike_customers(name, session.written, slug, but=but):
        _tell_alike(session, name, other)


def point_out_unread(session: Session, id: str, folders: Sequence[str] = (DEALS, LEADS)) -> None:
    """Tell which file that cannot be read may be what is added, by the id that its names would make."""
    if problem := unread(session.written, folders).get(id):
        session.tell(
            message("{file} cannot be read, and may be the same. Look: funnel validate", file=problem.path)
        )


def demand_new(session: Session, deal: Opportunity) -> None:
    """Point out open deals that this new one may be, or ask; raises `SameDeal`."""
    point_out_unread(session, short_id(deal.customer, deal.name))
    for other in same_deals(deal, session.written):
        said = message("{deal} looks like the same deal.", deal=other.id)
        if not session.can_ask:
            session.tell(said)
        elif not session.confirm(message("{what} Add this one all the same?", what=said), usual=False):
            raise SameDeal(deal=other.id)


def _among_alike(session: Session, typed: str, besides: str) -> str | None:
    """The name of the customer that the person at the terminal means; in a script those alike are told."""
    for other in alike_customers(typed, session.written, slug):
        if session.can_ask:
            if other.name != besides and _is_meant(session, typed, other.name):
                return other.name
        else:
            _tell_alike(session, typed, other)
    return None


def _is_meant(session: Session, typed: str, name: str, *, usual: bool | None = None) -> bool:
    return session.confirm(
        message("Is {typed} the customer {name} of the book?", typed=typed, name=name), usual=usual
    )


def _tell_alike(session: Session, typed: str, other: Customer) -> None:
    """A likeness, and how the two become one."""
    if any(normal(name) == normal(typed) for name in other.former_names):
        session.tell(message("{name} was the name of {customer} once.", name=typed, customer=other.name))
        return
    session.tell(
        message(
            "Maybe the same customer as {name}; if so: {command}",
            name=other.name,
            command=merging(typed, other.name),
        )
    )
