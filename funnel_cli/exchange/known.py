"""What other systems call our fields and outcomes: headers, words and the marks that tell a system.

Sources: the exports of Salesforce, HubSpot, Pipedrive, Zoho, Odoo, Close and Dynamics 365, and
hand-made sheets in English, German, French and Chinese. Everything is compared without regard to
case, accents, spaces and punctuation, so a trailing `*` or a dash makes no difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from unicodedata import combining, normalize

from funnel_cli.model import LOST, WON

HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ref": (
            "Opportunity ID", "Deal ID", "Record ID", "Deal - ID", "External ID", "ID",
            "(Do Not Modify) Opportunity", "商机编号", "商机ID", "编号",
        ),
        "customer": (
            "customer", "Account Name", "Account", "Customer Name", "Deal - Organization", "Organization",
            "Associated Company", "Company", "Company Name", "Potential Customer", "Client", "lead_name",
            "Kunde", "Kundenname", "Firma", "Société", "客户", "客户名称", "公司", "公司名称",
        ),
        "name": (
            "name", "Opportunity Name", "Opportunity", "Deal Name", "Deal", "Deal - Title", "Title",
            "Potential Name", "Topic", "Verkaufschance", "Projekt", "Affaire",
            "商机名称", "商机", "销售机会", "项目", "项目名称",
        ),
        "amount": (
            "amount", "Deal - Value", "Deal Value", "Est. Revenue", "Betrag", "Montant",
            "金额", "预计金额", "商机金额", "合同金额",
        ),
        "currency": (
            "currency", "Amount Currency", "CurrencyIsoCode", "Deal - Currency of Value", "value_currency",
            "Währung", "Devise", "币种", "货币",
        ),
        "stage": (
            "stage", "StageName", "Deal Stage", "Deal - Stage", "Deal - Stage (pipeline)", "Sales Stage",
            "stage_id", "status_label", "Phase", "Étape", "阶段", "销售阶段", "商机阶段",
        ),
        "status": ("Deal - Status", "status_type", "Forecast Type", "Status", "状态", "商机状态"),
        "is_won": ("IsWon",),
        "is_closed": ("IsClosed",),
        "active": (),
        "percent": (),
        "owner": (
            "owner", "Opportunity Owner", "Deal Owner", "Deal - Owner", "Potential Owner", "Salesperson",
            "Sales agent", "Verantwortlich", "Commercial", "负责人", "销售", "销售人员", "所有者",
        ),
        "source": ("source", "Lead Source", "Deal - Source", "Quelle", "来源", "线索来源", "商机来源"),
        "created": (
            "created", "Created Date", "Create Date", "CreatedDate", "Created Time", "Created On",
            "date_created", "Deal - Deal created", "Erstellt", "Erstellt am", "Date de création",
            "创建日期", "创建时间", "录入日期",
        ),
        "close": ("Close Date", "CloseDate", "Closing Date", "Abschlussdatum", "Date de clôture"),
        "expected_close": (
            "expected_close", "Deal - Expected close date", "Expected close date", "Est. Close Date",
            "Expected Closing", "date_deadline", "预计成交日期", "预期关闭日期", "预计签约日期",
        ),
        "closed": (
            "closed", "Actual Close Date", "Closed Date", "date_closed", "成交日期", "关闭日期", "签约日期",
        ),
        "won_on": ("Deal - Won time", "Won time", "date_won", "赢单日期"),
        "lost_on": ("Deal - Lost time", "Lost time", "date_lost", "输单日期"),
        "stage_since": ("LastStageChangeDate", "Last Stage Change Date"),
        "next_step": ("next_step", "Next Step", "Nächster Schritt", "下一步", "下一步关键动作"),
        "next_due": (
            "next_due", "Next Step Due", "Deal - Next activity date", "下次跟进日期", "下次跟进时间",
        ),
        "lost_reason": (
            "lost_reason", "Deal - Lost reason", "Lost Reason", "Reason For Loss", "Closed Lost Reason",
            "输单原因", "失单原因", "失败原因", "未成交原因",
        ),
        "every": ("value_period",),
    }
)  # fmt: skip
"""Our fields, each with the headers it is known by, the surest first."""

OWN_KEYS = frozenset({"id", "customer", "stage"})
"""Where all of these stand in a header, the sheet is this program's own, and its ids are ours."""

MARKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pipedrive": ("Deal - Title",),
        "zoho": ("Deal Owner.id", "Account Name.id"),
        "hubspot": ("Associated Company", "Associated Company IDs"),
        "salesforce": ("Opportunity Owner", "StageName", "CurrencyIsoCode"),
        "dynamics": ("(Do Not Modify) Opportunity",),
        "odoo": ("date_deadline", "Expected Closing"),
        "close": ("status_type",),
    }
)
"""Headers that only one system writes; its name is the key under which `refs` keeps its ids."""

SYSTEM_HEADERS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"odoo": {"amount": ("Expected Revenue",), "active": ("Active",), "percent": ("Probability",)}}
)
"""What a header means in one system only: elsewhere the expected revenue is a weighted amount.

In Odoo a lost deal is one that is not active and has probability 0.
"""

OUTCOME_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        WON: ("won", "closed won", "is won", "gewonnen", "gagné", "成交", "已成交", "赢单", "成单"),
        LOST: (
            "lost", "closed lost", "is lost", "verloren", "perdu", "输单", "失单", "丢单", "未成交",
        ),
    }
)  # fmt: skip
"""What systems call the two outcomes."""

OPEN_WORDS = ("open", "active", "in progress", "offen", "ouvert", "进行中", "跟进中", "未关闭")
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


def is_open_word(label: str) -> bool:
    """Whether a status of that name says that the deal is still open."""
    return bare(label) in _OPEN


def system_of(header: tuple[str, ...]) -> str | None:
    """The name of the system that writes such a header, or `None`."""
    present = {bare(cell) for cell in header}
    return next((name for name, marks in MARKS.items() if any(bare(mark) in present for mark in marks)), None)


_OPEN = frozenset(map(bare, OPEN_WORDS))
