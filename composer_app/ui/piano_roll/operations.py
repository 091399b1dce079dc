"""What can be done with the selected notes besides moving them; with nothing selected, with all notes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.music import reshape
from composer_app.music.grid import GRID_SIZES
from composer_app.music.note import Note
from composer_app.music.quantise import STRAIGHT, Quantise, quantised
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.selection import NOTHING, Edit, Picked, every_note, replaced

FINEST_OFFERED = GRID_SIZES["1/16"]  # where the grid is off, notes are quantised to this
RANDOM_VELOCITY = 12

# Some notes of a voice, and all of its notes -> the notes to put in the place of the former.
Reshape = Callable[[Sequence[Note], Sequence[Note]], Iterable[Note]]


class Operations(QObject):
    """Each is one step of the editor's history; `announced` carries what was done, in a sentence.

    `strength`, `swing` and `lengths` say how `quantise` works; its lines are those of the editor's grid, unless
    `own_grid` (in ticks) is not 0. `settings_changed` is emitted when one of the four has changed.
    """

    announced = Signal(str)
    settings_changed = Signal()

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.strength, self.swing, self.lengths, self.own_grid = 100, STRAIGHT, False, 0

    @property
    def how(self) -> Quantise:
        """How `quantise` works now."""
        grid = self.own_grid or self._editor.grid or FINEST_OFFERED
        return Quantise(grid, self.strength, self.swing, self.lengths)

    @property
    def chosen(self) -> Picked:
        """The notes that are acted on."""
        return self._editor.picked or every_note(self._editor.clip)

    def set_quantise(self, how: Quantise, own_grid: int = 0) -> None:
        """Quantise in another way from now on; `own_grid` of 0 goes by the editor's grid."""
        self.strength, self.swing, self.lengths, self.own_grid = how.strength, how.swing, how.lengths, own_grid
        self.settings_changed.emit()

    @Slot()
    def quantise(self) -> None:
        """Draw the onsets, and the ends if that is wanted, to the grid."""
        how, timeline = self.how, self._editor.clip.timeline
        name = next((name for name, ticks in GRID_SIZES.items() if ticks == how.grid), f"{how.grid} ticks")
        done = f"quantised to {name}, strength {how.strength} %"
        self._reshape(lambda notes, _: quantised(notes, how, timeline), done, "Already on the grid.")

    @Slot()
    def split(self) -> None:
        """Cut at the playhead the selected notes that sound there; with none selected all that sound there."""
        tick = round(self._editor.playhead or 0)
        nothing = "No note sounds at the playhead: move it to where the notes are to be split."
        self._reshape(lambda notes, _: reshape.split(notes, tick), "split at the playhead", nothing)

    @Slot()
    def join(self) -> None:
        """Make neighbours of one pitch one note."""
        if len(self._editor.picked) < 2:
            self.announced.emit("Select the notes to join: two or more of one pitch.")
            return
        nothing = "Nothing was joined: only neighbours of one pitch can be."
        self._reshape(lambda notes, _: reshape.joined(notes), "joined", nothing)

    @Slot()
    def legato(self) -> None:
        """Let each note sound until the next one of its voice begins."""
        self._reshape(reshape.legato, "made legato", "Already legato.")

    @Slot()
    def invert(self) -> None:
        """Turn each voice upside down."""
        key = self._editor.clip.key
        self._reshape(lambda notes, _: reshape.inverted(notes, key), "inverted", "Nothing to invert.")

    @Slot()
    def scale_step_up(self) -> None:
        """Move the notes a step of the key up."""
        self._step(1)

    @Slot()
    def scale_step_down(self) -> None:
        """Move the notes a step of the key down."""
        self._step(-1)

    @Slot()
    def vary_velocities(self) -> None:
        """Make each note a little louder or softer, at random."""
        self.reshape_velocities(lambda notes: reshape.velocity_varied(notes, RANDOM_VELOCITY, random.getrandbits(32)))

    @Slot()
    def louder(self) -> None:
        """All velocities a tenth higher."""
        self.reshape_velocities(lambda notes: reshape.velocity_scaled(notes, 110))

    @Slot()
    def softer(self) -> None:
        """All velocities a tenth lower."""
        self.reshape_velocities(lambda notes: reshape.velocity_scaled(notes, 90))

    def reshape_velocities(self, how: Callable[[Sequence[Note]], Iterable[Note]], instead: bool = False) -> None:
        """Give the notes other velocities, or put this step `instead` of the last one."""
        self._reshape(lambda notes, _: how(notes), "", "", instead)

    def _step(self, steps: int) -> None:
        key = self._editor.clip.key
        self._reshape(lambda notes, _: reshape.transposed_in_scale(notes, steps, key), "", "")
        self._editor.preview(self._editor.picked)

    def _reshape(self, how: Reshape, done: str, nothing: str, instead: bool = False) -> None:
        editor, old = self._editor, self.chosen
        clip = editor.clip
        new: Picked = frozenset(
            (voice, note) for voice in clip.parts for note in how(notes_of(old, voice), clip.part(voice))
        )
        changed = len(old - new)
        picked = new if editor.picked else NOTHING
        editor.apply(Edit(replaced(clip, old, new), picked), instead)
        text = f"{changed} note{'s' if changed != 1 else ''} {done}." if changed else nothing
        if done and text:
            self.announced.emit(text)


def notes_of(picked: Picked, voice: str) -> list[Note]:
    """The notes of one voice among some, in order."""
    return sorted(note for its, note in picked if its == voice)
