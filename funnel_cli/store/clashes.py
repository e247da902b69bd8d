"""What is wrong between records, though each is right by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import Lead
from funnel_cli.values.errors import Problem, Severity
from funnel_cli.values.message import message
from funnel_cli.values.typed import normal


def clashes(
    deals: Mapping[str, Opportunity], leads: Iterable[Lead], customers: Iterable[Customer]
) -> Iterator[Problem]:
    """What is wrong between records: two customers of one name, a lead and a deal of one id."""
    by_name: dict[str, list[Customer]] = {}
    for each in customers:
        by_name.setdefault(normal(each.name), []).append(each)
    for first, *others in by_name.values():
        for other in others:
            said = message(
                "{file} has a customer of the same name, {name}.", file=first.file, name=other.name
            )
            yield Problem(other.file, 0, 0, "duplicate-customer", said, "name", Severity.WARNING)
    for each_lead in leads:
        if deal := deals.get(each_lead.id):
            said = message("{file} has the same id; leads and deals share theirs.", file=deal.file)
            yield Problem(each_lead.file, 0, 0, "duplicate-id", said, "id", Severity.WARNING)
