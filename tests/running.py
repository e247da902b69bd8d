"""A small book on disk, and the program run on it in this process, so that a test reads like a terminal."""

import csv
import json
import shlex
import shutil
import sys
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version
from typer.main import get_command
from typer.testing import CliRunner

from funnel_cli.cli import app
from funnel_cli.render.output import Footing, Output
from funnel_cli.values.table import Document

ROOT = Path(__file__).resolve().parents[1]

Printed = list[tuple[Document, Output, Footing]]
"""What runs have printed from values, each with how it was asked for and what it stands on."""

with_a_light_typer = pytest.mark.skipif(
    Version(version("typer")) >= Version("0.29"),
    reason="this Typer imports pydantic for every parameter, which is why pyproject.toml keeps it out",
)
"""What holds for the Typer that is allowed, and cannot hold of one that `make pythons` tries."""

METHOD = """\
# The method of the tests
method: test
title: {en: Test, zh: 测试}
settings:
  currency: CNY
  owner: li.wei
stages:
- id: verify
  title: {en: Verify, zh: 验证}
  probability: 10%
  typical_days: 30
  milestones:
  - {id: need, title: {en: The need is real, zh: 需要是现实的}, required: true}
- id: develop
  title: {en: Develop, zh: 开发}
  probability: 30%
  typical_days: 30
  milestones:
  - {id: plan, title: {en: Our plan is accepted, zh: 方案被接受}, required: true}
- id: propose
  title: {en: Propose, zh: 提案}
  probability: 50%
  typical_days: 30
  milestones:
  - {id: funds, title: {en: Funds are clear, zh: 资金落实}, required: true}
- id: close
  title: {en: Close, zh: 成交}
  probability: 80%
  typical_days: 30
sources:
- {id: referral, title: {en: Referral, zh: 转介绍}}
lost_reasons:
- {id: price, title: {en: Price, zh: 价格}}
"""

ACME = """\
# Met at the fair; ask for Zhang first
id: acme-erp
customer: Acme Ltd
name: "ERP roll-out"
amount: 120000.00     # as of their mail
currency: CNY
stage: develop
owner: li.wei
source: referral
created: 2026-09-01
expected_close: 2026-12-31
next_step: {due: 2026-11-20, action: Call Zhang}
milestones:
  need: 2026-09-10
history:
- {date: 2026-09-01, stage: verify, amount: 120000.00, expected_close: 2026-12-31}
- {date: 2026-10-20, stage: develop}
log:
- {date: 2026-10-20, kind: visit, text: They want it before the new year}
"""

BETA = """\
id: beta-belts
customer: 北京某某科技有限公司
name: 皮带输送机
amount: 0.1
currency: CNY
stage: propose
owner: li.wei
created: 2026-08-01
expected_close: 2027-01-31
milestones:
  need: 2026-08-10
  plan: 2026-09-15
history:
- {date: 2026-08-01, stage: verify, amount: 0.1, expected_close: 2027-01-31}
- {date: 2026-08-20, stage: develop}
- {date: 2026-09-20, stage: propose}
"""

GAMMA = """\
{
  "id": "gamma-gates",
  "customer": "Gamma",
  "amount": "50000.00",
  "currency": "CNY",
  "stage": "verify",
  "owner": "anna.meyer",
  "created": "2026-11-01",
  "history": [
    {
      "date": "2026-11-01",
      "stage": "verify",
      "amount": "50000.00"
    }
  ]
}
"""

DELTA = """\
id: delta-doors
customer: Delta
amount: 70000
currency: CNY
stage: won
owner: li.wei
created: 2026-05-01
closed: 2026-10-15
history:
- {date: 2026-05-01, stage: verify, amount: 70000}
- {date: 2026-10-15, stage: won, closed: 2026-10-15}
"""

BROKEN = "id: broken-bits\ncustomer: Broken\nstage: develop\namount: 1.000,00\nexpected_close: 2026-12-01\n"
"""A record that cannot be read: its amount could be two."""

FILES = {
    "stages.yaml": METHOD,
    "data/opportunities/acme-erp.yaml": ACME,
    "data/opportunities/beta-belts.yaml": BETA,
    "data/opportunities/gamma-gates.json": GAMMA,
    "data/opportunities/delta-doors.yaml": DELTA,
    "data/targets.yaml": "- {set: 2026-09-01, period: 2026-12, amount: 100000}\n",
}

BROKEN_FILE = "data/opportunities/broken-bits.yaml"

PROGRAM = get_command(app)
"""The program, made once: made for every run, its options take as long as many an answer."""

UNSET = ("FUNNEL_BOOK", "FUNNEL_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
DAY = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run left: its exit code and the two streams."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The object on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The object on stderr."""
        return json.loads(self.err)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of a CSV answer."""
        return list(csv.DictReader(StringIO(self.out)))

    @property
    def ids(self) -> list[str]:
        """The ids of a JSON answer's items."""
        return [item["id"] for item in self.json["items"]]


def new_book(folder: Path, *, broken: bool = False, **files: str) -> Path:
    """A book in the folder: four deals, one of them won; `broken` adds a record that cannot be read.

    `files` are more deals, by id (an underscore stands for a dash).
    """
    texts = FILES | ({BROKEN_FILE: BROKEN} if broken else {})
    texts |= {f"data/opportunities/{id.replace('_', '-')}.yaml": text for id, text in files.items()}
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def sample_book(folder: Path) -> Path:
    """A copy of the book at the root of this repository, without its journal and its schemas."""
    shutil.copy(ROOT / "stages.yaml", folder)
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns(".funnel", ".schema"))
    return folder


def run(line: str, book: Path | None = None, *, typed: str | bytes | None = None, **environ: str) -> Answer:
    """`funnel` with these words on that book as of 2026-11-22, in a bare environment plus `environ`."""
    words = [*(["-C", str(book)] if book else []), *shlex.split(line)]
    environment: dict[str, str | None] = dict.fromkeys(UNSET) | {"FUNNEL_AS_OF": DAY} | environ
    with CliRunner(env=environment).isolation(typed) as (out, err, _):
        with pytest.raises(SystemExit) as end:
            PROGRAM.main(words)
        sys.stdout.flush()
        sys.stderr.flush()
        said = [each.getvalue().decode("utf-8", "replace").replace("\r\n", "\n") for each in (out, err)]
    return Answer(int(end.value.code or 0), *said)


def tree(folder: Path) -> dict[str, str]:
    """A digest of every file below the folder, the program's own `.funnel` left out."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".funnel" not in path.parts
    }
