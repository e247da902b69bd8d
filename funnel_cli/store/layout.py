"""Where things are in a book: its root, the names of its files, and the ids records may have."""

from __future__ import annotations

import os
import re
from collections.abc import Container
from itertools import count
from pathlib import Path

from funnel_cli.store.system import is_link_at
from funnel_cli.values.errors import DataRefused, NotFound, UsageRefused
from funnel_cli.values.message import N_
from funnel_cli.values.typed import normal

METHOD_FILE = "stages.yaml"
DATA = "data"
OPPORTUNITIES = "data/opportunities"
LEADS = "data/leads"
CUSTOMERS = "data/customers"
REVIEWS = "data/reviews"
TARGETS = "data/targets.yaml"
RATES = "data/rates.yaml"
CALLS = "data/calls.yaml"
COUNTS = "data/counts.yaml"
LISTS = (TARGETS, RATES, CALLS, COUNTS)
"""The append-only files, as they are called in YAML."""

SCHEMAS = "data/.schema"

_MARKS = frozenset({".schema", ".gitkeep", ".keep"})
"""Hidden names that somebody put into the folder of the records, be it as empty as it may."""

SUFFIXES = (".yaml", ".yml", ".json")
"""How the name of a record's file may end."""

_LIST_STEMS = frozenset(path.partition(".")[0] for path in LISTS)

MAX_ID = 64
LONGEST_OWNER = 40

_ID = r"[a-z0-9][a-z0-9_-]{0,63}"
_REVIEW = r"[0-9]{4}-W[0-9]{2}(\.[a-z0-9_-]+)*"
_RESERVED = r"con|prn|aux|nul|(com|lpt)[0-9]"
_BACKUP = r"\.(swp|swo|swx|tmp|temp|bak|bk|backup|old|orig|rej|save(\.\d+)?|kate-swp)"
_TRIED = r".*___jb_(tmp|old)___|4913|5036|5159|5282"
_LEFT_OVER = rf"(?i)\..*(?<!\.icloud)|.*~|#.*#|.*{_BACKUP}|{_TRIED}|thumbs\.db|desktop\.ini"
"""Of editors, merges and desktops; with 4913 and the numbers 123 apart Vim tries whether it may write."""


class NoBook(NotFound):
    """No folder from here upwards holds a method."""

    sentence = N_("There is no book here: neither {folder} nor a folder above it has a stages.yaml.")
    cure = N_("Start one with: funnel init")
    code = "no_book"


class NoId(UsageRefused):
    """No record may be called so."""

    sentence = N_("“{id}” is no id; write up to 64 of a-z, 0-9, - and _, a letter or digit first.")


class NotARecord(DataRefused):
    """A write names something that is no plain record file inside the book (exit 5)."""

    sentence = N_("{path} is no plain record file inside the book; nothing was saved.")
    code = "not_a_record"


class IsALink(NotARecord):
    """Something inside a book is a link, which could lead anywhere (exit 5)."""

    sentence = N_("{path} is a link; inside a book links are not followed.")
    cure = N_("Put the file or folder itself there; a link to the whole book is fine.")
    code = "link"


class NoData(DataRefused):
    """The folder of the records is missing, or there is nothing in it (exit 5)."""

    sentence = N_("No record of this book is here: its folder data is missing or empty.")
    cure = N_(
        "Mount the drive, wait for the sync, or restore it. If the book is new: mkdir -p data/opportunities"
    )
    code = "no_data"


def find_root(start: Path) -> Path:
    """The nearest folder, from `start` upwards, that has a `stages.yaml`; else raises `NoBook`."""
    try:
        here = start.absolute()
        for folder in (here, *here.parents):
            if (folder / METHOD_FILE).exists():
                return folder
    except OSError as error:  # the working folder is gone, or the name is too long for one
        raise NoBook(folder=start) from error
    raise NoBook(folder=here)


def root_with_data(start: Path) -> Path:
    """As `find_root`; raises `IsALink` or `NoData` where the records are not in the book's folder."""
    root = find_root(start)
    if is_link_at(root / DATA):
        raise IsALink(path=DATA)
    if not _is_data_there(root / DATA):
        raise NoData
    return root


def _is_data_there(data: Path) -> bool:
    """Whether there is anything of a book in the folder; whatever cannot be listed is told of later."""
    try:
        names = os.listdir(data)  # noqa: PTH208 - names are all it takes
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return any(name in _MARKS or not is_left_over(name) for name in names)


