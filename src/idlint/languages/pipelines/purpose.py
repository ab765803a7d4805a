"""What a job is for, read off the names that its authors gave it."""

from __future__ import annotations

import re

from idlint.languages.pipelines.model import Job, Pipeline
from idlint.values import text

_RECOVERY = re.compile(
    r"(?<![a-z])(?:fail[-_ ]?over|dr|disaster|recover(?:y|ies)?(?![-_. ]?(?:services?|vault))"
    r"|break[-_ ]?glass|emergency)(?![a-z])",
    re.IGNORECASE,
)
"""Names of pipelines, jobs and environments that are for the day on which the normal way is gone.

Rolling a release back is part of the normal way.
"""

_REMOVAL = re.compile(r"(?<![a-z])(?:destroy|tear[-_ ]?down|clean[-_ ]?up|delete|remove)(?![a-z])", re.IGNORECASE)

_TEST = re.compile(r"(?<![a-z])(?:e2e|end[-_ ]?to[-_ ]?end|tests?|testing)(?![a-z])", re.IGNORECASE)
"""A test of what recovers: the job `e2e-tests["recover, aws"]` recovers nothing that anybody needs."""


def purpose(pipeline: Pipeline, job: Job) -> str:
    """`recovery` where the names say so; empty otherwise."""
    names = "\n".join((pipeline.name, pipeline.path.rpartition("/")[2], job.name, job.address))
    every = f"{names}\n{text(job.environment or '')}"
    if _REMOVAL.search(every) or _TEST.search(names):
        return ""
    return "recovery" if _RECOVERY.search(every) else ""
