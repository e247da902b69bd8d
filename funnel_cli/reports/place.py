"""Where a deal's file is."""

from __future__ import annotations

from funnel_cli.message import message
from funnel_cli.model import Opportunity
from funnel_cli.table import Column, Document, Table


def place(deal: Opportunity, root: str) -> Document:
    """The whole path of the deal's file, and the one inside the book."""
    return Document(
        schema="funnel.path/1",
        title=message("File of {deal}", deal=deal.id),
        tables=(
            Table(
                name="files",
                columns=(
                    Column(key="path", title=message("Path"), weight=10),
                    Column(key="id", title=message("Deal"), on_screen=False),
                    Column(key="file", title=message("File"), on_screen=False),
                ),
                rows=((f"{root}/{deal.file}", deal.id, deal.file),),
            ),
        ),
    )
