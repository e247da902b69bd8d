"""The lists whose words stand in fields of records, by the names that the types of the fields give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from funnel_cli.finding import people
from funnel_cli.finding.words import bare_choices
from funnel_cli.records.fields import Titled
from funnel_cli.records.kinds import ACTIVITIES
from funnel_cli.records.lists import TIER_CHOICES
from funnel_cli.records.method import HANDOVERS, Choice, Method
from funnel_cli.time.gate import ANY
from funnel_cli.time.standing import CATEGORIES
from funnel_cli.values.grades import LEAD_GRADES
from funnel_cli.values.languages import AUTO, LANGUAGES

_OF_EVERY_BOOK: Mapping[str, Sequence[Titled]] = {
    "categories": CATEGORIES,
    "roles": people.ROLES,
    "stances": people.STANCES,
    "customer_kinds": people.CUSTOMER_KINDS,
    "levels": people.LEVELS,
    "criteria": people.CRITERIA,
    "lead_stages": people.LEAD_STAGES,
    "tiers": TIER_CHOICES,
    "languages": bare_choices((AUTO, *LANGUAGES)),
    "handovers": HANDOVERS,
}


def word_lists(method: Method | None = None) -> Mapping[str, Sequence[Titled]]:
    """The words of every list; without a method those that a book has if its method says nothing else."""
    if method is None:
        grades = {"customer_grades": people.GRADES, "lead_grades": bare_choices(LEAD_GRADES)}
        return {**_OF_EVERY_BOOK, **grades, "log_kinds": ACTIVITIES}
    axes = tuple(Choice(id=id, title=axis.title) for id, axis in method.strength.items())
    return {
        **_OF_EVERY_BOOK,
        "customer_grades": people.customer_grades(method),
        "lead_grades": people.lead_grades(method),
        "log_kinds": method.activities,
        "checked_kinds": (*method.activities, Choice(id=ANY)),
        "stages": method.stages,
        "goal_stages": method.stages,
        "steps": method.steps,
        "milestones": method.milestones,
        "sources": method.sources,
        "lost_reasons": method.lost_reasons,
        "forms": method.forms,
        "axes": axes,
        "checked_axes": axes,
    }
