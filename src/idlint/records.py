"""Records: `typing.NamedTuple`, made in a tenth of its time.

typing compiles every annotation of every record, which nobody reads at run time, and `collections.namedtuple` compiles
a constructor for each: for the 180 records of a small check that took 17 of 125 ms. Records with equally many fields
differ in names only, so that they share one. Type checkers see `typing.NamedTuple` itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple
    from functools import cache, cached_property
    from types import FunctionType

    _new = tuple.__new__

    class _Record(type):
        """Makes a named tuple out of a class body: fields from the annotations, defaults from their values."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", {}))
            defaults = {field: body.pop(field) for field in fields if field in body}
            made = {"__new__": _constructor(name, fields, defaults), **_METHODS}
            made |= {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            made |= zip(fields, _getters(len(fields)), strict=True)
            if not any(isinstance(value, cached_property) for value in body.values()):
                made["__slots__"] = ()
            return type(name, (tuple, *bases[1:]), {**made, **body})

    @cache
    def _template(count):
        """A named tuple with so many fields."""
        return namedtuple("_Template", [f"field{number}" for number in range(count)])

    def _getters(count):
        """What reads each of so many fields."""
        template = vars(_template(max(count, _MOST)))
        return (template[f"field{number}"] for number in range(count))

    def _constructor(name, fields, defaults):
        """The `__new__` for so many fields, these being its arguments."""
        shared = _CONSTRUCTORS[len(fields)] if len(fields) <= _MOST else _template(len(fields)).__new__
        code = shared.__code__.replace(co_varnames=("_cls", *fields))
        made = FunctionType(code, shared.__globals__, "__new__", tuple(defaults.values()))
        made.__qualname__ = f"{name}.__new__"
        return made

    # Written out, so that they come from the bytecode that Python keeps of this module.
    _CONSTRUCTORS = (
        lambda t: _new(t, ()),
        lambda t, a: _new(t, (a,)),
        lambda t, a, b: _new(t, (a, b)),
        lambda t, a, b, c: _new(t, (a, b, c)),
        lambda t, a, b, c, d: _new(t, (a, b, c, d)),
        lambda t, a, b, c, d, e: _new(t, (a, b, c, d, e)),
        lambda t, a, b, c, d, e, f: _new(t, (a, b, c, d, e, f)),
        lambda t, a, b, c, d, e, f, g: _new(t, (a, b, c, d, e, f, g)),
        lambda t, a, b, c, d, e, f, g, h: _new(t, (a, b, c, d, e, f, g, h)),
        lambda t, a, b, c, d, e, f, g, h, i: _new(t, (a, b, c, d, e, f, g, h, i)),
        lambda t, a, b, c, d, e, f, g, h, i, j: _new(t, (a, b, c, d, e, f, g, h, i, j)),
        lambda t, a, b, c, d, e, f, g, h, i, j, k: _new(t, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda t, a, b, c, d, e, f, g, h, i, j, k, m: _new(t, (a, b, c, d, e, f, g, h, i, j, k, m)),
        lambda t, a, b, c, d, e, f, g, h, i, j, k, m, n: _new(t, (a, b, c, d, e, f, g, h, i, j, k, m, n)),
        lambda t, a, b, c, d, e, f, g, h, i, j, k, m, n, o: _new(t, (a, b, c, d, e, f, g, h, i, j, k, m, n, o)),
    )
    _MOST = len(_CONSTRUCTORS) - 1
    """The most fields that a constructor is written out for; for more, a named tuple is made."""

    def _make(cls, values):
        made = _new(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes):
        made = _new(type(self), map(changes.pop, self._fields, self))
        if changes:
            raise TypeError(f"there are no such fields: {', '.join(changes)}")
        return made

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def _repr(self):
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({fields})"

    def _newargs(self):
        return tuple(self)

    _METHODS = {
        "_make": classmethod(_make),
        "_replace": _replace,
        "_asdict": _asdict,
        "__repr__": _repr,
        "__getnewargs__": _newargs,
    }

    class NamedTuple(metaclass=_Record):
        """A frozen record: `class Point(NamedTuple)` with annotated fields; a subclass of `tuple`.

        A `cached_property` may be in it too, which typing's does not allow; beside it only `Generic` is a base.
        """
