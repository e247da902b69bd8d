"""What could be written into a record to act on the terminal, the spreadsheet or the page of its reader."""

import csv
import json
from pathlib import Path

from running import new_book

FORGED = "FORGED"
PAYLOADS = {
    "ansi": "\x1b[31mred\x1b[0m\x1b[2J",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "c1": "\x9b31mred \x9d0;x\x9c",
    "return": f"safe\r{FORGED}",
    "backspace": "abc\b\b\bxyz\x7f",
    "bidi": "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c",
    "newline": f"one\n{FORGED}\n\n- {FORGED}",
    "separator": f"one\u2028{FORGED}\u2029{FORGED}\x85{FORGED}",
    "tab": "one\ttwo\x0bthree\x0cfour",
    "markup": "[bold red]x[/] [link=http://evil.example]y[/link] [/nothing]",
    "emoji": ":smile: :warning:",
    "formula": '=HYPERLINK("http://evil.example";"x")',
    "plus": "+1+cmd|'/c calc'!A1",
    "minus": "-2+3+cmd",
    "at": "@SUM(1+1)*cmd",
    "wide": "＝1+1",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "pipes": "a|b|c \\| d",
    "markdown": "# x [y](javascript:alert(1)) `z` **b** ![i](http://evil.example)",
    "format": "{0} {name} %s %(x)s $(id) `id` ${HOME}",
}

RECORD = """\
id: {id}
customer: {text}
name: {text}
amount: 1000
currency: CNY
stage: develop
owner: {text}
source: {text}
created: 2026-09-01
expected_close: 2026-10-31
next_step: {{due: 2026-11-20, action: {text}}}
probability: {{value: 50%, date: 2026-11-01, reason: {text}}}
tags: [{text}]
refs: {{crm: {text}}}
contacts: [{{name: {text}, role: {text}}}]
milestones:
  need: {{date: 2026-09-10, evidence: {text}}}
history:
- {{date: 2026-09-01, stage: verify, amount: 1000, expected_close: 2026-10-31}}
- {{date: 2026-10-20, stage: develop, reason: {text}}}
log:
- {{date: 2026-10-20, kind: visit, text: {text}}}
x_note: {text}
{text}: {text}
"""

COLUMNS = ("Deal Name", "Account Name", "Amount", "Deal Stage", "Close Date", "Deal Owner")


def hostile_book(folder: Path) -> Path:
    """A book with a deal of each payload in every field, files of such names, and a sheet to import."""
    book = new_book(folder / "book")
    deals = book / "data/opportunities"
    for name, text in PAYLOADS.items():
        record = RECORD.format(id=f"x-{name}", text=json.dumps(text))
        (deals / f"x-{name}.yaml").write_text(record, encoding="utf-8")
        (deals / f"{text.replace('/', '_')[:60]}.yaml").write_text("id: y\n", encoding="utf-8")
    with (folder / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        rows = ((text, text, "1", text, "2027-01-31", text) for text in PAYLOADS.values())
        csv.writer(file).writerows([COLUMNS, *rows])
    return book
