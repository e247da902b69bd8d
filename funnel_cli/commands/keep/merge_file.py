"""`funnel merge-file`: git's merge driver for records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.options import session_of

CONFLICT = 1
"""What git takes for: this file has conflicts now."""


def run(
    ctx: typer.Context,
    base: Annotated[Path, typer.Argument(metavar="BASE", help="What both began with: git's %O.")],
    ours: Annotated[Path, typer.Argument(metavar="OURS", help="Our file, which is written: %A.")],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help="Their file: %B.")],
    path: Annotated[str, typer.Argument(metavar="PATH", help="Where the file is in the repository: %P.")],
) -> None:
    """Merge a record field by field, for git.

    Git runs it once funnel doctor --fix or funnel init --git has told it to. What only one side
    changed is taken, history and log are united by their dates; a field that both changed is left
    between marks, with exit 1. A file that is no record gets git's own marks.
    """
    from funnel_cli.message import message
    from funnel_cli.store.merging.files import merge_files

    session = session_of(ctx)
    merged = merge_files(base, ours, theirs, path)
    if merged.by_lines:
        session.tell(message("{path} is no record that can be read; it was merged by its lines.", path=path))
    if not merged.is_clean:
        for clash in merged.clashes:
            session.tell(
                message("{path}: both sides changed {field}.", path=path, field=clash), is_error=True
            )
        session.exit_code = CONFLICT
