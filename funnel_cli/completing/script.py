"""The scripts that ask `funnel --complete`, one a shell."""

from __future__ import annotations

from pathlib import Path

from funnel_cli.finding.names import word_among
from funnel_cli.values.message import message

SHELLS = ("bash", "zsh", "fish")


def script(shell: str) -> str:
    """The completion script of that shell; raises `NoSuchWord`."""
    name = word_among(message("shell"), shell, SHELLS)
    return (Path(__file__).parent / f"funnel.{name}").read_text(encoding="utf-8")
