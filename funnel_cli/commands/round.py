"""The weekly round at a terminal: deal by deal, one key each, every act a change of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import typer

from funnel_cli.commands.acts import ACTS
from funnel_cli.commands.edit import edit_record
from funnel_cli.commands.filing import file
from funnel_cli.forecasting.outlook import chosen_forecasts
from funnel_cli.render.keys import BACK, ENTER, begin_anew, key_typed
from funnel_cli.reports.review import WeeklyReview
from funnel_cli.reports.review_screens import opening, stop, stops
from funnel_cli.session import Session
from funnel_cli.store.left_off import Round, round_of
from funnel_cli.time.standing import standing
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Message, message

EDIT, QUIT = "e", "q"


@dataclass(slots=True)
class RoundUnderWay:
    """A round under way: the deals to stop at, whose target counts, its place, what was looked at and saved.

    `typed` are the answers of acts that were left or refused, by key and deal, which are offered again.
    """

    session: Session
    round: Round
    ids: Sequence[str]
    owner: str | None
    seen: set[str] = field(default_factory=set)
    place: int = 0
    saved: list[Message] = field(default_factory=list)
    typed: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    is_begun_anew: bool = False

    def go(self) -> bool:
        """Stop at each deal until the last one; whether the end was reached."""
        if self.place < len(self.ids) and not self._begins():
            return False
        while self.place < len(self.ids):
            if not self._stop():
                return False
        return True

    def _begins(self) -> bool:
        """Whether the person wants to go on from how the week begins, which would scroll away else."""
        count = len(self.ids) - self.place
        self.session.say("")
        said = message("Enter goes round {count:deal|deals}; q leaves.", count=count)
        while (key := key_typed(lambda: self.session.say(said))) != QUIT:
            if key in (ENTER, "n"):
                return True
        return self.leave()

    def _stop(self) -> bool:
        """Show the deal on a screen of its own and do what the key says; whether to go on."""
        session, id = self.session, self.ids[self.place]
        deal = session.book.opportunities.get(id)
        if deal is None or deal.removed or deal.is_lost:
            return self._next()
        where = standing(deal, session.book)
        periods = [session.calendar.quarter()]
        (quarter,) = chosen_forecasts(session.standings, session.book, periods, self.owner)
        card = stop(where, session.book, self.place + 1, len(self.ids), quarter)
        self.begin_anew()
        session.show(card, with_book=False)
        self.is_begun_anew = False
        return self._answered(id)

    def begin_anew(self) -> None:
        """Clear the screen, unless it is clear but for what an act just said."""
        if self.is_begun_anew:
            self.session.say("")
        else:
            begin_anew(self.session.environ)
        self.is_begun_anew = True

    def _answered(self, id: str) -> bool:
        """Take keys until one leads away from the deal or changes it; whether to go on."""
        while True:
            key = key_typed(self._offer)
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

    def _offer(self) -> None:
        """The keys: what can be done with the deal, and the way on."""
        acts = (*((key, act.name) for key, act in ACTS.items()), (EDIT, message("edit")))
        offered = tuple(message("{key} {name}", key=key, name=name) for key, name in acts)
        self.session.say(message("{acts}", acts=offered))
        self.session.say(message("Enter next deal; b back; q stop; ? help"))

    def _next(self) -> bool:
        self.seen.add(self.ids[self.place])
        self.round.leave(self.seen)
        self.place += 1
        return True

    def file(self, review: WeeklyReview, *, has_call: bool) -> None:
        """End the round with its filing, on a screen of its own."""
        self.begin_anew()
        self.session.draft = self.typed["", ""] = {}
        file(self.session, review, has_call=has_call)

    def leave(self) -> bool:
        """Keep what was looked at, and say what is kept and how to go on, if that can be; never goes on."""
        said = message("{seen} of {count} looked at.", seen=len(self.seen), count=len(self.ids))
        self._tell_kept()
        if self.round.leave(self.seen):
            self.session.say(message("{said} Go on with: funnel review", said=said))
        else:
            self.session.say(message("{said} The next round begins anew.", said=said))
        return False

    def _tell_kept(self) -> None:
        """What the round saved, and what was typed for an act and is not."""
        session = self.session
        if self.saved:
            session.say(message("Saved ({count:change|changes}):", count=len(self.saved)))
        for note in self.saved:
            session.say(message("  {line}", line=note))
        for said in filter(None, self.typed.values()):
            session.say(message("Not saved: {typed}", typed=list(said.values())))

    def _act(self, key: str, id: str) -> None:
        """Do it as one undo step; a refusal is told, and the deal is read again either way."""
        session, before = self.session, len(self.session.saved)
        session.say("")
        session.draft = self.typed.setdefault((key, id), {})
        try:
            if key == EDIT:
                self.begin_anew()
                edit_record(session, id)
            else:
                ACTS[key].do(session, id, self.begin_anew)
            session.draft.clear()
        except FunnelError as refusal:
            self.begin_anew()
            session.refuse(refusal)
        except (EOFError, typer.Abort):
            self.begin_anew()
            session.tell(message("Nothing to change."))
        if session.draft:
            session.tell(message("What you typed is kept: {key} offers it again.", key=key))
        else:
            del self.typed[key, id]
        session.draft = None
        self.saved += session.saved[before:]
        session.read_again()


def walk(session: Session, reviewed: Callable[[], WeeklyReview], query: str) -> None:
    """Go through the week deal by deal, and end with what moved, the plan, and filing it.

    A round that was left is gone on with where it stopped.
    """
    review = reviewed()
    session.may_page, session.breaks_lines = False, True
    session.show(opening(review, session.book))
    round = round_of(session.root, session.environ, review.week.name, query)
    left = round.seen()
    ids = stops(review)
    seen = [id for id in ids if id in left]
    rest = [id for id in ids if id not in left]
    under_way = RoundUnderWay(session, round, [*seen, *rest], review.owner, set(seen), len(seen))
    try:
        if not under_way.go():
            return
        under_way.file(reviewed(), has_call=not query)
    except (KeyboardInterrupt, EOFError, typer.Abort):
        session.say("")
        under_way.leave()
        raise
    round.forget()


def _help() -> Message:
    return message("Stopped with q, a round is gone on with later. Every act can be undone: funnel undo.")
