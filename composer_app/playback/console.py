"""Playing without a window: what `inkling ports` and `inkling play` do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from composer_app.errors import ComposerError
from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.playback.player import (
    BUILT_IN,
    VIRTUAL,
    WINDOWS_HINT,
    PlaybackEnded,
    Player,
    PlayerDied,
    PortFailed,
    PortLost,
    PortsChanged,
)
from composer_app.playback.transport import TAIL

if TYPE_CHECKING:
    from composer_app.playback.player_process import HasOutputs

POLL = 0.03


def describe_ports() -> list[str]:
    """One line for each output that can be chosen, and one in words where something is missing."""
    from composer_app.playback.ports import NO_PORTS, Outputs  # loads the drivers

    outputs = Outputs()
    try:
        names = outputs.names()
        lines = [_described(name) for name in names]
        if not outputs.has_midi:
            lines.append(NO_PORTS)
        elif VIRTUAL not in names:
            lines.append(WINDOWS_HINT)
        elif len(names) == 2:
            lines.append("No other MIDI outputs are connected.")
        return lines
    finally:
        outputs.close()


def play(
    clip: Clip,
    port: str = BUILT_IN,
    progress: Callable[[float], None] | None = None,
    outputs: Callable[[], HasOutputs] | None = None,
    style: Style = "block",
) -> None:
    """Play a clip to its end, or until Ctrl-C, which releases every note; ComposerError if the output fails.

    Its chords are played in a style. `progress` is called with the tick about thirty times a second.
    """
    player = Player(outputs)
    player.choose_port(port)
    player.set_accompaniment(style)
    player.start()
    try:
        _wait_for_port(player, port)
        player.play(clip)
        while not _ended(player):
            if progress:
                progress(player.position().tick)
            time.sleep(POLL)
        time.sleep(TAIL)
    except KeyboardInterrupt:
        pass
    finally:
        player.close()


def _wait_for_port(player: Player, port: str) -> None:
    """Wait until the player has listed its outputs, which is its first event."""
    known: tuple[str, ...] = ()
    while not known:
        for event in player.events():
            _raise_if_failed(event)
            if isinstance(event, PortsChanged):
                known = event.names
        time.sleep(POLL)
    if port not in known:
        raise ComposerError(f'There is no output "{port}"; there are: {", ".join(known)}.')


def _ended(player: Player) -> bool:
    for event in player.events():
        _raise_if_failed(event)
        if isinstance(event, PlaybackEnded):
            return True
    return False


def _raise_if_failed(event: object) -> None:
    if isinstance(event, PlayerDied):
        raise ComposerError("The sound driver stopped the player; try another output with --port.")
    if isinstance(event, PortFailed | PortLost):
        raise ComposerError(str(event) if isinstance(event, PortFailed) else f'"{event.name}" was disconnected.')


def _described(name: str) -> str:
    if name == BUILT_IN:
        return f"{name}  (Inkling's own sound)"
    if name == VIRTUAL:
        return f"{name}  (a virtual port that other programs can listen to)"
    return name
