"""What a request gives the network: the notes that are kept, and the steps to be written.

A brief holds for each idea a frame, which is the clip with what is kept in it, and for each stretch of
one meter a piece: the network's songs, as long as the idea is to be, with the open steps of either voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.errors import ComposerError
from composer_app.generation.model import Model
from composer_app.methods.two_voice.encoding.tokens import STEP, UNKNOWN_KEY
from composer_app.music.clip import Clip
from composer_app.music.form import Form, parse_form
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import Request

LOWEST, HIGHEST = 55, 96
LEAST_RANGE = 11
FEWEST_BARS_TO_BRIDGE = 3
NOTHING_OPEN = "There is nothing to write in these bars; choose others."
NO_ROOM = "The first notes sound through all the bars between, so no bridge fits; shorten them or choose another clip."

Steps = NDArray[np.bool_]
Told = tuple[int, int]  # key signature as the pitch class of its major key, and mode


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one meter: the songs of all ideas, moved to C, and the open steps of melody and chords.

    No note begins in `no_onsets`, where one sounded that was taken out. Where it `closes` it ends on the tonic.
    """

    songs: list[Any]
    masks: list[tuple[Steps, Steps]]
    meter: Meter
    no_onsets: list[tuple[Steps, Steps]] | None = None
    closes: bool = False

    @property
    def transposition(self) -> list[int]:
        """By how many semitones each idea was transposed."""
        return [song.transposition for song in self.songs]

    def masked_steps(self, row: int, voice: WrittenVoice) -> Steps:
        """The steps that are written of one voice of an idea."""
        return self.masks[row][0 if voice == "melody" else 1]

    @property
    def begin(self) -> int:
        """The step of the first bar in which anything is written in any idea."""
        first = min(int(np.argmax(melody | chords)) for melody, chords in self.masks)
        return first // int(self.songs[0].bar) * int(self.songs[0].bar)


@dataclass(frozen=True, slots=True)
class Brief:
    """The frames of all ideas, the pieces to write in them, the melody's range and the scale to keep to."""

    frames: list[Clip]
    pieces: list[Piece]
    low: int
    high: int
    scale: tuple[int, ...] = ()


def brief_of(request: Request, model: Model, seeds: Sequence[int], drafts: int = 1) -> Brief:
    """The brief of a request for as many drafts of an idea as is said for each seed, those of one seed together.

    Drafts of an idea share its key and holes, and follow plans of their own. ComposerError where it makes no sense.
    """
    model.method.check_controls(request.controls.features, model.network.config.features)
    low, high = melody_range(request, model)
    if request.task == "new":
        return _anew(request, model, seeds, drafts, low, high)
    clip = request.clip
    assert clip is not None
    if request.task == "continue":
        return _onward(request, model, seeds, drafts, clip, low, high)
    return _within(request, model, seeds, drafts, clip, low, high)


def melody_range(request: Request, model: Model) -> tuple[int, int]:
    """What was asked; else what the songs keep to, and the clip's melody with it."""
    low = max(LOWEST, model.card.habits.get("low", 60))
    high = min(HIGHEST, model.card.habits.get("high", 84))
    if request.clip is not None and request.clip.melody:
        pitches = [note.pitch for note in request.clip.melody]
        low, high = min(low, *pitches), max(high, *pitches)
    low = request.low if request.low is not None else low
    high = request.high if request.high is not None else high
    if high - low < LEAST_RANGE:
        low, high = (low, low + LEAST_RANGE) if request.high is None else (high - LEAST_RANGE, high)
    return low, high


def meter_of(request: Request, model: Model) -> Meter:
    """The meter asked for, or the usual one of the songs; ComposerError where it does not fit the grid of 16ths."""
    meter = request.meter or Meter.parse(model.card.habits.get("meter", "4/4"))
    _check_meter(meter, model.method)
    return meter


def _check_meter(meter: Meter, method: Any) -> None:
    if meter.bar % STEP or meter.bar > method.MAX_BAR * STEP:
        longest = method.MAX_BAR * STEP // TICKS_PER_QUARTER
        raise ComposerError(
            f"Bars of {meter} cannot be written: a bar holds whole 16ths, and {longest} quarters at most; "
            "choose another meter."
        )


def key_of(request: Request, model: Model, seed: int) -> Told:
    """Key signature and mode to tell the network: what was asked, the clip's, or one drawn."""
    if request.key is not None:
        return request.key.relative_major, int(request.key.minor)
    if request.clip is not None:
        key, mode = model.method.describe_key(request.clip)
        return int(key), int(mode)
    rng = np.random.default_rng((seed, 1))
    return int(rng.integers(12)), int(rng.random() < model.card.habits.get("minor_share", 0.3))


