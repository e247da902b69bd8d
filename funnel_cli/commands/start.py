"""Commands to begin with: `funnel help`, `funnel init`, `funnel methods`, and bare `funnel`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.options import DryRun, Yes, argument, flag, option, session_of
from funnel_cli.finding.names import currency_named, did_you_mean
from funnel_cli.records.book import Change
from funnel_cli.session import PARTIAL, Session
from funnel_cli.store.layout import ClosedFolder, NoBook, NoFolder
from funnel_cli.usage import Click, demand_alone, demand_needed, near
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Text, message
from funnel_cli.wishes import at_home


class NoSuchTopic(UsageRefused):
    """Help was asked about something that is neither a topic nor a command."""

    sentence = N_("There is no topic and no command called {word}.")
    cure = N_("See: funnel help")


class NotSwitched(UsageRefused):
    """The switch was not confirmed."""

    sentence = N_("The book stays with {method}.")
    cure = N_("See what would change with --dry-run; repeat with --yes to switch.")
    code = "not_confirmed"


def help_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[TOPIC|COMMAND]...", "Without it, the list of topics.")
    ] = None,
) -> None:
    """Explain a topic or a command.

    In a book, the topic stages ends with the stages of its method.
    """
    from funnel_cli.render.help_page import DIRECTORY, TOPICS, in_narrow_lines, page, topic_called, topic_list

    session, root = session_of(ctx), ctx.find_root()
    code = session.language.code
    name = topic_called(" ".join(words or ()))
    commands = root.command.commands  # type: ignore[attr-defined] # the root is a group
    lines: list[Text]
    if not name:
        lines = [*topic_list(code), "", message("Commands: funnel help commands; one: funnel help COMMAND")]
    elif name == DIRECTORY:
        lines = [*root.command.directory(root).splitlines()]  # type: ignore[attr-defined] # it is ours
    elif name in TOPICS:
        written, output = page(name, code), session.output()
        shown = in_narrow_lines(written, output.width) if output.format == "table" else written
        lines = [*shown, *(_stages(session) if name == "stages" else [])]
    elif page_of_command := _page_of(root, name.split()):
        lines = [*page_of_command.splitlines()]
    else:
        raise NoSuchTopic(word=name, details=did_you_mean(near(name, [DIRECTORY, *TOPICS, *commands])))
    session.hand_over("".join(f"{session.language.say(line)}\n" for line in lines))


def _page_of(root: Click, words: Sequence[str]) -> str | None:
    """The help of the command that the words name, the second one in a group; `None` if there is none."""
    for word in words:
        command = getattr(root.command, "commands", {}).get(word)
        if command is None:
            return None
        root = typer.Context(command, info_name=word, parent=root)
    page: str = root.get_help()
    return page


def _stages(session: Session) -> list[str]:
    """A line for each stage of the book at hand, with its odds; none outside a book."""
    from funnel_cli.store.read import read_method

    try:
        method, _ = read_method(session.root)
    except NoBook:
        return []
    say, spell = session.language.say, session.language.spell
    width = max(
        len(id) for id in (*(stage.id for stage in method.stages), *(step.id for step in method.steps))
    )
    rows = [
        f"  {stage.id:{width}}  {spell(method.odds(stage)):>4}  {say(stage.label)}" for stage in method.stages
    ]
    rows += [f"  {step.id:{width}}  {say(step.label)}" for step in method.steps]
    return ["", f"{say(method.label)}:", *rows]


_COUNT = ("funnel counts add this-month all {first}=… {second}=…", "funnel counts show this-month")
"""What to go on with in a new book of counts."""


def init(
    ctx: typer.Context,
    directory: Annotated[Path, argument("[DIR]", "Where; default here.")] = Path(),
    method: Annotated[str, option("METHOD", "The sales method to start from.")] = "four-stage",
    currency: Annotated[str | None, option("CURRENCY", "The book's currency.")] = None,
    owner: Annotated[str | None, option("NAME", "Who keeps the book.")] = None,
    git: Annotated[bool, flag("Also start a git repository there.", "--git")] = False,
) -> None:
    """Start a book in a folder.

    Writes stages.yaml, which holds the method and the settings and is yours to edit, the data folder,
    and AGENTS.md for assistants. An existing book is never touched.
    """
    from funnel_cli.store.founding import found_book, shipped_method

    session = session_of(ctx)
    shipped = shipped_method(method)
    ids = [step.id for step in shipped.steps]
    first_deal = message('funnel add "Pit lighting" --customer Acme --amount 120k --close eoq')
    counting = (line.format(first=ids[0], second=ids[1]) for line in _COUNT)
    going_on = (first_deal, "funnel list") if shipped.has_deals else counting
    place = at_home(session.wishes.directory or Path()) / at_home(directory)
    root = found_book(
        place,
        method,
        currency=currency_named(currency) if currency else None,
        owner=owner,
        language=session.wishes.language,
        with_git=git,
        tongue=session.language.code,
    )
    id = shipped.method
    session.say_saved(message("A book with the method {method} is in {root}", method=id, root=str(root)))
    session.say_next([*going_on, f"funnel methods {id}"], None if place == Path() else place)


def methods(
    ctx: typer.Context,
    name: Annotated[str | None, argument("[METHOD]", "One of the methods.")] = None,
    lint: Annotated[Path | None, option("FILE", "Explain what is wrong with a method of your own.")] = None,
    switch: Annotated[str | None, option("METHOD|FILE", "Take the book over to another method.")] = None,
    map: Annotated[Path | None, option("FILE", "With --switch: YAML lines of OLD: NEW ids.")] = None,
    from_history: Annotated[
        bool, flag("Odds, conversion and days of your own past, beside the method's.", "--from-history")
    ] = False,
    add: Annotated[
        list[str] | None, option("LIST=WORD", "Add a source or a lost reason to the book's own method.")
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Show the shipped sales methods, and what one asks for.

    --lint names every fault of a method file with what helps; exit 5 on errors. --switch rewrites
    stages.yaml and every deal in one undo step, keeps the settings and loses no tick: stages and
    milestones are matched by id, former id, title, odds and order, or as a map says. --from-history
    proposes numbers for your own method, and changes nothing. --add writes a word into stages.yaml:
    source=fair, reason=late.
    """
    from funnel_cli.reports.method_list import lint_document, method_document, methods_document
    from funnel_cli.store.founding import shipped_method, shipped_methods
    from funnel_cli.store.methods import linted

    asked = {name: name, "--lint": lint, "--switch": switch, "--from-history": from_history, "--add": add}
    if said := [str(word) for word, value in asked.items() if value]:
        demand_alone("funnel methods", said[0], dict.fromkeys(said[1:], True))
    if not switch:
        demand_needed("funnel methods", "--switch", {"--map": map})
    session = session_of(ctx)
    if add:
        from funnel_cli.commands.offered_words import add_told

        add_told(session, add, is_dry=dry_run)
    elif from_history:
        from funnel_cli.reports.own_rates import own_rates, own_rates_document

        session.show(own_rates_document(own_rates(session.standings, session.book), session.book))
    elif lint:
        document = lint_document(str(at_home(lint)), *linted(at_home(lint)))
        session.show(document, with_book=False)
        session.exit_code = PARTIAL if document.head["errors"] else session.exit_code
    elif switch:
        _switch(session, switch, at_home(map) if map else None, is_dry=dry_run, is_sure=yes)
    else:
        document = method_document(shipped_method(name)) if name else methods_document(shipped_methods())
        session.show(document, with_book=False)


