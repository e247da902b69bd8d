"""What a disk may hold after a power cut: a small model of all that has not been synced.

A `RecordingDisk` notes every call that changes the disk. Of those before the cut, a write to a file
is safe once that file was synced, a change of names once any folder that it touched was. Of all else
any part may be there and any part not, in any order: this is weaker than what ext4, XFS or Btrfs
promise, and weaker than the model of ALICE (Pillai et al., OSDI 2014), which it follows.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, count, product
from pathlib import Path
from random import Random

from funnel_cli.store.journal.disk import Disk
from funnel_cli.store.system import EXCHANGE

Node = int
Name = tuple[Node, str]
Calls = Sequence["Rename | Write | Sync"]
Tree = dict[str, bytes | None]
"""The files below a root by path; `None` for a folder."""

ALL_WAYS = 6
"""Up to so many open calls every subset is tried, beyond that a sample."""
SAMPLE = 40


@dataclass(frozen=True, slots=True)
class Rename:
    """Names that get another node in one step; `None` for a name that goes."""

    names: Mapping[Name, Node | None]


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes added to a file."""

    node: Node
    text: bytes


@dataclass(frozen=True, slots=True)
class Sync:
    """A file or a folder is made safe."""

    node: Node


@dataclass
class RecordingDisk(Disk):
    """A real disk that notes what is done to it below `root`."""

    root: Path
    calls: list[Rename | Write | Sync] = field(default_factory=list)
    exchanges: bool = True
    texts: dict[Node, bytes | None] = field(default_factory=dict)
    names: dict[Name, Node | None] = field(default_factory=dict)
    _nodes: dict[int, Node] = field(default_factory=dict)
    _fresh: Iterator[Node] = field(default_factory=count)

    def __post_init__(self) -> None:
        self._known(self.root)
        for path in sorted(self.root.rglob("*")):
            self.names[self._name(path)] = self._known(path)

    def make_folder(self, path: Path, mode: int = 0o777) -> None:
        super().make_folder(path, mode)
        self._made(path)

    def open_new(self, path: Path, mode: int) -> int:
        file = super().open_new(path, mode)
        self._made(path)
        return file

    def write(self, file: int, text: memoryview) -> int:
        done = super().write(file, text)
        self.calls.append(Write(self._nodes[os.fstat(file).st_ino], bytes(text[:done])))
        return done

    def sync(self, file: int) -> None:
        self.calls.append(Sync(self._nodes[os.fstat(file).st_ino]))

    def rename(self, source: Path, target: Path) -> None:
        node = self._node(source)
        super().rename(source, target)
        self.calls.append(Rename({self._name(source): None, self._name(target): node}))

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        self.calls.append(Rename({self._name(target): self._node(source)}))

    def remove(self, path: Path) -> None:
        super().remove(path)
        self.calls.append(Rename({self._name(path): None}))

    def remove_folder(self, path: Path) -> None:
        super().remove_folder(path)
        self.calls.append(Rename({self._name(path): None}))

    def renameat2(self, source: Path, target: Path, flags: int) -> None:
        if not self.exchanges:
            raise OSError(95, "no exchange on this disk")
        one = self._node(source)
        other = self._node(target) if flags == EXCHANGE else None
        super().renameat2(source, target, flags)
        self.calls.append(Rename({self._name(source): other, self._name(target): one}))

    def _made(self, path: Path) -> None:
        """A node of its own for what has just been made, though the system may use a number again."""
        self._nodes.pop(path.lstat().st_ino, None)
        node = self._known(path, is_new=True)
        self.calls.append(Rename({self._name(path): node}))

    def _known(self, path: Path, *, is_new: bool = False) -> Node:
        node = self._nodes[path.lstat().st_ino] = next(self._fresh)
        self.texts[node] = None if path.is_dir() else b"" if is_new else path.read_bytes()
        return node

    def _node(self, path: Path) -> Node:
        return self._nodes[path.lstat().st_ino]

    def _name(self, path: Path) -> Name:
        return self._nodes[path.parent.stat().st_ino], path.name


def after_a_cut(disk: RecordingDisk, moment: int, random: Random) -> Iterator[Tree]:
    """What the disk may hold if the power fails after so many of its calls."""
    calls = disk.calls[:moment]
    safe, open_renames, open_writes = _sorted_out(calls)
    tails = {node: tuple(_tails(texts)) for node, texts in open_writes.items()}
    for chosen in _subsets(open_renames, random):
        for tail in product(*tails.values()):
            renames = sorted(safe | set(chosen))
            yield _tree(disk, calls, renames, dict(zip(tails, tail, strict=True)))


def _sorted_out(calls: Calls) -> tuple[set[int], list[int], dict[Node, list[bytes]]]:
    """The places of the changes of names that are safe and that are not, and what was written unsafely."""
    safe: set[int] = set()
    waiting: list[int] = []
    unsafe: dict[Node, list[bytes]] = {}
    for place, call in enumerate(calls):
        match call:
            case Rename():
                waiting.append(place)
            case Write(node, text):
                unsafe.setdefault(node, []).append(text)
            case Sync(node):
                unsafe.pop(node, None)
                touched = [each for each in waiting if any(name[0] == node for name in _names(calls[each]))]
                safe.update(touched)
                waiting = [each for each in waiting if each not in touched]
    return safe, waiting, unsafe


def _names(call: Rename | Write | Sync) -> Mapping[Name, Node | None]:
    return call.names if isinstance(call, Rename) else {}


def _subsets(places: Sequence[int], random: Random) -> Iterator[tuple[int, ...]]:
    """Every subset of a few; of many all, none, every beginning, all but one, and a sample."""
    if len(places) <= ALL_WAYS:
        sizes = range(len(places) + 1)
        yield from chain.from_iterable(combinations(places, size) for size in sizes)
        return
    step = max(1, len(places) // SAMPLE)
    for n in range(0, len(places) + 1, step):
        yield tuple(places[:n])
        yield (*places[:n], *places[n + 1 :])
    for _ in range(SAMPLE):
        yield tuple(place for place in places if random.random() < random.choice((0.1, 0.5, 0.9)))


def _tails(texts: Sequence[bytes]) -> Iterator[bytes]:
    """What may be there of a text that was not synced: nothing, a part, its length in zeros, or all."""
    whole = b"".join(texts)
    yield from dict.fromkeys((whole, b"", whole[: len(whole) // 2], bytes(len(whole))))


def _tree(disk: RecordingDisk, calls: Calls, renames: Sequence[int], tails: Mapping[Node, bytes]) -> Tree:
    """The files and folders that can be reached from the root."""
    names = dict(disk.names)
    for place in renames:
        names.update(_names(calls[place]))
    texts = dict(disk.texts)
    for call in calls:
        if isinstance(call, Write) and call.node not in tails:
            texts[call.node] = (texts[call.node] or b"") + call.text
    texts |= tails
    below: dict[Node, list[tuple[str, Node]]] = {}
    for (folder, name), node in names.items():
        if node is not None:
            below.setdefault(folder, []).append((name, node))

    def reached(folder: Node, path: str) -> Iterator[tuple[str, bytes | None]]:
        for name, node in below.get(folder, ()):
            yield f"{path}{name}", texts[node]
            yield from reached(node, f"{path}{name}/")

    return dict(sorted(reached(0, "")))


def put(tree: Tree, root: Path) -> None:
    """Make these files and folders below a new root."""
    root.mkdir()
    for path, text in tree.items():
        if text is None:
            (root / path).mkdir()
        else:
            (root / path).write_bytes(text)
