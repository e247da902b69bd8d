"""The questions that an engine answers from the facts, as SQL in its dialect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date as Day
from pathlib import Path

from funnel_cli.records.method import Choice
from funnel_cli.values.message import Label

SQL = Path(__file__).parents[1] / "sql"
"""A folder for each dialect with a file for each question."""

QUESTIONS = (
    Choice(
        id="forecast", title=Label({"en": "What is expected, by month and owner", "zh": "预测：按月和负责人"})
    ),
    Choice(id="landing", title=Label({"en": "What a period comes to", "zh": "期内预计完成额"})),
    Choice(id="shape", title=Label({"en": "The funnel on a day, by stage", "zh": "某日的漏斗，按阶段"})),
    Choice(id="waterfall", title=Label({"en": "What changed between two days", "zh": "两日之间的变化"})),
    Choice(id="win_rate", title=Label({"en": "What was won and lost in a period", "zh": "期内赢单与输单"})),
    Choice(id="conversion", title=Label({"en": "How many deals get through each stage", "zh": "各阶段转化"})),
    Choice(
        id="time_in_stage", title=Label({"en": "How long deals stay in each stage", "zh": "阶段停留天数"})
    ),
    Choice(id="stalled", title=Label({"en": "Which deals stall on a day", "zh": "某日的停滞商机"})),
    Choice(id="calls", title=Label({"en": "How good the filed calls were", "zh": "报数的准确度"})),
)
"""What can be asked in every dialect."""

TABLES = Choice(id="tables", title=Label({"en": "What makes the empty tables", "zh": "建立空表的语句"}))
"""What is no question, and is printed beside them for engines that are filled from a file."""

DIALECTS = ("duckdb", "sqlite", "postgres", "clickhouse", "spark")
"""The engines whose answers are held equal to those of the reports."""

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


def question(name: str, dialect: str) -> str:
    """The SQL of a question, with `:as_of` and the like where its parameters go."""
    return (SQL / dialect / f"{name}.sql").read_text(encoding="utf-8")


def parameters(text: str) -> tuple[str, ...]:
    """What a question must be told, each once, in the order of its text."""
    return tuple(dict.fromkeys(_PARAMETER.findall(_without_comments(text))))


def filled(text: str, dialect: str, values: Mapping[str, Day | str | None]) -> str:
    """The question with these values as literals of the dialect; what is not given stays a parameter."""

    def literal(found: re.Match[str]) -> str:
        return _literal(values[found[1]], dialect) if found[1] in values else found[0]

    lines = text.splitlines(keepends=True)
    return "".join(line if line.startswith("--") else _PARAMETER.sub(literal, line) for line in lines)


def _literal(value: Day | str | None, dialect: str) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, Day):
        return f"'{value}'" if dialect == "sqlite" else f"DATE '{value}'"
    text = value.replace("\\", "\\\\") if dialect in {"clickhouse", "spark"} else value
    quote = "\\'" if dialect == "spark" else "''"
    return "'" + text.replace("'", quote) + "'"


def _without_comments(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("--"))
