"""A mapping written for a sheet: what was read stands in it, what was not is left to be filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from funnel_cli.exchange.known import HEADERS, bare
from funnel_cli.exchange.labels import SheetLabel
from funnel_cli.exchange.mapping import IMPORT_FIELDS, ColumnMap, as_yaml
from funnel_cli.exchange.sheet_columns import Columns
from funnel_cli.records.deal import LOST, WON
from funnel_cli.records.method import Method
from funnel_cli.store.layout import demand_no_way_out
from funnel_cli.values.errors import FunnelError, UsageRefused, system_reason
from funnel_cli.values.message import N_, Message, message

_LIKENESS = 0.75
"""How alike a header and a known one are at the least, 0-1, if the one is a guess for the other."""

_HEAD = (
    message("# What the columns and labels of a sheet mean; use it with: funnel import FILE --map THIS"),
    message("# Lines with a # in front are not in force: fill them in and take the # away."),
)

_Saying = Callable[[Message], str]
"""What spells a sentence in the language of the reader."""


class MapExists(UsageRefused):
    """The file is there already; a mapping that somebody filled in is never written over."""

    sentence = N_("{path} is there already.")
    cure = N_("Name a new file for the mapping.")


class CannotWriteMap(FunnelError):
    """The system does not let the mapping be written."""

    sentence = N_("No mapping can be written to {path}: {reason}.")
    code = "cannot_write"


def write_map(path: Path, text: str) -> None:
    """Write the text into a new file; raises `MapExists`, `CannotWriteMap`, or `IsALink`.

    The last is for a way out of a book.
    """
    demand_no_way_out(path)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise MapExists(path=str(path)) from None
    except OSError as error:
        raise CannotWriteMap(path=str(path), reason=system_reason(error)) from error


def map_text(
    header: Sequence[str],
    columns: Columns,
    labels: Iterable[SheetLabel],
    system: str,
    wishes: ColumnMap,
    method: Method,
    say: _Saying,
) -> str:
    """The mapping of a sheet with that header, in YAML with comments that say what is to be done."""
    lines = (
        say(_HEAD[0]) + (f" --profile {wishes.profile}" if wishes.profile else ""),
        say(_HEAD[1]),
        f"system: {as_yaml(system)}",
        *_columns(header, columns, wishes, say),
        *_labels(labels, wishes, method, say),
        *_rest(wishes),
    )
    return "".join(f"{line}\n" for line in lines)


def _columns(header: Sequence[str], columns: Columns, wishes: ColumnMap, say: _Saying) -> Iterator[str]:
    """The columns that are read, the fields that shall not be, then the others with a guess or none."""
    yield "columns:"
    for field, place in sorted(columns.places.items(), key=lambda it: it[1]):
        yield f"  {field}: {as_yaml(header[place])}"
    yield from (f"  {field}: ~" for field, name in wishes.columns.items() if name is None)
    if not columns.unread:
        return
    free = [field for field in IMPORT_FIELDS if field not in columns.places]
    yield "  " + say(message("# Not read; what they could be: {fields}", fields=free))
    for name in columns.unread:
        yield f"  # {_guess(name, free) or '…'}: {as_yaml(name)}"


def _guess(name: str, free: Sequence[str]) -> str | None:
    spelled = {bare(known): field for field in free for known in HEADERS.get(field, ())}
    near = get_close_matches(bare(name), list(spelled), n=1, cutoff=_LIKENESS)
    return spelled[near[0]] if near else None


def _labels(labels: Iterable[SheetLabel], wishes: ColumnMap, method: Method, say: _Saying) -> Iterator[str]:
    """Each label with its meaning, or with all it could mean; then the mapping's that no row decides."""
    labels = tuple(labels)
    known = {**wishes.stages, **{label: f"{odds:.0%}" for label, odds in wishes.odds.items()}}
    others = known.keys() - {label.text for label in labels}
    if not (labels or others):
        return
    choices = [*(stage.id for stage in method.stages), WON, LOST]
    yield "stages:  " + say(message("# each is one of: {choices}", choices=choices))
    for label in labels:
        rows = say(message("# rows: {count}", count=str(label.count)))
        if label.meaning in choices:
            yield f"  {as_yaml(label.text)}: {label.meaning}  {rows}"
        elif not label.meaning:
            near = get_close_matches(label.text.lower(), choices, n=1)
            yield f"  # {as_yaml(label.text)}: {near[0] if near else '…'}  {rows}"
    yield from (f"  {as_yaml(text)}: {known[text]}" for text in sorted(others))


def _rest(wishes: ColumnMap) -> Iterator[str]:
    """What the mapping in force says beside columns and labels."""
    for key in ("constants", "currencies", "sources", "reasons"):
        if pairs := getattr(wishes, key):
            yield f"{key}:"
            yield from (f"  {as_yaml(name)}: {as_yaml(text)}" for name, text in pairs.items())
    for key in ("date_order", "decimal", "scale"):
        if value := getattr(wishes, key):
            yield f"{key}: {value}"
    for key in ("paused", "leave_out"):
        if texts := getattr(wishes, key):
            yield f"{key}: [{', '.join(map(as_yaml, sorted(texts)))}]"
    if wishes.entered:
        yield "entered:"
        yield from (
            f"- {{column: {as_yaml(entered.column)}, stage: {as_yaml(entered.stage)}}}"
            for entered in wishes.entered
        )
