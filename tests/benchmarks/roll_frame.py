"""How long the piano roll takes to paint a frame, few notes and very many."""

from __future__ import annotations

import os
import random
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll
from tests.benchmarks.machine import machine, median

SIZE = (1440, 800)
FRAMES = 60
NOTES = (64, 400, 1_000, 5_300, 50_000, 200_000)


def song(notes: int, seed: int = 1) -> Clip:
    """A clip of so many notes, three quarters of them in chords; a chord of three every half note."""
    chance = random.Random(seed)
    chords = [Note(960 * (n // 3), 960, 36 + chance.randrange(24), 60 + n % 40) for n in range(notes * 3 // 4)]
    melody = [Note(960 * n, 480, 60 + chance.randrange(24), 50 + n % 70) for n in range(notes - len(chords))]
    return Clip(tuple(chords), tuple(melody), key=Key(0))


def frame_times(roll: PianoRoll, still: bool = False) -> list[float]:
    """Milliseconds of each frame; `still` moves the playhead only, otherwise all is painted anew."""
    times = []
    for frame in range(FRAMES):
        if still:
            roll.set_playhead(float(frame))
        else:
            roll._repaint()
        begun = time.perf_counter()
        roll.viewport().repaint()
        times.append(1000 * (time.perf_counter() - begun))
    return times


def row(app: QApplication, notes: int) -> str:
    """One line of the table."""
    clip, roll = song(notes), PianoRoll()
    roll.resize(*SIZE)
    roll.show()
    app.processEvents()
    begun = time.perf_counter()
    roll.set_clip(clip)
    shown = 1000 * (time.perf_counter() - begun)
    cells = [frame_times(roll)]
    roll.scrolling.zoom_to_all()
    cells.append(frame_times(roll))
    roll.editor.select_all()
    cells += [frame_times(roll), frame_times(roll, still=True)]
    roll.close()
    return " | ".join(
        [f"{notes:7,}", *(f"{median(times):5.2f} ({max(times):5.2f})" for times in cells), f"{shown:.0f}"]
    )


def main() -> None:
    """Prints the table."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    print(f"\nPiano roll, {SIZE[0]}x{SIZE[1]}: ms a frame, median of {FRAMES} (longest in brackets)\n")
    print("| notes | eight bars | whole clip | all selected | playhead only | to show a clip |")
    print("|---|---|---|---|---|---|")
    for notes in NOTES:
        print(f"| {row(app, notes)} |")
    print(f"\n({machine()})", flush=True)


if __name__ == "__main__":
    main()
