"""What other systems call our outcomes: words in cells, and the marks that tell a system.

Everything is compared without regard to case, accents, spaces and punctuation.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from unicodedata import combining, normalize

from funnel_cli.records.deal import LOST, OMITTED, WON
from funnel_cli.time.standing import BEST_CASE, COMMIT, PIPELINE

SYSTEM_MARKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pipedrive": ("Deal - Title",),
        "zoho": ("Deal Owner.id", "Account Name.id"),
        "hubspot": ("Associated Company", "Associated Company IDs"),
        "salesforce": ("Opportunity Owner", "StageName", "CurrencyIsoCode"),
        "dynamics": ("(Do Not Modify) Opportunity", "(Do Not Modify) Row Checksum"),
        "odoo": ("date_deadline", "Expected Closing"),
        "close": ("status_type",),
    }
)
"""Headers that only one system writes; its name is the key under which `refs` keeps its ids."""

OUTCOME_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        WON: (
            "won", "closed won", "closedwon", "is won", "gewonnen", "gagné", "gagnée", "ganado", "ganada",
            "成交", "已成交", "赢单", "成单", "已赢单",
        ),
        LOST: (
            "lost", "closed lost", "closedlost", "is lost", "verloren", "perdu", "perdue",
            "perdido", "perdida",
            "输单", "失单", "丢单", "未成交",
        ),
    }
)  # fmt: skip
"""What systems call the two outcomes."""

_PAUSED_WORDS = (
    "on hold", "onhold", "paused", "hold", "parked", "postponed", "deferred", "zurückgestellt", "pausiert",
    "ruht", "en pause", "suspendu", "reporté", "en pausa", "aplazado", "暂停", "搁置", "暂缓", "已暂停",
)  # fmt: skip
"""What systems call a deal that rests."""

TOTALS = frozenset(
    {
        "total", "totals", "grandtotal", "grandtotals", "subtotal", "sum", "summe", "gesamt", "gesamtsumme",
        "zwischensumme", "totalgeneral", "soustotal", "totale", "suma", "somme", "totaal", "subtotaal",
        "ergebnis", "teilergebnis", "gesamtergebnis", "合计", "总计", "小计", "总和", "汇总", "共计", "累计",
    }
)  # fmt: skip
"""What stands first in a row of totals, as `bare` has it."""

_BEHIND_ALL = tuple(word for word in TOTALS if not word.isascii())

KNOWN_CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "commit": COMMIT, "committed": COMMIT, "bestcase": BEST_CASE, "pipeline": PIPELINE,
        "omitted": OMITTED, "omit": OMITTED, "承诺": COMMIT, "最佳": BEST_CASE, "最佳情况": BEST_CASE,
        "管道": PIPELINE, "已忽略": OMITTED,
    }
)  # fmt: skip
"""What systems call the categories of a forecast, as `bare` has it."""

SAYS_DECIDED = frozenset({"closed", "已结束"})
"""What stands there for a deal that is decided and has no category."""

_OPEN_WORDS = ("open", "active", "in progress", "offen", "ouvert", "进行中", "跟进中", "未关闭")
"""What a status column says of a deal that is neither won nor lost."""

ONCE = frozenset({"", "onetime", "once"})
"""What a column for the period of an amount says of a price that is paid once."""

YES = frozenset({"true", "1", "yes", "是"})
NO = frozenset({"false", "0", "no", "否"})


@cache
def bare(text: str) -> str:
    """A header or label for comparing: letters and digits only, without case or accents."""
    letters = (char for char in normalize("NFKD", text.casefold()) if not combining(char))
    return "".join(char for char in letters if char.isalnum())


def says_total(text: str) -> bool:
    """Whether a text is a word for a sum, or ends with one as a group's does: Verify Total, 华能小计."""
    words = text.split()
    return (
        bare(text) in TOTALS
        or bare(text).endswith(_BEHIND_ALL)
        or (bool(words) and bare(words[-1]) in TOTALS)
    )


def is_open_word(label: str) -> bool:
    """Whether a status of that name says that the deal is still open."""
    return bare(label) in _OPEN


def is_paused_word(label: str) -> bool:
    """Whether a label of that name says that the deal rests."""
    return bare(label) in _PAUSED


def system_of(header: tuple[str, ...]) -> str | None:
    """The name of the system that writes such a header, or `None`."""
    present = {bare(cell) for cell in header}
    return next(
        (name for name, marks in SYSTEM_MARKS.items() if any(bare(mark) in present for mark in marks)), None
    )


_PAUSED = frozenset(map(bare, _PAUSED_WORDS))
_OPEN = frozenset(map(bare, _OPEN_WORDS))
