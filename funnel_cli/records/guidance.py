"""What a method says to the rep beside its stages: talk, the causes of a stall by clock, cures of the ERP."""

from __future__ import annotations

from dataclasses import dataclass

from funnel_cli.records.fields import FileMapping, OneOrMore, Title


@dataclass(frozen=True, kw_only=True)
class Talk(FileMapping):
    """What helps in a talk with a customer who stands at that stage."""

    openings: tuple[Title, ...] = ()
    """How to begin."""
    questions: tuple[Title, ...] = ()
    """What to ask."""
    objections: tuple[Title, ...] = ()
    """What the customer may hold against it, and the answer."""
    signals: tuple[Title, ...] = ()
    """By what one knows that the customer is ready to go on."""
    closing: tuple[Title, ...] = ()
    """How to ask for the next step, or for the order."""


@dataclass(frozen=True, kw_only=True)
class StallCauses(FileMapping):
    """What a stall usually comes from where another clock than the time in the stage ran out."""

    silence: tuple[Title, ...] = ()
    """Nobody has been in touch for the days of health.untouched_days."""
    step: tuple[Title, ...] = ()
    """The agreed next step is overdue."""


@dataclass(frozen=True, kw_only=True)
class ErpCure(FileMapping):
    """What to do about an answer of the ERP."""

    message: OneOrMore[str]
    """Words of which the ERP's message has one, in any case."""
    cure: Title
    """What to do, and who does it."""


def cure_of(message: str | None, cures: tuple[ErpCure, ...]) -> ErpCure | None:
    """The first of the cures of which the ERP's message has a word, or `None`."""
    said = _even(message or "")
    return next((each for each in cures if any(_even(word) in said for word in each.message if word)), None)


def _even(text: str) -> str:
    """The text in small letters, with one space between words."""
    return " ".join(text.casefold().split())
