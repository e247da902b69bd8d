"""One file in the layout of new files: the same values, the same comments, nothing else changed."""

from __future__ import annotations

from funnel_cli.store.formatting.commented_yaml import Page
from funnel_cli.store.formatting.order import in_field_order, is_list_file, kind_of
from funnel_cli.store.formatting.yaml_layout import laid_out_yaml
from funnel_cli.store.patching.patch_json import json_tree, written_json
from funnel_cli.store.patching.spans import CannotPatch
from funnel_cli.store.reading.json_text import json_value
from funnel_cli.store.reading.plain import as_plain, as_plain_list, as_text
from funnel_cli.store.reading.source import format_of
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_

_BOM = "\ufeff"


class CannotFormat(DataRefused):
    """The file could not be laid out anew without a change of what it says; it was left as it is."""

    sentence = N_("{path} is written in a way that cannot be laid out anew; it was left as it is.")
    code = "cannot_format"


def formatted(path: str, data: bytes) -> bytes:
    """The bytes of the file at `path`, relative to the root of a book, laid out anew.

    Line ends and a byte order mark stay. The values are those it had, and so are its comments: what
    comes out was read again. Raises `Unreadable`, or `CannotFormat` where that cannot be had.
    """
    kind = kind_of(path)
    (as_plain_list if is_list_file(path) else as_plain)(data, format_of(path))
    text = as_text(data)
    if format_of(path) == "json":
        return _json(path, text, kind).encode()
    end = "\r\n" if "\r\n" in text else "\n"
    try:
        page = Page(text.replace("\r\n", "\n"))
        new = Page(laid_out_yaml(page, kind))
    except CannotPatch as error:
        raise CannotFormat(path=path) from error
    if new.root.plain != page.root.plain or new.said() != page.said():
        raise CannotFormat(path=path)
    mark = _BOM if data.startswith(_BOM.encode()) else ""
    return (mark + new.text.replace("\n", end)).encode()


def _json(path: str, text: str, kind: type | None) -> str:
    """A JSON text in the layout of new files, its numbers as they stand."""
    new = written_json(in_field_order(json_tree(text), kind))
    if json_value(new) != json_value(text):
        raise CannotFormat(path=path)
    return new
