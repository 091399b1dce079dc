from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.generation.generate import open_model
from composer_app.methods.model import Model
from composer_app.methods.two_voice.generation.brief import brief_of, melody_range
from composer_app.methods.two_voice.sampling.plans import SongPlan
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note
from composer_app.protocol.request import Request, Span
from tests.training.songs import BAR, song, tiny_model

CHORDS, MELODY = song(0, bars=2).chords, song(0, bars=2).melody
WALTZ = Clip((), (Note(0, 4 * 1440, 72),), timeline=Timeline.plain(90, Meter(3, 4)))
HELD = Clip((Note(0, 4 * BAR, 48),), (Note(0, 4 * BAR, 72),))
LONG_BARS = Timeline.plain(90, Meter(17, 4))


def two_voice_stretch(number: int) -> SongPlan:
    """A plan of eight bars with so many notes each."""
    section = (1, 8, (50,) * 16)
    return SongPlan(number, 16, False, number % 2 == 1, (section,), ((2, 0, 33, 1, 1, 1, 72, 2 + number // 2),) * 8)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return open_model(tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"task": "continue", "clip": Clip()}, "holds no notes to continue"),
        ({"task": "continue", "clip": Clip(length=2 * BAR)}, "holds no notes to continue"),
        ({"task": "melody", "clip": Clip(melody=MELODY)}, "no chords to write a melody over"),
        ({"task": "chords", "clip": Clip(CHORDS)}, "no melody to put chords under"),
        ({"task": "vary", "clip": Clip(length=BAR)}, "no notes to vary"),
        ({"task": "vary", "clip": song(0), "amount": 0.0}, "nothing to write in these bars"),
        ({"task": "continue", "clip": Clip(melody=(Note(0, 50, 72),))}, "shorter than a 16th"),
        ({"task": "vary", "clip": Clip(melody=(Note(0, 50, 72),))}, "shorter than a 16th"),
        ({"task": "melody", "clip": song(0), "write": (Span("chords", 0, 0),)}, "nothing to write in these bars"),
        ({"task": "fill", "clip": song(0, bars=2), "write": (Span("melody", 1, 2),)}, "has 2 bars, so bar 3 cannot"),
        ({"task": "fill", "clip": Clip(), "write": (Span("melody", 0, 0),)}, "has 0 bars, so bar 1 cannot"),
        ({"task": "bridge", "clip": song(0, bars=2), "to": song(1)}, "needs 3 bars at least"),
        ({"task": "bridge", "clip": song(0), "to": Clip(length=BAR)}, "one of the clips holds none"),
        ({"task": "bridge", "clip": song(0), "to": WALTZ}, "cannot lead from 4/4 to 3/4"),
        ({"task": "bridge", "clip": HELD, "to": song(1)}, "sound through all the bars between.*shorten them"),
        ({"task": "bridge", "clip": song(0), "to": song(1, bars=1)}, "has 1 bar, but a bridge needs its last 2"),
        (
            {"task": "fill", "clip": Clip(length=BAR), "write": (Span("melody", 0, 0),), "lock_key": True},
            "key is not known",
        ),
        ({"meter": Meter(17, 4)}, "Bars of 17/4 cannot be written"),
        ({"meter": Meter(5, 32)}, "Bars of 5/32 cannot be written"),
        ({"task": "continue", "clip": Clip(melody=MELODY, timeline=LONG_BARS)}, "Bars of 17/4 cannot be written"),
        (
            {"task": "fill", "clip": Clip(melody=MELODY, timeline=LONG_BARS), "write": (Span("melody", 0, 0),)},
            "Bars of 17/4 cannot be written",
        ),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(model: Model, wish: dict[str, object], sentence: str) -> None:
    with pytest.raises(ComposerError, match=sentence):
        brief_of(Request(**wish), model, [1])  # type: ignore[arg-type]


def open_bars(request: Request, model: Model, voice: str) -> list[int]:
    """The bars of the first segment in which something of a voice is open."""
    segment = brief_of(request, model, [1]).segments[0]
    mask = segment.mask(0, voice)  # type: ignore[arg-type]
    return [bar for bar, steps in enumerate(mask.reshape(-1, segment.songs[0].bar)) if steps.any()]


def test_bars_to_write_are_counted_from_the_upbeat(model: Model) -> None:
    upbeat = Timeline((Tempo(0, 100.0),), (MeterChange(0, Meter(1, 4)), MeterChange(480, Meter(4, 4))))
    clip = Clip((), (Note(0, 240, 67), Note(480, 480, 72), Note(480 + BAR, 480, 74)), 480 + 2 * BAR, upbeat)
    for bar in range(3):
        request = Request(task="fill", clip=clip, write=(Span("melody", bar, bar),))
        assert open_bars(request, model, "melody") == [bar]
        assert len(brief_of(request, model, [1]).frames[0].melody) == 2


BOTH = (Span("chords", 2, 3), Span("melody", 2, 3))


@pytest.mark.parametrize(
    ("clip", "write", "closes"),
    [
        (song(0, bars=4), BOTH, True),
        (song(0, bars=4), BOTH[1:], True),  # over chords that come home
        (replace(song(0, bars=4), chords=()), BOTH[1:], True),  # over none
        (song(0, bars=7), (Span("melody", 6, 6),), False),  # over a chord that is not home
        (song(0, bars=7), (Span("chords", 6, 6), Span("melody", 6, 6)), True),
        (song(0, bars=4), BOTH[:1], False),  # under a melody that is given
        (song(0, bars=8), BOTH, False),  # before bars that are given
        (replace(song(0, bars=4), length=8 * BAR), BOTH, False),
        (Clip(length=4 * BAR), BOTH, False),  # in no key
        (replace(song(0, bars=4), key=Key(7)), BOTH[1:], False),
    ],
)
def test_filled_bars_close_where_the_clip_ends_with_them(
    model: Model, clip: Clip, write: tuple[Span, ...], closes: bool
) -> None:
    assert brief_of(Request(task="fill", clip=clip, write=write), model, [1]).segments[-1].closes is closes


def test_fill_closes_in_the_last_of_several_meters_only(model: Model) -> None:
    timeline = Timeline((Tempo(0, 100.0),), (MeterChange(0, Meter(4, 4)), MeterChange(2 * BAR, Meter(3, 4))))
    clip = Clip(CHORDS, MELODY, 2 * BAR + 2 * 1440, timeline, Key(0))
    everything = (Span("chords", 0, 3), Span("melody", 0, 3))
    segments = brief_of(Request(task="fill", clip=clip, write=everything), model, [1]).segments
    assert [segment.closes for segment in segments] == [False, True]


def test_note_that_sounds_on_to_the_end_is_not_closed(model: Model) -> None:
    clip = Clip((), (Note(0, 480, 72), Note(BAR, 3 * BAR, 74)), 4 * BAR, key=Key(0))
    (segment,) = brief_of(Request(task="fill", clip=clip, write=(Span("melody", 1, 1),)), model, [1]).segments
    assert not segment.closes


def test_new_idea_closes_and_so_does_what_is_continued(model: Model) -> None:
    assert brief_of(Request(), model, [1]).segments[0].closes
    assert brief_of(Request(task="continue", clip=song(0, bars=2)), model, [1]).segments[0].closes


def test_drafts_of_an_idea_share_its_key_and_holes_and_follow_plans_of_their_own(model: Model) -> None:
    plans = [s.listed(model.network.config.features) for k in range(20) for s in [two_voice_stretch(k)]]
    planned = replace(model, card=replace(model.card, corpus_statistics={"plans": plans}))
    brief = brief_of(Request(bars=8), planned, [1, 2], drafts=4)
    songs = brief.segments[0].songs
    assert len(songs) == len(brief.frames) == 8
    for first in (0, 4):
        assert len({frame.key for frame in brief.frames[first : first + 4]}) == 1
        assert len({songs[row].phrasing.tobytes() for row in range(first, first + 4)}) > 1


def test_silent_parts_of_a_form_are_not_open_in_the_melody(model: Model) -> None:
    assert open_bars(Request(form="i2 A2 b1 A1"), model, "melody") == [2, 3, 5]
    assert open_bars(Request(form="i2 A2 b1 A1"), model, "chords") == list(range(6))


def test_each_stretch_of_one_meter_is_a_piece_and_only_those_with_something_to_write(model: Model) -> None:
    timeline = Timeline((Tempo(0, 100.0),), (MeterChange(0, Meter(4, 4)), MeterChange(2 * BAR, Meter(3, 4))))
    clip = Clip(CHORDS, MELODY, 2 * BAR + 2 * 1440, timeline)
    segments = brief_of(Request(task="melody", clip=clip), model, [1]).segments
    assert [(segment.meter, len(segment.songs[0])) for segment in segments] == [(Meter(4, 4), 32), (Meter(3, 4), 24)]
    (last,) = brief_of(Request(task="fill", clip=clip, write=(Span("melody", 3, 3),)), model, [1]).segments
    assert last.meter == Meter(3, 4)
    assert last.mask(0, "melody").tolist() == [False] * 12 + [True] * 12


def test_clip_that_ends_in_silence_is_continued_from_its_end(model: Model) -> None:
    timeline = Timeline((Tempo(0, 100.0),), (MeterChange(0, Meter(4, 4)), MeterChange(2 * BAR, Meter(3, 4))))
    clip = Clip(CHORDS, MELODY, 2 * BAR + 1440, timeline)
    brief = brief_of(Request(task="continue", clip=clip, bars=2), model, [1])
    assert brief.frames[0].length == 2 * BAR + 3 * 1440
    assert brief.segments[0].meter == Meter(3, 4)


def test_note_that_sounds_on_behind_the_bars_leaves_a_tail_in_which_nothing_begins(model: Model) -> None:
    clip = Clip((), (Note(0, 480, 72), Note(BAR, 2 * BAR, 74)), 4 * BAR)
    (segment,) = brief_of(Request(task="fill", clip=clip, write=(Span("melody", 1, 1),)), model, [1]).segments
    assert segment.no_onsets is not None
    melody, chords = segment.no_onsets[0]
    assert melody.nonzero()[0].tolist() == list(range(32, 48))
    assert not chords.any()


def test_same_note_twice_is_kept_twice(model: Model) -> None:
    clip = Clip((), (Note(0, 480, 72), Note(0, 480, 72), Note(BAR, 480, 74)), 2 * BAR)
    brief = brief_of(Request(task="fill", clip=clip, write=(Span("melody", 1, 1),)), model, [1])
    assert brief.frames[0].melody == clip.melody[:2]


def test_last_note_before_the_end_goes_with_its_bar(model: Model) -> None:
    clip = Clip(CHORDS, (Note(2 * BAR - 20, 20, 72),), 2 * BAR)
    assert not brief_of(Request(task="melody", clip=clip), model, [1]).frames[0].melody


def test_range_is_that_of_the_songs_and_the_clip_unless_one_is_asked_for(model: Model) -> None:
    high = Clip(melody=(Note(0, 480, 90),))
    assert melody_range(Request(), model) == (60, 84)
    assert melody_range(Request(task="continue", clip=high), model) == (60, 90)
    assert melody_range(Request(low=50, high=62), model) == (50, 62)


def test_range_given_by_half_is_an_octave_at_least(model: Model) -> None:
    assert melody_range(Request(low=80), model) == (80, 91)
    assert melody_range(Request(high=64), model) == (53, 64)


def test_key_is_the_clips_unless_one_is_asked_for(model: Model) -> None:
    clip = song(0)
    asked = (Request(task="continue", clip=clip), Request(task="continue", clip=clip, key=Key(2)))
    assert [brief_of(request, model, [1]).segments[0].transpositions for request in asked] == [[0], [-2]]


def test_ideas_without_a_key_are_in_many(model: Model, tmp_path: Path) -> None:
    keys = {frame.key for frame in brief_of(Request(bars=1), model, range(40)).frames}
    assert len(keys) > 12
