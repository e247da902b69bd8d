"""The app: global options, the list of commands, and the one way out for errors.

A command's module is imported when the command is asked for. Global options may stand before or
after the command; `parse_args` of the root group moves them to the front.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date as Day
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from funnel_cli import __version__
from funnel_cli.commands.options import (
    AsOf,
    Colour,
    Directory,
    Fields,
    ForExcel,
    Format,
    Json,
    Lang,
    MaskNames,
    NoInput,
    NoPager,
    OutputFile,
    Part,
    Quiet,
    Raw,
    Version,
)
from funnel_cli.directory import COMMANDS, EVERYDAY, GROUPS, ROOMS, below, function_of
from funnel_cli.finding.words import bare_choices, choice_meant, choice_named, listed
from funnel_cli.records.method import Choice
from funnel_cli.render.delivery import PipeClosed, onto_stdout, printed, streams_made_safe
from funnel_cli.render.output import EVERY_FORMAT
from funnel_cli.session import Session
from funnel_cli.usage import (
    Click,
    NoSuchCommand,
    as_refusal,
    demand_alone,
    demand_text,
    demand_words,
    takes_value,
    wanted_language,
    wants_json,
    words_from,
)
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.languages import LANGUAGES
from funnel_cli.values.message import N_, Label, message
from funnel_cli.voice import Voice
from funnel_cli.wishes import Wishes, at_home

_INTERRUPTED = 130

_STDOUT = Path("-")
"""The file that `-o` names where it means the standard output."""

COLOURS = (
    Choice(id="auto", title=Label({"en": "auto", "zh": "自动"})),
    Choice(id="always", title=Label({"en": "always", "zh": "总是"})),
    Choice(id="never", title=Label({"en": "never", "zh": "从不"})),
)


_MORE = (
    ("init", COMMANDS["init"].line),
    ("help commands", N_("All commands by group, and the options of every command.")),
    ("help COMMAND", N_("One command.")),
    ("help", N_("Topics: queries, dates, money, stages, exit codes.")),
)


class Commands(dict[str, Click]):
    """The commands of a group by name, or those at the top, each loaded when it is first asked for."""

    def __init__(self, group: str = "") -> None:
        super().__init__(dict.fromkeys(below(group)))
        self.group = group

    def get(self, name: str, default: Click = None) -> Click:
        """The command of that name, from its file in `commands/`; `default` if there is none."""
        if name not in self:
            return default
        if self[name] is None:
            self[name] = _grouped(name) if name in GROUPS else loaded(f"{self.group} {name}".strip())
        return self[name]


class Family(TyperGroup):
    """A group whose commands are told from the table and loaded one by one; `prefix` is its name."""

    prefix = ""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Commands(self.prefix)

    def list_commands(self, ctx: Click) -> list[str]:
        """The names of its commands, in the order of the table; nothing is loaded to tell them."""
        del ctx
        return list(below(self.prefix))

    def format_help(self, ctx: Click, formatter: Click) -> None:
        """Write the page of the group, in the language of the run."""
        super().format_help(ctx, _page(ctx, formatter))

    def format_commands(self, ctx: Click, formatter: Click) -> None:
        """The list of commands by room, from the table alone: nothing is loaded to print it."""
        del ctx
        entries = below(self.prefix)
        for room, title in ROOMS.items():
            if rows := [(name, entry.line) for name, entry in entries.items() if entry.room == room]:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def resolve_command(self, ctx: Click, args: list[str]) -> Any:
        """The command that the first word names; raises `NoSuchCommand` with a suggestion."""
        if args[0] not in self.commands:
            raise NoSuchCommand(args[0], self.commands, ctx.command_path)
        return super().resolve_command(ctx, args)


class Root(Family):
    """The root group: hoists global options, lists commands by room, turns errors into exit codes."""

    def format_options(self, ctx: Click, formatter: Click) -> None:
        """The everyday commands, and where all others and the options are told."""
        del ctx
        with formatter.section(ROOMS["daily"]):
            formatter.write_dl([(name, COMMANDS[name].line) for name in EVERYDAY])
        with formatter.section(N_("More")):
            formatter.write_dl(_MORE)

    def directory(self, ctx: Click) -> str:
        """All commands by room, and the options that stand before or after any of them."""
        formatter = ctx.make_formatter()
        page = _page(ctx, formatter)
        self.format_commands(ctx, page)
        with page.section(N_("Options")):
            page.write_dl([row for each in self.get_params(ctx) if (row := each.get_help_record(ctx))])
        text: str = formatter.getvalue()
        return text.strip("\n")

    def parse_args(self, ctx: Click, args: list[str]) -> list[str]:
        """Parse with the global options moved to the front, wherever they stood."""
        words = self._hoisted(ctx, args)
        with onto_stdout():  # --help writes while it is parsed
            return super().parse_args(ctx, words)

    def _hoisted(self, ctx: Click, args: Sequence[str]) -> list[str]:
        """The arguments with the global options first; values of other options are left alone."""
        ours = takes_value(self.params)
        command = self._meant(ctx, args, ours)
        theirs = takes_value(command.params) if command else {}
        front: list[str] = []
        rest: list[str] = []
        words = iter(args)
        for word in words:
            if word == "--":
                rest += [word, *words]
                break
            option, sign, _ = word.partition("=")
            if len(word) > len("-f") and not word.startswith("--") and ours.get(word[:2]):
                option, sign = word[:2], "attached"
            side = front if option in ours and option not in _HELP else rest
            side.append(word)
            if (ours | theirs).get(option) and not sign:
                value = next(words, None)
                if value is None:
                    return [*front, *([] if side is front else rest)]
                side.append(value)
        return [*front, *rest]

    def _meant(self, ctx: Click, args: Sequence[str], ours: Mapping[str, bool]) -> Click:
        command: Click = self
        words = words_from(args, ours)
        while words and isinstance(command, Family):
            command = command.get_command(ctx, words[0])
            words = words_from(words[1:], ours)
        return command

    def invoke(self, ctx: Click) -> Any:
        """Run the command; a refusal is told and becomes the exit code, an answer keeps its own."""
        try:
            result = super().invoke(ctx)
        except FunnelError as error:
            if ctx.obj is None:
                raise
            raise typer.Exit(ctx.obj.refuse(error)) from error
        finally:
            if ctx.obj is not None:
                ctx.obj.keep()
        ctx.obj.close()
        if ctx.obj.exit_code:
            raise typer.Exit(ctx.obj.exit_code)
        return result

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> NoReturn:
        """Run the program; usage errors leave like every other refusal."""
        streams_made_safe()
        words = sys.argv[1:] if args is None else list(args)
        extra |= {"standalone_mode": False, "prog_name": "funnel"}
        try:
            demand_text(words)
            code = super().main(words, *rest, **extra)
        except PipeClosed as error:
            code = error.exit_code
        except (typer.TyperException, FunnelError) as error:
            refusal = error if isinstance(error, FunnelError) else as_refusal(error, _taking)
            wishes = Wishes(format="json" if wants_json(words) else None, language=wanted_language(words))
            code = Voice(wishes).refuse(refusal)
        except typer.Abort:
            code = _INTERRUPTED
        sys.exit(code if isinstance(code, int) else 0)


def _taking(option: str) -> list[str]:
    """The commands that take an option of that name."""
    from funnel_cli.completing.surface import read_surface

    return [
        name
        for name, command in read_surface().commands.items()
        if any(option in each.names for each in command.options)
    ]


class Single(TyperCommand):
    """One command, which explains itself in the language of the run."""

    def format_help(self, ctx: Click, formatter: Click) -> None:
        """Write the page of the command, in the language of the run."""
        super().format_help(ctx, _page(ctx, formatter))

    def invoke(self, ctx: Click) -> Any:
        """Run the command, where it is one for this kind of run and its options say something."""
        demand_words(self.params, ctx.params)
        if ctx.obj.wishes.is_masked:
            from funnel_cli.masked_session import demand_report

            demand_report(ctx.command_path.removeprefix("funnel "))
        return super().invoke(ctx)

    def parse_args(self, ctx: Click, args: list[str]) -> list[str]:
        """Parse; a page of help that cannot be written is refused like any other answer."""
        with onto_stdout():
            return super().parse_args(ctx, args)


def _page(ctx: Click, formatter: Click) -> Click:
    """What a help page is to be written on; outside a run yet, its language is that of `--lang`."""
    session = ctx.find_object(Session) or Session(Wishes(language=ctx.params.get("lang")), Day.min)
    if session.language.code == "en":
        return formatter
    from funnel_cli.render.help_page import TranslatedPage

    return TranslatedPage(formatter, session.language)


_HELP = ("-h", "--help")
_SETTINGS = {"help_option_names": [*_HELP]}
_PLAIN = partial(typer.Typer, add_completion=False, rich_markup_mode=None)


@cache
def loaded(name: str) -> Click:
    """The command with its options, made once in a process."""
    run = getattr(import_module(f"funnel_cli.commands.{COMMANDS[name].file}"), function_of(name))
    single = _PLAIN()
    single.command(name.rsplit(maxsplit=1)[-1], cls=Single, context_settings=_SETTINGS)(run)
    return get_command(single)


def _grouped(name: str) -> Click:
    """The group with its commands, none of which is loaded yet."""
    family = type("Group", (Family,), {"prefix": name})
    group = _PLAIN(name=name, cls=family, help=GROUPS[name].line, context_settings=_SETTINGS)
    group.callback()(lambda: None)
    return get_command(group)


def _session_class(*, mask: bool) -> type[Session]:
    if not mask:
        return Session
    from funnel_cli.masked_session import MaskedSession

    return MaskedSession


app = _PLAIN(name="funnel", cls=Root, pretty_exceptions_enable=False, context_settings=_SETTINGS)


@app.callback(invoke_without_command=True)
def root(  # noqa: PLR0913, PLR0917 - the global options
    ctx: typer.Context,
    directory: Directory = None,
    as_of: AsOf = None,
    lang: Lang = None,
    format: Format = None,
    json: Json = False,
    output: OutputFile = None,
    fields: Fields = None,
    part: Part = None,
    raw: Raw = False,
    excel: ForExcel = False,
    mask: MaskNames = False,
    color: Colour = "auto",
    quiet: Quiet = False,
    no_input: NoInput = False,
    no_pager: NoPager = False,
    version: Version = False,
) -> None:
    """A sales funnel in plain-text files: dated evidence, honest forecasts, a weekly self-check."""
    languages = [Choice(id=code, title=Label(names)) for code, names in LANGUAGES.items()]
    lang = choice_named(message("language"), lang, languages).id if lang is not None else None
    color = choice_named(message("colour"), color, COLOURS).id
    known = choice_meant(format, bare_choices(EVERY_FORMAT)) if format else None
    form = known.id if known else format  # which is refused later
    if json:
        demand_alone("funnel", "--json", {"--format": form not in {None, "json"}})
    ctx.obj = _session_class(mask=mask)(
        Wishes(
            directory=directory,
            as_of=as_of,
            language=lang,
            colour=color,
            format="json" if json else form,
            output=at_home(output) if output and output != _STDOUT else None,
            fields=tuple(listed(fields)) if fields else (),
            part=part,
            is_quiet=quiet,
            is_raw=raw,
            is_for_excel=excel,
            is_masked=mask,
            may_ask=not (no_input or mask),
            may_page=not (no_input or no_pager),
        ),
        Day.today(),  # noqa: DTZ011 - the local day, read once a run
    )
    if ctx.obj.wishes.output:
        from funnel_cli.store.output_place import check_output_place

        check_output_place(ctx.obj.wishes.output, ctx.obj.start)
    if version:
        printed(f"sales-funnel {__version__}\n")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        from funnel_cli.commands.start import has_shown_today

        if not has_shown_today(ctx.obj):
            printed(f"{ctx.get_help()}\n")
