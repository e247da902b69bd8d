"""Two customers that are one: joined under one name, in one change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import CONTACT_KEYS, CUSTOMER_KINDS, one_person
from funnel_cli.records.book import Book, Change, Edit
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.form import Filings
from funnel_cli.rules.customers import renamed, shown_by
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import each_once, normal, quoted

_FIELDS = ("grade", "attraction", "potential", "industry", "region")
"""What one customer may say and the other not."""


class SameCustomer(UsageRefused):
    """A customer was to be joined with itself."""

    sentence = N_("Both names mean one customer already: {name}.")


class KindsDiffer(UsageRefused):
    """An end customer was to be joined with a dealer or contractor, who cannot have deals."""

    sentence = N_("{gone} ({kind}) and {kept} ({other}) are of two kinds, and were not joined.")
    cure = N_("If one of them is wrong, set it first: funnel customer set {typed} kind={word}")


def join_customers(gone: Customer, kept: Customer, book: Book, new_id: Callable[[str], str]) -> Change:
    """Both as one customer called as `kept`, which the names, people and facts of the other go over to.

    So do its deals and leads, and its record goes; where `kept` has none, the record becomes its own, and
    where neither has, `new_id` makes the id of one. Where both say something and not the same, what `kept`
    says stays, and a warning names the rest. Raises `SameCustomer` or `KindsDiffer`.
    """
    if normal(gone.name) == normal(kept.name):
        raise SameCustomer(name=kept.name)
    if gone.kind != kept.kind:
        kind, other = term_of(gone.kind, CUSTOMER_KINDS), term_of(kept.kind, CUSTOMER_KINDS)
        raise KindsDiffer(
            gone=gone.name,
            kind=kind,
            kept=kept.name,
            other=other,
            typed=quoted(gone.name),
            word=kept.kind,
        )
    both = _joined(gone, kept)
    edits = (*_records(gone, kept, both, new_id), *renamed(gone, kept.name, book))
    return Change(
        note=message(
            "{gone} and {kept} are one customer now, in {count:record|records}",
            gone=gone.name,
            kept=kept.name,
            count=len(edits),
        ),
        edits=edits,
        warnings=tuple(_conflicts(gone, kept)),
        next=(shown_by(kept.name),) if book.method.has_deals else (),
    )


def _conflicts(gone: Customer, kept: Customer) -> Iterator[Message]:
    """Where the two do not say the same, fields, people, facts: what stays and what goes."""
    for key in _FIELDS:
        yield from _conflict(key, getattr(kept, key), getattr(gone, key))
    for key in kept.facts.keys() & gone.facts.keys():
        yield from _conflict(f"facts.{key}", kept.facts[key], gone.facts[key])
    people = _by_name(gone)
    for person in kept.contacts:
        if other := people.get(normal(person.name)):
            for key in CONTACT_KEYS:
                yield from _conflict(f"{person.name}, {key}", getattr(person, key), getattr(other, key))


def _conflict(what: str, kept: str | None, gone: str | None) -> Iterator[Message]:
    if kept and gone and kept != gone:
        yield message("{what}: “{kept}” stays, “{gone}” goes.", what=what, kept=kept, gone=gone)


def _joined(gone: Customer, kept: Customer) -> Customer:
    """What `kept` says, and the other where it says nothing."""
    own = {normal(name) for each in (gone, kept) for name in (each.name, *each.former_names)}
    former = (*kept.former_names, gone.name, *gone.former_names)
    others = (*kept.not_same_as, *gone.not_same_as)
    people = _by_name(gone)
    told = {
        name: replace(one_person(person, people.get(name, person)), name=person.name)
        for name, person in _by_name(kept).items()
    }
    return replace(
        kept,
        **{key: getattr(kept, key) or getattr(gone, key) for key in _FIELDS},
        former_names=each_once((name for name in former if normal(name) != normal(kept.name)), normal),
        not_same_as=each_once((name for name in others if normal(name) not in own), normal),
        contacts=(*told.values(), *(person for name, person in people.items() if name not in told)),
        checked=tuple(sorted({*kept.checked, *gone.checked})),
        forms=_both_filed(gone.forms, kept.forms),
        facts={**kept.facts, **{key: text for key, text in gone.facts.items() if key not in kept.facts}},
    )


def _records(gone: Customer, kept: Customer, both: Customer, new_id: Callable[[str], str]) -> Iterator[Edit]:
    """What becomes of the records of the two."""
    if kept.file:
        yield Edit(before=kept, after=both)
        if gone.file:
            yield Edit(before=gone, after=None)
    elif gone.file:
        yield Edit(before=gone, after=replace(both, id=gone.id, file=gone.file))
    else:
        yield Edit(before=None, after=replace(both, id=new_id(kept.name)))


def _both_filed(gone: Filings, kept: Filings) -> Filings:
    """What was filed of either; of one form on one day, what was filed of `kept` comes last."""
    every = {id: (*gone.get(id, ()), *kept.get(id, ())) for id in (*kept, *gone)}
    return {id: tuple(sorted(some, key=lambda each: each.date)) for id, some in every.items()}


def _by_name(customer: Customer) -> Mapping[str, Contact]:
    return {normal(person.name): person for person in customer.contacts}
