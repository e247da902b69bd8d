"""The lock holds what pyproject.toml asks for, for every system, and can be checked to the byte."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]

ASKED = {
    "users": [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"], *GROUPS["build"]],
    "tests": GROUPS["dev"],
    "site": GROUPS["site"],
}
"""What pyproject.toml asks for, by the section of the lock that holds it or stands below it."""

SYSTEMS = {"linux": ("Linux", "posix"), "darwin": ("Darwin", "posix"), "win32": ("Windows", "nt")}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
HASHES = re.compile(r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+")


def blocks(text: str) -> Iterator[tuple[Requirement, str]]:
    """Each package of a part of the lock, and the lines below it."""
    for block in re.findall(r"(?m)^[a-z0-9].*(?:\n .*)*", text):
        first, _, _ = block.partition(" \\\n")
        yield Requirement(first), block.removeprefix(first)


def pins(text: str) -> dict[str, Requirement]:
    """The packages of a part of the lock by their names."""
    return {each.name: each for each, _ in blocks(text)}


def pinned(requirement: Requirement) -> str:
    """The one version that is allowed."""
    (only,) = requirement.specifier
    assert only.operator == "=="
    return only.version


def installs(section: str) -> dict[str, Requirement]:
    """What is installed up to a section, that section included."""
    _, found, rest = LOCK.partition(f"\n# For {section}\n")
    assert found
    return pins(LOCK[: -len(rest)] + rest.partition("\n# For ")[0])


def surroundings() -> Iterator[Mapping[str, str]]:
    """Every system with every Python, as markers see them."""
    for (platform, (system, os_name)), python in product(SYSTEMS.items(), PYTHONS):
        yield {
            "sys_platform": platform,
            "platform_system": system,
            "os_name": os_name,
            "python_version": python,
            "python_full_version": f"{python}.0",
        }


@pytest.mark.parametrize("section", ASKED)
def test_what_is_asked_for_is_locked_in_an_allowed_version(section: str) -> None:
    there = installs(section)
    for asked in map(Requirement, ASKED[section]):
        assert asked.specifier.contains(pinned(there[canonicalize_name(asked.name)])), str(asked)


def test_no_package_is_locked_twice_or_without_the_hashes_of_its_files() -> None:
    names = [each.name for each, _ in blocks(LOCK)]
    assert len(names) == len(set(names))

    assert [each.name for each, below in blocks(LOCK) if not HASHES.match(below)] == []
    assert re.findall(r"\S*(?://|\bfile:|--(?!hash)|\.(?:org|com|io|net|local)\b)\S*", LOCK) == []


@pytest.mark.parametrize("section", ASKED)
def test_a_locked_package_finds_its_needs_in_its_section_or_above(section: str) -> None:
    there = installs(section)
    for package in there.values():
        for needed in needs(package):
            name = canonicalize_name(needed.name)
            assert name in there, f"{package.name} needs {needed}"
            assert needed.specifier.contains(pinned(there[name]))


def needs(package: Requirement) -> list[Requirement]:
    """What a package needs on some system, if just that version is installed here to be asked."""
    try:
        if version(package.name) != pinned(package):
            return []
    except PackageNotFoundError:
        return []
    extras = ({"extra": extra} for extra in ("", *extras_of(package.name)))
    places = [{**place, **extra} for place, extra in product(surroundings(), extras)]
    asked = map(Requirement, requires(package.name) or ())
    return [each for each in asked if each.marker is None or any(map(each.marker.evaluate, places))]


def extras_of(name: str) -> set[str]:
    """The extras in which pyproject.toml asks for a package."""
    asked = map(Requirement, (line for lines in ASKED.values() for line in lines))
    return {extra for each in asked if canonicalize_name(each.name) == name for extra in each.extras}


def test_what_stands_before_the_line_of_a_section_is_what_the_makefile_installs() -> None:
    sections = re.findall(r"(?m)^# For (\w+)$", LOCK)
    assert sections == [*ASKED]
    assert re.findall(r"call LOCKED,(\w+)", (ROOT / "Makefile").read_text(encoding="utf-8")) == sections[1:]
