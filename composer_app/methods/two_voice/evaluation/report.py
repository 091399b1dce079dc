"""What two_voice's evaluation found, as a table to be read and as a few figures to be compared with other methods'."""

from __future__ import annotations

from collections.abc import Iterator

from composer_app.methods.method import Report

NEW_BARS = "first_16"  # the block of new material that stands beside whole songs
BLOCKS = {
    "first_8": "New material, the first 8 bars from where the melody begins",
    "first_16": "New material, the first 16 bars",
    "not_repeating": "New material, bars that repeat neither melody nor rhythm of an earlier one",
}


def main_figures(report: Report) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Figures by name, of the model and of each baseline."""
    new = report.get("new_material", {}).get(NEW_BARS, {})
    of_new = new.get("baselines", {})
    return _flat(report, new), {name: _flat(row, of_new.get(name, {})) for name, row in report["baselines"].items()}


def _flat(row: Report, new: Report) -> dict[str, float]:
    """The figures of both voices: the next note's pitch under the name that all methods use, then those of new bars."""
    figures = {"next_note_accuracy": row["melody"]["pitch_accuracy"]}
    for voice, accuracy in (("melody", "pitch_accuracy"), ("chords", "accuracy")):
        if voice in new:
            figures[f"new_bars_{voice}_accuracy"] = new[voice][accuracy]
    for voice in ("melody", "chords"):
        figures |= {f"new_bars_{voice}_{name}": value for name, value in new.get(voice, {}).items() if "nats" in name}
    return figures | {f"{voice}_{name}": value for voice in ("melody", "chords") for name, value in row[voice].items()}


def table_of(report: Report) -> str:
    """New bars first: what the model is worth where a song has not repeated itself yet."""
    blocks = [
        (report["new_material"][block], title) for block, title in BLOCKS.items() if block in report["new_material"]
    ]
    return "\n".join(line for block in (*blocks, (report, "Whole songs, repeats included")) for line in _lines(*block))


def _lines(block: Report, title: str) -> Iterator[str]:
    """Melody and chords of the model, with the other voice known where that was evaluated, and of its baselines."""
    yield f"{title}: {block['songs']} songs, {block['notes']} melody notes, {block['changes']} chord changes"
    yield f"{'':24}{'nats a note':>14}{'right pitch':>14}{'nats a change':>16}{'right chord':>14}"
    other = {}
    if "known_chords_save" in block:
        both = {"melody": block["melody_over_chords"], "chords": block["chords_under_melody"]}
        other["with other voice given"] = both
    for name, row in {"model": block, **other, **block["baselines"]}.items():
        yield f"  {name:22}{_cells(row)}"
    yield ""


def _cells(row: Report) -> str:
    """The four figures that every row has."""
    melody, chords = row["melody"], row["chords"]
    return (
        f"{melody['nats_per_note']:14.3f}{melody['pitch_accuracy']:14.3f}"
        f"{chords['nats_per_change']:16.3f}{chords['accuracy']:14.3f}"
    )
