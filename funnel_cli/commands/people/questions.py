"""What `visit`, `brief` and `lose` ask at a terminal, as data."""

from __future__ import annotations

from funnel_cli.dates import Calendar
from funnel_cli.message import Term, message
from funnel_cli.method import Method
from funnel_cli.model import Book, Opportunity, normal
from funnel_cli.names import lost_reason_named
from funnel_cli.people import contacts_of
from funnel_cli.render.asking import Question
from funnel_cli.rules.moving import NoReason
from funnel_cli.rules.visiting import VISIT, NoResult


def visit_questions(deal: Opportunity, book: Book, calendar: Calendar) -> tuple[Question, ...]:
    """What a visit report is made of; who took part last time on our side is what is usual."""
    people = tuple(person.name for person in contacts_of(deal, book))
    visits = [entry for entry in deal.log if entry.kind == VISIT and entry.ours]
    owner = deal.owner or book.method.settings.owner
    return (
        Question(key="purpose", text=message("What was the visit for?")),
        Question(
            key="theirs",
            text=message("Who took part for them, by commas?"),
            usual=", ".join(people) or None,
            former=people,
        ),
        Question(
            key="ours",
            text=message("Who took part for us?"),
            usual=", ".join(visits[-1].ours) if visits else owner,
        ),
        Question(key="result", text=message("What came of it?"), missing=lambda _: NoResult()),
        Question(key="next", text=message("What is agreed next?")),
        Question(
            key="due",
            text=message("Until when?"),
            read=calendar.day,
            is_asked=lambda answers: "next" in answers,
        ),
        Question(key="open_theirs", text=message("What is still open on their side?")),
        Question(key="open_ours", text=message("What is still open on our side?")),
    )


def motive_questions(deal: Opportunity, book: Book, name: str) -> tuple[Question, ...]:
    """What moves a person, with what is known already."""
    person = next((each for each in contacts_of(deal, book) if normal(each.name) == normal(name)), None)
    texts = {
        "problem": message("What troubles {name}?", name=name),
        "cause": message("What does it come from?"),
        "vision": message("What would {name} like to be able to do?", name=name),
        "value": message("What would that be worth?"),
    }
    return tuple(
        Question(key=key, text=text, usual=getattr(person, key, None)) for key, text in texts.items()
    )


def loss_questions(method: Method) -> tuple[Question, ...]:
    """What the lost-customer report is made of."""
    return (
        Question(
            key="reason",
            text=message("Why was it lost?"),
            choices=tuple(Term(choice.id, choice.label) for choice in method.lost_reasons),
            read=lambda word: lost_reason_named(method, word),
            missing=lambda _: NoReason(),
        ),
        Question(key="competitor", text=message("Who won it?")),
        Question(key="said", text=message("What did they say?")),
        Question(key="analysis", text=message("What do we think it was?")),
        Question(key="avoid", text=message("What is to be done differently next time?")),
    )
