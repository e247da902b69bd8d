"""The weekly round at a terminal: deal by deal, one key each, every act a change of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import typer

from funnel_cli.commands.appending import append
from funnel_cli.commands.edit import edit_record
from funnel_cli.commands.entries import entry_told
from funnel_cli.commands.filing import file
from funnel_cli.commands.offered_words import reading
from funnel_cli.commands.questions import loss_questions, step_questions
from funnel_cli.finding.method_words import lost_reason_named
from funnel_cli.finding.names import deal_called
from funnel_cli.finding.words import listed
from funnel_cli.forecasting.outlook import chosen_forecasts
from funnel_cli.records.book import Book, Change
from funnel_cli.records.deal import Loss, Opportunity
from funnel_cli.records.method import Milestone
from funnel_cli.render.asking import Question, SteppedBack
from funnel_cli.render.terminal_input import BACK, ENTER, begin_anew, key_typed
from funnel_cli.reports.review import WeeklyReview
from funnel_cli.reports.review_screens import opening, stop, stops
from funnel_cli.rules.adding import log
from funnel_cli.rules.moving import NoReason, lose, pause, promote, win
from funnel_cli.rules.setting import set_fields
from funnel_cli.rules.ticking import milestones_meant, tick
from funnel_cli.session import Session
from funnel_cli.store.cache_folder import Round, cache_file
from funnel_cli.time.gate import gate, skipped, step_of
from funnel_cli.time.standing import Standing
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Message, message
from funnel_cli.values.money import Money, parse_amount

_Planned = Change | Callable[[Book], Change]
"""A change of the deal as it was read, or an addition that can be made of the book as it is by then."""


class Act(NamedTuple):
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
    close = Question("close", message("When would they sign?"), read=session.calendar.day)
    return _set(session, deal, session.asked((close,), {}))


def _set(session: Session, deal: Opportunity, answers: Mapping[str, str]) -> Change | None:
    if not answers:
        return None
    return set_fields([deal], answers, session.written, session.calendar, session.day)


def _check(session: Session, deal: Opportunity) -> Callable[[Book], Change] | None:
    """Tick criteria of the gate, or what earlier stages still ask for; the first open one is offered."""
    known = session.book.opportunities[deal.id]
    stage = step_of(deal, session.book)
    asked = gate(known, stage, session.book).open_criteria if stage else ()
    open_ = list({each.id: each for each in (*asked, *skipped(known, session.book))}.values())

    def meant(text: str) -> list[Milestone]:
        return milestones_meant(None, session.book, listed(text))

    questions = (
        Question(
            "milestone",
            message("What is met? Several by commas."),
            usual=open_[0].id if open_ else None,
            choices=tuple(each.term for each in open_),
            is_many=True,
            read=meant,
        ),
        Question("evidence", message("What shows it?"), is_asked=lambda said: "milestone" in said),
    )
    answers = session.asked(questions, {})
    if "milestone" not in answers:
        return None
    met, evidence = meant(answers["milestone"]), answers.get("evidence")
    return lambda book: tick(deal_called(book, deal.id), met, session.day, evidence=evidence)


def _win(session: Session, deal: Opportunity) -> Change:
    """The deal won today, at the amount that was signed, with the contract's number."""
    questions = (
        Question(
            "amount",
            message("How much was signed?"),
            read=parse_amount,
            usual=f"{deal.amount:f}" if deal.amount is not None else None,
        ),
        Question("contract", message("What is the number of the contract?")),
    )
    book, before = session.written, win(deal, session.written, session.day)
    answers = session.asked(questions, {})
    if "amount" not in answers and "contract" not in answers:
        return before
    signed, currency = parse_amount(answers["amount"]) if "amount" in answers else (None, None)
    amount = None if signed is None else Money(signed, currency or deal.currency or book.currency)
    return win(deal, book, session.day, amount=amount, contract=answers.get("contract"))


def _pause(session: Session, deal: Opportunity) -> Change:
    questions = (
        Question("until", message("Until when?"), read=session.calendar.resumption),
        Question("reason", message("Why does it rest?"), missing=lambda _: NoReason()),
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
    "p": Act(message("promote"), lambda session, deal: promote(deal, session.written, session.day)),
    "w": Act(message("win"), _win),
    "z": Act(message("pause"), _pause),
    "x": Act(message("lose"), _lose),
}
"""The acts by their keys, in the order in which they are offered."""


EDIT, QUIT = "e", "q"
_HELP = message("Stopped with q, a round is gone on with later. Every act can be undone: funnel undo.")


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
        while self.place < len(self.ids):
            if not self._stop():
                return False
        return True

    def begins(self) -> bool:
        """Whether the person wants to go on from how the week begins, which would scroll away else."""
        count = len(self.ids) - self.place
        if not count:
            return True
        self.session.say("")
        said = message("Enter goes round {count:deal|deals}; q leaves.", count=count)
        while (key := key_typed(lambda: self.session.say(said))) != QUIT:
            if key in (ENTER, "n"):
                return True
        return self.leave()

    def _stop(self) -> bool:
        """Show the deal on a screen of its own and do what the key says; whether to go on."""
        session, id = self.session, self.ids[self.place]
        deal = self._shown(id)
        if deal is None:
            return self._next()
        where = Standing(deal, session.book)
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
                self._back()
                return True
            if key == QUIT:
                return self.leave()
            if key in ACTS or key == EDIT:
                self._act(key, id)
                return True
            self.session.say(_HELP)

    def _offer(self) -> None:
        acts = (*((key, act.name) for key, act in ACTS.items()), (EDIT, message("edit")))
        offered = tuple(message("{key} {name}", key=key, name=name) for key, name in acts)
        self.session.say(message("{acts}", acts=offered))
        self.session.say(message("Enter next deal; b back; q stop; ? help"))

    def _next(self) -> bool:
        self.seen.add(self.ids[self.place])
        self.round.leave(self.seen)
        self.place += 1
        return True

    def ends(self, review: WeeklyReview, *, has_call: bool) -> bool:
        """End the round with its filing, on a screen of its own; false if that was stepped back from."""
        self.begin_anew()
        self.session.draft = self.typed.setdefault(("", ""), {})
        try:
            file(self.session, review, has_call=has_call)
        except SteppedBack:
            self._back()
            return False
        return True

    def _back(self) -> None:
        """To the deal before, where there is one that a stop still shows."""
        before = range(self.place - 1, -1, -1)
        self.place = next((place for place in before if self._shown(self.ids[place])), self.place)

    def _shown(self, id: str) -> Opportunity | None:
        deal = self.session.book.opportunities.get(id)
        return None if deal is None or deal.removed or deal.is_lost else deal

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
    file = cache_file(session.root, session.environ, "round")
    round = Round(file, review.week.name, query)
    left = round.seen()
    ids = stops(review)
    seen = [id for id in ids if id in left]
    rest = [id for id in ids if id not in left]
    under_way = RoundUnderWay(session, round, [*seen, *rest], review.owner, set(seen), len(seen))
    try:
        if not under_way.begins():
            return
        while under_way.go():
            if under_way.ends(reviewed(), has_call=not query):
                round.forget()
                return
    except (KeyboardInterrupt, EOFError, typer.Abort):
        session.say("")
        under_way.leave()
        raise
