"""What a row says of its deal, field by field, as the deal's record remembers it under `imported`.

A second import compares a row with this, not with the deal: what the row says as before is nobody's
news, whatever became of the deal since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from funnel_cli.records.deal import Opportunity
from funnel_cli.store.encode import as_plain_record
from funnel_cli.store.journal.sha import sha256
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.patching.yaml_spelling import flow
from funnel_cli.values.typed import normal

RowTold = Mapping[str, str]
"""A text by field; a part of a field is named behind a point, as in `next_step.due`."""

_OURS = frozenset({"id", "history", "opening", "milestones", "refs", "imported", "lead"})
"""What is no cell of a sheet."""

_IMPORTS_OWN = frozenset({"probability.date", "probability.reason"})
"""What an import adds by itself, differently each day."""

_PAUSED = "yes"
"""What is told of a rest without an end; since when, the import says by itself."""

_LONGEST = 80
"""Of a text with more characters only a checksum is kept, except for names, by which a deal is found."""

_NAMES = frozenset({"customer", "name"})


def told_of(deal: Opportunity) -> dict[str, str]:
    """What a deal says in the fields that a sheet can have; unset ones are not in it."""
    said = as_plain_record(deal)
    if deal.amount is not None:
        said["amount"] = _number(deal.amount)
    if deal.paused is not None:
        said["paused"] = deal.paused.until.isoformat() if deal.paused.until else _PAUSED
    leaves = (
        (key, text) for field in said if field not in _OURS for key, text in _leaves(field, said[field])
    )
    return {key: text for key, text in leaves if key not in _IMPORTS_OWN}


def is_alike(one: str | None, other: str | None) -> bool:
    """Whether two texts say the same, spaces and composition aside."""
    return one == other or (one is not None and other is not None and normal(one) == normal(other))


def field_of(key: str) -> str:
    """The field of a deal that a key of `RowTold` belongs to."""
    return key.partition(".")[0]


def _leaves(key: str, value: Plain) -> Iterator[tuple[str, str]]:
    """Each single text below a value, by its dotted key; a list is one checksum of its items."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(f"{key}.{name}", item)
    elif isinstance(value, list):
        yield key, _checksum("\n".join(map(_undated, value)))
    elif value is not None:
        yield key, value if len(value) <= _LONGEST or key in _NAMES else _checksum(normal(value))


def _undated(item: Plain) -> str:
    """An item of a list without its date, which may be the day of the import."""
    return flow(
        {key: value for key, value in item.items() if key != "date"} if isinstance(item, dict) else item
    )


def _number(amount: Decimal) -> str:
    """The amount without the zeros that another program may leave out."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _checksum(text: str) -> str:
    return f"sha256-{sha256(text.encode()).hexdigest()[:12]}"
