"""Filing a weekly review, in one step or at the end of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from funnel_cli.records.book import Change
    from funnel_cli.reports.review import WeeklyReview
    from funnel_cli.session import Session


def filing(session: Session, review: WeeklyReview, notes: str | None) -> Change:
    """The review filed for its owner in its week; nobody else's is touched."""
    from funnel_cli.rules.adding import file_review
    from funnel_cli.store.reviews import review_place

    book, week, owner = session.written, review.week, review.owner
    place = review_place(book, week.name, owner)
    return file_review(review.plan, book, session.day, week, file=place, owner=owner, notes=notes)
