"""Records: `typing.NamedTuple`, made in a third of its time.

typing compiles every annotation of every record, which nobody reads at run time: for the 160 records of a small check
that took 8 of 110 ms. Type checkers see `typing.NamedTuple` itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    class _Record(type):
        """Makes a named tuple out of a class body: fields from the annotations, defaults from their values."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body[field] for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for key, value in body.items():
                if key not in fields:
                    setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Record):
        """A frozen record: `class Point(NamedTuple)` with annotated fields; a subclass of `tuple`."""
