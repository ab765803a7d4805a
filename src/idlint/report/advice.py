"""What a reader can do about what could not be read or decided."""

from __future__ import annotations

import re

from idlint.discovery import TEMPLATE_SUFFIXES
from idlint.document import CIRCLE, NO_ALIAS

_FILES = (".tf", ".tf.json", ".bicep", ".bicepparam", ".json", ".jsonc", ".yml", ".yaml")

ALIAS = "name the alias under `moduleAliases` in bicepconfig.json, or map it under `modules` in the configuration"
"""What makes a reference readable whose alias nothing says the meaning of."""

RESOLVED_BY = {
    "variable without a value": "name the variable files of the environment under `sets` in the configuration",
    "parameter without a value": "add the parameter file, or name it under `sets` in the configuration",
    "input without a value": "give the input a default",
    "read by a data source": "check a plan as well: `terraform show -json PLAN > plan.json`",
    "value known only after deployment": "",
    "known after apply": "",
    "number of instances is unknown": "name the variable files of the environment under `sets` in the configuration",
    "module is not downloaded": "run `terraform init`, or map the source under `modules` in the configuration",
    "module is not in the repository": "run `bicep restore`, or map the reference under `modules` in the configuration",
    NO_ALIAS: ALIAS,
    "the repository's name is not known": "name it under `repository` in the configuration",
    "linked template is not here": "put the linked template into the repository",
    "workspace is not known": "name the workspace of the environment under `sets` in the configuration",
    "invalid expression": "Terraform would refuse it: correct it, or name the variable files under `sets`",
    "reads a file that is not in the repository": "check a plan as well: `terraform show -json PLAN > plan.json`",
    "output that its module does not declare": "declare the output in the module",
    "pipelines pass different values": "give each value a variable set under `sets` in the configuration",
}
"""How the reason of an undecided verdict ends -> what resolves it; empty where only a deployment can."""

_GITLAB = re.compile(r"https?://\S+\.ya?ml|[^@\s]+:\S+\.ya?ml|[^/:@\s]+/[^/:@\s]+|[^:@\s]+@[^/:@\s]+")
"""What GitLab takes from other projects: an address, `group/project:file.yml`, `group/project`, a component."""

CALL_REASONS = ("opaque call takes the resource: ", "opaque call may provide it: ")
"""How reasons begin that name the source of an opaque call."""


def for_reason(reason: str) -> str:
    """What would decide the verdicts that are undecided for `reason`; empty where nothing is known to."""
    for beginning in CALL_REASONS:
        if reason.startswith(beginning):
            return for_source(reason.removeprefix(beginning))
    return next((advice for ending, advice in RESOLVED_BY.items() if reason.endswith(ending)), "")


def for_source(source: str) -> str:
    """How a reader can make an opaque source readable; empty where nothing can be done."""
    if source.endswith(f": {CIRCLE}"):
        return ""  # a condition may end the circle where it is deployed; where none can, a parse-error names the call
    if source.startswith(("br:", "br/", "ts:", "ts/")):
        return "run `bicep restore`, so that registry modules are in the local cache"
    if source.startswith(("./", "../")):
        return (
            "put the folder where the source says, or map the source to a folder under `modules` in the configuration"
        )
    if source.endswith(_FILES) and ":" not in source:
        return "correct the file named, or fill it in where it is a template, so that what it declares can be read"
    if source.endswith(TEMPLATE_SUFFIXES):
        return "fill the template in, and check what comes of it"
    if source.partition("@")[0].endswith((".yml", ".yaml")) and "@" in source:
        is_github = "/.github/" in source
        return (
            "" if is_github else "map the repository, or describe the template, under `pipelines` in the configuration"
        )
    if source.startswith("[") or _GITLAB.fullmatch(source):
        return ""  # an ARM expression, or another project of GitLab: what it holds is nowhere here
    return "run `terraform init`, or map the source to a folder under `modules` in the configuration"
