"""Whom a lead without an owner might be given to: who is at home in its region and industry, and has time."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
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
                self._held[deal.owner].update(self._places(deal).items())
        for lead in book.leads.values():
            if lead.owner:
                self._held[lead.owner].update(self._places(lead).items())
                self._leads[lead.owner] += 1
        self._owners = {*self._held, *(name for some in book.method.settings.team.values() for name in some)}

    def suggested(self, lead: Lead) -> SuggestedOwner | None:
        """Who holds most of what the lead is about, region and industry, then the fewest leads; or `None`.

        A lead that has an owner needs none.
        """
        if lead.owner:
            return None
        places = self._places(lead).items()
        none = {"region": 0, "industry": 0}
        found = [
            SuggestedOwner(
                owner,
                open_leads=self._leads[owner],
                **none | {key: self._held[owner][key, name] for key, name in places},
            )
            for owner in sorted(self._owners)
        ]
        return min(
            found, key=lambda each: (-bool(each.region) - bool(each.industry), each.open_leads), default=None
        )

    def _places(self, subject: Opportunity | Lead) -> dict[str, str]:
        """Region and industry that it names itself, or else its customer's record."""
        told = (subject, self._book.customer_of(subject))
        found = {
            key: next(filter(None, (getattr(each, key, None) for each in told)), None)
            for key in ("region", "industry")
        }
        return {key: normal(name) for key, name in found.items() if name}
