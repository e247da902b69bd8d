"""Where things are in a book: its root, the names of its files, and the ids records may have."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import count
from operator import attrgetter
from pathlib import Path, PurePosixPath

from funnel_cli.records.book import Book, Record
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Call, Count, Goal, Line, Rate, Target
from funnel_cli.store.system import is_link_at
from funnel_cli.values.errors import DataRefused, NotFound, UsageRefused, system_reason
from funnel_cli.values.likeness import short_name
from funnel_cli.values.message import N_
from funnel_cli.values.typed import normal, shell_word

METHOD_FILE = "stages.yaml"
DATA = "data"
OPPORTUNITIES = "data/opportunities"
LEADS = "data/leads"
CUSTOMERS = "data/customers"
REVIEWS = "data/reviews"
RECORD_FOLDERS: Mapping[str, type[Record]] = {
    OPPORTUNITIES: Opportunity,
    LEADS: Lead,
    CUSTOMERS: Customer,
    REVIEWS: Review,
}
"""The folders of records, and what each file there holds."""

TARGETS = "data/targets.yaml"
GOALS = "data/goals.yaml"
RATES = "data/rates.yaml"
CALLS = "data/calls.yaml"
COUNTS = "data/counts.yaml"
LINES: Mapping[str, type[Line]] = {TARGETS: Target, GOALS: Goal, RATES: Rate, CALLS: Call, COUNTS: Count}
"""The append-only files, as they are called in YAML, and the kind of line in each."""

SCHEMA_NAMES: Mapping[str, str] = {
    **{folder: kind.__name__.lower() for folder, kind in RECORD_FOLDERS.items()},
    **{path: PurePosixPath(path).stem for path in LINES},
    METHOD_FILE: "stages",
}
"""What the schema of each folder's files, or of a file, is called."""

SCHEMAS = "data/.schema"

_MARKS = frozenset({".schema", ".gitkeep", ".keep"})
"""Hidden names that somebody put into the folder of the records, be it as empty as it may."""

SUFFIXES = (".yaml", ".yml", ".json")
"""How the name of a record's file may end."""

_NOTHING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL})
"""What the system says of a name where nothing is, or that nothing can have."""

MAX_ID = 64
_SHORT_ID = 24
"""So many letters an id of ours has at the most; people type it."""

_LONGEST_OWNER = 40

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


class NoFolder(NoBook):
    """The folder that was named for the book is not there; a book above it is not what was meant."""

    sentence = N_("There is no book here: {folder} does not exist.")
    cure = N_("Check the spelling after -C or in FUNNEL_BOOK; start a book there with: funnel init {typed}")


class NoId(UsageRefused):
    """No record may be called so."""

    sentence = N_("“{id}” is no id; write up to 64 of a-z, 0-9, - and _, a letter or digit first.")


class ClosedFolder(NoBook):
    """Whether there is a book cannot be told, since the folder may not be looked into (exit 5)."""

    sentence = N_("{folder} cannot be read: {reason}.")
    cure = N_("Ask whoever it belongs to, or name another folder.")
    code = "unreadable"
    exit_code = DataRefused.exit_code


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
    """The nearest folder, from `start` upwards, that has a `stages.yaml`; else raises `NoBook`.

    Raises `ClosedFolder` for the first of them that may not be looked into.
    """
    try:
        here = start.absolute()
    except FileNotFoundError as error:  # the working folder is gone
        raise NoBook(folder=start) from error
    for folder in (here, *here.parents):
        if is_book(folder):
            return folder
    raise NoBook(folder=here)


def is_book(folder: Path) -> bool:
    """Whether a method is in the folder; raises `ClosedFolder` if it may not be looked into."""
    return _is_there(folder / METHOD_FILE)


