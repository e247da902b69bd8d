"""Frozen dataclasses that are cheap to define.

The standard decorator writes and compiles six methods for every class, half a millisecond each time
the program starts; with eighty classes that was a quarter of a short run. Here the classes share
their methods, and a constructor is compiled for those only of which many objects are made. To a
reader, to a type checker, to `fields`, `replace` and `match` they are ordinary dataclasses.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["FEW", "dataclass", "once"]

FEW = 12
"""How many objects of a class are made before a constructor is compiled for it."""

_MISSING = dataclasses.MISSING
_put = object.__setattr__

if TYPE_CHECKING:
    from dataclasses import dataclass
    from functools import cached_property as once
else:

    class once:  # noqa: N801 - used like the decorator that it stands for
        """A property that is worked out when it is first asked for, and kept by the object.

        `functools.cached_property` without its lock and its checks, which cost more than most of ours.
        """

        def __init__(self, work: Callable[[Any], object]) -> None:
            self.work = work
            self.name = work.__name__
            self.__doc__ = work.__doc__

        def __get__(self, thing: Any, owner: type) -> object:
            if thing is None:
                return self
            value = thing.__dict__[self.name] = self.work(thing)
            return value

    def dataclass(*, frozen: bool = False, order: bool = False, **how: Any) -> Callable[[type], type]:
        """What makes a class a dataclass, with the words of `dataclasses.dataclass`."""
        if order or not frozen:
            return dataclasses.dataclass(frozen=frozen, order=order, **how)
        bare = dataclasses.dataclass(init=False, repr=False, eq=False, **how)

        def made(cls: type) -> type:
            cls = bare(cls)
            for name, method in _SHARED.items():
                setattr(cls, name, method)
            cls.__init__ = _first(cls)
            return cls

        return made


def _first(cls: Any) -> Callable[..., None]:
    """The constructor of the first few objects of the class; any oddity is left to the compiled one."""
    rest = FEW

    def __init__(self: object, *args: object, **named: object) -> None:  # noqa: N807
        nonlocal rest
        rest -= 1
        values = _values(cls.__dataclass_fields__, args, named) if rest >= 0 else None
        if values is None:
            cls.__init__ = _compiled(cls)
            cls.__init__(self, *args, **named)
            return
        for name, value in values.items():
            _put(self, name, value)

    return __init__


def _values(
    fields: Mapping[str, dataclasses.Field[Any]], args: tuple[object, ...], named: dict[str, object]
) -> dict[str, object] | None:
    """The value of every field; `None` where the arguments are not just what a constructor takes."""
    places = [name for name, field in fields.items() if not field.kw_only]
    given = dict(zip(places, args, strict=False))
    if len(given) < len(args) or given.keys() & named.keys() or not named.keys() <= fields.keys():
        return None
    given |= named
    values: dict[str, object] = {}
    for name, field in fields.items():
        if name in given:
            values[name] = given[name]
        elif field.default is not _MISSING:
            values[name] = field.default
        elif field.default_factory is not _MISSING:
            values[name] = field.default_factory()
        else:
            return None
    return values


def _compiled(cls: Any) -> Callable[..., None]:
    """The constructor that the standard decorator writes for the fields of the class."""
    members = {
        name: dataclasses.field(
            default=field.default, default_factory=field.default_factory, kw_only=field.kw_only
        )
        for name, field in cls.__dataclass_fields__.items()
    }
    names = {name: getattr(cls, name) for name in ("__module__", "__qualname__", "__annotations__")}
    twin: Any = type(cls.__name__, (), members | names)
    return dataclasses.dataclass(frozen=True, eq=False, repr=False)(twin).__init__  # type: ignore[no-any-return]


@cache
def _compared(cls: Any) -> Callable[[object], object]:
    """What two objects of the class are compared by."""
    return _getter(name for name, field in cls.__dataclass_fields__.items() if field.compare)


@cache
def _hashed(cls: Any) -> Callable[[object], object]:
    """What the hash of an object of the class is made from."""
    fields = cls.__dataclass_fields__.items()
    return _getter(name for name, field in fields if (field.compare if field.hash is None else field.hash))


def _getter(names: Iterable[str]) -> Callable[[object], object]:
    """What gets these attributes, no more than one or several, of an object."""
    some = tuple(names)
    return attrgetter(*some) if some else lambda _: ()


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    key = _compared(self.__class__)
    return key(self) == key(other)


def _hash(self: Any) -> int:
    cls = self.__class__
    return hash((cls, _hashed(cls)(self)))


def _repr(self: Any) -> str:
    fields = self.__dataclass_fields__.items()
    shown = (f"{name}={getattr(self, name)!r}" for name, field in fields if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(_: object, name: str, *__: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _setstate(self: object, state: Any) -> None:
    """Fill a copied object; what it held is a mapping, and one more of what its slots held."""
    for part in state if isinstance(state, tuple) else (state,):
        for name, value in (part or {}).items():
            _put(self, name, value)


_SHARED = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__setstate__": _setstate,
}
