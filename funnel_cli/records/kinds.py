"""Words of a method that have a title, and among them the kinds of log entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from funnel_cli.records.fields import Flag, Titled
from funnel_cli.values.message import Label, Term


@dataclass(frozen=True, kw_only=True)
class Choice(Titled, bare="id"):
    """One of the method's words."""


@dataclass(frozen=True, kw_only=True)
class ActivityKind(Choice, bare="id"):
    """A kind of log entry."""

    contact: Flag = True
    """Whether it counts as a contact with the customer; default yes."""
    visit: Flag = False
    """Whether it is a visit, of which a report may be written."""
    action: Flag = False
    """Whether it is a selling action, which the matrix counts beside the others."""


NOTE = "note"
"""What an entry is whose record does not say its kind, whatever the method calls its own; no contact."""

_NOTE = ActivityKind(id=NOTE, title=Label({"en": "note", "zh": "备注"}), contact=False)

ACTIVITIES = (
    ActivityKind(id="visit", title=Label({"en": "visit", "zh": "拜访"}), visit=True),
    ActivityKind(id="call", title=Label({"en": "call", "zh": "电话"})),
    ActivityKind(id="mail", title=Label({"en": "mail", "zh": "邮件"})),
    _NOTE,
)
"""The kinds of a method that says none."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of log entries of a method, in its order; what it knows of each by id."""

    all: Sequence[ActivityKind]

    def get(self, id: str) -> ActivityKind | None:
        """The kind with that id, or `None`."""
        return next((each for each in self.all if each.id == id), None)

    def term(self, id: str) -> Term | str:
        """The kind by its label; the bare word where nobody has such a kind."""
        kind = self.get(id) or (_NOTE if id == NOTE else None)
        return Term(id, kind.label) if kind else id

    def is_contact(self, id: str) -> bool:
        """Whether such an entry is a contact; one of a kind that the method lacks is, but for a bare note."""
        kind = self.get(id)
        return kind.contact if kind else id != NOTE

    def is_visit(self, id: str) -> bool:
        """Whether such an entry is a visit."""
        kind = self.get(id)
        return kind is not None and kind.visit

    @property
    def visit(self) -> ActivityKind | None:
        """What a visit report is an entry of; `None` where no kind is a visit."""
        return next((each for each in self.all if each.visit), None)

    @property
    def usual_plan(self) -> str:
        """What is planned if nothing is said: a visit, else what speaking to somebody is."""
        return self.visit.id if self.visit else self.talk

    @property
    def note(self) -> str:
        """What an entry is if nothing is said: the first that is no contact, else the first."""
        return next((each.id for each in self.all if not each.contact), self.all[0].id)

    @property
    def talk(self) -> str:
        """What speaking to somebody is if nothing is said: the first contact but a visit, else the first."""
        found = (each.id for each in self.all if each.contact and not each.visit)
        return next(found, self.all[0].id)
