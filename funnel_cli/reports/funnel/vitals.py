"""The signs of life beside a funnel's shape: in and out, velocity, pushes, concentration, comparison."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from funnel_cli.message import message
from funnel_cli.model import Book, Opportunity
from funnel_cli.names import choice_named
from funnel_cli.period import Period
from funnel_cli.reports.funnel.against import REFERENCES, Against, Reference, against
from funnel_cli.reports.funnel.health import Health
from funnel_cli.reports.funnel.in_out import InOut, in_and_out
from funnel_cli.reports.funnel.momentum import (
    Concentration,
    Push,
    Velocity,
    concentration,
    pushes,
    velocity,
)
from funnel_cli.standing import Standing


@dataclass(frozen=True)
class Vitals:
    """What moves in the funnel made of `deals`, each sign worked out when it is first asked for.

    `removed` are deals that were; they count in what went in and out.
    """

    deals: Sequence[Standing]
    book: Book
    health: Health
    removed: tuple[Opportunity, ...]
    reference: Reference

    @property
    def period(self) -> Period:
        """The period of the forecast."""
        return self.health.forecast.period

    @cached_property
    def in_out(self) -> tuple[InOut, ...]:
        """What went in and out of each stage in the period."""
        records = [*(each.deal for each in self.deals), *self.removed]
        return in_and_out(records, self.book.method, self.period, self.book.day)

    @cached_property
    def velocity(self) -> Velocity:
        """How fast money goes through, on all that was decided."""
        return velocity(self.deals, self.book)

    @cached_property
    def pushes(self) -> tuple[Push, ...]:
        """The open deals whose close was moved to a later day."""
        return pushes(self.deals)

    @cached_property
    def concentration(self) -> Concentration:
        """On which deals the forecast hangs."""
        return concentration(self.health.forecast.counted, self.book)

    @cached_property
    def against(self) -> Against:
        """Each stage beside what it is held against."""
        return against(self.deals, self.book, self.health, self.reference)


def vitals(
    deals: Sequence[Standing],
    book: Book,
    health: Health,
    *,
    removed: Iterable[Opportunity] = (),
    reference: str = Reference.IDEAL.value,
) -> Vitals:
    """The vitals of the funnel made of these deals, beside its health.

    `removed` deals count in what went in and out. Raises `NoSuchWord` for what is no reference.
    """
    held = Reference(choice_named(message("reference"), reference, REFERENCES).id)
    return Vitals(deals, book, health, tuple(removed), held)
