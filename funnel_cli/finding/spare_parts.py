"""Which deals are about spare parts alone, by what they say of them and by the words of the method."""

from __future__ import annotations

import re

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method
from funnel_cli.values.typed import normal


def is_parts_only(deal: Opportunity, method: Method) -> bool:
    """Whether the method keeps the deal out: it has spare parts and no main goods, or is called after them.

    What the deal says of its parts counts before its name.
    """
    rule = method.spare_parts
    if not rule.refuse:
        return False
    if deal.parts is not None:
        return bool(deal.parts) and not deal.amount
    name = normal(deal.name or "").casefold()
    return any(re.search(_whole(normal(word).casefold()), name) for word in rule.words if word.strip())


def _whole(word: str) -> str:
    """The word as a pattern: one in letters that are parted by blanks is no part of another."""
    pattern = re.escape(word)
    return rf"\b{pattern}\b" if word.isascii() else pattern
