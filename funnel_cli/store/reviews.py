"""Reviews: one for each week and owner, in a file of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from funnel_cli.records.book import Book
from funnel_cli.records.filed_review import Review
from funnel_cli.records.method import Method
from funnel_cli.store.layout import SUFFIXES, owner_part, review_file
from funnel_cli.values.errors import Problem, warning
from funnel_cli.values.message import message


def review_place(book: Book, week: str, owner: str | None = None) -> str:
    """Where that owner's review of the week stands, or belongs; the settings' owner's without one.

    The settings' owner has the file that is called by the week alone, unless it is another's already.
    """
    if own := [review for review in book.reviews_of(owner) if review.week == week]:
        return max(own, key=attrgetter("as_of")).file
    main, others = book.method.settings.owner, {review.file for review in book.reviews}
    if (owner or main) == main and others.isdisjoint(review_file(week, suffix=end) for end in SUFFIXES):
        return review_file(week)
    return review_file(week, owner_part(owner or main))


def doubled_reviews(reviews: Iterable[Review], method: Method) -> Iterator[Problem]:
    """A warning for each review of which there is another of the same week and owner in another file."""
    known: dict[tuple[str, str | None], Review] = {}
    for review in reviews:
        other = known.setdefault((review.week, review.owner or method.settings.owner), review)
        if other is not review:
            said = message("{file} is of the same week and owner; keep one of them.", file=other.file)
            yield warning(review.file, "duplicate-review", said, "owner")
