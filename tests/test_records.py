"""Records behave as `typing.NamedTuple` does."""

from __future__ import annotations

import pickle
import typing

import pytest

from idlint.records import NamedTuple


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


def test_a_record_is_a_tuple_that_pickles_and_is_replaced() -> None:
    assert pickle.loads(pickle.dumps(Point(1, 3))) == Point(1, 3)  # noqa: S301 - our own bytes
    assert (Point(1)._replace(y=5), Point(1)._asdict()) == (Point(1, 5), {"x": 1, "y": 2})
    assert Point.__mro__ == (Point, tuple, object)
    with pytest.raises(AttributeError):
        Point(1).x = 2  # type: ignore[misc] # what mypy refuses has to fail


def test_a_value_that_has_no_default_must_be_given() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()  # type: ignore[call-arg] # as above
