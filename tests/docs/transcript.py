"""Replay the transcripts of a documentation page.

A page is Markdown. Read from top to bottom,

- ``<!-- book: sample -->`` goes on in a fresh copy of the repository's sample book, `empty` in a new
  book without deals, `none` in an empty folder; a page starts with `none`;
- ``<!-- as-of: 2026-11-22 -->``, ``<!-- width: 80 -->`` and ``<!-- lang: zh -->`` set the day, the
  columns and the language from there on;
- a fence titled ``file=data/opportunities/acme.yaml`` writes that file into the book;
- ``<!-- refusals: next -->`` lets a command of the next fence end in an error, `all` those of the page;
  without it the page fails, also with `--update`;
- ``<!-- lines: 9 -->`` shows no more than so many lines of each answer in the next fence, and … below;
- ``<!-- typed: q leaves => ⏎ | ? help => l -->`` runs the next command at a real terminal, and types what
  stands behind each arrow (⏎ is Enter) once what stands before it has appeared;
- in a ``console`` fence, each line that starts with ``$ `` is run, and what follows is what was said
  on stdout and stderr, with ``[exit 4]`` below it where the exit code is not 0.

`funnel` runs in this process and answers as on a terminal; the few shell commands that arrange
files (`cat`, `echo`, `mkdir`, …) run in the book's folder, and so does what stands behind a pipe.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from running import sample_book
from terminal import sit
from typer.testing import CliRunner

from funnel_cli.cli import app

ROOT = Path(__file__).resolve().parents[2]

TOKEN = re.compile(
    r"^<!-- (?P<key>book|as-of|width|lang|refusals|lines): (?P<value>\S+) -->$"
    r"|^<!-- typed: (?P<typed>[^\n]+) -->$"
    r"|^```(?P<title>[^\n]+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
VARIABLES = {"as-of": "FUNNEL_AS_OF", "width": "COLUMNS", "lang": "FUNNEL_LANG"}
SHELL = frozenset({"cat", "echo", "grep", "head", "ls", "mkdir", "rm", "tail"})
FORMS = re.compile(r"-f.*|--format.*|--json|-o|--output.*|--help|-h|-V")
PROMPT = "$ "


def _typed(text: str) -> tuple[str, str]:
    """What is waited for, and what is typed then."""
    awaited, _, typed = text.partition(" => ")
    return awaited, typed.replace("⏎", "\n")


class Replay:
    """One page's run: the folder it is in, and the environment it sets."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.place = place
        self.patch = monkeypatch
        self.books = 0
        self.refusals = "none"
        self.typed: list[tuple[str, str]] = []
        self.lines: int | None = None
        for name in ("FUNNEL_BOOK", "FUNNEL_LANG", "FORCE_COLOR", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"NO_COLOR": "1", "LANG": "en_GB.UTF-8", "COLUMNS": "80"}.items():
            monkeypatch.setenv(name, value)
        self._start("none")

    def page(self, text: str) -> str:
        """The page with every transcript as the program answers now."""
        return TOKEN.sub(self._token, text)

    def _token(self, found: re.Match[str]) -> str:
        key, title = found["key"], found["title"] or ""
        if key == "book":
            self._start(found["value"])
        elif key == "refusals":
            self.refusals = found["value"]
        elif key == "lines":
            self.lines = int(found["value"])
        elif found["typed"]:
            self.typed = [_typed(each) for each in found["typed"].split(" | ")]
        elif key:
            self.patch.setenv(VARIABLES[key], found["value"])
        elif title == "console":
            transcript = "".join(self._transcript(found["body"]))
            self.refusals, self.lines = "all" if self.refusals == "all" else "none", None
            return f"```console\n{transcript}```"
        elif " file=" in title:
            file = self.folder / title.partition(" file=")[2]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(found["body"], "utf-8")
        return found[0]

    def _start(self, book: str) -> None:
        """A folder of its own for the page's next book."""
        self.books += 1
        self.folder = self.place / str(self.books) / "deals"
        self.folder.mkdir(parents=True)
        self.patch.chdir(self.folder)
        if book == "sample":
            sample_book(self.folder)
        elif book == "empty":
            self._funnel(["init", "--owner", "me"])

    def _transcript(self, body: str) -> Iterator[str]:
        """The block's commands, each followed by what it says now."""
        lines = iter(body.splitlines())
        for line in lines:
            if not line.startswith(PROMPT):
                continue
            command = line
            while command.endswith("\\"):
                command += "\n" + next(lines)
            yield command + "\n"
            said, code = self._run(command.removeprefix(PROMPT).replace("\\\n", " "))
            shown = self._shown(said).splitlines()
            yield from (line.rstrip() + "\n" for line in shown[: self.lines])
            if self.lines is not None and len(shown) > self.lines:
                yield "…\n"
            if code:
                assert self.refusals != "none", f"an error that is not marked as wanted: {command}{said}"
                yield f"[exit {code}]\n"

    def _run(self, command: str) -> tuple[str, int]:
        """What a command says, and its exit code."""
        first, _, piped = command.partition(" | ")
        words = shlex.split(first, comments=True)
        if words[0] == "cd":
            self.patch.chdir(Path.cwd() / words[1])
            return "", 0
        if words[0] != "funnel":
            return self._shell(command)
        said, code = self._sat(words[1:]) if self.typed else self._funnel(words[1:], is_piped=bool(piped))
        return self._shell(piped, said) if piped else (said, code)

    def _funnel(self, args: list[str], *, is_piped: bool = False) -> tuple[str, int]:
        """The program's answer, as on a terminal unless it goes into a pipe or a form is asked for."""
        form = [] if is_piped or any(map(FORMS.fullmatch, args)) else ["-f", "table"]
        result = CliRunner().invoke(app, [*form, *args], catch_exceptions=False)
        return result.output, result.exit_code

    def _sat(self, args: list[str]) -> tuple[str, int]:
        """The screens of the program at a terminal of its own, one below the other."""
        typed, self.typed = self.typed, []
        names = ("FUNNEL_AS_OF", "FUNNEL_LANG")
        environ = {name: os.environ[name] for name in names if name in os.environ}
        width = int(os.environ["COLUMNS"])
        environ["XDG_CACHE_HOME"] = str(self.place / "cache")
        sitting = sit(shlex.join(args), None, *typed, width=width, height=24, **environ)
        return re.sub("\n{20,}", "\n\n", sitting.screen), sitting.exit

    def _shell(self, command: str, given: str = "") -> tuple[str, int]:
        """The answer of one of the few shell commands that a page may use."""
        assert next(takewhile(str.isalpha, shlex.split(command))) in SHELL, command
        done = subprocess.run(
            ["sh", "-c", command], input=given, capture_output=True, text=True, encoding="utf-8", check=False
        )
        return done.stdout + done.stderr, done.returncode

    def _shown(self, said: str) -> str:
        """What was said, with the scratch folder called home."""
        return said.replace(str(self.folder.parent), "~")
