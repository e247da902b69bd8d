# ruff: noqa: INP001 - a script, no package
"""Write requirements.lock anew: the newest versions that pyproject.toml allows, with the hash of every file.

Needs uv on the path or beside this Python. The file has three sections, each of which needs those before
it: what a user installs, what the tests add, what the site adds. They hold for every system and Python.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"

SECTIONS = {"users": ("build",), "tests": ("build", "dev"), "site": ("build", "dev", "site")}
"""The sections in their order, and the groups of pyproject.toml that hold what they and those before need."""

HEAD = """\
# Exact versions for every system and Python that pyproject.toml allows, written by `make lock`.
# Each section needs those above it; the Makefile installs up to one of them.
"""

UV = (shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv", "pip", "compile", "pyproject.toml")
HOW = (
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--no-config",
    "--quiet",
)

Blocks = dict[str, str]
"""The lines about each package, by its name."""


def compiled(groups: tuple[str, ...], *options: str) -> Blocks:
    """What users and the groups need, resolved for every system at once."""
    wanted = [word for group in groups for word in ("--group", group)]
    found = subprocess.run(
        [*UV, *HOW, *wanted, *options], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {
        re.split(r"[=\[ ]", block, maxsplit=1)[0]: block
        for block in re.split(r"(?m)^(?=\w)", found.stdout)[1:]
    }


def sections() -> dict[str, Blocks]:
    """The packages of each section, none of them twice."""
    *_, everything = SECTIONS.values()
    blocks = compiled(everything)
    there: set[str] = set()
    found: dict[str, Blocks] = {}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as versions:
        versions.write("".join(blocks.values()))
        versions.flush()
        for section, groups in SECTIONS.items():
            names = [name for name in compiled(groups, "--constraint", versions.name) if name not in there]
            there.update(names)
            found[section] = {name: blocks[name] for name in names}
    return found


if __name__ == "__main__":
    texts = [f"\n# For {section}\n{''.join(blocks.values())}" for section, blocks in sections().items()]
    LOCK.write_text(HEAD + "".join(texts), encoding="utf-8")
