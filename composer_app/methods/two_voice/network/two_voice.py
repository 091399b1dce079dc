"""The two-voice networks together: the harmony, the melody over it, and the critic that chooses among drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from composer_app.methods.two_voice.network.backoff import BackOff
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.critic import Critic
from composer_app.methods.two_voice.network.expression import Expression
from composer_app.methods.two_voice.network.harmony import Harmony
from composer_app.methods.two_voice.network.melody import Melody

# Parts of weights' names in model files written before they were renamed.
OLD_NAMES = {
    "chord_touch": "chord_expression",
    "touch": "expression",
    "heard": "examples_seen",
    "loudness": "velocity",
    "learnt": "examples_seen",
    "around": "local_context",
    "look": "neighbour",
    "until_given": "until_context",
    "moved": "transposed",
    "alike": "relation",
    "alone": "special",
    "since": "section_bar",
    "left": "section_bars_left",
    "ending": "song_bars_left",
    "since_breath": "phrase_bar",
    "to_breath": "phrase_bars_left",
}


class TwoVoice(nn.Module):
    """All that a model file holds the weights of; `counts` of a few songs, which are no weights, may stand beside."""

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        self.config = config
        self.harmony = Harmony(config)
        self.melody = Melody(config)
        self.critic = Critic(config)
        self.chord_expression = Expression(self.harmony.context_size, config.embedding)
        self.counts: BackOff | None = None

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        """As torch does; weights may have the names of older model files."""
        return super().load_state_dict(rename_weights(state_dict), strict, assign)


def rename_weights(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights, tensors of any shape (...), by the names that they have now."""
    return {".".join(OLD_NAMES.get(part, part) for part in name.split(".")): value for name, value in weights.items()}
