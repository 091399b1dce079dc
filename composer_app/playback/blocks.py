"""Blocks of sound, filled between the messages that fall into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from composer_app.playback.samples import Frames
from composer_app.playback.schedule import Message


def fill_block(
    block: Frames,
    messages: Sequence[tuple[int, Message]],
    mix: Callable[[Frames], None],
    send: Callable[[Message], None],
) -> None:
    """Mix a block, shape (2, frames), part by part, so that each message is sent at its frame in the block."""
    frames, at = block.shape[1], 0
    for frame, message in messages:
        until = min(max(frame, at), frames)
        mix(block[:, at:until])
        send(message)
        at = until
    mix(block[:, at:])
