"""What the commands ask at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from funnel_cli.finding.names import log_kind_named, stage_named, term_of
from funnel_cli.finding.people import ROLES, contacts_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import VISIT, Filing, Form, FormField, last_filing
from funnel_cli.records.method import Choice, Method, Stage
from funnel_cli.records.method_parts import Axis
from funnel_cli.render.asking import Question
from funnel_cli.rules.adding import NameMissing, NothingSaid
from funnel_cli.rules.answering import answer
from funnel_cli.rules.counting import count_of
from funnel_cli.rules.moving import NoReason
from funnel_cli.rules.scoring import score_of, speaker
from funnel_cli.rules.visiting import NoResult
from funnel_cli.values.dates import Calendar
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.money import parse_amount
from funnel_cli.values.typed import normal

_MET = "met:"
"""How the answer about a milestone of the entry begins."""


def deal_questions(
    book: Book, calendar: Calendar, source_meant: Callable[[str], Choice]
) -> tuple[Question, ...]:
    """What a new deal is made of, in the order in which people tell it."""
    method, deals = book.method, tuple(book.opportunities.values())
    return (
        Question("name", message("What is it about?")),
        Question(
            "customer",
            message("Which customer?"),
            former=_former([*(deal.customer for deal in deals), *(c.name for c in book.customers.values())]),
            missing=lambda answers: None if "name" in answers else NameMissing(),
        ),
        Question("amount", message("How much would they sign?"), read=parse_amount),
        Question("close", message("When would they sign?"), read=calendar.day),
        Question(
            "stage",
            message("In which stage is it?"),
            usual=method.stages[0].id,
            choices=_terms(method.stages),
            read=lambda word: stage_named(method, word),
        ),
        Question(
            "source", message("Where did it come from?"), choices=_terms(method.sources), read=source_meant
        ),
        Question(
            "owner",
            message("Whose is it?"),
            usual=method.settings.owner,
            former=_former(deal.owner for deal in deals),
        ),
        *step_questions(calendar),
        *(
            Question(f"{_MET}{asked.id}", message("{milestone}? Say what shows it.", milestone=asked.label))
            for asked in method.entry
        ),
    )


def step_counts(method: Method) -> tuple[Question, ...]:
    """How often each step of a funnel of counts was taken."""
    return tuple(
        Question(
            step.id, message("{step}: how many?", step=step.label), read=lambda text: count_of(text, text)
        )
        for step in method.steps
    )


def met_answers(answers: dict[str, str]) -> dict[str, str]:
    """What of the entry was said to hold, by milestone; it is taken out of the answers."""
    return {key.removeprefix(_MET): answers.pop(key) for key in list(answers) if key.startswith(_MET)}


def log_questions(method: Method, calendar: Calendar, usual: str) -> tuple[Question, ...]:
    """What a log entry is made of; `usual` is its kind if nothing else is said."""
    return (
        Question("text", message("What was said and seen?"), missing=lambda _: NothingSaid()),
        Question(
            "kind",
            message("What was it?"),
            usual=usual,
            choices=_terms(method.activities),
            read=partial(log_kind_named, method),
        ),
        *step_questions(calendar),
    )


def plan_questions(method: Method, calendar: Calendar, usual: str) -> tuple[Question, ...]:
    """What a planned activity is made of; `usual` is its kind if nothing else is said."""
    text, kind, *_ = log_questions(method, calendar, usual)
    return text._replace(text=message("What is it for?")), kind._replace(text=message("What will it be?"))


def step_questions(calendar: Calendar) -> tuple[Question, ...]:
    """What was agreed next, and its day where anything was."""
    return (
        Question("next", message("What is agreed next?")),
        Question("due", message("Until when?"), read=calendar.day, is_asked=lambda said: "next" in said),
    )


def _terms(choices: Iterable[Choice | Stage]) -> tuple[Term, ...]:
    return tuple(choice.term for choice in choices)


def _former(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}))


def visit_questions(deal: Opportunity, book: Book, calendar: Calendar) -> tuple[Question, ...]:
    """What a visit report is made of; who took part last time on our side is what is usual."""
    people = tuple(person.name for person in contacts_of(deal, book))
    visits = [entry for entry in deal.log if book.method.kinds.is_visit(entry.kind) and entry.ours]
    owner = deal.owner or book.method.settings.owner
    return (
        Question("purpose", message("What was the visit for?")),
        Question(
            "theirs",
            message("Who took part for them, by commas?"),
            usual=", ".join(people) or None,
            choices=tuple(Term(name, name) for name in people),
            is_many=True,
        ),
        Question(
            "ours", message("Who took part for us?"), usual=", ".join(visits[-1].ours) if visits else owner
        ),
        Question("result", message("What came of it?"), missing=lambda _: NoResult()),
        *step_questions(calendar),
        Question("open_theirs", message("What is still open on their side?")),
        Question("open_ours", message("What is still open on our side?")),
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
    return tuple(Question(key, text, usual=getattr(person, key, None)) for key, text in texts.items())


def loss_questions(method: Method, reason_meant: Callable[[str], Choice]) -> tuple[Question, ...]:
    """What the lost-customer report is made of."""
    return (
        Question(
            "reason",
            message("Why was it lost?"),
            choices=_terms(method.lost_reasons),
            read=reason_meant,
            missing=lambda _: NoReason(),
        ),
        Question("competitor", message("Who won it?")),
        Question("said", message("What did they say?")),
        Question("analysis", message("What do we think it was?")),
        Question("avoid", message("What is to be done differently next time?")),
    )


def form_questions(
    filings: tuple[Filing, ...], form: Form, calendar: Calendar, currency: str, before: Filing | None
) -> tuple[Question, ...]:
    """A question a field; what `before` or the last filing says is usual where the form goes on from it."""
    goes_on = not (form.many or form.for_ == VISIT)
    last = before or (last_filing({form.id: filings}, form.id) if goes_on else None)
    says = last.says if last else {}
    return tuple(_field_question(field, says, calendar, currency) for field in form.fields)


def _field_question(
    field: FormField, before: Mapping[str, str], calendar: Calendar, currency: str
) -> Question:
    return Question(
        field.id,
        message("{field}?", field=field.label),
        usual=before.get(field.id),
        choices=tuple(Term(id, title) for id, title in field.choices.items()),
        read=lambda text: answer(field, text, calendar, currency),
    )


def score_questions(
    deal: Opportunity, method: Method, people: tuple[Contact, ...] = ()
) -> tuple[Question, ...]:
    """Whose word it is, then a question an axis, with the deal's present score as the usual answer."""
    axes = tuple(_question(deal, id, axis) for id, axis in method.strength.items())
    return (_whose(people), *axes) if people else axes


