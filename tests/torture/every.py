"""Every command, as somebody might type it at a deal that somebody else wrote."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from funnel_cli.directory import COMMANDS

LINES: dict[str, tuple[str, ...]] = {
    "help": ("help", "help dates", "help {deal}"),
    "init": ("init {scratch}",),
    "methods": ("methods", "methods show four-stage", "methods {deal}"),
    "add": ("add {text} --customer {text} -n", "add x --amount {text}"),
    "list": ("list", "list {text}", "list owner:{text}", "list --all"),
    "show": ("show {deal}", "show {deal} --history", "show {text}"),
    "set": ("set {deal} name={text} -n", "set {deal} {text}=1", "set {deal} amount={text}"),
    "log": ("log {deal} {text} -n", "log {deal} x --kind {text}"),
    "check": ("check {deal}", "check {deal} {text}", "check {deal} need --evidence {text} -n"),
    "promote": ("promote {deal}", "promote {deal} --force --reason {text} -n"),
    "demote": ("demote {deal} --to {text} --reason x",),
    "pause": ("pause {deal} --until {text}", "pause {deal} --reason {text} -n"),
    "win": ("win {deal} --force --reason {text} -n",),
    "lose": ("lose {deal} --reason {text}", "lose {deal} --reason price --competitor {text} -n"),
    "remove": ("remove {deal} --reason {text} -n",),
    "forecast": ("forecast", "forecast --by owner", "forecast {text}"),
    "health": ("health", "health owner:{text}"),
    "target": ("target", "target 2027-01 {text}"),
    "review": ("review", "review --done --notes {text} -n"),
    "customer add": ("customer add {text}",),
    "customer list": ("customer list",),
    "lead add": ("lead add {text}",),
    "lead list": ("lead list",),
    "import": ("import {sheet} -n", "import {text}"),
    "export": ("export deals", "export {text}", "export forecast"),
    "undo": ("undo --list", "undo"),
    "schema": ("schema opportunity", "schema {text}"),
    "completion": ("completion bash", "completion {text}"),
    "merge-file": ("merge-file {sheet} {sheet} {sheet} {text}",),
}
"""What is typed; a command that is not named here is run alone and at a deal."""


def lines(deal: str, text: str, folder: Path) -> Iterator[str]:
    """Every command with words that fit it, at that deal and with that text where one may be typed."""
    words = {
        "deal": deal,
        "text": text,
        "scratch": str(folder / "scratch"),
        "sheet": str(folder / "sheet.csv"),
    }
    quoted = {name: shlex.quote(word) for name, word in words.items()}
    for name in COMMANDS:
        for line in LINES.get(name, (name, f"{name} {{deal}}")):
            yield line.format(**quoted)
