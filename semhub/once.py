"""What is worked out once for an object: at the first look, and kept with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):
    """Make a property of a method that is called at the first look alone.

    `functools.cached_property` does the same, but in Python 3.11 with one lock for all objects of a
    class: while one visitor's was worked out, that of every other waited. Here two threads that
    look at the same time both work it out, and get the same.
    """

    def __init__(self, work: Callable[[Any], Value]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, one: None, owner: type) -> once[Value]: ...

    @overload
    def __get__(self, one: object, owner: type) -> Value: ...

    def __get__(self, one: object | None, owner: type) -> once[Value] | Value:
        if one is None:
            return self
        # Of the object itself and not through its class, which may be frozen.
        return one.__dict__.setdefault(self._name, self._work(one))
