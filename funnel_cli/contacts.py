"""Customers, the people there, and what is said and agreed with them: nouns of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """The dated action agreed with the buyer."""

    due: Day | None = None
    action: str | None = None


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """A visit, call, mail or note, and what it led to next.

    A visit report also says its purpose, who took part on their side (`with_`) and on ours, and what
    stays open on either; its `text` is the result.
    """

    date: Day
    kind: str = "note"
    purpose: str | None = None
    with_: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    text: str | None = None
    next: str | None = None
    open_theirs: str | None = None
    open_ours: str | None = None
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person at the customer; `role` is user, influencer, decision-maker, buyer or coach.

    What moves the person in a deal: the problem, its cause, the vision of a way out, its value.
    """

    name: str
    title: str | None = None
    role: str | None = None
    stance: str | None = None
    phone: str | None = None
    email: str | None = None
    problem: str | None = None
    cause: str | None = None
    vision: str | None = None
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer under its registered name; `kind` is end-customer, dealer or contractor.

    `not_same_as` holds names like its own of customers that are others.
    """

    id: str
    name: str
    kind: str = "end-customer"
    industry: str | None = None
    region: str | None = None
    grade: str | None = None
    attraction: str | None = None
    potential: str | None = None
    former_names: tuple[str, ...] = ()
    not_same_as: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    file: str = field(default="", compare=False)
