"""Words of closed lists, and the one thing that each means: the one mechanism of queries and options.

Whatever a screen calls a thing may be typed for it: its id, its title in any language, a Chinese word
for the same, the beginning of one of these. What is none of them is refused with the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

from funnel_cli.records.method import Choice
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Label, Message, Term, Text, message
from funnel_cli.values.typed import half_width, normal

T = TypeVar("T")

CUTOFF = 0.6
MANY = 12
"""A list that long is not told where something near can be suggested."""

SAME = (
    ("输单", "失单", "丢单"),
    ("进行中", "在途", "在手", "未结"),
    ("决策者", "决策人"),
    ("最佳情况", "最佳案例"),
    ("承诺", "已承诺", "已认可"),
    ("已忽略", "已省略", "忽略"),
    ("传输失败", "传送失败"),
    ("未传输", "未传送"),
    ("已传输", "已传送"),
    ("暂停", "已暂停", "搁置"),
    ("逾期", "已逾期"),
    ("来源", "线索来源"),
    ("无预计成交日期", "无关闭日期", "未定日期"),
    ("客户", "客户名称"),
    ("编号", "商机", "商机编号"),
    ("名称", "商机名称", "项目名称"),
    ("金额", "商机金额", "预计金额"),
    ("加权金额", "加权"),
    ("赢率", "概率", "成功率"),
    ("负责人", "所有者", "销售"),
    ("团队", "小组"),
    ("预测类别", "类别"),
    ("输单原因", "原因", "失单原因", "丢单原因"),
    ("竞争对手", "对手"),
    ("区域", "地区"),
    ("等级", "级别"),
    ("预计成交日期", "预计成交", "成交日期"),
    ("关闭日期", "关闭"),
    ("创建日期", "创建"),
    ("进入阶段", "进入"),
    ("到期", "到期日", "截止"),
    ("配件", "备件"),
    ("订单传输状态", "传输状态"),
    ("非", "不", "不是"),
)
"""Chinese words for one thing: what is called by one of them answers to the others too."""


_COMMA = re.compile("([,，、])")


class NoSuchWord(UsageRefused):
    """A word that must be one of a closed list is none of them."""

    sentence = N_("There is no {kind} called {word}.")


Things = Mapping[str, tuple[T, Label | None, Sequence[str]]]
"""By id what may be meant, its title, and its former ids."""


def choice_named(kind: Message, word: str, choices: Iterable[Choice]) -> Choice:
    """The one of the choices that `choice_meant` finds; raises `NoSuchWord` about the `kind`."""
    return thing_named(kind, word, _by_id(choices))


def choice_meant(word: str, choices: Iterable[Choice]) -> Choice | None:
    """The choice that is called so, else the only one of whose names the word is the beginning.

    Case, width, spaces, hyphens and underscores make no difference.
    """
    return _meant(word, _by_id(choices))


def choice_called(word: str, choices: Iterable[Choice]) -> Choice | None:
    """The choice that is called so as a whole, by its id or its title in any language."""
    things = _by_id(choices)
    id = word if word in things else _called(word, _spellings(things))
    return things[id][0] if id is not None else None


def choices_in(kind: Message, text: str, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices that a list of words means, parted by commas; raises `NoSuchWord` for one that is none."""
    return things_in(kind, text, _by_id(choices))


def things_in(kind: Message, text: str, things: Things[T]) -> tuple[T, ...]:
    """As `choices_in`, of things."""
    return tuple(thing_named(kind, word, things) for word in listed(text, _spellings(things), unjoined))


def plain(text: str) -> str:
    """A text of the book's own for comparing: without regard to case and width."""
    return normal(half_width(text)).casefold()


def listed(text: str, names: Iterable[str] = (), alike: Callable[[str], str] = plain) -> list[str]:
    """The words of a list, parted by commas, Chinese ones included; a name that has commas is one word."""
    parts, words = _COMMA.split(text), []
    commas = {alike(name): len(_COMMA.findall(name)) for name in names} if len(parts) > 1 else {}
    ends = range(2 * max(commas.values(), default=0) + 1, 1, -2)
    while parts:
        end = next((end for end in ends if alike("".join(parts[:end]).strip()) in commas), 1)
        words.append("".join(parts[:end]).strip())
        del parts[: end + 1]
    return words


