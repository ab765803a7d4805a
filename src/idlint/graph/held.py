"""Sign-ins by what pipeline platforms are told in infrastructure code.

`${{ vars.CLIENT_ID }}` is a variable that some Terraform root sets to an identity's client id: then it is certain who
signs in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from idlint.graph.deploys import job_of
from idlint.graph.resources import Edge, Key, Known, Resource
from idlint.values import Missing, Unknown

HOLDERS = frozenset({"ci_variable", "variable_group"})


def by_variables(known: Known, edges: Iterable[Edge]) -> Iterator[Edge]:
    """An edge from every sign-in whose client id is such a variable to the identity that the variable holds."""
    resources = known.by_key
    held = [
        edge
        for edge in edges
        if edge.type == "uses_identity" and edge.target and _kind(resources, edge.source) in HOLDERS
    ]
    for login in known.of_kind("cloud_login") if held else ():
        value = login.value("client_id")
        origin = value.origin if isinstance(value, Unknown) else None
        job = resources.get(job_of(login, resources) or login.key)
        if origin is None or job is None:
            continue
        scope, _, name = str(origin).partition(".")
        found = [edge for edge in held if _is_meant(resources[edge.source], edge, scope, name, job)]
        own = [edge for edge in found if isinstance(resources[edge.source].value("environment"), str)]
        targets = {edge.target for edge in own or found}
        if len(targets) == 1:
            yield _edge(login, (own or found)[0], job, resources, str(origin))


def _kind(resources: Mapping[Key, Resource], key: Key) -> str:
    return resources[key].kind if key in resources else ""


def _is_meant(holder: Resource, edge: Edge, scope: str, name: str, job: Resource) -> bool:
    """Whether a job's expression reads this variable."""
    if holder.kind == "variable_group":
        groups, group = job.value("groups"), holder.value("name")
        named = (
            isinstance(groups, list)
            and isinstance(group, str)
            and group.lower() in {str(one).lower() for one in groups}
        )
        return scope == "variables" and named and str(edge.detail.get("variable", "")).lower() == name.lower()
    called, environment, own = holder.value("name"), holder.value("environment"), job.value("environment")
    if not isinstance(called, str) or called.lower() != name.lower() or not _is_of(holder, scope, job):
        return False
    return not isinstance(environment, str) or environment in {"*", own}


def _is_of(holder: Resource, scope: str, job: Resource) -> bool:
    """Whether a variable is one of the job's platform and repository, as far as that is known."""
    if holder.type.startswith("gitlab_"):
        return job.value("dialect") == "gitlab_ci" and scope == "variables"
    if job.value("dialect") != "github_actions" or scope != ("secrets" if holder.value("is_secret") else "vars"):
        return False
    return _same_repository(holder, job) is not False


def _same_repository(holder: Resource, job: Resource) -> bool | None:
    named, own = holder.value("repository"), job.value("repository")
    if not isinstance(named, str) or not isinstance(own, str):
        return None
    return named.rpartition("/")[2].lower() == own.rpartition("/")[2].lower()


def _edge(login: Resource, held: Edge, job: Resource, resources: Mapping[Key, Resource], written: str) -> Edge:
    holder = resources[held.source]
    confidence = (
        "high" if _same_repository(holder, job) and not isinstance(holder.value("repository"), Missing) else "medium"
    )
    why = f"{written} is {holder.address}: {held.explanation}"
    return held._replace(source=login.key, text=written, location=login.header, explanation=why, confidence=confidence,
                         maybe=login.maybe or held.maybe, detail={**held.detail, "variable": written})  # fmt: skip


def unless_known(found: Iterable[Edge], known: Sequence[Edge]) -> Iterator[Edge]:
    """The edges of `found` whose source and target no edge of `known` joins."""
    joined = {(edge.source, edge.target) for edge in known}
    yield from (edge for edge in found if (edge.source, edge.target) not in joined)
