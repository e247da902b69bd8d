"""Every command as it could be used, for tests that try them all."""

from collections.abc import Iterator
from pathlib import Path

LINES: dict[str, tuple[str, ...]] = {
    "help": ("help dates",),
    "init": ("init {book}", "init {book}/new --git"),
    "methods": (
        "methods", "methods --from-history", "methods --switch target-account --yes",
        "methods --add source=fair",
        "methods --lint {book}/stages.yaml",
    ),
    "add": ("add New --customer Acme --amount 1k --close 2026-12-31",),
    "show": ("show acme-erp",),
    "path": ("path acme-erp",),
    "find": ("find acme", "find year --all"),
    "edit": ("edit acme-erp",),
    "set": ("set acme-erp amount=7k", "set stage:develop owner=anna --yes"),
    "log": ("log acme-erp Spoke", "log @ Again"),
    "check": ("check acme-erp plan",),
    "promote": ("promote acme-erp --force --reason x",),
    "demote": ("demote beta --to develop --reason x",),
    "score": ("score acme-erp",),
    "pause": ("pause acme-erp --until 2026-12-20 --reason x",),
    "resume": ("resume acme-erp",),
    "win": ("win beta-belts --force --reason x",),
    "lose": ("lose gamma-gates --reason price",),
    "payment": ("payment", "payment delta-doors", "payment delta-doors 30% 2026-12-31 --for Plan"),
    "reopen": ("reopen delta-doors --reason x",),
    "remove": ("remove gamma-gates --yes --reason x",),
    "target": ("target", "target 2027-01 100k", "target 2027-01 100k --stage propose --by 2026-12-31"),
    "rate": ("rate", "rate USD 7.2"),
    "call": ("call", "call 2026-12 100k"),
    "counts add": ("counts add 2026-11 visits=3",),
    "review": ("review --list", "review --done"),
    "handover": ("handover --from li.wei", "handover --from li.wei -o {book}/out/pack"),
    "customer add": ("customer add Newco",),
    "customer show": ("customer show acme",),
    "customer set": ("customer set acme region=north",),
    "lead add": ("lead add Newlead",),
    "lead show": ("lead show zed",),
    "lead set": ("lead set zed owner=anna",),
    "lead contact": ("lead contact zed",),
    "lead qualify": ("lead qualify zed",),
    "lead return": ("lead return zed",),
    "lead convert": ("lead convert zed",),
    "visit": ("visit acme-erp",),
    "brief": ("brief acme-erp",),
    "import": ("import {book}/out.csv", "import {book}"),
    "export": (
        "export deals", "export records -f jsonl", "export deals -o {book}/out/deals.csv",
        "export deals -o {book}/out.csv",
    ),
    "across": ("across shape {book}", "across range {book}", "across plan {book}", "across gates {book}"),
    "schedule": ("schedule --for cron",),
    "undo": ("undo --list", "undo"),
    "redo": ("redo",),
    "validate": ("validate", "validate --roundtrip"),
    "doctor": ("doctor", "doctor --fix", "doctor --rebuild"),
    "fmt": ("fmt --check", "fmt"),
    "merge-file": ("merge-file {deal} {deal} {deal} x.yaml",),
    "schema": ("schema", "schema opportunity", "schema --write"),
    "completion": ("completion bash",),
}  # fmt: skip
"""How each command could be used; those that are not here are given alone."""


def lines_of(name: str, book: Path) -> Iterator[str]:
    """The lines of a command, on the book."""
    deal = book / "data/opportunities/acme-erp.yaml"
    for line in LINES.get(name, (name,)):
        yield line.format(book=book, deal=deal)