def _switch(session: Session, name: str, map: Path | None, *, is_dry: bool, is_sure: bool) -> None:
    """Show what becomes of stages and milestones, and take the book over once that is confirmed."""
    from funnel_cli.commands.offered_words import renew_schemas
    from funnel_cli.reports.switch import switch, switch_document
    from funnel_cli.store.switching import method_text, read_map, switch_writes

    new, text = method_text(name)
    wishes = read_map(map)
    found = switch(session.written, new, wishes, str(map or ""))
    planned = switch_writes(session.root, session.written, found, text)
    if not (is_dry or is_sure or session.can_ask):
        raise NotSwitched(method=found.old.label)
    if is_dry or not is_sure:
        session.show(switch_document(found, session.book, len(planned)))
    if is_dry:
        return
    question = message("Take the book over to {method}?", method=new.label)
    if not (is_sure or session.confirm(question)):
        raise NotSwitched(method=found.old.label)
    if queries := found.outdated_queries:
        session.tell(message("Saved queries that name a stage of the old method: {queries}", queries=queries))
    note = message("From {old} to {new}", old=found.old.label, new=new.label)
    session.commit(Change(note=note, next=("funnel validate",)), planned)
    renew_schemas(session)


def has_shown_today(session: Session) -> bool:
    """Show what to do today; `False` in a pipe without a format, or where there is no book.

    A book that counts steps shows what was counted last.
    """
    from funnel_cli.reports.counts import IDEAL, counts, last_counted
    from funnel_cli.reports.counts_table import costs, counts_document
    from funnel_cli.reports.today import day_ahead, today

    if session.output().format == "piped":
        return False
    try:
        book = session.book
    except (NoFolder, ClosedFolder):
        raise
    except NoBook:
        return False
    if not book.method.has_deals:
        found = counts(book, last_counted(book), IDEAL)
        session.show(counts_document(found, book, IDEAL, costs(book, found)))
        return True
    month, week = session.calendar.month(), session.calendar.week()
    quarter = session.calendar.quarter()
    session.show(today(day_ahead(session.standings, book, month, week, quarter), book))
    return True
