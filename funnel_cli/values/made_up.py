"""Made-up names instead of real ones: the same for the same name and key, two names never alike."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from funnel_cli.values.typed import normal

_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""What codes are made of: neither vowels, so that no words come about, nor what looks alike."""

SHORT, MORE = 5, 4
"""Signs of a code, and so many more where the shorter one is another name's already."""

FIRST = (
    "Amber", "Basalt", "Birch", "Cedar", "Cobalt", "Copper", "Coral", "Crystal", "Delta", "Ember", "Falcon",
    "Fern", "Flint", "Garnet", "Granite", "Harbour", "Hazel", "Heron", "Indigo", "Ivory", "Jade", "Juniper",
    "Larch", "Linden", "Maple", "Marble", "Meadow", "Mistral", "Nickel", "North", "Oak", "Onyx", "Opal",
    "Osprey", "Pearl", "Pine", "Quartz", "Raven", "Ridge", "River", "Ruby", "Saffron", "Silver", "Slate",
    "Spruce", "Topaz", "Willow", "Zephyr",
)  # fmt: skip
SECOND = ("Works", "Mills", "Foods", "Motors", "Labs", "Tools", "Yards", "Freight", "Looms", "Mines")
_PEOPLE = (
    "Ada", "Ben", "Cleo", "Dana", "Eli", "Fay", "Gil", "Hana", "Ines", "Jon", "Kai", "Lee", "Mia", "Noor",
    "Ola", "Pia", "Quin", "Rui", "Sam", "Tao", "Uma", "Vera", "Wim", "Xia", "Yan", "Zoe",
)  # fmt: skip

_WORDS: Mapping[str, str] = {
    "project": "Project",
    "team": "Team",
    "region": "Region",
    "industry": "Industry",
    "tag": "tag",
    "channel": "channel",
    "text": "text",
}
"""What stands before the code of a name or text of that kind, in every language."""

_IDS = frozenset({"deal", "customer", "review", "file"})
"""The kinds that stand in ids and names of files: small letters without spaces."""


class MadeUp:
    """The made-up names by one key; it remembers which are taken, so that no two names get the same."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._names: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def name(self, kind: str, real: str) -> str:
        """The made-up name of that kind; spelling as `normal` folds it makes no difference, no text stays."""
        spelled = normal(real)
        if not spelled:
            return ""
        if (known := self._names.get((kind, spelled))) is None:
            known = self._free(kind, spelled)
            self._names[kind, spelled] = known
            self._taken.add(known)
        return known

    def known(self, kind: str) -> Mapping[str, str]:
        """The names of that kind so far, real ones first."""
        return {real: name for (of, real), name in self._names.items() if of == kind}

    def sealed(self, text: str) -> str:
        """A hash of the text by the key."""
        return hmac.new(self._key, text.encode(), "sha256").hexdigest()

    def _digest(self, kind: str, spelled: str) -> bytes:
        return hmac.digest(self._key, f"{kind}\0{spelled}".encode("utf-8", "surrogatepass"), "sha256")

    def _free(self, kind: str, spelled: str) -> str:
        number = int.from_bytes(self._digest(kind, spelled), "big")
        length = SHORT
        while (name := _named(kind, number, length)) in self._taken:
            length += MORE
        return name


def _named(kind: str, number: int, length: int) -> str:
    """The name that the number comes to, with a code of that length."""
    number, first = divmod(number, len(FIRST))
    number, second = divmod(number, len(SECOND))
    number, person = divmod(number, len(_PEOPLE))
    code = ""
    for _ in range(length):
        number, sign = divmod(number, len(_SIGNS))
        code += _SIGNS[sign]
    if kind in _IDS:
        return f"{kind}-{FIRST[first]}-{code}".lower()
    if kind == "company":
        return f"{FIRST[first]} {SECOND[second]} {code}"
    if kind == "person":
        return f"{_PEOPLE[person]} {code}"
    return f"{_WORDS[kind]} {code}"