def scale_of(request: Request, told: Told) -> tuple[int, ...]:
    """The pitch classes of the key after the move to C, where the idea is to keep to them."""
    if not request.lock_key:
        return ()
    if told[0] == UNKNOWN_KEY:
        raise ComposerError("The clip's key is not known, so it cannot be locked; choose a key.")
    return tuple(sorted(Key(0).scale))


def _anew(request: Request, model: Model, seeds: Sequence[int], drafts: int, low: int, high: int) -> Brief:
    method, meter = model.method, meter_of(request, model)
    bar = meter.bar // STEP
    form = parse_form(request.form) if request.form else None
    parts = [(part.letter, part.bars) for part in form.parts] if form else request.bars
    kind = bar, meter.is_compound
    planner = _planner(request, model, parts, kind)
    pickup = _pickup_of(request, meter, form)
    songs, frames, holes = [], [], []
    for seed, draft in product(seeds, range(drafts)):
        signature, mode = key_of(request, model, seed)
        key = Key((signature + 9) % 12 if mode == 1 else signature, mode == 1)
        move = method.semitones_to_c(signature)
        layout = planner.sample(np.random.default_rng((seed, 2, draft)), (low + move, high + move), mode)
        bars = len(layout.form)
        songs.append(layout.blank(kind, mode, move))
        sung = np.concatenate([np.full(size * bar, letter.isupper()) for letter, size in layout.parts])
        holes.append((sung, np.ones(bars * bar, bool)))
        if pickup:
            songs[-1], holes[-1] = method.with_pickup(songs[-1], holes[-1], pickup)
        tempo = float(request.tempo or model.card.habits.get("tempo", 100))
        timeline = Timeline.plain(tempo, meter, request.pickup)
        length = bars * meter.bar + pickup * STEP
        frames.append(Clip((), (), length, timeline, key, form.sections(timeline) if form else ()))
    piece = Piece(songs, holes, meter, closes=True)
    return Brief(frames, [piece], low, high, scale_of(request, (0, 0)))


def _planner(request: Request, model: Model, parts: Sequence[tuple[str, int]] | int, meter: tuple[int, bool]) -> Any:
    """What lays ideas out in these parts (letter, bars), or in so many bars; `meter` is 16ths in a bar and compound."""
    plans, features = model.card.habits.get("plans", ()), model.network.config.features
    return model.method.Planner(plans, parts, meter, request.controls.features, features)


def _pickup_of(request: Request, meter: Meter, form: Form | None) -> int:
    """The steps that the melody begins before bar 1; ComposerError where it cannot."""
    if not request.pickup:
        return 0
    steps, over = divmod(request.pickup * meter.beat, STEP)
    if request.pickup > meter.longest_pickup or over:
        raise ComposerError(
            f"No pickup of {request.pickup} beats leads into a bar of {meter}; choose another pickup, or the meter."
        )
    if form is not None and form.parts[0].letter.islower():
        raise ComposerError(
            "The form begins without melody, so no pickup leads into it; begin with another section, or without pickup."
        )
    return steps


def _onward(
    request: Request, model: Model, seeds: Sequence[int], drafts: int, clip: Clip, low: int, high: int
) -> Brief:
    method = model.method
    if not clip.notes:
        raise ComposerError("The seed clip holds no notes to continue; choose another one.")
    meter = clip.timeline.meter_at(max(0, clip.length - 1))
    _check_meter(meter, method)
    song = _songs(clip, model)[-1]
    told = key_of(request, model, seeds[0]) if request.key is not None else method.key_at_end(song)
    more = request.bars * song.bar
    form = np.zeros((request.bars, song.form.shape[1]), np.int16)
    form[:, method.SECTION_BAR] = np.arange(1, len(form) + 1)
    form[:, method.SECTION_BARS_LEFT] = np.arange(len(form), 0, -1)
    form = np.concatenate([song.form, np.minimum(form, method.FARTHEST_IN_SECTION)])
    form[:, method.SONG_BARS_LEFT] = 0
    plan = np.concatenate([song.plan, np.full((request.bars, song.plan.shape[1]), np.nan, np.float32)])
    written = np.arange(len(plan)) >= len(song.plan)
    longer = replace(
        song,
        melody=np.pad(song.melody, (0, more)),
        chords=np.pad(song.chords, (0, more)),
        triplets=np.pad(song.triplets, (0, more)),
        form=form,
        plan=method.request_plan(plan, written, request.controls.features),
        expression=None,
    )
    moved = _in_c(longer, told, method)
    planner = _planner(request, model, request.bars, (song.bar, song.compound))
    pitches = low + moved.transposition, high + moved.transposition
    songs = []
    for seed, draft in product(seeds, range(drafts)):
        layout = planner.sample(np.random.default_rng((seed, 2, draft)), pitches, moved.mode)
        songs.append(method.plan_continuation(moved, len(song), layout, model.network.config.shapes))
    end = song.begin + len(song) * STEP
    frame = replace(clip, length=max(clip.length, end + request.bars * meter.bar))
    new = np.arange(len(moved)) >= len(song)
    piece = Piece(songs, [(new, new)] * len(songs), meter, closes=moved.in_c)
    return Brief([frame] * len(songs), [piece], low, high, scale_of(request, told))


