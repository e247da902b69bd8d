"""What a strength score counts: no more than a contact can say, where no decision maker is known."""

from __future__ import annotations

from collections.abc import Collection

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.values.typed import normal

DECIDES = "decision-maker"
"""The buying role of whoever decides."""


def has_role(deal: Opportunity, role: str, book: Book, says: Collection[str] = ()) -> bool:
    """Whether the deal or its customer has a contact with that buying role, of whom all that is known.

    Of one person both may say something.
    """
    customer = book.customer_of(deal)
    people = (*deal.contacts, *(customer.contacts if customer else ()))
    names = {normal(person.name) for person in people if person.role == role}
    told = [(normal(person.name), key) for person in people for key in says if getattr(person, key)]
    return any(all((name, key) in told for key in says) for name in names)


def credited(deal: Opportunity, id: str, book: Book) -> int | None:
    """The score of the deal on that axis, at most its ceiling while no decision maker is known.

    `None` where the deal is not scored on it.
    """
    score, axis = deal.strength.get(id), book.method.strength.get(id)
    if score is None or axis is None or has_role(deal, DECIDES, book):
        return score
    return min(score, axis.ceiling) if any(said.is_deciding for said in axis.statements) else score
