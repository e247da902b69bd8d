"""What is in the book twice: a customer under two spellings, a deal entered again.

When two names are alike stands in `likeness`; here it is asked of the names that a book has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from funnel_cli.finding.people import customers
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.values.likeness import (
    Transliteration,
    alike,
    groups_alike,
    likeness,
    most_alike,
    shape,
    spelling,
)
from funnel_cli.values.typed import normal, quoted


class Spellings:
    """How the book spells its customers; names may be added as they come in."""

    def __init__(self, book: Book) -> None:
        """Take the names that customers have, those with a record first, and then those they had."""
        everyone = sorted(customers(book), key=lambda customer: not customer.file)
        self._present = {normal(customer.name) for customer in everyone}
        self._names: dict[str, str] = {}
        self._two = {normal(name) for customer in everyone for name in customer.not_same_as}
        for customer in everyone:
            self._names.setdefault(spelling(customer.name), customer.name)
        for customer in everyone:
            for name in customer.former_names:
                self._names.setdefault(spelling(name), customer.name)

    def of(self, name: str) -> str:
        """The customer's present name where this is one of its names but for case, spaces and brackets.

        A name that is in the book to the letter, or that a customer is said not to be, stays as it is.
        """
        spelled = normal(name)
        if spelled in self._present or spelled in self._two:
            return name
        return self._names.get(spelling(name)) or name

    def add(self, name: str) -> None:
        """Know the name of a customer that comes in."""
        if self.of(name) == name and spelling(name):
            self._names.setdefault(spelling(name), name)


def alike_customers(
    name: str, book: Book, spelled: Transliteration, but: Customer | None = None
) -> tuple[Customer, ...]:
    """The customers of the book that one of this name may be, the likest first; none for its own name.

    Left out is the customer `but`, whose name it is to be, and who is said to be another.
    """
    own = but or Customer(id="", name=name)
    by_name: dict[str, Customer] = {}
    for customer in customers(book):
        if normal(customer.name) == normal(name) and but is None:
            return ()
        if customer != but and not _are_apart(own, customer) and not _names(name, customer.not_same_as):
            for known in (customer.name, *customer.former_names):
                by_name.setdefault(known, customer)
    found = most_alike(name, by_name, spelled)
    return tuple({by_name[known].name: by_name[known] for known in found}.values())


def likely_customers(names: Iterable[str], book: Book, spelled: Transliteration) -> dict[str, str]:
    """For names that come in and the book has not, which customer of the book each may be.

    Else which name before it in their order; those that are like none are left out.
    """
    owners = _owners(book)
    known = {normal(name) for name in owners}
    new = {name: Customer(id="", name=name) for name in names if normal(name) not in known}
    if not new:
        return {}
    everyone = {**new, **owners}
    found: dict[str, str] = {}
    groups = groups_alike(
        (*owners, *new), spelled, lambda one, other: _are_apart(everyone[one], everyone[other])
    )
    for group in groups:
        for place, name in enumerate(group):
            if name in new:
                others = (everyone[other] for other in group[:place])
                other = next((other for other in others if not _are_apart(new[name], other)), None)
                found |= {name: other.name} if other else {}
    return found


def same_deals(deal: Opportunity, book: Book) -> tuple[Opportunity, ...]:
    """The open deals of the book that may be this one: of a customer and under a name that are alike."""
    customer = names_alike(deal.customer, book)
    return tuple(
        other
        for other in book.opportunities.values()
        if other.is_open
        and normal(other.customer or "") in customer
        and alike(deal.name, other.name)
        and not are_told_apart(deal, other)
    )


def names_alike(name: str | None, book: Book) -> frozenset[str]:
    """The names, as `normal` spells them, of every customer that is or may be the one of this name."""
    if not name:
        return frozenset({""})
    own, form = _customer(name, book), shape(name)
    meant = [
        other
        for other in customers(book)
        if normal(other.name) == normal(own.name)
        or (not _are_apart(own, other) and likeness(form, shape(other.name)))
    ]
    return frozenset(normal(known) for each in (own, *meant) for known in (each.name, *each.former_names))


def _are_apart(one: Customer, other: Customer) -> bool:
    return any(
        _names(name, first.not_same_as)
        for first, second in ((one, other), (other, one))
        for name in (second.name, *second.former_names)
    )


def are_told_apart(one: Opportunity, other: Opportunity) -> bool:
    """Whether they are two deals by the ids of a foreign system."""
    return any(other.refs.get(system, id) != id for system, id in one.refs.items())


def duplicate_customers(book: Book, spelled: Transliteration) -> tuple[tuple[Customer, ...], ...]:
    """The customers that may be one each, in groups by name; the one to keep comes last.

    That is one with a record, and of these the one with the most deals and leads.
    """
    owners, load = _owners(book), _loads(book)
    groups = groups_alike(
        owners,
        spelled,
        lambda one, other: owners[one] is owners[other] or _are_apart(owners[one], owners[other]),
    )
    found = ({owners[name].name: owners[name] for name in group}.values() for group in groups)
    return tuple(
        tuple(sorted(group, key=lambda each: (bool(each.file), load[normal(each.name)]))) for group in found
    )


def mergeable(group: Sequence[Customer]) -> tuple[Customer, Customer]:
    """Two of a group of which nobody said that they are two: the one that goes and the one to keep."""
    pairs = [(gone, kept) for kept in reversed(group) for gone in group if gone is not kept]
    return next((pair for pair in pairs if not _are_apart(*pair)), pairs[0])


def merging(gone: str, kept: str) -> str:
    """The command that joins two customers."""
    return f"funnel customer merge {quoted(gone)} {quoted(kept)}"


def duplicate_deals(book: Book, spelled: Transliteration) -> tuple[tuple[Opportunity, ...], ...]:
    """The open deals of one customer whose names are alike, in groups by id; a foreign id tells apart."""
    by_customer: dict[str, dict[str, list[Opportunity]]] = {}
    for _, deal in sorted(book.opportunities.items()):
        if deal.is_open and deal.customer and deal.name:
            named = by_customer.setdefault(normal(_customer(deal.customer, book).name), {})
            named.setdefault(deal.name, []).append(deal)
    return tuple(group for named in by_customer.values() for group in _deals_alike(named, spelled))


def _deals_alike(
    named: Mapping[str, Sequence[Opportunity]], spelled: Transliteration
) -> Iterator[tuple[Opportunity, ...]]:
    """Of one customer's deals by name, those that may be one."""
    groups = groups_alike(named, spelled, lambda _one, _other: False)
    alone = named.keys() - {name for group in groups for name in group}
    for names in (*groups, *((name,) for name in named if name in alone)):
        some = sorted((deal for name in names for deal in named[name]), key=lambda deal: deal.id)
        twice = (
            deal
            for deal in some
            if any(other is not deal and not are_told_apart(deal, other) for other in some)
        )
        if found := tuple(twice):
            yield found


def _owners(book: Book) -> dict[str, Customer]:
    """Every customer under each name it has or had; what one has comes before what another had."""
    everyone = customers(book)
    owners = {name: each for each in everyone for name in each.former_names}
    return owners | {each.name: each for each in everyone}


def _loads(book: Book) -> Counter[str]:
    deals, leads = book.opportunities.values(), book.leads.values()
    names = (*(deal.customer for deal in deals), *(lead.customer for lead in leads))
    return Counter(normal(_customer(name, book).name) for name in names if name)


def _customer(name: str, book: Book) -> Customer:
    return book.customers_by_name.get(normal(name)) or Customer(id="", name=name)


def _names(name: str, names: Iterable[str]) -> bool:
    return normal(name) in map(normal, names)
