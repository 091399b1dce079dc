"""The figures of a comparison in words. No Qt."""

from __future__ import annotations

from composer_app.protocol.comparison import MethodResult
from composer_app.protocol.progress import EpochEnded, Finished, Prepared, Progress, ReadingFiles, Scoring, Stepped

NEXT_NOTE = "next_note_accuracy"
_WHOLE = "whole_songs_next_note_accuracy"
_SAME = (_WHOLE, NEXT_NOTE, "pitch_accuracy")  # what methods call the figure that all share, over whole songs first
_NAMES = {"new_bars_melody_accuracy": "New bars, melody", "new_bars_chords_accuracy": "New bars, chords"}
_BASELINES = {
    "copy_last": "repeat last", "majority": "most frequent", "stratified": "random",
    "markov_2": "Markov 2", "markov_4": "Markov 4", "ppm": "PPM",
}  # fmt: skip


def shared_accuracy(figures: tuple[tuple[str, float], ...]) -> float | None:
    """The next-note accuracy that all methods share, from 0 to 1; None where it was not measured."""
    return next((value for wanted in _SAME for name, value in figures if name == wanted), None)


def best_baseline(result: MethodResult, figure: str) -> tuple[str, float] | None:
    """The baseline that does best at a figure, in words, and its value; None where there is none."""
    found = [(name, value) for name, figures in result.baselines for each, value in figures if each == figure]
    if not found:
        return None
    name, value = (min if _less_is_better(figure) else max)(found, key=lambda entry: entry[1])
    return _BASELINES.get(name, name.replace("_", " ")), value


def figure_name(name: str) -> str:
    """A figure's name as it is shown: "Step accuracy on changes"."""
    return _NAMES.get(name, name.replace("_", " ").capitalize())


def figure_about(name: str) -> str:
    """What a figure means, where its name does not say it; else nothing."""
    if name not in _NAMES:
        return ""
    return (
        "Accuracy in the first 16 bars of each held-out song, from the bar where its melody begins: they contain no "
        "repeats yet, like a new idea."
    )


def figure_value(name: str, value: float) -> str:
    """A figure as it is shown: a share in percent, a loss in nats, else a plain number."""
    if "nats" in name:
        return f"{value:.2f} nats"
    shares = ("accuracy", "precision", "recall", "share", "f1")
    return f"{100 * value:.1f} %" if any(word in name for word in shares) else f"{value:.3g}"


def is_beaten(result: MethodResult, figure: str, value: float) -> bool | None:
    """Whether a method does better than every baseline; None where there is none to compare with."""
    best = best_baseline(result, figure)
    if best is None:
        return None
    return value < best[1] if _less_is_better(figure) else value > best[1]


def _less_is_better(figure: str) -> bool:
    return any(word in figure for word in ("nats", "loss", "error", "bce", "mse", "cost"))


def progress_text(progress: Progress | Scoring) -> str:
    """What a run does now."""
    if isinstance(progress, ReadingFiles):
        return f"reading, {progress.kept + progress.dropped:,} files"
    if isinstance(progress, Prepared):
        return f"training on {progress.training_songs:,} songs"
    if isinstance(progress, Stepped):
        left = "" if progress.seconds_left is None else f", {clock(progress.seconds_left)} left"
        return f"epoch {progress.epoch}{left}"
    if isinstance(progress, EpochEnded):
        return f"epoch {progress.epoch} done"
    if isinstance(progress, Scoring):
        return f"scoring, {progress.done:,} of {progress.songs:,} songs"
    assert isinstance(progress, Finished)
    return "scoring on held-out songs"


def clock(seconds: float) -> str:
    """Seconds as 1:05."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def speed(examples_per_second: float) -> str:
    """Training examples a second, no more exact than it is."""
    if examples_per_second >= 10_000:
        return f"{examples_per_second / 1000:,.0f} k/s"
    return f"{examples_per_second:,.0f} /s" if examples_per_second >= 10 else f"{examples_per_second:.1f} /s"