def typed_from_here(path: Path) -> str:
    """The path as it is typed here: below the working folder from there on, any other as it is."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # the working folder is gone
        return shell_word(str(path))
    return shell_word(str(path.relative_to(here) if path.is_relative_to(here) else path))


def was_book(folder: Path) -> bool:
    """Whether records are there, though the method may be gone, or a link to the folder leads nowhere."""
    if is_link_at(folder) and not _is_there(folder):
        return True
    return any(_is_there(folder / each) for each in (OPPORTUNITIES, LEADS, COUNTS))


def _is_there(path: Path) -> bool:
    try:
        os.stat(path)  # noqa: PTH116 - what pathlib makes of an error is another thing in each Python
    except ValueError:
        return False
    except OSError as error:
        if error.errno in _NOTHING:
            return False
        raise ClosedFolder(folder=path.parent, reason=system_reason(error)) from error
    return True


def root_with_data(start: Path) -> Path:
    """As `find_root` from a folder that is there; raises `NoFolder`, `IsALink`, `NoData` otherwise."""
    if not _is_there(start):
        raise NoFolder(folder=start, typed=shell_word(str(start)))
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
    here, parts = Path(), path.parts
    if not path.is_absolute():
        here = Path.cwd()  # by its real name, so that what is above it is what `..` means
        while parts[:1] == ("..",):
            here, parts = here.parent, parts[1:]
    here = here.joinpath(*parts)
    books = [folder for folder in here.parents if os.path.lexists(folder / METHOD_FILE)]
    for folder in here.parents if books else ():
        if folder == books[-1]:
            return
        if is_link_at(folder):
            raise IsALink(path=folder.relative_to(books[-1]).as_posix())


def is_list(path: str) -> bool:
    """Whether the file at that path is a list: those of records lie in folders of their own."""
    return PurePosixPath(path).parent.name == DATA


def kind_of(path: str) -> type[Record | Line] | None:
    """What the file at that path holds, or a line of it; `None` for any other file.

    The book may lie deeper than where the path begins, as in a git repository.
    """
    place = PurePosixPath(path)
    if is_list(path):
        return LINES.get(f"{DATA}/{place.stem}.yaml")
    return RECORD_FOLDERS.get(f"{DATA}/{place.parent.name}")


def folder_of(kind: type) -> str:
    """Where the records of that kind stand, relative to the root."""
    return next(folder for folder, holds in RECORD_FOLDERS.items() if holds is kind)


def review_file(week: str, whose: str = "", suffix: str = ".yaml") -> str:
    """Where the review of that ISO week (`2026-W47`) stands, relative to the root.

    `whose` is what the name of the file says of its owner, as `owner_part` has it.
    """
    return f"{REVIEWS}/{week}{whose and f'.{whose}'}{suffix}"


def review_place(book: Book, week: str, owner: str | None = None) -> str:
    """Where that owner's review of the week stands, or belongs; the settings' owner's without one.

    The settings' owner has the file that is called by the week alone, unless it is another's already.
    """
    if own := [review for review in book.reviews_of(owner) if review.week == week]:
        return max(own, key=attrgetter("as_of")).file
    main, others = book.method.settings.owner, {review.file for review in book.reviews}
    if (owner or main) == main and others.isdisjoint(review_file(week, suffix=end) for end in SUFFIXES):
        return review_file(week)
    return review_file(week, owner_part(owner or main))


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
    spelled = ".".join(part for part in parts if part)[:_LONGEST_OWNER].strip(".-")
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


def short_id(customer: str | None, name: str | None) -> str:
    """The id for a new deal of that customer and name: whole words and syllables, at most 24 letters.

    Legal forms are left out. Where the two are too long, each has half at the least.
    """
    first, last = (_syllables(short_name(each)) if each else [] for each in (customer, name))
    room = max(_SHORT_ID - len("-".join(last)) - 1, _SHORT_ID // 2) if last else _SHORT_ID
    first = _words_within(first, room)
    return slug("-".join((*first, *_words_within(last, _SHORT_ID - len("-".join((*first, "")))))))


def free_id(wish: str, taken: Container[str]) -> str:
    """The id itself, or with `-2`, `-3`, … behind it, the first that is not taken."""
    return wish if wish not in taken else next(id for id in numbered_ids(wish) if id not in taken)


def numbered_ids(wish: str, first: int = 2) -> Iterator[str]:
    """The id with `-2`, `-3`, … behind it; of a short one words are left out where it grew too long."""
    most = _SHORT_ID if len(wish) <= _SHORT_ID else MAX_ID
    for number in count(first):
        room = most - 1 - len(str(number))
        kept = "-".join(_words_within(wish.split("-"), room)) if len(wish) > room else wish
        yield f"{kept}-{number}"


def _syllables(name: str) -> list[str]:
    """The words of a name in small ASCII letters; a letter of a script without case is one of its own."""
    return re.findall(r"[a-z0-9]+", _ascii(name).lower())


def _words_within(words: Sequence[str], room: int) -> list[str]:
    kept = [words[0][:room]] if words and room > 0 else []
    for word in words[1:]:
        if len("-".join((*kept, word))) > room:
            break
        kept.append(word)
    return kept


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
