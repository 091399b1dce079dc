"""The two-voice networks together: the harmony, the melody over it, and the critic that chooses among drafts."""

from __future__ import annotations

from torch import nn

from composer_app.methods.two_voice.network.backoff import BackOff
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.critic import Critic
from composer_app.methods.two_voice.network.expression import Touch
from composer_app.methods.two_voice.network.harmony import Harmony
from composer_app.methods.two_voice.network.melody import Melody


class TwoVoice(nn.Module):
    """All that a model file holds the weights of; `counts` of a few songs, which are no weights, may stand beside."""

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        self.config = config
        self.harmony = Harmony(config)
        self.melody = Melody(config)
        self.critic = Critic(config)
        self.chord_touch = Touch(self.harmony.context_size, config.embedding)
        self.counts: BackOff | None = None
