# ruff: noqa: INP001 - a script, no package
"""Run the suite with every Python that is found here, and once with libraries newer than the lock.

    tools/pythons.py [--prepare] [--leg NAME] [what pytest takes …]

The legs are `3.11` to `3.14`, each installed from requirements.lock, and `newest`: the newest releases of
everything, and the Typer that pyproject.toml keeps out for its slow start. A Python that is not found is
named and left out. `--prepare` only makes the environments, in build/pythons. Exit 1 if a leg failed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACE = Path("build") / "pythons"

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
NEWEST = "newest"
AHEAD = "typer==0.29.*"
"""What the leg of the newest releases installs over the bound of pyproject.toml."""


def candidates(version: str) -> Iterator[str]:
    """Where a Python of that version may be, the one that runs this first."""
    yield sys.executable
    for home in sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*")):
        yield str(home / "bin" / "python")
    if on_path := shutil.which(f"python{version}"):
        yield on_path


def found(version: str) -> str | None:
    """A Python that runs and is of that version, if there is one."""
    asked = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    for python in candidates(version):
        said = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
        if said.stdout.strip() == version:
            return python
    return None


def run(*words: str | Path) -> bool:
    """Whether a command of this repository ended well."""
    return subprocess.run(words, cwd=ROOT, check=False).returncode == 0


def locked(place: Path, python: str) -> bool:
    """Whether an environment with the versions of the lock could be made."""
    return run("make", "--no-print-directory", f"VENV={place}", f"PYTHON={python}", place / "developing")


def newest(place: Path, python: str) -> bool:
    """Whether an environment with the newest releases could be made."""
    pip = (
        place / "bin" / "python",
        "-m",
        "pip",
        "-qq",
        "--disable-pip-version-check",
        "install",
        "--upgrade",
    )
    return (
        run(python, "-m", "venv", "--clear", place)
        and run(*pip, "pip")
        and run(*pip, "--group", "dev", "--editable", ".")
        and run(*pip, "-q", AHEAD)  # a third time quiet, about the bound that it breaks
    )


def leg(name: str, tests: list[str] | None) -> str:
    """What came of a leg; without tests only its environment is made."""
    python = sys.executable if name == NEWEST else found(name)
    if python is None:
        return "not found on this machine"
    place = PLACE / name
    if not (newest if name == NEWEST else locked)(place, python):
        return "could not be installed"
    if tests is None:
        return "ready"
    return "passed" if run(place / "bin" / "python", "-m", "pytest", "-n", "2", *tests) else "FAILED"


def main() -> int:
    """Run the legs one after the other, and say what came of each."""
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("\n\n")[1].strip())
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--leg", action="append", choices=[*VERSIONS, NEWEST])
    asked, tests = parser.parse_known_args()
    results = {name: leg(name, None if asked.prepare else tests) for name in asked.leg or [*VERSIONS, NEWEST]}
    for name, result in results.items():
        sys.stdout.write(f"{name:8}{result}\n")
    return int(any(result in {"FAILED", "could not be installed"} for result in results.values()))


if __name__ == "__main__":
    sys.exit(main())