def demand_no_way_out(path: Path) -> None:
    """Raise `IsALink` for a path that leads into a book and, by a link there, out of it again."""
    here = path.absolute()
    books = [folder for folder in here.parents if os.path.lexists(folder / METHOD_FILE)]
    for folder in here.parents if books else ():
        if folder == books[-1]:
            return
        if is_link_at(folder):
            raise IsALink(path=folder.relative_to(books[-1]).as_posix())


def is_list(path: str) -> bool:
    """Whether the file at that path, relative to the root, is one of the append-only ones."""
    return path.partition(".")[0] in _LIST_STEMS


def opportunity_file(id: str, suffix: str = ".yaml") -> str:
    """Where the opportunity of that id stands, relative to the root."""
    return f"{OPPORTUNITIES}/{id}{suffix}"


def lead_file(id: str, suffix: str = ".yaml") -> str:
    """Where the lead of that id stands, relative to the root."""
    return f"{LEADS}/{id}{suffix}"


def customer_file(id: str, suffix: str = ".yaml") -> str:
    """Where the customer of that id stands, relative to the root."""
    return f"{CUSTOMERS}/{id}{suffix}"


def review_file(week: str, whose: str = "", suffix: str = ".yaml") -> str:
    """Where the review of that ISO week (`2026-W47`) stands, relative to the root.

    `whose` is what the name of the file says of its owner, as `owner_part` has it.
    """
    return f"{REVIEWS}/{week}{whose and f'.{whose}'}{suffix}"


def is_review(stem: str) -> bool:
    """Whether a review's file may be called so: `2026-W47`, `2026-W47.li.wei`."""
    return re.fullmatch(_REVIEW, stem) is not None


def owner_part(owner: str | None) -> str:
    """What the name of a file says of an owner: the name itself, `li.wei`, or one that is like it.

    A name that is not lower case ASCII without spaces is spelled so and gets a mark made of itself, the
    same everywhere, so that no two owners ever share a file, on any file system. Nobody is `_`.
    """
    if owner is None:
        return "_"
    owner = normal(owner)
    parts = (re.sub(r"[^a-z0-9]+", "-", _ascii(part).lower()).strip("-") for part in owner.split("."))
    spelled = ".".join(part for part in parts if part)[:LONGEST_OWNER].strip(".-")
    if spelled == owner:
        return owner
    from hashlib import sha256

    mark = sha256(owner.encode()).hexdigest()[:8]
    return f"{spelled}-{mark}" if spelled else mark


def schema_file(name: str) -> str:
    """Where the JSON Schema of that name stands, relative to the root."""
    return f"{SCHEMAS}/{name}.json"


def is_id(text: str) -> bool:
    """Whether a record may be called so, on every file system."""
    return re.fullmatch(_ID, text) is not None and not re.fullmatch(_RESERVED, text)


def as_id(text: str) -> str:
    """The id that somebody typed for a new record; raises `NoId`."""
    if not is_id(text):
        raise NoId(id=text[: MAX_ID + 1])
    return text


def is_left_over(name: str) -> bool:
    """Whether a file of that name was left by an editor, a merge or a desktop, and says nothing of a deal.

    The stand-in for a file that iCloud moved away (`.acme.yaml.icloud`) hides a deal: it is none.
    """
    return re.fullmatch(_LEFT_OVER, name) is not None


def id_moved_away(name: str) -> str | None:
    """The id of the record for which iCloud left a file called so (`.acme.yaml.icloud`), else `None`."""
    found = re.fullmatch(rf"\.?({_ID})\.(yaml|yml|json)\.icloud", name)
    return found[1] if found else None


def slug(*names: str | None) -> str:
    """The id that these names suggest: ASCII, lower case, at most 64 characters; never empty.

    华能矿业 becomes `hua-neng-kuang-ye`: a letter of a script without case is a syllable of its own.
    """
    spelled = "-".join(_ascii(name) for name in names if name).lower()
    id = re.sub(r"[^a-z0-9]+", "-", spelled).strip("-")[:MAX_ID].rstrip("-")
    return id if is_id(id) else f"deal-{id}".rstrip("-")


def free_id(wish: str, taken: Container[str]) -> str:
    """The id itself, or with `-2`, `-3`, … behind it, the first that is not taken."""
    if wish not in taken:
        return wish
    numbered = (f"{wish[: MAX_ID - 1 - len(str(n))]}-{n}" for n in count(2))
    return next(id for id in numbered if id not in taken)


def _ascii(name: str) -> str:
    """The name in ASCII, with dashes around what stands for a syllable."""
    if name.isascii():
        return name
    from anyascii import anyascii

    letters = ((letter, anyascii(letter)) for letter in name)
    return "".join(
        f"-{spelled}-" if letter == letter.swapcase() and spelled[:1].isupper() else spelled
        for letter, spelled in letters
    )
