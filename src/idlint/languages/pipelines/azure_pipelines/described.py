"""Templates of other repositories that the configuration describes: each stands for the one task that it runs."""

from __future__ import annotations

from fnmatch import fnmatchcase

from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, Items, Leaf
from idlint.settings import PipelineTemplate, Settings
from idlint.source import Span


def described(reference: str, arguments: Fields | None, settings: Settings, kind: str, span: Span) -> Fields | None:
    """The content that a described template has in a place for `kind`; None where it is not described."""
    for template in settings.pipelines.templates:
        if fnmatchcase(reference.strip(), template.template):
            return _content(template, arguments or Fields(span), kind, span)
    return None


def _content(template: PipelineTemplate, arguments: Fields, kind: str, span: Span) -> Fields:
    inputs = Fields(span)
    for name, value in template.values.items():
        inputs.put(name, _leaf(value, span))
    for name, parameter in template.inputs.items():
        entry = arguments.get(parameter)
        if entry is not None:
            inputs.put(name, entry)
    step = Fields(span, {"task": _leaf(template.task, span), "inputs": Entry(inputs, span)})
    steps = Items(span, [Entry(step, span)])
    if kind == "steps":
        return Fields(span, {"steps": Entry(steps, span)})
    job = _job(template, arguments, steps, span)
    jobs = Items(span, [Entry(job, span)])
    if kind == "stages":
        stage = Fields(span, {"stage": _leaf(_name(template), span), "jobs": Entry(jobs, span)})
        return Fields(span, {"stages": Entry(Items(span, [Entry(stage, span)]), span)})
    return Fields(span, {"jobs": Entry(jobs, span)})


def _job(template: PipelineTemplate, arguments: Fields, steps: Items, span: Span) -> Fields:
    job = Fields(span, {"job": _leaf(_name(template), span), "steps": Entry(steps, span)})
    for key, parameter in (("pool", template.pool), ("environment", template.environment)):
        entry = arguments.get(parameter) if parameter else None
        if entry is not None:
            job.put(key, entry)
    return job


def _name(template: PipelineTemplate) -> str:
    """The name of a job without one: the file's, without folder and suffix."""
    return template.template.partition("@")[0].rpartition("/")[2].partition(".")[0].replace("*", "") or "template"


def _leaf(value: str, span: Span) -> Entry:
    return Entry(Leaf(value, span), span)
