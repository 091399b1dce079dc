"""What can be done with the selected notes besides moving them; with nothing selected, with all notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.music import reshape
from composer_app.music.grid import GRID_SIZES
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.music.quantise import STRAIGHT, Quantise, quantised
from composer_app.music.voices import WRITTEN_VOICES
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.selection import NOTHING, Edit, Picked, every_note, replaced

USUAL_GRID = GRID_SIZES["1/16"]  # where the grid is off, notes are quantised to this
VELOCITY_STEP = 4

# Some notes of a voice, and all of its notes -> the notes to put in the place of the former.
Reshape = Callable[[Sequence[Note], Sequence[Note]], Iterable[Note]]


class Operations(QObject):
    """Each is one step of the editor's history; `announced` carries what was done, in a sentence.

    `strength`, `swing` and `lengths` say how `quantise` works; its lines are those of the editor's grid, unless
    `own_grid` (in ticks) is not 0.
    """

    announced = Signal(str)

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.strength, self.swing, self.lengths, self.own_grid = 100, STRAIGHT, False, 0

    @property
    def how(self) -> Quantise:
        """How `quantise` works now."""
        return Quantise(self.own_grid or self.editor_grid, self.strength, self.swing, self.lengths)

    @property
    def editor_grid(self) -> int:
        """The grid of the editor in ticks; a usual one where it is off."""
        return self._editor.grid or USUAL_GRID

    @property
    def timeline(self) -> Timeline:
        """The meters and tempos of the clip."""
        return self._editor.clip.timeline

    @property
    def onsets(self) -> tuple[int, int]:
        """The first and the last onset of the notes that are acted on; (0, 0) of none."""
        onsets = [note.onset for _, note in self._editor.picked or every_note(self._editor.clip)]
        return (min(onsets), max(onsets)) if onsets else (0, 0)

    def set_quantise(self, how: Quantise, own_grid: int = 0) -> None:
        """Quantise in another way from now on; `own_grid` of 0 goes by the editor's grid."""
        self.strength, self.swing, self.lengths, self.own_grid = how.strength, how.swing, how.lengths, own_grid

    def restore(self, strength: int, swing: int, lengths: bool, own_grid: int) -> None:
        """Quantise as it was chosen at an earlier start; what is impossible is as at the first."""
        with suppress(ValueError):
            self.set_quantise(Quantise(own_grid or USUAL_GRID, strength, swing, lengths), max(0, own_grid))

    @Slot()
    def quantise(self) -> None:
        """Draw the onsets, and the ends if that is wanted, to the grid."""
        how, timeline = self.how, self._editor.clip.timeline
        name = next((name for name, ticks in GRID_SIZES.items() if ticks == how.grid), f"{how.grid} ticks")
        done = f"quantised to {name}, strength {how.strength} %"
        self._reshape(lambda notes, _: quantised(notes, how, timeline), done, "Already on the grid.")

    @Slot()
    def to_other_voice(self) -> None:
        """Give selected melody notes to the chords and selected chord notes to the melody."""
        chords, melody = WRITTEN_VOICES
        other: dict[str, str] = {chords: melody, melody: chords}
        old = self._editor.picked
        if not old:
            self.announced.emit("Select the notes that are to change voices first.")
            return
        new = frozenset((other.get(voice, voice), note) for voice, note in old)
        self._editor.apply(Edit(replaced(self._editor.clip, old, new), new))
        self.announced.emit(f"{len(new)} note{'s' if len(new) > 1 else ''} moved to the other voice.")

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
    def louder(self) -> None:
        """Make the selected notes louder."""
        self._editor.change_velocity(self._editor.picked, VELOCITY_STEP)

    @Slot()
    def softer(self) -> None:
        """Make the selected notes softer."""
        self._editor.change_velocity(self._editor.picked, -VELOCITY_STEP)

    def trial(self) -> Trial:
        """An edit of the notes as they are now, to be tried out."""
        return Trial(self._editor)

    def _step(self, steps: int) -> None:
        if not self._editor.picked:
            self.announced.emit("Select the notes to move by a step of the scale.")
            return
        key = self._editor.clip.key
        self._reshape(lambda notes, _: reshape.transposed_in_scale(notes, steps, key), "", "")
        self._editor.preview(self._editor.picked)

    def _reshape(self, how: Reshape, done: str, nothing: str) -> None:
        editor = self._editor
        edit, changed = reshaped(Edit(editor.clip, editor.picked), how)
        editor.apply(edit)
        text = f"{changed} note{'s' if changed != 1 else ''} {done}." if changed else nothing
        if done and text:
            self.announced.emit(text)


class Trial:
    """An edit that is shown in several ways before one is kept: one step of the history, or none at all."""

    def __init__(self, editor: Editor) -> None:
        self._editor, self._base = editor, Edit(editor.clip, editor.picked)
        self._shown = False

    def show(self, how: Reshape) -> None:
        """Show the notes reshaped in another way."""
        edit, changed = reshaped(self._base, how)
        self._editor.apply(edit, instead=self._shown)
        self._shown = self._shown or changed > 0

    def drop(self) -> None:
        """Leave the notes as they were."""
        if self._shown:
            self._editor.undo()
            self._shown = False


def reshaped(before: Edit, how: Reshape) -> tuple[Edit, int]:
    """The edit that reshapes the selected notes, or all where none are, and how many it changes."""
    clip, old = before.clip, before.picked or every_note(before.clip)
    new: Picked = frozenset(
        (voice, note) for voice in clip.parts for note in how(notes_of(old, voice), clip.part(voice))
    )
    return Edit(replaced(clip, old, new), new if before.picked else NOTHING), len(old - new)


def notes_of(picked: Picked, voice: str) -> list[Note]:
    """The notes of one voice among some, in order."""
    return sorted(note for its, note in picked if its == voice)
