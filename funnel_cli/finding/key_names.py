"""What a key is called that people type: in a query, and in `key=value` about a deal, lead or customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from funnel_cli.finding.words import choice_called
from funnel_cli.records.method import Choice
from funnel_cli.values.message import Label

IN_CHINESE: Mapping[str, str] = {
    "amount": "金额",
    "attraction": "吸引力",
    "category": "预测类别",
    "checked": "核对日期",
    "close": "预计成交日期",
    "closed": "关闭日期",
    "competitor": "竞争对手",
    "competitors": "竞争对手",
    "contact": "联系人",
    "contract": "合同号",
    "contract_amount": "合同金额",
    "contract_date": "合同日期",
    "created": "创建日期",
    "currency": "币种",
    "customer": "客户",
    "data": "资料",
    "days": "天数",
    "due": "到期",
    "entered": "进入阶段",
    "erp": "订单传输状态",
    "form": "表单",
    "grade": "等级",
    "history": "历史",
    "id": "编号",
    "industry": "行业",
    "is": "状态",
    "kind": "类型",
    "log": "跟进记录",
    "lost": "输单",
    "milestones": "里程碑",
    "name": "名称",
    "next": "下一步",
    "not": "非",
    "not_same_as": "并非同一",
    "owner": "负责人",
    "parts": "配件",
    "paused": "暂停",
    "payment": "回款",
    "potential": "潜力",
    "probability": "赢率",
    "q": "保存的查询",
    "reason": "输单原因",
    "region": "区域",
    "removed": "移除",
    "scored_by": "评分人",
    "source": "线索来源",
    "stage": "阶段",
    "strength": "商机强度",
    "tag": "标签",
    "tags": "标签",
    "team": "团队",
    "weighted": "加权金额",
    "won": "赢单",
}
"""The Chinese name of each key, as screens call what it asks or sets; of two for the same, of the shorter."""


def key_choices(keys: Iterable[str], more: Mapping[str, str] | None = None) -> tuple[Choice, ...]:
    """The keys as a closed list, each under its id and its Chinese name; `more` has those of other lists."""
    chinese = {**IN_CHINESE, **(more or {})}
    titles = {key: Label({"en": key, "zh": name}) for key, name in chinese.items()}
    return tuple(Choice(id=key, title=titles.get(key)) for key in keys)


def key_called(word: str, keys: Iterable[Choice]) -> str:
    """The key of the list that is called so as a whole, by `words.py`; the word itself where none is."""
    found = choice_called(word, keys)
    return found.id if found else word
