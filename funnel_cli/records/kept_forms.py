"""Forms that every method has and records keep under keys of their own: lost-customer and visit report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from funnel_cli.records.customer import Customer, LogEntry
from funnel_cli.records.deal import Loss, Opportunity
from funnel_cli.records.form import LOSS, VISIT, Filing, Filings, Form, FormField
from funnel_cli.records.kinds import Kinds
from funnel_cli.records.lead import Lead
from funnel_cli.values.message import Label

LOSS_REPORT = Form(
    id="loss-report",
    title=Label({"en": "Lost-customer report", "zh": "丢失客户报告"}),
    for_=LOSS,
    fields=(
        FormField(id="reason", title=Label({"en": "Reason", "zh": "原因"}), kind="choice", required=True),
        FormField(id="competitor", title=Label({"en": "Who won it", "zh": "赢家"})),
        FormField(id="said", title=Label({"en": "What they said", "zh": "客户的说法"}), kind="lines"),
        FormField(id="analysis", title=Label({"en": "What we think", "zh": "我们的分析"}), kind="lines"),
        FormField(id="avoid", title=Label({"en": "Next time", "zh": "下次如何避免"}), kind="lines"),
    ),
)
VISIT_REPORT = Form(
    id="visit-report",
    title=Label({"en": "Visit report", "zh": "客户访谈报告表"}),
    for_=VISIT,
    fields=(
        FormField(id="purpose", title=Label({"en": "Purpose", "zh": "目的"})),
        FormField(id="with", title=Label({"en": "Who took part for them", "zh": "客户参加人员"})),
        FormField(id="ours", title=Label({"en": "Who took part for us", "zh": "我方参加人员"})),
        FormField(id="result", title=Label({"en": "Result", "zh": "结果"}), kind="lines", required=True),
        FormField(id="next", title=Label({"en": "Next step", "zh": "下一步"})),
        FormField(id="open-theirs", title=Label({"en": "Open on their side", "zh": "对方未解决"})),
        FormField(id="open-ours", title=Label({"en": "Open on our side", "zh": "我方未解决"})),
    ),
)
_KEYS: Mapping[str, str] = {
    "with": "with_",
    "result": "text",
    "open-theirs": "open_theirs",
    "open-ours": "open_ours",
}
"""Under which key of a log entry the answer stands, where it is not called as the field is."""

PEOPLE_FIELDS = frozenset({"with", "ours"})
"""The fields of a visit that hold several names."""

KEPT = frozenset({LOSS_REPORT.id, VISIT_REPORT.id})
"""The ids of both forms."""


def kept_forms(reasons: Mapping[str, Label]) -> tuple[Form, ...]:
    """Both forms; a loss has one of these reasons, or any where a method lists none."""
    first, *others = LOSS_REPORT.fields
    reason = replace(first, choices=reasons) if reasons else replace(first, kind="text")
    return replace(LOSS_REPORT, fields=(reason, *others)), VISIT_REPORT


def kept_filings(subject: Opportunity | Lead | Customer, kinds: Kinds) -> Filings:
    """What the record says of its loss and of each visit, as if it were filed."""
    if isinstance(subject, Customer):
        return {}
    found: dict[str, tuple[Filing, ...]] = {}
    if isinstance(subject, Opportunity) and subject.lost and subject.closed:
        says = dict(_answers(LOSS_REPORT, subject.lost))
        found[LOSS_REPORT.id] = (Filing(date=subject.closed, says=says),)
    visits = [entry for entry in subject.log if kinds.is_visit(entry.kind)]
    if visits:
        found[VISIT_REPORT.id] = tuple(
            Filing(date=entry.date, by=entry.by, says=dict(_answers(VISIT_REPORT, entry))) for entry in visits
        )
    return found


def with_visit(
    log: tuple[LogEntry, ...], filing: Filing, names: Mapping[str, Iterable[str]], kinds: Kinds
) -> tuple[LogEntry, ...]:
    """The log with what the filing says in the last visit of its day; `names` are its lists of names."""
    visit = [entry for entry in log if kinds.is_visit(entry.kind) and entry.date == filing.date][-1]
    told: dict[str, Any] = {
        _KEYS.get(each.id, each.id): filing.says.get(each.id) for each in VISIT_REPORT.fields
    }
    told |= {_KEYS.get(id, id): tuple(some) for id, some in names.items()}
    after = replace(visit, by=filing.by, **told)
    return tuple(after if entry is visit else entry for entry in log)


def as_loss(filing: Filing) -> Loss:
    """The lost-customer report that the filing is."""
    return Loss(**{each.id: filing.says.get(each.id) for each in LOSS_REPORT.fields})


def _answers(form: Form, kept: Loss | LogEntry) -> Iterator[tuple[str, str]]:
    for field in form.fields:
        value = getattr(kept, _KEYS.get(field.id, field.id))
        if value:
            yield field.id, value if isinstance(value, str) else ", ".join(value)
