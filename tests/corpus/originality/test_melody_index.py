from __future__ import annotations

import random

import numpy as np
import pytest

from composer_app.corpus.originality.melody_index import Index, WrongVersion
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, MeterChange, Timeline
from composer_app.music.note import Note

STEP, BAR = 120, 1920


def line(seed: int, notes: int = 64, first: int = 0) -> tuple[Note, ...]:
    """A melody at random, so that two seeds share next to nothing."""
    chance = random.Random(seed)
    onset, found = first, []
    for _ in range(notes):
        found.append(Note(onset, STEP, chance.randrange(60, 84)))
        onset += STEP * chance.randrange(1, 6)
    return tuple(found)


def moved(notes: tuple[Note, ...], later: int = 0, up: int = 0) -> tuple[Note, ...]:
    return tuple(Note(note.onset + later, note.duration, note.pitch + up) for note in notes)


def song(seed: int) -> Clip:
    return Clip(melody=line(seed))


@pytest.fixture
def index() -> Index:
    return Index.build((f"song {seed}", song(seed)) for seed in range(8))


def with_run(notes: int, start: int = 20) -> tuple[Note, ...]:
    """A melody of its own that quotes so many notes of song 3, transposed."""
    quote = moved(line(3)[start : start + notes], up=-5)
    before = line(99, 6)
    shift = before[-1].end + 5 * STEP - quote[0].onset
    quote = moved(quote, later=shift)
    return before + quote + moved(line(98, 6), later=quote[-1].end + 7 * STEP)


@pytest.mark.parametrize(("notes", "verdict"), [(7, "green"), (8, "amber"), (9, "amber"), (10, "red"), (30, "red")])
def test_verdict_follows_the_longest_run(index: Index, notes: int, verdict: str) -> None:
    found = index.check(with_run(notes))
    assert (found.verdict, found.longest) == (verdict, notes)


