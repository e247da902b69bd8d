"""What can be done with a deal at a stop of the weekly round: a key, its name, and the change it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from funnel_cli.commands.appending import append
from funnel_cli.commands.entries import entry_told
from funnel_cli.commands.offered_words import reading
from funnel_cli.commands.questions import loss_questions, step_questions
from funnel_cli.finding.method_words import lost_reason_named
from funnel_cli.finding.names import deal_called
from funnel_cli.finding.words import listed
from funnel_cli.records.book import Book, Change
from funnel_cli.records.deal import Loss, Opportunity
from funnel_cli.records.method import Milestone
from funnel_cli.render.asking import Question
from funnel_cli.rules.adding import log
from funnel_cli.rules.moving import NoReason, lose, pause, promote, win
from funnel_cli.rules.setting import set_fields
from funnel_cli.rules.ticking import milestones_meant, tick
from funnel_cli.session import Session
from funnel_cli.time.gate import gate, skipped, step_of
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.money import Money, parse_amount

_Planned = Change | Callable[[Book], Change]
"""A change of the deal as it was read, or an addition that can be made of the book as it is by then."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a key does: its name, and what it plans for a deal as written; `None` changes nothing."""

    name: Message
    plan: Callable[[Session, Opportunity], _Planned | None]

    def do(self, session: Session, id: str, asked: Callable[[], None] = lambda: None) -> None:
        """Ask what there is to ask, and write the change as one undo step; raises the refusals of `apply`.

        `asked` is called in between. What only adds is not refused because somebody saved meanwhile.
        """
        planned = self.plan(session, session.written.opportunities[id])
        asked()
        if isinstance(planned, Change):
            session.apply(replace(planned, next=()))
        elif planned:
            append(session, lambda book: replace(planned(book), next=()))


def _log(session: Session, deal: Opportunity) -> Callable[[Book], Change]:
    entry, step = entry_told(session, {}, session.written.method.kinds.note)
    return lambda book: log(deal_called(book, deal.id), entry, step, book.method)


def _step(session: Session, deal: Opportunity) -> Change | None:
    return _set(session, deal, session.asked(step_questions(session.calendar), {}))


def _date(session: Session, deal: Opportunity) -> Change | None:
    close = Question(key="close", text=message("When would they sign?"), read=session.calendar.day)
    return _set(session, deal, session.asked((close,), {}))


def _set(session: Session, deal: Opportunity, answers: Mapping[str, str]) -> Change | None:
    if not answers:
        return None
    return set_fields([deal], answers, session.written, session.calendar, session.day)


def _check(session: Session, deal: Opportunity) -> Callable[[Book], Change] | None:
    """Tick criteria of the gate, or what earlier stages still ask for; the first open one is offered."""
    known = session.book.opportunities[deal.id]
    stage = step_of(deal, session.book)
    open_ = (
        *(gate(known, stage, session.book).open_criteria if stage else ()),
        *skipped(known, session.book),
    )

    def meant(text: str) -> list[Milestone]:
        return milestones_meant(None, session.book, listed(text))

    questions = (
        Question(
            key="milestone",
            text=message("What is met? Several by commas."),
            usual=open_[0].id if open_ else None,
            choices=tuple(Term(each.id, each.label) for each in open_),
            is_many=True,
            read=meant,
        ),
        Question(key="evidence", text=message("What shows it?"), is_asked=lambda said: "milestone" in said),
    )
    answers = session.asked(questions, {})
    if "milestone" not in answers:
        return None
    met, evidence = meant(answers["milestone"]), answers.get("evidence")
    return lambda book: tick(deal_called(book, deal.id), met, session.day, evidence=evidence)


def _promote(session: Session, deal: Opportunity) -> Change:
    return promote(deal, session.written, session.day)


def _win(session: Session, deal: Opportunity) -> Change:
    """The deal won today, at the amount that was signed, with the contract's number."""
    questions = (
        Question(key="amount", text=message("How much was signed?"), read=parse_amount, usual=_amount(deal)),
        Question(key="contract", text=message("What is the number of the contract?")),
    )
    book, before = session.written, win(deal, session.written, session.day)
    answers = session.asked(questions, {})
    if "amount" not in answers and "contract" not in answers:
        return before
    signed, currency = parse_amount(answers["amount"]) if "amount" in answers else (None, None)
    amount = None if signed is None else Money(signed, currency or deal.currency or book.currency)
    return win(deal, book, session.day, amount=amount, contract=answers.get("contract"))


def _amount(deal: Opportunity) -> str | None:
    return None if deal.amount is None else f"{deal.amount:f}"


def _pause(session: Session, deal: Opportunity) -> Change:
    questions = (
        Question(key="until", text=message("Until when?"), read=session.calendar.resumption),
        Question(key="reason", text=message("Why does it rest?"), missing=lambda _: NoReason()),
    )
    answers = session.asked(questions, {})
    until = session.calendar.resumption(answers["until"]) if "until" in answers else None
    return pause(deal, session.day, until, answers.get("reason"))


def _lose(session: Session, deal: Opportunity) -> Change | None:
    reason_meant = reading(session, lost_reason_named)
    answers = session.asked(loss_questions(session.written.method, reason_meant), {})
    if "reason" not in answers:
        return None
    answers["reason"] = reason_meant(answers["reason"]).id
    return lose(deal, session.written, session.day, Loss(**answers))


ACTS: Mapping[str, Act] = {
    "l": Act(message("log"), _log),
    "s": Act(message("next step"), _step),
    "d": Act(message("date"), _date),
    "c": Act(message("check"), _check),
    "p": Act(message("promote"), _promote),
    "w": Act(message("win"), _win),
    "z": Act(message("pause"), _pause),
    "x": Act(message("lose"), _lose),
}
"""The acts by their keys, in the order in which they are offered."""
