# ruff: noqa: INP001 - a script, no package
"""Make the questions of `funnel_cli/sql/duckdb` for the other engines.

    python tools/sql_dialects.py

DuckDB's are written by hand; SQLGlot, a development tool, spells them for the others. SQLite has no
decimals, so there its own functions for plain digits do what operators do elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import sqlglot
from sqlglot import exp

SQL = Path(__file__).parents[1] / "funnel_cli" / "sql"
DIALECTS = ("sqlite", "postgres", "clickhouse", "spark")

NUMBERS = frozenset(
    {"amount", "old_amount", "probability", "rate", "old_rate", "change", "worth", "said", "won", "missed"}
)
"""The columns that hold decimals, in the facts and in what a question makes of them."""

FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.Mul: "decimal_mul",
    exp.Sub: "decimal_sub",
    exp.Add: "decimal_add",
}
COMPARISONS = (exp.GT, exp.LT, exp.NEQ)
HELD = "parameter__"
NULLS = "SETTINGS join_use_nulls = 1"
"""Without it ClickHouse fills what a left join did not find with zeros and empty texts."""


def is_number(node: exp.Expr) -> bool:
    """Whether it is a decimal in the facts, or made of one."""
    match node:
        case exp.Column():
            return node.name in NUMBERS
        case exp.Case():
            return any(is_number(branch.args["true"]) for branch in node.args["ifs"])
        case exp.Cast():
            return bool(node.to.is_type("decimal"))
        case exp.Coalesce() | exp.Paren() | exp.Mul() | exp.Sub() | exp.Add():
            return is_number(node.this) or any(map(is_number, filter(None, [node.args.get("expression")])))
        case exp.Anonymous():
            return node.name in {*FUNCTIONS.values(), "decimal_sum"}
    return False


def in_plain_digits(node: exp.Expr) -> exp.Expr:
    """What SQLite has instead of an operator on decimals, from the inside outwards."""
    for name, value in list(node.args.items()):
        if isinstance(value, exp.Expr):
            node.set(name, in_plain_digits(value))
        elif isinstance(value, list):
            node.set(name, [in_plain_digits(each) if isinstance(each, exp.Expr) else each for each in value])
    if isinstance(node, exp.Cast) and node.to.is_type("decimal"):
        inner: exp.Expr = node.this
        return inner
    if type(node) in FUNCTIONS and (is_number(node.this) or is_number(node.expression)):
        return exp.Anonymous(this=FUNCTIONS[type(node)], expressions=[node.this, node.expression])
    if isinstance(node, COMPARISONS) and (is_number(node.this) or is_number(node.expression)):
        order = exp.Anonymous(this="decimal_cmp", expressions=[node.this, node.expression])
        return type(node)(this=order, expression=exp.Literal.number(0))
    if isinstance(node, exp.Sum) and is_number(node.this):
        return exp.Anonymous(this="decimal_sum", expressions=[node.this])
    return node


def spelled(text: str, dialect: str) -> str:
    """The question in the dialect, below the comment that says what it asks."""
    lines = text.splitlines(keepends=True)
    head = "".join(line for line in lines if line.startswith("--"))
    body = "".join(line for line in lines if not line.startswith("--"))
    tree = sqlglot.parse_one(re.sub(r":(\w+)", rf"{HELD}\1", body), read="duckdb")
    if dialect == "sqlite":
        tree = in_plain_digits(tree)
    sql = tree.sql(dialect=dialect, pretty=True, comments=False)
    if dialect == "clickhouse" and any(join.side == "LEFT" for join in tree.find_all(exp.Join)):
        sql += f"\n{NULLS}"
    return head + re.sub(rf"\b{HELD}(\w+)", r":\1", sql) + "\n"


def made() -> Iterator[tuple[Path, str]]:
    """Every file of the other dialects, with what is to stand in it."""
    for source in sorted((SQL / "duckdb").glob("*.sql")):
        text = source.read_text(encoding="utf-8")
        for dialect in DIALECTS:
            yield SQL / dialect / source.name, spelled(text, dialect)


if __name__ == "__main__":
    for path, text in made():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
