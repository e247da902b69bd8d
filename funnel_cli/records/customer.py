"""Customers, the people there, and what is said and agreed with them: nouns of the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from funnel_cli.records.fields import (
    ByWord,
    Clock,
    CompanyName,
    CustomerId,
    FileMapping,
    Industry,
    OnDay,
    OneOrMore,
    Participant,
    PersonName,
    Region,
    one_of,
    words,
)
from funnel_cli.records.form import Filing
from funnel_cli.records.kinds import NOTE


@dataclass(frozen=True, kw_only=True)
class NextStep(FileMapping):
    """The dated action agreed with the buyer."""

    due: OnDay | None = None
    """By which day."""
    action: str | None = None
    """What will be done."""


@dataclass(frozen=True, kw_only=True)
class LogEntry(FileMapping):
    """A visit, call, mail or note, and what it led to.

    A visit report also says its purpose, who took part on their side (`with_`) and on ours, and what
    stays open on either; its `text` is the result.
    """

    date: OnDay
    """When it was."""
    at: Clock | None = None
    """At which hour: 09:30."""
    kind: Annotated[str, words("log_kinds")] = NOTE
    """What it was: one of the method's activities; default note."""
    purpose: str | None = None
    """What a visit was for."""
    with_: tuple[Participant, ...] = ()
    """Who took part on their side, each with the post in brackets."""
    ours: tuple[PersonName, ...] = ()
    """Who took part on our side."""
    text: str | None = None
    """What happened; the result of a visit."""
    next: str | None = None
    """What it led to."""
    open_theirs: str | None = None
    """What they still have to settle."""
    open_ours: str | None = None
    """What we still have to settle."""
    by: PersonName | None = None
    """Who was there."""


MOTIVES = ("problem", "cause", "vision", "value")
"""What moves a person in a deal, in the order in which it is found out."""

Motive = Annotated[str, one_of(*MOTIVES)]


@dataclass(frozen=True, kw_only=True)
class Contact(FileMapping):
    """A person at the customer.

    What moves the person in a deal: the problem, its cause, the vision of a way out, its value.
    """

    name: PersonName
    """The person's name."""
    title: str | None = None
    """The person's post."""
    role: Annotated[str, words("roles")] | None = None
    """The buying role: user, influencer, decision-maker, buyer or coach."""
    stance: Annotated[str, words("stances")] | None = None
    """Where the person stands, like supporter."""
    phone: str | None = None
    """A telephone number."""
    email: str | None = None
    """A mail address."""
    problem: str | None = None
    """What troubles this person, as far as the deal is about it."""
    cause: str | None = None
    """Why that is so."""
    vision: str | None = None
    """What this person would like to be able to do."""
    value: str | None = None
    """What that would be worth."""


@dataclass(frozen=True, kw_only=True)
class Customer(FileMapping):
    """A customer under its registered name.

    `not_same_as` holds names like its own of customers that are others.
    """

    id: CustomerId
    """The file's name; never reused, never renamed."""
    name: CompanyName
    """The registered name, by which deals find it."""
    kind: Annotated[str, words("customer_kinds")] = "end-customer"
    """Only an end-customer can have deals; a dealer or contractor cannot."""
    industry: Industry | None = None
    """Its industry."""
    region: Region | None = None
    """Where it is."""
    grade: Annotated[str, words("customer_grades")] | None = None
    """How much it matters, like A."""
    attraction: Annotated[str, words("levels")] | None = None
    """How attractive it is to us."""
    potential: Annotated[str, words("levels")] | None = None
    """How much it could buy."""
    former_names: tuple[CompanyName, ...] = ()
    """Names by which deals find it too."""
    not_same_as: tuple[CompanyName, ...] = ()
    """Names of others that are like its own."""
    contacts: tuple[Contact, ...] = ()
    """The people there."""
    facts: ByWord[str] = field(default_factory=dict)
    """Texts by name: the Basic Fact Card."""
    checked: OneOrMore[OnDay] = ()
    """When what its record says was changed, or found to be right, each day once, the earliest first."""
    forms: Annotated[ByWord[OneOrMore[Filing]], words("forms")] = field(default_factory=dict)
    """What was filed of the method's forms about customers, by their ids, oldest first."""
    file: str = field(default="", compare=False)
