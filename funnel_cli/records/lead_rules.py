"""What a method says of leads: how soon they are spoken to, and what a check may ask of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from funnel_cli.records.fields import FileMapping, Whole, one_of

ANSWERED = "answered"
PROVED = ("qualified", "graded", ANSWERED, "owned")
"""What a check may ask of the lead that a deal was."""

Proved = Annotated[str, one_of(*PROVED)]


@dataclass(frozen=True, kw_only=True)
class Leads(FileMapping):
    """How leads are kept."""

    first_contact_days: Whole = 1
    """Days until the first contact is late; default 1, the next day."""
    first_contact_hours: Whole | None = None
    """Hours until the first contact is late; default 24 for each of these days."""
    pool_days: Whole = 14
    """Days without an answer, after which a lead goes back to the pool; default 14."""

    @property
    def answer_hours(self) -> int:
        """The hours in which a lead is to be spoken to."""
        return self.first_contact_hours or 24 * self.first_contact_days