def test_run_is_told_with_its_song_and_bars(index: Index) -> None:
    melody = with_run(12)
    (run,) = index.check(melody).runs
    quoted = line(3)[20:32]
    assert (run.notes, run.song) == (12, "song 3")
    assert (run.first_bar, run.last_bar) == (quoted[0].onset // BAR + 1, quoted[-1].onset // BAR + 1)
    assert (run.start, run.end) == (melody[6].onset, melody[17].end)
    assert run.description == f"shares 12 notes with song 3, bars {run.first_bar}-{run.last_bar}"


def test_share_is_the_part_of_the_notes_in_told_runs(index: Index) -> None:
    assert index.check(with_run(12)).share == pytest.approx(12 / 24)
    assert index.check(with_run(7)).share == 0


def test_bars_are_counted_through_changes_of_meter() -> None:
    timeline = Timeline(meters=(MeterChange(0, Meter(3, 4)), MeterChange(2 * 1440, Meter(2, 4))))
    index = Index.build([("song", Clip(melody=line(3), timeline=timeline)), ("other", song(1))])
    (run,) = index.check(line(3)[20:40]).runs
    assert (run.first_bar, run.last_bar) == tuple(timeline.bar_at(line(3)[at].onset) + 1 for at in (20, 39))


def test_other_rhythm_is_no_copy(index: Index) -> None:
    even = tuple(Note(STEP * 2 * at, STEP, note.pitch) for at, note in enumerate(line(3)))
    assert index.check(even).verdict == "green"


@pytest.mark.parametrize(
    "intervals",
    [[0] * 20, [2, -2] * 10, [2, 2, 1, 2, 2, 2, 1] * 3, [0] * 9 + [1] * 9],
    ids=["repeated note", "trill", "scale", "one after the other"],
)
def test_common_property_is_never_coloured(intervals: list[int]) -> None:
    pitches = [int(pitch) for pitch in np.cumsum([60, *intervals])]
    run = tuple(Note(2 * STEP * at, STEP, pitch) for at, pitch in enumerate(pitches))
    index = Index.build([("song", Clip(melody=run)), ("other", song(1))])
    assert index.check(run).verdict == "green"
    assert index.check(run).longest == index.amber - 1


def test_kept_notes_are_not_counted(index: Index) -> None:
    melody = line(3)[:30]
    assert index.check(melody, kept=melody).longest == 0
    found = index.check(melody, kept=melody[:21])
    assert (found.longest, found.verdict, found.share) == (9, "amber", 1.0)


def test_what_repeats_the_kept_notes_is_no_copy(index: Index) -> None:
    kept = line(3)[:16]
    again = moved(kept, later=kept[-1].end + 10 * STEP)
    assert index.check(kept + again, kept=kept).verdict == "green"
    assert index.check(again).verdict == "red"


def test_nothing_is_shared_by_nothing(index: Index) -> None:
    assert index.check(()).longest == 0
    assert Index.build(()).check(line(3)).verdict == "green"
    assert Index.build(()).forbidden([60] * 20, list(range(20))) == ()


def test_guard_forbids_the_note_that_would_make_a_run_red(index: Index) -> None:
    quoted = line(3)[20:40]
    pitches, onsets = [note.pitch for note in quoted], [note.onset // STEP for note in quoted]
    assert index.red == 10
    assert index.forbidden(pitches[:8], onsets[:8]) == ()
    (step,) = index.forbidden(pitches[:9], onsets[:9])
    assert step == (pitches[9] - pitches[8], onsets[9] - onsets[8])


def test_melody_that_keeps_to_the_guard_is_never_red(index: Index) -> None:
    chance = random.Random(0)
    for start in range(0, 40, 5):
        notes = list(line(3)[start : start + 9])
        for want in line(3)[start + 9 :]:
            gap, pitch = want.onset - notes[-1].onset, want.pitch
            gap = max(STEP, gap % (5 * STEP) or 5 * STEP)
            banned = index.forbidden([note.pitch for note in notes], [note.onset // STEP for note in notes])
            while (pitch - notes[-1].pitch, gap // STEP) in banned:
                pitch = chance.randrange(60, 84)
            notes.append(Note(notes[-1].onset + gap, STEP, pitch))
        assert index.check(notes).verdict != "red"


def test_guard_rounds_triplets_as_the_check_does() -> None:
    triplets = tuple(Note(160 * at, 160, pitch.pitch) for at, pitch in enumerate(line(3, 24)))
    index = Index.build([("song", Clip(melody=triplets)), ("other", song(1))])
    pitches, onsets = [note.pitch for note in triplets], [note.onset / STEP for note in triplets]
    for at in range(index.red - 1, 24):
        gap = round(onsets[at]) - round(onsets[at - 1])
        assert index.forbidden(pitches[:at], onsets[:at]) == ((pitches[at] - pitches[at - 1], gap),)


def test_guard_sees_that_a_run_is_no_longer_common() -> None:
    pitches = [int(pitch) for pitch in np.cumsum([60, *[0] * 9, *[2] * 6, -7, 4, 3])]
    run = tuple(Note(2 * STEP * at, STEP, pitch) for at, pitch in enumerate(pitches))
    index = Index.build([("song", Clip(melody=run)), ("other", song(1))])
    assert index.check(run).verdict == "red"
    banned = [at for at in range(1, len(run)) if index.forbidden(pitches[:at], list(range(0, 2 * at, 2)))]
    assert banned == [17, 18]
    assert index.check(run[: banned[0]]).verdict == "green"


def test_guard_lets_common_property_go_on() -> None:
    run = tuple(Note(2 * STEP * at, STEP, 60) for at in range(30))
    index = Index.build([("song", Clip(melody=run)), ("other", song(1))])
    assert index.forbidden([60] * 12, list(range(0, 24, 2))) == ()


def test_songs_known_before_stay_known(index: Index) -> None:
    more = Index.build([("new", song(20)), ("song 3 again", song(3))], known=index)
    assert more.songs == (*(f"song {seed}" for seed in (0, 1, 2)), "song 3 again", *index.songs[4:], "new")
    assert more.check(line(20)[5:30]).runs[0].song == "new"
    assert more.check(line(5)[5:30]).runs[0].song == "song 5"


def test_file_names_are_told_as_titles() -> None:
    assert Index.build([("Are_You_Lonesome_Tonight_", song(1))]).songs == ("Are You Lonesome Tonight",)


def test_index_comes_back_from_its_arrays(index: Index) -> None:
    back = Index.of(index.arrays)
    assert (back.songs, back.amber, back.red, back.human) == (index.songs, index.amber, index.red, index.human)
    assert back.check(with_run(12)) == index.check(with_run(12))


def test_arrays_that_do_not_fit_are_refused(index: Index) -> None:
    with pytest.raises(ValueError, match="lengths differ"):
        Index.of({**index.arrays, "order": index.order[1:]})
    with pytest.raises(ValueError, match="about"):
        Index.of({name: array for name, array in index.arrays.items() if name != "about"})
    newer = np.frombuffer(index.arrays["about"].tobytes().replace(b'"version": 1', b'"version": 9'), np.uint8)
    with pytest.raises(WrongVersion):
        Index.of({**index.arrays, "about": newer})


def test_longest_runs_are_those_found_by_comparing_all_with_all(index: Index) -> None:
    chance = random.Random(5)
    melodies = [tuple(Note(2 * STEP * at, STEP, chance.choice((60, 62, 64, 67))) for at in range(40)) for _ in range(6)]
    known = Index.build((str(at), Clip(melody=melody)) for at, melody in enumerate(melodies[:-1]))

    def steps(melody: tuple[Note, ...]) -> list[int]:
        return [b.pitch - a.pitch for a, b in zip(melody, melody[1:], strict=False)]

    mine = steps(melodies[-1])
    longest = 0
    for other in map(steps, melodies[:-1]):
        for i in range(len(mine)):
            for j in range(len(other)):
                same = 0
                while i + same < len(mine) and j + same < len(other) and mine[i + same] == other[j + same]:
                    same += 1
                longest = max(longest, same + 1)
    assert known.check(melodies[-1]).longest == longest


def test_song_whose_file_has_no_utf_8_name_is_told_as_text(old_name: str) -> None:
    assert Index.build([(old_name, song(0))]).songs == ("für.mid",)
