"""The weekly round at a terminal: deal by deal, one key each, every act a change of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import typer

from funnel_cli.commands.acts import ACTS
from funnel_cli.commands.edit import edit_record
from funnel_cli.commands.filing import filing
from funnel_cli.forecasting.outlook import chosen
from funnel_cli.render.asking import Question
from funnel_cli.render.keys import BACK, ENTER, key_typed
from funnel_cli.reports.review import WeeklyReview
from funnel_cli.reports.review_screens import closing, opening, stop, stops
from funnel_cli.session import Session
from funnel_cli.store.rounds import Round, round_of
from funnel_cli.time.standing import standing
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Message, message

EDIT, QUIT, HELP = "e", "q", "?"


@dataclass(slots=True)
class Walk:
    """A round under way: the deals to stop at, whose target counts, its place, and what was looked at."""

    session: Session
    round: Round
    ids: Sequence[str]
    owner: str | None
    seen: set[str] = field(default_factory=set)
    place: int = 0

    def go(self) -> bool:
        """Stop at each deal until the last one; whether the end was reached."""
        while self.place < len(self.ids):
            if not self._stop():
                return False
        return True

    def _stop(self) -> bool:
        """Show the deal and do what the key says; whether to go on."""
        session, id = self.session, self.ids[self.place]
        deal = session.book.opportunities.get(id)
        if deal is None or deal.removed or deal.is_lost:
            return self._next()
        where = standing(deal, session.book)
        session.say("")
        quarter = chosen(session.standings, session.book, [session.calendar.quarter()], self.owner)[0]
        card = stop(where, session.book, self.place + 1, len(self.ids), quarter)
        session.show(card, with_book=False)
        return self._answered(id)

    def _answered(self, id: str) -> bool:
        """Take keys until one leads away from the deal or changes it; whether to go on."""
        while True:
            for line in _offer():
                self.session.say(line)
            key = key_typed()
            if key in (ENTER, "n"):
                return self._next()
            if key in (BACK, "b"):
                self.place = max(self.place - 1, 0)
                return True
            if key == QUIT:
                return self.leave()
            if key in ACTS or key == EDIT:
                self._act(key, id)
                return True
            self.session.say(_help())

    def _next(self) -> bool:
        self.seen.add(self.ids[self.place])
        self.round.leave(self.seen)
        self.place += 1
        return True

    def leave(self) -> bool:
        """Keep what was looked at, and say how to go on later, if that can be; never goes on itself."""
        if self.round.leave(self.seen):
            self.session.say(message("{said} Go on with: funnel review", said=self._looked_at()))
        else:
            self.session.say(message("{said} The next round begins anew.", said=self._looked_at()))
        return False

    def _looked_at(self) -> Message:
        return message("{seen} of {count} looked at.", seen=len(self.seen), count=len(self.ids))

    def _act(self, key: str, id: str) -> None:
        """Do it as one undo step; a refusal is told, and the deal is read again either way."""
        session = self.session
        session.say("")
        try:
            if key == EDIT:
                edit_record(session, id)
            else:
                ACTS[key].do(session, id)
        except FunnelError as refusal:
            session.refuse(refusal)
        except (EOFError, typer.Abort):
            session.tell(message("Nothing to change."))
        session.read_again()


def walk(session: Session, reviewed: Callable[[], WeeklyReview], query: str) -> None:
    """Go through the week deal by deal, and end with what moved, the plan, and filing it.

    A round that was left is gone on with where it stopped.
    """
    review = reviewed()
    session.may_page = False
    session.show(opening(review, session.book))
    round = round_of(session.root, session.environ, review.week.name, query)
    left = round.seen()
    ids = stops(review)
    seen = [id for id in ids if id in left]
    rest = [id for id in ids if id not in left]
    under_way = Walk(session, round, [*seen, *rest], review.owner, set(seen), len(seen))
    try:
        if not under_way.go():
            return
    except KeyboardInterrupt:
        session.say("")
        under_way.leave()
        raise
    round.forget()
    _file(session, reviewed())


def _file(session: Session, review: WeeklyReview) -> None:
    """Show how the week ends, and file the review if it is wanted."""
    session.show(closing(review, session.book))
    if not session.confirm(message("File the review of {week}?", week=review.week), usual=True):
        return
    notes = session.asked((Question(key="notes", text=message("What did you decide?")),), {}).get("notes")
    session.apply(filing(session, review, notes))


def _offer() -> tuple[Message, Message]:
    """The keys: what can be done with the deal, and the way on."""
    acts = (*((key, act.name) for key, act in ACTS.items()), (EDIT, message("edit")))
    offered = tuple(message("{key} {name}", key=key, name=name) for key, name in acts)
    return message("{acts}", acts=offered), message("Enter next deal; b back; q stop; ? help")


def _help() -> Message:
    return message("Stopped with q, a round is gone on with later. Every act can be undone: funnel undo.")
