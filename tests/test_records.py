"""Records behave as `typing.NamedTuple` does."""

from __future__ import annotations

import typing
from collections.abc import Callable
from functools import cached_property
from types import new_class
from typing import Any

import pytest

from idlint.records import NamedTuple

T = typing.TypeVar("T")


class Point(NamedTuple):
    """Somewhere."""

    x: int
    y: int = 2
    """With a default."""

    @property
    def sum(self) -> int:
        """Both together."""
        return self.x + self.y

    @classmethod
    def origin(cls) -> Point:
        """Nowhere."""
        return cls(0, 0)


class Typed(typing.NamedTuple):
    """Somewhere."""

    x: int
    y: int = 2


def test_a_record_has_fields_defaults_and_methods() -> None:
    assert (Point(1), Point(1).sum, Point.origin()) == ((1, 2), 3, (0, 0))
    assert (Point._fields, Point._field_defaults) == (Typed._fields, Typed._field_defaults)
    assert (repr(Point(1)), Point.__doc__, Point.__module__) == ("Point(x=1, y=2)", Typed.__doc__, __name__)


def test_a_record_is_a_tuple_that_pickles_and_is_replaced(copied: Callable[[Any], Any]) -> None:
    assert copied(Point(1, 3)) == Point(1, 3)
    assert (Point(1)._replace(y=5), Point(1)._asdict()) == (Point(1, 5), {"x": 1, "y": 2})
    assert Point.__mro__ == (Point, tuple, object)
    with pytest.raises(AttributeError):
        Point(1).x = 2  # type: ignore[misc] # what mypy refuses has to fail


def test_a_value_that_has_no_default_must_be_given() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()  # type: ignore[call-arg] # as above


def test_names_and_defaults_are_checked() -> None:
    assert Point(y=1, x=3) == (3, 1)
    with pytest.raises(TypeError, match=r"Point.__new__\(\) got an unexpected keyword argument 'z'"):
        Point(x=1, z=1)  # type: ignore[call-arg] # as above
    with pytest.raises(TypeError, match="there are no such fields: z"):
        Point(1)._replace(z=1)  # type: ignore[call-arg] # as above
    with pytest.raises(TypeError, match="Expected 2 arguments, got 1"):
        Point._make([1])


def test_records_of_one_size_do_not_know_each_other() -> None:
    class Size(NamedTuple):
        width: int
        height: int = 1

    assert (Size(width=3), repr(Size(4))) == ((3, 1), "Size(width=4, height=1)")
    assert not hasattr(Point(1), "width")


@pytest.mark.parametrize("count", [0, 1, 2, 13, 14, 15, 16, 30])
def test_a_record_may_have_any_number_of_fields(count: int) -> None:
    names = [f"field_{number}" for number in range(count)]
    body = {"__annotations__": dict.fromkeys(names, "int")}
    made = new_class("Many", (NamedTuple,), exec_body=lambda space: space.update(body))
    values = dict(zip(names, range(count), strict=True))
    assert made(**values) == made(*range(count)) == tuple(range(count))
    assert [getattr(made(**values), name) for name in names] == list(range(count))
    assert made(**values)._asdict() == values
    with pytest.raises(TypeError, match=rf"Many.__new__\(\) takes {count + 1} positional arguments? but {count + 2}"):
        made(*range(count + 1))


def test_a_record_may_have_a_type_parameter() -> None:
    class Box(NamedTuple, typing.Generic[T]):
        inside: T

    assert Box[int](3) == Box(inside=3) == (3,)
    assert not hasattr(Box(3), "__dict__")


def test_a_pattern_takes_a_record_apart() -> None:
    match Point(1, 3):
        case Point(x, y=3):
            assert x == 1
        case _:
            raise AssertionError


def test_a_record_may_keep_what_it_worked_out() -> None:
    worked: list[int] = []

    class Circle(NamedTuple):
        radius: int

        @cached_property
        def area(self) -> int:
            worked.append(self.radius)
            return 3 * self.radius**2

    circle = Circle(2)
    assert (circle.area, circle.area, worked) == (12, 12, [2])
    assert circle == Circle(2)
    assert not hasattr(Point(1), "__dict__")