def _whose(people: tuple[Contact, ...]) -> Question:
    return Question(
        "by",
        message("Whose word are the scores?"),
        choices=tuple(
            Term(
                person.name,
                message("{name}, {role}", name=person.name, role=term_of(person.role, ROLES) or "—"),
            )
            for person in people
        ),
        read=lambda text: speaker(text, people),
    )


def _question(deal: Opportunity, id: str, axis: Axis) -> Question:
    present = deal.strength.get(id)
    return Question(
        id,
        message("{axis}: which is the highest that is true?", axis=axis.label(id)),
        above=tuple(_ladder(axis)),
        usual=None if present is None else str(present),
        former=tuple(str(said.score) for said in axis.statements),
        read=lambda text: score_of(text, f"{id}={text}", deal.id, id),
    )


def _ladder(axis: Axis) -> Iterator[Text]:
    """A line a statement, with both of its scores: that of the contact and that of the decision maker."""
    if any(rung.decision_maker is not None for rung in axis.rungs):
        yield message("Two scores stand for: a contact says so / the decision maker does.")
    for rung in axis.rungs:
        both = (rung.at, rung.decision_maker)
        scores = " / ".join("—" if each is None else str(each) for each in both)
        alone = scores.removesuffix(" / —")
        yield message("{score}  {statement}", score=f"{alone:>8}", statement=rung.title)
