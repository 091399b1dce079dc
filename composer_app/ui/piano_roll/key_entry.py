"""Selecting and entering notes by key alone; the playhead is where a note goes and where a range begins."""

from __future__ import annotations

from composer_app.music.grid import ceiled_to, floored_to
from composer_app.music.note import Note
from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.selection import SHORTEST, added, every_note, span

USUAL_VELOCITY = 80


def insert_note(editor: Editor) -> None:
    """Add a note at the playhead, right after the one that was added just now; it is as high as the one before.

    It is selected: arrows move it, Shift+Left and Right change its length. The playhead goes to its end.
    """
    tick = playhead(editor)
    entered = span(editor.picked) if editor.picked and editor.picked == editor.entered else None
    if entered is not None:
        tick = entered[1]
    last = _note_before(editor, tick)
    pitch, velocity = (last.pitch, last.velocity) if last else (_usual_pitch(editor), USUAL_VELOCITY)
    duration = next(iter(editor.picked))[1].duration if entered else editor.drawn_duration
    note = frozenset([(editor.voice, Note(tick, duration, pitch, velocity))])
    editor.apply(added(editor.clip, note))
    editor.entered = note
    editor.preview(note)
    editor.seek_requested.emit(tick + duration)


def move_playhead(editor: Editor, steps: int) -> None:
    """Move the playhead to a grid line before or after it."""
    tick, grid, timeline = playhead(editor), editor.grid or SHORTEST, editor.clip.timeline
    if steps < 0:
        editor.seek_requested.emit(floored_to(max(0, tick - 1), grid, timeline))
    else:
        editor.seek_requested.emit(ceiled_to(tick + 1, grid, timeline))


def extend_selection(editor: Editor, steps: int) -> None:
    """Select one note more, or, where the selection was extended the other way, one less.

    The notes are those of the voice of the note that the selection began with, in order.
    """
    if not editor.picked:
        editor.step_selection(steps)
        editor.anchor = next(iter(editor.picked), None)
        return
    if editor.anchor not in editor.picked or editor.anchor is None:
        editor.anchor = (min if steps > 0 else max)(editor.picked, key=_note)
    voice, first = editor.anchor
    notes = editor.clip.part(voice)
    chosen = [index for index, note in enumerate(notes) if (voice, note) in editor.picked]
    start = notes.index(first)
    far = chosen[0] if chosen[-1] == start else chosen[-1]
    reached = max(0, min(len(notes) - 1, far + steps))
    low, high = sorted((start, reached))
    editor.select(frozenset((voice, note) for note in notes[low : high + 1]))
    editor.preview(frozenset([(voice, notes[reached])]))


def select_to_end(editor: Editor, forward: bool) -> None:
    """Select all notes that begin from the playhead on, or before it."""
    tick = playhead(editor)
    editor.select(frozenset(each for each in every_note(editor.clip) if (each[1].onset >= tick) == forward))


def select_in_loop(editor: Editor) -> None:
    """Select the notes that begin within the loop."""
    if editor.loop is None:
        return
    first, last = editor.loop
    editor.select(frozenset(each for each in every_note(editor.clip) if first <= each[1].onset < last))


def loop_selection(editor: Editor) -> None:
    """Loop from the first selected note to the end of the last."""
    if editor.picked:
        editor.set_loop(span(editor.picked))


def loop_from_playhead(editor: Editor) -> None:
    """Let the loop begin at the playhead; where it ended before that, it ends with the clip."""
    tick, end = playhead(editor), editor.loop[1] if editor.loop else 0
    end = end if end > tick else editor.clip.length
    if tick < end:
        editor.set_loop((tick, end))


def loop_to_playhead(editor: Editor) -> None:
    """Let the loop end at the playhead; where it began after that, it begins with the clip."""
    tick, start = playhead(editor), editor.loop[0] if editor.loop else 0
    start = start if start < tick else 0
    if start < tick:
        editor.set_loop((start, tick))


def playhead(editor: Editor) -> int:
    """The tick at which the playhead stands."""
    return round(editor.playhead or 0)


def _note(each: tuple[str, Note]) -> Note:
    return each[1]


def _note_before(editor: Editor, tick: int) -> Note | None:
    """The voice's note that began last before a tick, else its first."""
    notes = editor.clip.part(editor.voice)
    return max((note for note in notes if note.onset < tick), default=notes[0] if notes else None)


def _usual_pitch(editor: Editor) -> int:
    """The middle of the voice's register, on the tonic of the key if there is one."""
    low, high = VOICES[editor.voice].register
    key, middle = editor.clip.key, (low + high) // 2
    fitting = [pitch for pitch in range(low, high + 1) if key is None or pitch % 12 == key.tonic]
    return min(fitting, key=lambda pitch: abs(pitch - middle))
