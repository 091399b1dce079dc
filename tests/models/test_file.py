import errno
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from composer_app.corpus.originality.melody_index import Index
from composer_app.errors import ComposerError
from composer_app.files.resources import base_model
from composer_app.methods.model import Card
from composer_app.models import file
from composer_app.models.card_json import VERSION, card_of, text_of
from composer_app.models.device import device_for
from composer_app.models.file import check_place, load_model, load_run, load_songs, read_card, save_model
from tests.training.songs import song, tiny_model


def test_saved_model_loads_with_the_same_weights(tmp_path: Path) -> None:
    path = tiny_model(tmp_path / "a.safetensors")
    model = load_model(path)
    save_model(tmp_path / "b.safetensors", model.network, model.card)
    assert (tmp_path / "b.safetensors").read_bytes() == path.read_bytes()


def test_truncated_model_is_named_in_one_sentence(tmp_path: Path) -> None:
    path = tiny_model(tmp_path / "a.safetensors")
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(ComposerError, match=r"a\.safetensors is not a model file or was cut short"):
        load_model(path)


@pytest.mark.parametrize("content", [b"", b"MThd", b"\x80\x04\x95 pickle", b"\xff" * 5000])
def test_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(content)
    with pytest.raises(ComposerError, match="not a model file"):
        read_card(path)


def test_pickled_torch_file_runs_no_code(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "sprung",)  # type: ignore[return-value]

    torch.save(Trap(), path)
    with pytest.raises(ComposerError):
        load_model(path)
    assert not (tmp_path / "sprung").exists()


def test_model_of_another_version_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_file({"x": torch.zeros(1)}, path, {"inkling": json.dumps({"version": 99, "method": "two_voice"})})
    with pytest.raises(ComposerError, match="another version of Inkling"):
        read_card(path)


@pytest.mark.parametrize(("number", "is_read"), [(1, False), (2, True), (VERSION, True), (VERSION + 1, False)])
def test_older_files_open_as_far_as_they_can_be_read(number: int, is_read: bool) -> None:
    text = text_of(Card("beat_roll", {})).replace(f'"version": {VERSION}', f'"version": {number}')
    if is_read:
        assert card_of(text, "mine").method == "beat_roll"
    else:
        with pytest.raises(ComposerError, match=f"model version {number}, this program reads 2 and 3"):
            card_of(text, "mine")


def test_weights_of_another_program_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_file({"x": torch.zeros(1)}, path)
    with pytest.raises(ComposerError, match="not of an Inkling model"):
        read_card(path)


def test_weights_that_do_not_fit_their_description_are_refused(tmp_path: Path) -> None:
    model = load_model(tiny_model(tmp_path / "a.safetensors"))
    model.card.config["hidden"] = 8
    save_model(tmp_path / "b.safetensors", model.network, model.card)
    with pytest.raises(ComposerError, match="do not fit"):
        load_model(tmp_path / "b.safetensors")


def test_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="There is no model at"):
        read_card(tmp_path / "gone.safetensors")


def test_full_disk_is_said_and_keeps_the_old_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tiny_model(tmp_path / "a.safetensors")
    old = path.read_bytes()
    model = load_model(path)

    def no_space(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(ComposerError, match="was not saved: the disk is full"):
        save_model(path, model.network, model.card)
    assert path.read_bytes() == old


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_device_that_is_not_there_is_named() -> None:
    with pytest.raises(ComposerError, match="no CUDA device"):
        device_for("cuda")


def test_place_where_no_model_can_be_saved_is_told_before_training(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ComposerError, match="cannot be saved"):
        check_place(tmp_path / "file" / "mine.safetensors")
    with pytest.raises(ComposerError, match="is a folder"):
        check_place(tmp_path)
    check_place(tmp_path / "new" / "mine.safetensors")


def test_half_written_files_of_a_killed_process_are_cleared_away(tmp_path: Path) -> None:
    for name in (".mine.safetensors.1-1.half", ".mine.last.safetensors.1-1.half", ".other.safetensors.1-1.half"):
        (tmp_path / name).touch()
    for name in ("mine.safetensors", "mine.last.safetensors"):
        check_place(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [".other.safetensors.1-1.half"]


def with_index(path: Path) -> Index:
    index = Index.build((f"song {seed}", song(seed)) for seed in range(3))
    model = load_model(tiny_model(path))
    save_model(path, model.network, model.card, index=index)
    return index


def test_index_of_training_melodies_comes_back(tmp_path: Path) -> None:
    index = with_index(tmp_path / "a.safetensors")
    back = load_songs(tmp_path / "a.safetensors").index
    assert back is not None
    assert back.songs == index.songs
    assert back.check(song(1).melody) == index.check(song(1).melody)


def test_index_is_no_part_of_weights_or_extra(tmp_path: Path) -> None:
    with_index(tmp_path / "a.safetensors")
    assert load_run(tmp_path / "a.safetensors")[1] == {}


def test_model_without_an_index_has_none(tmp_path: Path) -> None:
    assert load_songs(tiny_model(tmp_path / "a.safetensors")).index is None


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [(b'{"version": 1, "amber"', b'{"version": 7, "amber"', "another version"), (b'"amber"', b'"umber"', "is damaged")],
)
def test_index_that_cannot_be_read_is_told(tmp_path: Path, old: bytes, new: bytes, sentence: str) -> None:
    path = tmp_path / "a.safetensors"
    with_index(path)
    path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(ComposerError, match=sentence):
        load_songs(path)


def test_card_keeps_its_names_on_disk(tmp_path: Path) -> None:
    model = load_model(tiny_model(tmp_path / "a.safetensors"))
    card = replace(model.card, corpus_statistics={"tempo": 90}, refusals={"fill": "It cannot."})
    save_model(tmp_path / "b.safetensors", model.network, card)
    with safe_open(tmp_path / "b.safetensors", framework="pt") as opened:
        on_disk = json.loads(opened.metadata()["inkling"])
    assert (on_disk["habits"], on_disk["reasons"]) == ({"tempo": 90}, {"fill": "It cannot."})
    assert read_card(tmp_path / "b.safetensors") == card


def test_shipped_model_opens() -> None:
    model = load_model(base_model())
    assert (model.card.method, model.card.name) == ("two_voice", "base")
    assert model.card.corpus_statistics["plans"]
    assert model.index is not None


@pytest.mark.parametrize("opening", [load_model, load_run, load_songs, read_card])
def test_model_file_is_opened_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opening: Callable[[Path], object]
) -> None:
    path, opened = tiny_model(tmp_path / "a.safetensors"), []
    monkeypatch.setattr(file, "safe_open", lambda *args, **words: opened.append(args) or safe_open(*args, **words))
    opening(path)
    assert len(opened) == 1


def test_songs_are_opened_without_the_weights(tmp_path: Path) -> None:
    assert load_songs(tiny_model(tmp_path / "a.safetensors")).weights is None
