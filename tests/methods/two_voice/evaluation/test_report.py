from composer_app.methods.two_voice.evaluation.report import main_figures


def test_new_bars_stand_before_whole_songs_beside_their_own_baselines() -> None:
    voices = {"melody": {"pitch_accuracy": 0.7, "nats_per_note": 2.0}, "chords": {"accuracy": 0.5}}
    new = {"melody": {"pitch_accuracy": 0.4, "nats_per_note": 3.0}, "chords": {"accuracy": 0.3}}
    counted = {"melody": {"pitch_accuracy": 0.2}, "chords": {"accuracy": 0.1}}
    block = {"first_16": new | {"baselines": {"ppm": counted}}}
    own, baselines = main_figures(voices | {"new_material": block, "baselines": {"ppm": voices}})
    assert list(own)[:3] == ["next_note_accuracy", "new_bars_melody_accuracy", "new_bars_chords_accuracy"]
    assert (own["next_note_accuracy"], own["new_bars_melody_accuracy"]) == (0.7, 0.4)
    assert baselines["ppm"]["new_bars_melody_accuracy"] == 0.2
