"""A GitLab configuration to one pipeline, with the child pipelines of the same repository followed.

https://docs.gitlab.com/ci/yaml/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from idlint.document import Call
from idlint.fuel import Exhausted, Fuel
from idlint.languages.pipelines.gitlab_ci.includes import Includes
from idlint.languages.pipelines.gitlab_ci.jobs import jobs
from idlint.languages.pipelines.gitlab_ci.merging import without
from idlint.languages.pipelines.gitlab_ci.rules import names, triggers
from idlint.languages.pipelines.gitlab_ci.templates import Templates
from idlint.languages.pipelines.model import Job, Pipeline
from idlint.languages.pipelines.sources import Sources
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.records import NamedTuple
from idlint.settings import Settings
from idlint.source import SourceTree, Span
from idlint.values import Value

NAMES: Final = (".gitlab-ci.yml", ".gitlab-ci.yaml")
MAX_CHILDREN: Final = 3
"""How deep pipelines start child pipelines; GitLab allows two levels."""

_GLOBAL: Final = frozenset(
    {
        "default", "include", "stages", "types", "variables", "workflow", "image", "services", "cache",
        "before_script", "after_script", "spec",
    }
)  # fmt: skip
_STAGES: Final = ("build", "test", "deploy")
_RUNS: Final = ("script", "run", "trigger")


class Parent(NamedTuple):
    """The job that started a child pipeline; of the pipeline itself, nothing."""

    prefix: str = ""
    callers: tuple[Call, ...] = ()
    files: tuple[str, ...] = ()
    maybe: str = ""


def is_pipeline(path: str) -> bool:
    """Whether the file at `path` is a GitLab configuration by its name; others are read where they are included."""
    return path.rpartition("/")[2] in NAMES and "{{" not in path


def roots(tree: SourceTree, files: Sequence[str], settings: Settings) -> Sequence[str]:
    """The configurations among `files`; below one, GitLab reads others only where that one includes them."""
    found: list[str] = []
    for path in sorted(filter(is_pipeline, files), key=lambda path: (path.count("/"), path)):
        if not any(path.startswith(_folder(above)) for above in found):
            found.append(path)
    return found


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]


def read(tree: SourceTree, path: str, settings: Settings) -> Pipeline:
    """The configuration at `path`; what cannot be understood of it is a problem of the result."""
    sources, fuel = Sources(tree), Fuel()
    pipeline = Pipeline(path, "gitlab_ci", Span(path, 0, 0))
    includes = Includes(sources, fuel, _folder(path), "")
    try:
        root = includes.read(path)
        if root is not None:
            pipeline = _pipeline(pipeline, root, includes)
    except Exhausted:
        sources.hole(path, path, "budget", pipeline.header, {})
    return sources.noted(pipeline, fuel.exhausted)


def _pipeline(pipeline: Pipeline, root: MappingNode, includes: Includes) -> Pipeline:
    header = (root.pairs[0][0] if root.pairs else root).span
    templates = Templates(root, includes.sources, includes.fuel, is_open=includes.opaque)
    described = root.get("variables")
    inputs = [
        key.text
        for key, value in (described.pairs if isinstance(described, MappingNode) else [])
        if isinstance(value, MappingNode) and "description" in value.by_name
    ]
    return pipeline._replace(
        header=header,
        triggers=triggers(root, templates, header),
        inputs=(*includes.inputs, *inputs),
        jobs=tuple(_jobs(root, templates, includes, Parent(files=(pipeline.path,)))),
    )


def _jobs(root: MappingNode, templates: Templates, includes: Includes, parent: Parent) -> list[Job]:
    """Every job that is not hidden, with the addresses of those it waits for."""
    found: dict[str, list[Job]] = {}
    resolved: dict[str, MappingNode] = {}
    for key, _ in root.pairs:
        if key.text in _GLOBAL or key.text.startswith("."):
            continue
        node = templates.job(key.text)
        if node is None:
            continue
        resolved[key.text] = node
        found[key.text] = _job(key, node, templates, includes, parent)
    order = _Order(root, resolved, found, templates)
    return [job for name, group in found.items() for job in order.placed(name, group)]


def _job(key: ScalarNode, node: MappingNode, templates: Templates, includes: Includes, parent: Parent) -> list[Job]:
    """The instances of one job, or what it starts."""
    maybe = parent.maybe or ("included under rules" if key.path in includes.conditional else "")
    made = jobs(key, node, templates, parent.prefix, parent.callers, maybe)
    missing = templates.missing.get(key.text, "")
    sources = includes.sources
    if missing:
        sources.hole(f"{parent.prefix}jobs.{key.text}", missing, "template is not in this repository", key.span, {})
    elif not any(name in node.by_name for name in _RUNS):
        if templates.is_open:
            reason = "job is defined in an included file that is not here"
            sources.hole(f"{parent.prefix}jobs.{key.text}", key.text, reason, key.span, {})
        else:
            message = f"the job `{key.text}` has no `script` and no `trigger`, so it is none"
            sources.problem(key.span, message)
            return []
    trigger = node.get("trigger")
    if trigger is None:
        return made
    return [job for instance in made for job in _started(instance, trigger, key, includes, parent)]


def _started(job: Job, trigger: Node, key: ScalarNode, includes: Includes, parent: Parent) -> list[Job]:
    """The job that starts another pipeline, and the jobs of that one where its file is here."""
    written = trigger.get("include") if isinstance(trigger, MappingNode) else None
    if written is None:
        project = trigger.get("project") if isinstance(trigger, MappingNode) else trigger
        name = project.text if isinstance(project, ScalarNode) else ""
        includes.sources.hole(job.address, name, "pipeline of another project", key.span, dict(job.variables))
        return [job]
    found = [job]
    for item in written.items if isinstance(written, SequenceNode) else [written]:
        local = item.get("local") if isinstance(item, MappingNode) else item
        if not isinstance(local, ScalarNode):
            artifact = item.get("artifact") if isinstance(item, MappingNode) else None
            includes.hole("artifact", item, artifact.text if isinstance(artifact, ScalarNode) else "")
            continue
        path = local.text.lstrip("/")
        if path in parent.files or len(parent.files) >= MAX_CHILDREN:
            includes.sources.problem(local.span, f"`{path}` starts itself, or is started too deep, so it never ends")
        elif includes.sources.tree.is_file(includes.root + path):
            found += _children(includes.root + path, job, trigger, key, includes, parent)
        else:
            includes.sources.problem(local.span, f"the configuration `{path}` is not in this repository")
    return found


def _passed(job: Job, trigger: Node) -> Mapping[str, Value]:
    """The variables that a child pipeline gets from the job that starts it.

    https://docs.gitlab.com/ci/yaml/#triggerforward
    """
    forward = trigger.get("forward") if isinstance(trigger, MappingNode) else None
    chosen = forward.get("yaml_variables") if isinstance(forward, MappingNode) else None
    return {} if isinstance(chosen, ScalarNode) and chosen.value is False else job.variables


def _children(path: str, job: Job, trigger: Node, key: ScalarNode, includes: Includes, parent: Parent) -> list[Job]:
    """The jobs of the child pipeline at `path`, below the address of the job that starts it."""
    inner = Includes(includes.sources, includes.fuel, includes.root, job.address)
    inner.count = includes.count
    root = inner.read(path)
    includes.count = inner.count
    if root is None:
        return []
    root = without(root, "workflow")
    templates = Templates(root, inner.sources, inner.fuel, is_open=inner.opaque, passed=_passed(job, trigger))
    started = Parent(
        prefix=f"{job.address}.",
        callers=(*parent.callers, Call(job.address, key.span)),
        files=(*parent.files, path),
        maybe=job.maybe,
    )
    children = _jobs(root, templates, inner, started)
    return [child if child.needs else child._replace(needs=(job.address,)) for child in children]


class _Order:
    """Which jobs wait for which: `needs`, else all of the stage before."""

    def __init__(
        self, root: MappingNode, nodes: dict[str, MappingNode], found: dict[str, list[Job]], templates: Templates
    ) -> None:
        self.nodes = nodes
        self.templates = templates
        self.addresses = {name: tuple(job.address for job in group) for name, group in found.items()}
        stages = (".pre", *(names(root.get("stages")) or _STAGES), ".post")
        self.before: dict[str, tuple[str, ...]] = {}
        previous: tuple[str, ...] = ()
        for stage in dict.fromkeys(stages):
            self.before[stage] = previous
            own = tuple(job.address for group in found.values() for job in group[:1] if job.stage == stage)
            previous = own or previous

    def placed(self, name: str, group: list[Job]) -> list[Job]:
        """The jobs with what they wait for; children of a pipeline that a job starts know it already."""
        needs = self.nodes[name].get("needs")
        chosen = self._needed(needs) if needs is not None else self.before.get(group[0].stage, ()) if group else ()
        return [job if job.needs else job._replace(needs=chosen) for job in group]

    def _needed(self, needs: Node) -> tuple[str, ...]:
        """The addresses of the jobs that `needs` names."""
        found: dict[str, None] = {}
        for item in self.templates.items(needs):
            target = item.get("job") if isinstance(item, MappingNode) else item
            name = target.text if isinstance(target, ScalarNode) else ""
            if name in self.addresses:
                found.update(dict.fromkeys(self.addresses[name]))
            elif name and name not in self.nodes and self._is_required(item):
                message = f"`needs` names the job `{name}`, which this pipeline does not have"
                self.templates.sources.problem(item.span, message)
        return tuple(found)

    def _is_required(self, item: Node) -> bool:
        """Whether the job has to be in this very file: not optional, of no other pipeline, no unread file about."""
        if self.templates.is_open or (isinstance(item, ScalarNode) and "$" in item.text):
            return False
        keys = item.by_name if isinstance(item, MappingNode) else {}
        return not any(name in keys for name in ("optional", "project", "pipeline", "parallel"))
