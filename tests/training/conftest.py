from __future__ import annotations

import pytest

from composer_app.methods.two_voice.encoding import crops as batches
from composer_app.methods.two_voice.training import critic_training as teaching
from composer_app.methods.two_voice.training import learning


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of what runs do need not hear much at a time, nor listen to many ideas or teach for long."""
    monkeypatch.setattr(learning, "IDEAS", 2)
    monkeypatch.setattr(learning, "LESSONS_AN_EPOCH", 1)
    monkeypatch.setattr(learning, "ROUNDS", 1)
    monkeypatch.setattr(learning, "LESSONS", 2)
    monkeypatch.setattr(batches, "STEPS_PER_BATCH", 256)
    monkeypatch.setattr(teaching, "PASSAGES", 4)
    monkeypatch.setattr(teaching, "IDEA_BARS", 2)
    monkeypatch.setattr(teaching, "IDEAS", 2)
