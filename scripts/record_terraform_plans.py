"""Records what `terraform plan` says about each configuration of the oracle tests.

    python scripts/record_terraform_plans.py [NAME …]

Writes `plan.json` into every folder of tests/languages/terraform/configurations (or the named ones): the
Terraform version, the planned values of every resource instance by address, and the outputs. A value
that Terraform does not know before apply is `{"$unknown": true}`. Only the built-in provider is used, so
nothing is downloaded. `arguments`, where a configuration has it, holds further arguments, one a line.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CONFIGURATIONS = Path(__file__).parent.parent / "tests" / "languages" / "terraform" / "configurations"
UNKNOWN = {"$unknown": True}


def record(folder: Path) -> dict[str, Any]:
    """What Terraform plans for the configuration in `folder`."""
    arguments = folder / "arguments"
    extra = arguments.read_text(encoding="utf-8").splitlines() if arguments.exists() else []
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch) / folder.name
        shutil.copytree(folder, work)
        terraform(work, "init", "-backend=false", "-input=false")
        terraform(work, "plan", "-input=false", "-out=plan", *extra)
        shown = json.loads(terraform(work, "show", "-json", "plan"))
    return {
        "terraform_version": shown["terraform_version"],
        "resources": {
            change["address"]: known(change["change"]["after"], change["change"]["after_unknown"])
            for change in shown.get("resource_changes", [])
        },
        "outputs": {
            name: known(change["after"], change["after_unknown"])
            for name, change in sorted(shown.get("output_changes", {}).items())
        },
    }


def terraform(folder: Path, *arguments: str) -> str:
    """The output of one Terraform command, run without any personal configuration."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1"}
    done = subprocess.run(
        ["terraform", f"-chdir={folder}", *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        sys.exit(f"{folder.name}: terraform {arguments[0]} failed:\n{done.stderr}")
    return done.stdout


def known(value: Any, unknown: Any) -> Any:
    """A planned value with a mark where Terraform does not know it."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict):
        found = value or {}
        return {key: known(found.get(key), unknown.get(key)) for key in sorted({*found, *unknown})}
    if isinstance(unknown, list) and isinstance(value, list):
        return [known(item, mark) for item, mark in zip(value, unknown, strict=True)]
    return value


def main(names: list[str]) -> None:
    """Record the named configurations, or all of them."""
    for folder in sorted(CONFIGURATIONS.iterdir()):
        if folder.is_dir() and (not names or folder.name in names):
            text = json.dumps(record(folder), indent=1, sort_keys=True, ensure_ascii=False)
            (folder / "plan.json").write_text(text + "\n", encoding="utf-8")
            print(folder.name)


if __name__ == "__main__":
    main(sys.argv[1:])
