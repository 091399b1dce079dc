"""Steps to write in a clip: bars filled, notes varied, one voice written anew, or the way from one clip to another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from composer_app.errors import ComposerError
from composer_app.methods.two_voice.encoding.conditions import request_plan
from composer_app.methods.two_voice.encoding.grid import Grid, Song, grid_of
from composer_app.methods.two_voice.encoding.masks import align_to_notes, mask_notes
from composer_app.methods.two_voice.encoding.tokens import STEP, Tokens
from composer_app.methods.two_voice.generation.bridge import bars_kept, counted, ends_of
from composer_app.methods.two_voice.generation.segments import (
    Brief,
    Job,
    Masks,
    Segment,
    Steps,
    TwoVoiceModel,
    check_meter,
    key_of,
    moved_to_c,
    scale_of,
    songs_of,
)
from composer_app.methods.two_voice.sampling.cadence import may_end_on_cadence, with_final_mode
from composer_app.methods.two_voice.sampling.planner import plan_new_melody
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import Request

NOTHING_TO_WRITE = "There is nothing to write in these bars; choose others."
NO_ROOM = "The first notes sound through all the bars between, so no bridge fits; shorten them or choose another clip."


def in_clip(job: Job, clip: Clip) -> Brief:
    """The brief of what is written in a clip; ComposerError where the task finds nothing to write."""
    request, model = job.request, job.model
    if request.task == "bridge":
        clip = ends_of(clip, request.to)
    check(request, clip)
    signature = key_of(request, model, job.seeds[0])
    takes = list(job.takes)
    kept: list[dict[WrittenVoice, list[Note]]] = [
        {voice: list(clip.part(voice)) for voice in WRITTEN_VOICES} for _ in takes
    ]
    segments = []
    songs = songs_of(clip, model)
    for song, after in zip(songs, [*songs[1:], None], strict=True):
        end = song.begin + len(song) * STEP if after is None else after.begin
        found = [masks_of(request, clip, song, end, seed) for seed, _ in takes]
        masks, no_onsets = [mask for mask, _ in found], [tail for _, tail in found]
        if not any(melody.any() or chords.any() for melody, chords in masks):
            continue
        assert song.triplets is not None
        assert song.plan is not None
        grid = grid_of(song.begin, song.triplets)
        here = []
        for row, (melody, chords) in enumerate(masks):
            for voice, mask in zip(WRITTEN_VOICES, (chords, melody), strict=True):
                kept[row][voice] = [n for n in kept[row][voice] if not begins_in(n, grid, mask, after is None)]
            changed: Steps = np.any((melody | chords).reshape(-1, song.bar), 1)
            plan = request_plan(song.plan, changed, request.controls.features, keep=request.task == "vary")
            here.append(moved_to_c(replace(song, plan=plan, expression=None), signature))
        homes = [with_final_mode(song, model.config.shapes) for song in here]
        closes = request.task == "fill" and after is None and _may_close(homes[0], masks[0], no_onsets[0], model)
        here = homes if closes else here
        if request.task == "melody" and not request.write:
            here = [_with_plan(song, job, take) for song, take in zip(here, takes, strict=True)]
        segments.append(Segment(here, masks, clip.timeline.meter_at(max(0, song.begin)), no_onsets, closes))
    if not segments:
        raise ComposerError(NO_ROOM if request.task == "bridge" else NOTHING_TO_WRITE)
    frames = [clip.with_parts(chords=k["chords"], melody=k["melody"]) for k in kept]
    return Brief(frames, segments, job.low, job.high, scale_of(request, signature))


def check(request: Request, clip: Clip) -> None:
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
            check_meter(change.meter)
    for span in request.write:
        if span.last >= clip.bars:
            raise ComposerError(f"The clip has {counted(clip.bars)}, so bar {span.last + 1} cannot be written.")


def _with_plan(song: Song, job: Job, take: tuple[int, int]) -> Song:
    """A song whose melody is written anew over its chords, with the plan of another."""
    planner = job.planner(len(song) // song.bar, (song.bar, song.compound))
    rng = np.random.default_rng((take[0], 2, take[1]))
    layout = planner.sample(rng, (job.low + song.transposition, job.high + song.transposition), song.mode)
    return plan_new_melody(song, layout, job.model.config.shapes)


def _may_close(song: Song, masks: Masks, no_onsets: Masks, model: TwoVoiceModel) -> bool:
    """Whether the bars written in the last segment may end on a cadence."""
    melody, chords = (steps & ~behind for steps, behind in zip(masks, no_onsets, strict=True))
    return bool(may_end_on_cadence(song, melody, chords, model.config.shapes))


def begins_in(note: Note, grid: Grid, mask: Steps, at_end: bool) -> bool:
    """Whether a note begins in a step of the mask (steps,); at the clip's end no next step is nearer to it."""
    step = min(grid.step(note.onset), len(mask) - 1) if at_end else grid.step(note.onset)
    return 0 <= step < len(mask) and bool(mask[step])


def masks_of(request: Request, clip: Clip, song: Song, end: int, seed: int) -> tuple[Masks, Masks]:
    """The steps of melody and chords to write in one stretch, and their no_onsets outside the bars to write.

    The stretch ends at tick `end` even if its last bar does not.
    """
    spans = _spans(request, clip, song)
    writable = dict(spans)
    if request.task == "vary":
        rng = np.random.default_rng((seed, 3, song.begin + 1 if song.begin >= 0 else 0))
        voices: dict[WrittenVoice, Tokens] = {"melody": song.melody, "chords": song.chords}
        for voice, tokens in voices.items():
            within = spans[voice] if request.write else np.ones(len(song), bool)
            spans[voice] = mask_notes(tokens, request.amount, rng, within)
            writable[voice] = within
    ticks = song.begin + np.arange(len(song)) * STEP
    inside = (ticks >= 0) & (ticks < end)
    melody = align_to_notes(song.melody, spans["melody"]) & inside
    chords = align_to_notes(song.chords, spans["chords"]) & inside
    return (melody, chords), (melody & ~writable["melody"], chords & ~writable["chords"])


def _spans(request: Request, clip: Clip, song: Song) -> dict[WrittenVoice, Steps]:
    """The steps (steps,) of either voice in the bars that the task names in one stretch."""
    first = clip.timeline.bar_at(max(0, song.begin))
    bars = len(song) // song.bar
    spans: dict[WrittenVoice, Steps] = {voice: np.zeros(len(song), bool) for voice in WRITTEN_VOICES}
    for span in request.write:
        begin, over = max(0, span.first - first), min(bars, span.last + 1 - first)
        spans[span.voice][begin * song.bar : max(begin, over) * song.bar] = True
    if request.task in ("melody", "chords") and not request.write:
        spans[request.task][:] = True
        if not song.chords[: song.pickup_steps].any():  # chords enter behind the upbeat
            spans["chords"][: song.pickup_steps] = False
    elif request.task in ("melody", "chords"):
        for voice in WRITTEN_VOICES:
            spans[voice] &= voice == request.task
    elif request.task == "bridge":
        edge = bars_kept(clip)
        begin, over = max(0, edge - first), min(bars, clip.bars - edge - first)
        for steps in spans.values():
            steps[begin * song.bar : max(begin, over) * song.bar] = True
    return spans
