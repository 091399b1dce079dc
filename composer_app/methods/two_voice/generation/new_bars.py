"""Whole bars to write: a new idea, or the bars that a clip goes on with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from composer_app.errors import ComposerError
from composer_app.methods.two_voice.encoding.conditions import request_plan
from composer_app.methods.two_voice.encoding.form import (
    FARTHEST_IN_SECTION,
    SECTION_BAR,
    SECTION_BARS_LEFT,
    SONG_BARS_LEFT,
)
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import with_pickup
from composer_app.methods.two_voice.encoding.tokens import STEP
from composer_app.methods.two_voice.encoding.transposition import key_at_end, semitones_to_c
from composer_app.methods.two_voice.generation.segments import (
    Brief,
    Job,
    Segment,
    TwoVoiceModel,
    check_meter,
    key_of,
    moved_to_c,
    scale_of,
    songs_of,
)
from composer_app.methods.two_voice.sampling.planner import plan_continuation
from composer_app.music.clip import Clip
from composer_app.music.form import Form, parse_form
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.protocol.request import Request


def new_idea(job: Job) -> Brief:
    """The brief of a new idea, in its form or of so many bars."""
    request, statistics = job.request, job.model.card.corpus_statistics
    meter = meter_of(request, job.model)
    bar = meter.bar // STEP
    form = parse_form(request.form) if request.form else None
    kind = bar, meter.is_compound
    planner = job.planner([(part.letter, part.bars) for part in form.parts] if form else request.bars, kind)
    pickup = pickup_of(request, meter, form)
    songs, frames, masks = [], [], []
    for seed, draft in job.takes:
        signature, mode = key_of(request, job.model, seed)
        key = Key((signature + 9) % 12 if mode == 1 else signature, mode == 1)
        move = semitones_to_c(signature)
        layout = planner.sample(np.random.default_rng((seed, 2, draft)), (job.low + move, job.high + move), mode)
        bars = len(layout.form)
        songs.append(layout.blank(kind, mode, move))
        sung = np.concatenate([np.full(size * bar, letter.isupper()) for letter, size in layout.parts])
        masks.append((sung, np.ones(bars * bar, bool)))
        if pickup:
            songs[-1], masks[-1] = with_pickup(songs[-1], masks[-1], pickup)
        tempo = float(request.tempo or statistics.get("tempo", 100))
        timeline = Timeline.plain(tempo, meter, request.pickup)
        length = bars * meter.bar + pickup * STEP
        frames.append(Clip((), (), length, timeline, key, form.sections(timeline) if form else ()))
    segment = Segment(songs, masks, meter, closes=True)
    return Brief(frames, [segment], job.low, job.high, scale_of(request, (0, 0)))


def meter_of(request: Request, model: TwoVoiceModel) -> Meter:
    """The meter asked for, or the usual one of the songs; ComposerError where it does not fit the grid of 16ths."""
    meter = request.meter or Meter.parse(model.card.corpus_statistics.get("meter", "4/4"))
    check_meter(meter)
    return meter


def pickup_of(request: Request, meter: Meter, form: Form | None) -> int:
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


def continuation(job: Job, clip: Clip) -> Brief:
    """The brief of the bars that a clip goes on with."""
    request, model = job.request, job.model
    if not clip.notes:
        raise ComposerError("The seed clip holds no notes to continue; choose another one.")
    meter = clip.timeline.meter_at(max(0, clip.length - 1))
    check_meter(meter)
    song = songs_of(clip, model)[-1]
    signature = key_of(request, model, job.seeds[0]) if request.key is not None else key_at_end(song)
    longer = moved_to_c(lengthened(song, request), signature)
    planner = job.planner(request.bars, (song.bar, song.compound))
    pitches = job.low + longer.transposition, job.high + longer.transposition
    songs = []
    for seed, draft in job.takes:
        layout = planner.sample(np.random.default_rng((seed, 2, draft)), pitches, longer.mode)
        songs.append(plan_continuation(longer, len(song), layout, model.config.shapes))
    end = song.begin + len(song) * STEP
    frame = replace(clip, length=max(clip.length, end + request.bars * meter.bar))
    new = np.arange(len(longer)) >= len(song)
    segment = Segment(songs, [(new, new)] * len(songs), meter, closes=longer.in_c)
    return Brief([frame] * len(songs), [segment], job.low, job.high, scale_of(request, signature))


def lengthened(song: Song, request: Request) -> Song:
    """A song with empty bars behind it, which belong to its last section; of their plan what is asked is known."""
    assert song.form is not None
    assert song.plan is not None
    assert song.triplets is not None
    more = request.bars * song.bar
    form = np.zeros((request.bars, song.form.shape[1]), np.int16)
    form[:, SECTION_BAR], form[:, SECTION_BARS_LEFT] = np.arange(1, len(form) + 1), np.arange(len(form), 0, -1)
    form = np.concatenate([song.form, np.minimum(form, FARTHEST_IN_SECTION)])
    form[:, SONG_BARS_LEFT] = 0
    plan = np.concatenate([song.plan, np.full((request.bars, song.plan.shape[1]), np.nan, np.float32)])
    is_new = np.arange(len(plan)) >= len(song.plan)
    return replace(
        song,
        melody=np.pad(song.melody, (0, more)),
        chords=np.pad(song.chords, (0, more)),
        triplets=np.pad(song.triplets, (0, more)),
        form=form,
        plan=request_plan(plan, is_new, request.controls.features),
        expression=None,
    )
