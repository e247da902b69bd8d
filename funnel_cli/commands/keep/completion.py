"""`funnel completion`: the script that lets the Tab key complete."""

from __future__ import annotations

from typing import Annotated

import typer


def run(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
) -> None:
    """Print the script that lets the Tab key complete.

    Its first lines say where to put it. Commands, options, deals, stages and milestones are completed.
    """
    from funnel_cli.completing.script import script
    from funnel_cli.render.delivery import printed

    printed(script(shell))
