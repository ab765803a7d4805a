"""Records what `terraform console` answers to every expression of tests/languages/terraform/expressions.txt.

    python scripts/record_terraform_console.py            # write console.json (about a minute)
    python scripts/record_terraform_console.py --check 20 # re-record every 20th answer and compare

The console is started once an expression, offline, in tests/languages/terraform/console, because it prints only
the last answer of what it reads from a pipe and stops at the first error. An answer is the text that
the console prints, or null where Terraform refuses the expression.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "tests" / "languages" / "terraform"
RECORDING = FOLDER / "console.json"


def expressions() -> list[str]:
    """The expressions in the order of the file, repeats left out."""
    lines = (FOLDER / "expressions.txt").read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(line for line in lines if line.strip() and not line.startswith("#")))


def terraform(arguments: list[str], folder: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run the binary, offline and without the user's configuration."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    return subprocess.run(
        ["terraform", *arguments],
        cwd=folder,
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def answer(expression: str, folder: Path) -> str | None:
    """What the console prints for `expression`; None for an error."""
    result = terraform(["console"], folder, expression + "\n")
    return result.stdout.rstrip("\n") if result.returncode == 0 else None


def record(wanted: list[str]) -> dict[str, str | None]:
    """The answers to `wanted`; every worker has a copy of the folder, since a console locks its state."""
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch) / str(number) for number in range(workers)]
        for folder in folders:
            shutil.copytree(FOLDER / "console", folder)
        chunks = [(wanted[number::workers], folder) for number, folder in enumerate(folders)]
        with ThreadPoolExecutor(workers) as pool:
            answers = dict(pair for pairs in pool.map(answer_all, chunks) for pair in pairs)
    return {expression: answers[expression] for expression in wanted}


def answer_all(chunk: tuple[list[str], Path]) -> list[tuple[str, str | None]]:
    """The answers to one worker's share."""
    wanted, folder = chunk
    return [(expression, answer(expression, folder)) for expression in wanted]


def version() -> str:
    """The version of the binary."""
    found: str = json.loads(terraform(["version", "-json"], FOLDER).stdout)["terraform_version"]
    return found


def check(step: int) -> int:
    """Compare every `step`-th recorded answer with the binary; the exit code."""
    recording = json.loads(RECORDING.read_text(encoding="utf-8"))
    if version() != recording["terraform"]:
        print(f"recorded with Terraform {recording['terraform']}, this is {version()}: not compared")
        return 0
    answers = record(list(recording["answers"])[::step])
    changed = [expression for expression, text in answers.items() if text != recording["answers"][expression]]
    print(f"{len(answers) - len(changed)} of {len(answers)} recorded answers are the same", *changed, sep="\n  ")
    return 1 if changed else 0


def main() -> int:
    """Write or check the recording."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", type=int, metavar="N", help="compare every N-th recorded answer instead")
    options = parser.parse_args()
    if shutil.which("terraform") is None:
        print("terraform is not on PATH", file=sys.stderr)
        return 2
    if options.check:
        return check(options.check)
    recording = {"terraform": version(), "answers": record(expressions())}
    RECORDING.write_text(json.dumps(recording, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(recording['answers'])} answers recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
