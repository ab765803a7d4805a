"""One deployment, with all that its environments ask of it: worked out once, however many of them it joins.

Inside one deployment the same expression is the same name, known or not: what a look-up finds there is certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from idlint.graph.accounts import is_account
from idlint.graph.deploys import JobPart, parts_of_jobs
from idlint.graph.linked import Linked
from idlint.graph.part import Item, Part
from idlint.graph.references import Index, NameKey, name_key
from idlint.graph.resources import Key, Known, Resource
from idlint.graph.states import Block, blocks
from idlint.records import NamedTuple
from idlint.values import Missing, Value, reveal, same

Place: TypeAlias = tuple[str, str]
"""Path and variable set of a deployment."""


class Look(NamedTuple):
    """What finds something that is declared elsewhere: a look-up by name, or a block that reads a state."""

    resource: Resource
    name: str | None
    """In lower case; None where it means nothing in another deployment."""
    own: Key | None
    """What it certainly finds in its own deployment."""
    block: Block | None
    """The state that it reads."""


class Member(NamedTuple):
    """A deployment as a member of environments."""

    piece: Linked
    known: Known
    """Its resources."""
    made: Mapping[Key, Item]
    """What it manages itself."""
    names: tuple[tuple[Key, str, str], ...]
    """Key, kind and name of what other deployments may look up."""
    looks: tuple[Look, ...]
    backends: tuple[Block, ...]
    parts_of_jobs: Mapping[Key, JobPart]

    @property
    def place(self) -> Place:
        """Where the deployment is."""
        return self.piece.part.deployment.path, self.piece.part.deployment.set

    @cached_property
    def accounts(self) -> tuple[Key, ...]:
        """Service accounts of clusters."""
        return tuple(key for key, item in self.known.by_key.items() if is_account(item))


def member(piece: Linked) -> Member:
    """What every environment asks of a deployment."""
    part = piece.part
    made = {key: item for key, item in part.items.items() if item.resource.mode == "managed"}
    named = [(key, item.resource.kind, name_key(item.resource.value("name"))) for key, item in made.items()]
    known = Known(item.resource for item in part.items.values())
    return Member(
        piece,
        known,
        made,
        tuple((key, kind, name) for key, kind, name in named if isinstance(name, str)),
        tuple(_looks(part, known, made, named)),
        tuple(blocks(part, known.of_kind("terraform_backend"))),
        parts_of_jobs(known),
    )


def _looks(
    part: Part, known: Known, made: Mapping[Key, Item], named: Sequence[tuple[Key, str, NameKey | None]]
) -> Iterator[Look]:
    """In the order of declaration."""
    reading = {block.resource.key: block for block in blocks(part, known.of_kind("remote_state"))}
    if len(made) == len(known.by_key) and not reading:
        return
    names = Index()
    for key, kind, name in named:
        names.add_name(key, kind, name)
    for key, resource in known.by_key.items():
        if key not in made:
            yield _look_up(resource, names, made, reading.get(key))
        elif key in reading:
            yield Look(resource, None, None, reading[key])


def _look_up(resource: Resource, names: Index, made: Mapping[Key, Item], block: Block | None) -> Look:
    name = name_key(resource.value("name"))
    own = None if name is None else names.by_name((resource.kind,), name)
    if own is not None and (made[own].resource.maybe or not may_be_one(resource, made[own].resource)):
        own = None
    return Look(resource, name if isinstance(name, str) else None, own, block)


def may_be_one(looked_up: Resource, made: Resource) -> bool:
    """Whether nothing says that two resources of one name are in different resource groups."""
    ours, theirs = looked_up.value("resource_group"), made.value("resource_group")
    if isinstance(ours, Missing) or isinstance(theirs, Missing):
        return True
    return same(_lower(ours), _lower(theirs)) is not False


def _lower(value: Value) -> Value:
    value = reveal(value)
    return value.lower() if isinstance(value, str) else value