def _songs(clip: Clip, model: Model) -> list[Any]:
    """The clip as the network takes it in, a song for each stretch of one meter."""
    songs: list[Any] = model.method.encode(clip, model.network.config.shapes, empty_too=True)
    if not songs:
        raise ComposerError("The clip is shorter than a 16th; choose a longer one.")
    return songs


def _in_c(song: Any, told: Told, method: Any) -> Any:
    signature, mode = told
    if signature == UNKNOWN_KEY:
        return replace(song, key=signature, mode=mode)
    moved = method.transpose_to_c(replace(song, key=signature, mode=mode))
    return replace(moved, transposition=method.semitones_to_c(signature))


def _within(
    request: Request, model: Model, seeds: Sequence[int], drafts: int, clip: Clip, low: int, high: int
) -> Brief:
    """Holes in a clip: filled, varied, one voice written anew, or the way from one clip to another."""
    method = model.method
    if request.task == "bridge":
        clip = _ends_of(clip, request.to)
    _check(request, clip, method)
    told = key_of(request, model, seeds[0])
    takes = list(product(seeds, range(drafts)))
    kept: list[dict[WrittenVoice, list[Note]]] = [
        {voice: list(clip.part(voice)) for voice in WRITTEN_VOICES} for _ in takes
    ]
    pieces = []
    songs = _songs(clip, model)
    for song, after in zip(songs, [*songs[1:], None], strict=True):
        end = song.begin + len(song) * STEP if after is None else after.begin
        found = [_holes(request, clip, song, end, method, seed) for seed, _ in takes]
        holes, no_onsets = [hole for hole, _ in found], [tail for _, tail in found]
        if not any(melody.any() or chords.any() for melody, chords in holes):
            continue
        grid = method.grid_of(song.begin, song.triplets)
        here = []
        for row, (melody, chords) in enumerate(holes):
            for voice, is_open in zip(WRITTEN_VOICES, (chords, melody), strict=True):
                kept[row][voice] = [n for n in kept[row][voice] if not _begins_in(n, grid, is_open, after is None)]
            touched = (melody | chords).reshape(-1, song.bar).any(1)
            plan = method.request_plan(song.plan, touched, request.controls.features, keep=request.task == "vary")
            here.append(_in_c(replace(song, plan=plan, expression=None), told, method))
        homes = [method.with_final_mode(song, model.network.config.shapes) for song in here]
        closes = request.task == "fill" and after is None and _may_close(homes[0], holes[0], no_onsets[0], model)
        here = homes if closes else here
        if request.task == "melody" and not request.write:
            here = [_with_plan(song, request, model, take, low, high) for song, take in zip(here, takes, strict=True)]
        pieces.append(Piece(here, holes, clip.timeline.meter_at(max(0, song.begin)), no_onsets, closes))
    if not pieces:
        raise ComposerError(NO_ROOM if request.task == "bridge" else NOTHING_OPEN)
    frames = [clip.with_parts(chords=k["chords"], melody=k["melody"]) for k in kept]
    return Brief(frames, pieces, low, high, scale_of(request, told))


