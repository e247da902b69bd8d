"""Whom a lead without an owner might be given to: who is at home in its region and industry, and has time."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.lead import Lead
from funnel_cli.values.typed import normal


class SuggestedOwner(NamedTuple):
    """An owner, with how many deals and leads of the region, of the industry, and open leads of all."""

    owner: str
    region: int
    industry: int
    open_leads: int


class Holdings:
    """What each owner of the book holds, counted once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._held: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._leads: Counter[str] = Counter()
        for deal in book.opportunities.values():
            if deal.owner and (deal.is_open or deal.is_won):
                customer = book.customer_of(deal)
                self._add(
                    deal.owner,
                    customer.region if customer else None,
                    customer.industry if customer else None,
                )
        for lead in book.leads.values():
            if lead.owner:
                self._add(lead.owner, *self._places(lead))
                self._leads[lead.owner] += 1
        self._owners = {*self._held, *(name for some in book.method.settings.team.values() for name in some)}

    def suggested(self, lead: Lead) -> SuggestedOwner | None:
        """Who holds most of what the lead is about, region and industry, then the fewest leads; or `None`.

        A lead that has an owner needs none.
        """
        if lead.owner:
            return None
        region, industry = self._places(lead)
        found = [
            SuggestedOwner(
                owner,
                self._held[owner][("region", normal(region))] if region else 0,
                self._held[owner][("industry", normal(industry))] if industry else 0,
                self._leads[owner],
            )
            for owner in sorted(self._owners)
        ]
        return min(
            found, key=lambda each: (-bool(each.region) - bool(each.industry), each.open_leads), default=None
        )

    def _add(self, owner: str, region: str | None, industry: str | None) -> None:
        held = self._held[owner]
        held.update((key, normal(name)) for key, name in (("region", region), ("industry", industry)) if name)

    def _places(self, lead: Lead) -> tuple[str | None, str | None]:
        customer = self._book.customer_of(lead)
        return (
            lead.region or (customer.region if customer else None),
            lead.industry or (customer.industry if customer else None),
        )
