"""What is read of a declaration at once, by its attributes alone; all else takes a closer look."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from idlint.graph.convert import convert
from idlint.graph.native import Native
from idlint.graph.paths import Found
from idlint.graph.read import looked_up
from idlint.graph.resources import Property
from idlint.graph.shapes import UNREAD, Sources
from idlint.values import MISSING


def at_hand(
    item: Native, sources: Sources, converters: Mapping[str, str], is_beside: Callable[[Native, frozenset[str]], bool]
) -> tuple[dict[str, Property], dict[str, Found]]:
    """Every property in order, with where it is read.

    `is_beside` says whether a declaration of one of these types may say more of the item.
    """
    declaration, root = item.declaration, item.root
    if type(root) is not dict or item.fold or declaration.assumed:
        return dict.fromkeys(sources, UNREAD), {}
    header, spans = declaration.header, declaration.spans
    written = tuple([name for name, value in root.items() if value is not None])
    shape = sources.shape(written, managed=item.mode == "managed")
    properties = dict(shape.blank)
    for absent, types, names in shape.absent:
        if not types or not is_beside(item, types):
            nothing = Property(absent, header, (), True)
            for name in names:
                properties[name] = nothing
    for name, attribute in shape.unsaid:
        properties[name] = Property(looked_up(item, attribute), header)
    for name, constant in shape.constant:
        if (value := convert(converters[name], constant)) is not MISSING:
            properties[name] = Property(value, header)
    for name, path in shape.plain:
        if (value := convert(converters[name], root[path[0]])) is not MISSING:
            properties[name] = Property(value, spans.get(path) or header)
    return properties, dict(shape.found)