def _with_plan(song: Any, request: Request, model: Model, take: tuple[int, int], low: int, high: int) -> Any:
    """A song whose melody is written anew over its chords, with the plan of another."""
    planner = _planner(request, model, len(song) // song.bar, (song.bar, song.compound))
    rng = np.random.default_rng((take[0], 2, take[1]))
    layout = planner.sample(rng, (low + song.transposition, high + song.transposition), song.mode)
    return model.method.plan_new_melody(song, layout, model.network.config.shapes)


def _may_close(song: Any, hole: tuple[Steps, Steps], tail: tuple[Steps, Steps], model: Model) -> bool:
    """Whether the bars written in the last stretch may end on a cadence."""
    melody, chords = (steps & ~behind for steps, behind in zip(hole, tail, strict=True))
    return bool(model.method.may_end_on_cadence(song, melody, chords, model.network.config.shapes))


def _begins_in(note: Note, grid: Any, is_open: Steps, at_end: bool) -> bool:
    """Whether a note begins in an open step; at the clip's end there is no next step to be nearer to."""
    step = min(grid.step(note.onset), len(is_open) - 1) if at_end else grid.step(note.onset)
    return 0 <= step < len(is_open) and bool(is_open[step])


def _check(request: Request, clip: Clip, method: Any) -> None:
    """Raise ComposerError where a clip lacks what the task begins from."""
    if request.task == "melody" and not clip.chords:
        raise ComposerError("The clip holds no chords to write a melody over; choose another one.")
    if request.task == "chords" and not clip.melody:
        raise ComposerError("The clip holds no melody to put chords under; choose another one.")
    if request.task == "vary" and not clip.notes:
        raise ComposerError("The clip holds no notes to vary; choose another one.")
    several = len(clip.timeline.meters) > 1
    for change in clip.timeline.meters[several:]:  # an upbeat may be of any length
        if change.tick < clip.length:
            _check_meter(change.meter, method)
    for span in request.write:
        if span.last >= clip.bars:
            raise ComposerError(f"The clip has {_counted(clip.bars)}, so bar {span.last + 1} cannot be written.")


def _holes(
    request: Request, clip: Clip, song: Any, end: int, method: Any, seed: int
) -> tuple[tuple[Steps, Steps], tuple[Steps, Steps]]:
    """The open steps of melody and chords in one stretch, and where outside the bars to write nothing may begin.

    The stretch ends at tick `end` even if its last bar does not.
    """
    first = clip.timeline.bar_at(max(0, song.begin))
    bars = len(song) // song.bar
    spans = {voice: np.zeros(len(song), bool) for voice in WRITTEN_VOICES}
    for span in request.write:
        begin, over = max(0, span.first - first), min(bars, span.last + 1 - first)
        spans[span.voice][begin * song.bar : max(begin, over) * song.bar] = True
    if request.task in WRITTEN_VOICES and not request.write:
        spans[request.task][:] = True
        if not song.chords[: song.pickup_steps].any():  # chords enter behind the pickup
            spans["chords"][: song.pickup_steps] = False
    elif request.task in WRITTEN_VOICES:
        for voice in WRITTEN_VOICES:
            spans[voice] &= voice == request.task
    elif request.task == "bridge":
        edge = _edge(clip)
        begin, over = max(0, edge - first), min(bars, clip.bars - edge - first)
        for steps in spans.values():
            steps[begin * song.bar : max(begin, over) * song.bar] = True
    writable = dict(spans)
    if request.task == "vary":
        rng = np.random.default_rng((seed, 3, song.begin + 1 if song.begin >= 0 else 0))
        voices: dict[WrittenVoice, Any] = {"melody": song.melody, "chords": song.chords}
        for voice, tokens in voices.items():
            within = spans[voice] if request.write else np.ones(len(song), bool)
            spans[voice] = method.mask_notes(tokens, request.amount, rng, within)
            writable[voice] = within
    ticks = song.begin + np.arange(len(song)) * STEP
    inside = (ticks >= 0) & (ticks < end)
    melody = method.align_to_notes(song.melody, spans["melody"]) & inside
    chords = method.align_to_notes(song.chords, spans["chords"]) & inside
    return (melody, chords), (melody & ~writable["melody"], chords & ~writable["chords"])


def _counted(bars: int) -> str:
    return "1 bar" if bars == 1 else f"{bars} bars"


def _edge(clip: Clip) -> int:
    """How many bars of either end a bridge keeps."""
    return max(1, clip.bars // 4)


def _ends_of(clip: Clip, to: Clip | None) -> Clip:
    """The first bars of one clip and the last bars of another, on the first one's time line."""
    assert to is not None
    if clip.bars < FEWEST_BARS_TO_BRIDGE:
        raise ComposerError(f"A bridge needs {FEWEST_BARS_TO_BRIDGE} bars at least, and the clip has {clip.bars}.")
    if not clip.notes or not to.notes:
        raise ComposerError("A bridge leads from notes to notes, but one of the clips holds none; choose another one.")
    mine, others = (c.timeline.meter_at(max(0, c.length - 1)) for c in (clip, to))
    if mine != others:
        raise ComposerError(f"A bridge cannot lead from {mine} to {others}; choose clips in one meter.")
    edge = _edge(clip)
    if to.bars < edge:
        raise ComposerError(f"The clip to lead to has {_counted(to.bars)}, but a bridge needs its last {edge}.")
    head, tail = clip.timeline.bar_start(edge), clip.timeline.bar_start(clip.bars - edge)
    begin = to.timeline.bar_start(to.bars - edge)

    def joined(first: Sequence[Note], last: Sequence[Note]) -> tuple[Note, ...]:
        kept = [note for note in first if note.onset < head]
        return (*kept, *(replace(n, onset=n.onset - begin + tail) for n in last if n.onset >= begin))

    parts = {voice: joined(clip.part(voice), to.part(voice)) for voice in clip.parts}
    length = clip.timeline.bar_start(clip.bars)
    return replace(clip, parts=parts, length=max(clip.length, length), sections=())