def bare_choices(words: Iterable[str]) -> tuple[Choice, ...]:
    """A closed list of words that have no titles."""
    return tuple(Choice(id=word) for word in words)


def with_kept(choices: Sequence[Choice], kept: Iterable[str]) -> list[Choice]:
    """The choices, and behind them the words of records that none of them is called by."""
    return [*choices, *bare_choices(word for word in sorted(kept) if choice_called(word, choices) is None)]


def unjoined(text: str) -> str:
    """A word for comparing: without regard to case, width, and what joins its parts."""
    return re.sub(r"(?<=\S)[-_\s]+(?=\w)", "", plain(text))


def word_among(kind: Message, word: str, words: Iterable[str]) -> str:
    """The word of the closed list that is meant; raises `NoSuchWord` with the list."""
    return choice_named(kind, word, bare_choices(words)).id


def _by_id(choices: Iterable[Choice]) -> Things[Choice]:
    return {choice.id: (choice, choice.title, ()) for choice in choices}


def thing_named(kind: Message, word: str, things: Things[T]) -> T:
    """The thing that the word means; raises `NoSuchWord` with what there is."""
    found = _meant(word, things)
    if found is None:
        raise NoSuchWord(kind=kind, word=word, details=_suggestions(word, things))
    return found


def _meant(word: str, things: Things[T]) -> T | None:
    """The thing that is called so, else the only one of whose names the word is the beginning."""
    if word in things:
        return things[word][0]
    spellings = _spellings(things)
    id = _called(word, spellings)
    if id is None and (begun := unjoined(word)):
        starting = {each for name, each in spellings.items() if name.startswith(begun)}
        id = starting.pop() if len(starting) == 1 else None
    return things[id][0] if id is not None else None


def _called(word: str, spellings: Mapping[str, str]) -> str | None:
    """The id of what is called so, or by another Chinese word for the same."""
    spelled = unjoined(word)
    others = (other for same in SAME if spelled in same for other in same)
    return next((spellings[name] for name in (spelled, *others) if name in spellings), None)


def _spellings(things: Things[T]) -> Mapping[str, str]:
    """The id behind each name: of two things with one name that of which it is the id, else the first."""
    names = [
        *((id, id) for id in things),
        *((name, id) for id, (_, _, formerly) in things.items() for name in formerly),
        *(
            (text, id)
            for id, (_, title, _) in things.items()
            for text in (title.texts.values() if title else ())
        ),
    ]
    return {unjoined(name): id for name, id in reversed(names)}


def suggestions(word: str, choices: Iterable[Choice]) -> list[Message]:
    """What may have been meant, and what there is, by title."""
    return _suggestions(word, _by_id(choices))


def _suggestions(word: str, things: Things[T]) -> list[Message]:
    spellings = _spellings(things)
    near = get_close_matches(unjoined(word), list(spellings), n=3, cutoff=CUTOFF)
    told = {id: _told(id, title) for id, (_, title, _) in things.items()}
    close = [told[id] for id in dict.fromkeys(spellings[name] for name in near)]
    is_told = told and not (close and len(told) > MANY)
    there = [message("There is: {words}", words=list(told.values()))] if is_told else []
    return [*did_you_mean(close), *there]


def _told(id: str, title: Label | None) -> Text:
    """What a choice is called in a list, with its id where no English title begins like it."""
    if title is None:
        return id
    if not unjoined(title.texts.get("en", "")).startswith(unjoined(id)):
        return Term(id, message("{title} ({id})", title=title, id=id))
    has_comma = any("," in half_width(text) for text in title.texts.values())
    return message("{title}", title=title) if has_comma else title


def did_you_mean(close: Sequence[Text]) -> list[Message]:
    """The line that suggests near misses, or none."""
    return [message("Did you mean {words}?", words=list(close))] if close else []
