"""What became of a capability, in sentences for people: from when to when, why, what saved it, how it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from idlint.records import NamedTuple
from idlint.resilience.assessment import TokenPath
from idlint.resilience.outages import DependencyFate, PathFate
from idlint.resilience.timeline import WHOLE, Replayed

MAX_REASONS = 4
"""Dependencies that are named before the rest is counted."""


_PLACES = frozenset({"host", "place"})
"""Classes whose dependency says all that the path could say."""


class Explained(NamedTuple):
    """The sentences, by what they are about."""

    summary: tuple[str, ...]
    """When, and until when."""
    why: tuple[str, ...]
    saved: tuple[str, ...]
    """Which path carried it, where another one did not."""
    recovery: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything after the summary."""
        return (*self.why, *self.saved, *self.recovery)


def explained(replayed: Replayed) -> Explained:
    """The sentences about one capability in a whole scenario."""
    return Explained(
        tuple(_summary(replayed)), tuple(_why(replayed)), tuple(_saved(replayed)), tuple(_recovery(replayed))
    )


def offset(hours: float) -> str:
    """`+1h05` for 1.08 hours."""
    whole, minutes = divmod(round(hours * 60), 60)
    return f"+{whole}h{minutes:02}"


def _summary(replayed: Replayed) -> Iterator[str]:
    since = offset(replayed.since)
    if replayed.state == "lost":
        first = next((item for item in replayed.stretches if item.verdict.state == "cached"), None)
        before = f", on caches from {offset(first.start)}" if first and first.start < replayed.since else ""
        yield f"from {since} to {offset(replayed.until or 0)}{before}"
    elif replayed.state == "cached" and replayed.ends is not None:
        when = "at any time" if replayed.ends <= replayed.since else f"from {offset(replayed.ends)} on"
        yield f"on what it has from {since} to {offset(replayed.until or 0)}; that may end {when}"
    elif replayed.state == "unknown":
        yield _in_doubt(replayed)
    elif replayed.state == "degraded":
        yield f"slow or failing at times from {since}: {', '.join(replayed.verdict.by)}"


def _in_doubt(replayed: Replayed) -> str:
    """What is known of an unknown: nothing seen is hurt, or it lives on caches at best."""
    if replayed.until is None:
        return "nothing that is seen of it is hurt"
    span = f"from {offset(replayed.since)} to {offset(replayed.until)}"
    cached = any(fate.state == "cached" for fate in replayed.verdict.dependencies)
    return span + (", on caches at best" if cached else "")


def _why(replayed: Replayed) -> Iterator[str]:
    """The dependencies in the worst state at any time, with every way that does not carry."""
    if replayed.state in WHOLE:
        return
    worst = [item.verdict for item in replayed.stretches if item.verdict.state == replayed.state]
    hurt = {
        fate.dependency.text: fate
        for verdict in reversed(worst)
        for fate in reversed(verdict.dependencies)
        if fate.state == replayed.state
    }
    found = list(reversed(hurt.values()))
    limit = MAX_REASONS if replayed.until is not None else 1
    for fate in found[:limit]:
        yield f"{fate.dependency.text}: {'; '.join(_ways(fate))}"
        yield from (f"{fate.dependency.text}: no way is {text}" for text in fate.dependency.refused)
    if len(found) > limit:
        yield f"and {len(found) - limit} more"


def _ways(fate: DependencyFate) -> Iterator[str]:
    yield from dict.fromkeys(_way(path) for path in fate.paths if path.by)
    if fate.state == "unknown":
        yield fate.reason


def _way(path: PathFate) -> str:
    verb = "may need" if path.path.maybe else "needs"
    subject = "" if path.path.credential in _PLACES else f"{path.path.text} "
    return f"{subject}{verb} {' and '.join(path.by)}"


def _saved(replayed: Replayed) -> Iterator[str]:
    """What carried a dependency whose other way failed, once each."""
    found: dict[str, None] = {}
    for stretch in replayed.stretches:
        for fate in stretch.verdict.dependencies:
            if fate.saved_by is not None and any(item.state not in WHOLE for item in fate.paths):
                found[f"{fate.dependency.text}: saved by {_saver(fate, fate.saved_by)}"] = None
    yield from found


def same_credential(fate: DependencyFate, path: TokenPath) -> list[TokenPath]:
    """The paths that do not carry and are the same credential as `path`, by another service."""
    hurt = [item.path for item in fate.paths if item.state not in WHOLE]
    return [item for item in hurt if item.text == path.text and item.domains != path.domains]


def _saver(fate: DependencyFate, path: TokenPath) -> str:
    """The path; where it is the same credential by another service, that service."""
    same = same_credential(fate, path)
    doubt = f" ({path.advice})" if path.advice else ""
    other = sorted(path.domains - same[0].domains) if same else []
    return path.text + (f" by {', '.join(other)}" if other else "") + doubt


_HOW = {"alone": "recovers alone", "restart": "needs a restart", "by hand": "needs a hand"}


def _recovery(replayed: Replayed) -> Iterable[str]:
    if replayed.until is None or not replayed.recovers:
        return ()
    said = advice(replayed.restores)
    return (f"{_HOW[replayed.recovers]} after {offset(replayed.until)}{': ' if said else ''}{said}",)


def advice(restores: Iterable[str]) -> str:
    """Advice of several classes as one text; what another one says and more is left out."""
    texts = list(dict.fromkeys(restores))
    kept = (text for text in texts if not any(other != text and other.startswith(text) for other in texts))
    return " ".join(f"{text}." for text in kept)
