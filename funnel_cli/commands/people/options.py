"""Option types that the commands for people share."""

from __future__ import annotations

from typing import Annotated

import typer

LeadWord = Annotated[str, typer.Argument(metavar="LEAD", help="Id, its beginning, or part of a name.")]
