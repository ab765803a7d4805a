"""Records: `typing.NamedTuple`, made in a tenth of its time.

typing compiles every annotation of every record, which nobody reads at run time, and `collections.namedtuple` compiles
a constructor for each: for the 180 records of a small check that took 17 of 125 ms. Records with equally many fields
differ in names only, so that they share one that is compiled. Type checkers see `typing.NamedTuple` itself.
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

    class _Record(type):
        """Makes a named tuple out of a class body: fields from the annotations, defaults from their values."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", {}))
            defaults = {field: body.pop(field) for field in fields if field in body}
            template = vars(_template(len(fields)))
            made = {method: template[method] for method in ("_make", "_asdict", "__getnewargs__")}
            made |= {"__new__": _constructor(name, fields, defaults), "_replace": _replace, "__repr__": _repr}
            made |= {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            made |= {field: template[f"field{number}"] for number, field in enumerate(fields)}
            if not any(isinstance(value, cached_property) for value in body.values()):
                made["__slots__"] = ()
            return type(name, (tuple,), {**made, **body})

    @cache
    def _template(count):
        """A named tuple with so many fields."""
        return namedtuple("_Template", [f"field{number}" for number in range(count)])

    def _constructor(name, fields, defaults):
        """The template's `__new__`, these fields being its arguments."""
        template = _template(len(fields)).__new__
        code = template.__code__.replace(co_varnames=("_cls", *fields))
        made = FunctionType(code, template.__globals__, "__new__", tuple(defaults.values()))
        made.__qualname__ = f"{name}.__new__"
        return made

    def _replace(self, /, **changes):
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise TypeError(f"there are no such fields: {', '.join(changes)}")
        return made

    def _repr(self):
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({fields})"

    class NamedTuple(metaclass=_Record):
        """A frozen record: `class Point(NamedTuple)` with annotated fields; a subclass of `tuple`.

        A `cached_property` may be in it too, which typing's does not allow.
        """
