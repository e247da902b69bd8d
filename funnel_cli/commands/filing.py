"""Filing a weekly review, in one step or at the end of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from funnel_cli.records.book import Change
from funnel_cli.records.lists import Call
from funnel_cli.session import Session
from funnel_cli.values.message import message
from funnel_cli.values.money import parse_amount
from funnel_cli.values.typed import quoted

if TYPE_CHECKING:
    from datetime import date as Day

    from funnel_cli.reports.review import WeeklyReview


def filing(session: Session, review: WeeklyReview, notes: str | None, on: Day) -> Change:
    """The review filed on the day for its owner in its week; nobody else's is touched."""
    from funnel_cli.rules.adding import file_review
    from funnel_cli.store.layout import review_place

    book, week, owner = session.written, review.week, review.owner
    place = review_place(book, week.name, owner)
    return file_review(review.plan, book, on, week, file=place, owner=owner, notes=notes)


def file(session: Session, review: WeeklyReview, *, has_call: bool) -> None:
    """Show how the week ends, ask for notes and perhaps a call, show what is to be filed, and file it.

    It is asked whether to. The draft of the session has what was typed, until it is filed.
    """
    from funnel_cli.render.asking import Question
    from funnel_cli.reports.review_screens import closing_screen, to_file
    from funnel_cli.rules.adding import file_call, with_call

    quarter = review.quarters[0].period
    session.show(closing_screen(review, session.book))
    session.say("")
    notes = Question("notes", message("What did you decide?"))
    landing = message("What do you say {quarter} will bring, all told?", quarter=quarter)
    asked = (notes, Question("call", landing, read=parse_amount)) if has_call else (notes,)
    answers = session.asked(asked, {})
    change = filing(session, review, answers.get("notes"), session.day)
    if "call" in answers:
        amount, currency = parse_amount(answers["call"])
        owner = review.owner or session.written.method.settings.owner
        call = Call(filed=session.day, period=quarter.name, amount=amount, currency=currency, owner=owner)
        change = with_call(change, file_call(call, quarter, session.written))
    session.say("")
    session.show(to_file(change, review.week, session.written), with_book=False)
    session.say("")
    if session.confirm(message("File the review of {week}?", week=review.week), usual=True):
        session.apply(change)
        return
    again = "funnel review --done"
    if "notes" in answers:
        again = f"funnel review --notes {quoted(answers['notes'])}"
    session.say(message("Not filed. Later: {command}", command=again))
