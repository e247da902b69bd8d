"""Frozen dataclasses that are cheap to define.

The standard decorator writes and compiles six methods for every class, half a millisecond each time
the program starts; with eighty classes that was a quarter of a short run. Here the classes share
their methods, what `fields` tells is worked out for those only that are asked for it, and a
constructor is compiled for those only of which many objects are made. To a reader, to a type checker,
to `fields`, `replace` and `match` they are ordinary dataclasses.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["FEW", "dataclass", "once"]

FEW = 300
"""How many objects of a class are made before a constructor is compiled for it."""

_MISSING = dataclasses.MISSING
_put = object.__setattr__

_Values = Iterable[tuple[str, object]]

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

    def dataclass(
        *, frozen: bool = False, order: bool = False, slots: bool = False, kw_only: bool = False
    ) -> Callable[[type], type]:
        """What makes a class a dataclass, with words of `dataclasses.dataclass`."""
        if not frozen:
            return dataclasses.dataclass(order=order, slots=slots, kw_only=kw_only)
        methods = _SHARED | _ORDER if order else _SHARED
        return lambda cls: _made(cls, methods, has_slots=slots, is_by_name=kw_only)


def _made(cls: Any, methods: Mapping[str, object], *, has_slots: bool, is_by_name: bool) -> type:
    """The class anew, with methods that all share; with slots an object has room for its fields only."""
    names = tuple(cls.__annotations__)
    members = {name: member for name, member in vars(cls).items() if name not in _OWN}
    shape = _Shape(names, {name: members.pop(name) for name in names if name in members}, is_by_name)
    members |= {"__slots__": names} if has_slots else shape.defaults
    members |= {**methods, "__match_args__": shape.places, "__dataclass_fields__": _Fields(shape)}
    made: Any = type(cls)(cls.__name__, cls.__bases__, members)
    made.__dataclass_fields__.cls = made
    made.__init__ = _first(made, shape)
    return made  # type: ignore[no-any-return]


_OWN = frozenset({"__dict__", "__weakref__"})
"""What every class without slots has of its own, and cannot hand on."""


class _Shape:
    """What an object of a class holds, and what stands where nothing is given.

    `usual` are the values written in the class, `places` the names of what need not be given by name.
    """

    def __init__(self, names: tuple[str, ...], usual: Mapping[str, Any], is_by_name: bool) -> None:
        self.names = frozenset(names)
        self.usual = usual
        self.places = () if is_by_name else names
        self.defaults = dict(usual)
        self.makers: dict[str, Callable[[], object]] = {}
        for name, value in usual.items():
            if isinstance(value, dataclasses.Field):
                self._add(name, value)

    def _add(self, name: str, field: dataclasses.Field[Any]) -> None:
        """Take up a name of which more is said than a default."""
        del self.defaults[name]
        if field.default is not _MISSING:
            self.defaults[name] = field.default
        elif field.default_factory is not _MISSING:
            self.makers[name] = field.default_factory

    def values(self, args: tuple[object, ...], named: dict[str, object]) -> _Values | None:
        """The value of every name; `None` where the arguments are not just what a constructor takes."""
        values = self.defaults | named
        if args:
            given = dict(zip(self.places, args, strict=False))
            if len(given) < len(args) or not given.keys().isdisjoint(named):
                return None
            values |= given
        for name, make in self.makers.items():
            if name not in values:
                values[name] = make()
        return values.items() if values.keys() == self.names else None


class _Fields(Mapping[str, dataclasses.Field[Any]]):
    """What `dataclasses` wants to know of a class, found out when it is first asked for."""

    cls: Any

    def __init__(self, shape: _Shape) -> None:
        self.shape = shape

    @cached_property
    def found(self) -> Mapping[str, dataclasses.Field[Any]]:
        """The fields as the standard decorator has them; from then on they stand in this one's place."""
        self.cls.__dataclass_fields__ = found = _twin(self.cls, self.shape, init=False).__dataclass_fields__
        return found  # type: ignore[no-any-return]

    def __getitem__(self, name: str) -> dataclasses.Field[Any]:
        return self.found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def _first(cls: Any, shape: _Shape) -> Callable[..., None]:
    """The constructor of the first few objects of the class; any oddity is left to the compiled one."""
    rest = FEW
    places, count = shape.places, len(shape.places) or None

    def __init__(self: object, *args: object, **named: object) -> None:  # noqa: N807
        nonlocal rest
        rest -= 1
        values: _Values | None = None
        if rest >= 0:
            is_plain = not named and len(args) == count
            values = zip(places, args, strict=True) if is_plain else shape.values(args, named)
        if values is None:
            cls.__init__ = _twin(cls, shape, frozen=True).__init__
            cls.__init__(self, *args, **named)
            return
        for name, value in values:
            _put(self, name, value)

    return __init__


def _twin(cls: Any, shape: _Shape, **how: bool) -> Any:
    """A class with the same fields, made by the standard decorator."""
    names = ("__module__", "__qualname__", "__doc__", "__annotations__")
    twin = type(cls.__name__, (), {**shape.usual, **{name: getattr(cls, name) for name in names}})
    return dataclasses.dataclass(repr=False, eq=False, kw_only=not shape.places, **how)(twin)


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
    return operator.attrgetter(*some) if some else lambda _: ()


def _compares(how: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    """A comparison of two objects by what they are compared by."""

    def method(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        key = _compared(self.__class__)
        return how(key(self), key(other))

    return method


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
    "__eq__": _compares(operator.eq),
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__setstate__": _setstate,
}

_ORDER = {
    f"__{how.__name__}__": _compares(how) for how in (operator.lt, operator.le, operator.gt, operator.ge)
}
