import torch
from safetensors import safe_open

from composer_app.files.resources import base_model
from composer_app.methods.two_voice.network.config import FIRST_FEATURES
from composer_app.methods.two_voice.network.two_voice import OLD_NAMES, rename_weights
from composer_app.models.file import load_model
from tests.methods.two_voice.songs import small_network


def test_shipped_model_opens() -> None:
    model = load_model(base_model())
    assert model.network.config.features == FIRST_FEATURES
    assert "features" not in model.card.config


def test_every_weight_of_the_shipped_model_is_read() -> None:
    with safe_open(base_model(), framework="pt") as file:
        weights = {name[8:]: file.get_tensor(name) for name in file.keys() if name.startswith("weights.")}  # noqa: SIM118
    found = load_model(base_model()).network.state_dict()
    renamed = rename_weights(weights)
    assert renamed.keys() == found.keys()
    assert all(torch.equal(value, found[name]) for name, value in renamed.items())


def test_old_names_are_those_of_no_weight_today() -> None:
    parts = {part for name in small_network().state_dict() for part in name.split(".")}
    assert not parts & OLD_NAMES.keys()
    assert set(OLD_NAMES.values()) <= parts
