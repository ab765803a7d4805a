"""The exceptions idlint raises on purpose; each is one sentence a user can act on.

    IdlintError
    ├── UsageError       the command line or a call asks for something that cannot be done
    ├── SettingsError    the configuration file is wrong
    ├── BaselineError    the baseline is wrong
    ├── RuleError        a rule, kind or scenario file is wrong
    ├── RuleCrashed      a rule's code failed on a resource
    ├── PluginError      an installed plugin is wrong
    └── SourceError      one input file cannot be read; becomes a `parse-error` finding

Everything but `SourceError` stops the run with exit code 2, before anything is checked.
"""

from __future__ import annotations

__all__ = [
    "BaselineError", "IdlintError", "PluginError", "RuleCrashed", "RuleError", "SettingsError", "SourceError",
    "UsageError",
]  # fmt: skip


class IdlintError(Exception):
    """The root of the tree; `str()` of it is what a user reads."""


class UsageError(IdlintError):
    """The command line or an API call asks for something that cannot be done."""


class SettingsError(IdlintError):
    """The configuration is malformed; the message names file and key."""


class BaselineError(IdlintError):
    """The baseline is malformed or of a later version; the message names file and key, and the way out."""


class RuleError(IdlintError):
    """A rule, kind, domain or scenario file is malformed; the message names file and key."""


class RuleCrashed(IdlintError):
    """A rule's code failed on a resource: an error in the rule or in idlint, never in the scanned files."""

    def __init__(self, rule: str, resource: str, path: str, problem: str) -> None:
        super().__init__(f"rule-crashed: {rule} failed on {resource} ({path}): {problem}")
        self.rule = rule
        self.resource = resource
        """The resource's address, or the deployment's path."""
        self.path = path
        """The file that the resource is in."""


class PluginError(IdlintError):
    """An installed plugin failed to load or broke its contract; the message names the plugin."""


class SourceError(IdlintError):
    """One input file cannot be read: too large, not UTF-8, NUL bytes, a link out of the repository."""

    def __init__(self, path: str, message: str, at: int = 0) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        """Repository-relative path of the file."""
        self.message = message
        """What is wrong, without the path."""
        self.at = at
        """At which byte."""
