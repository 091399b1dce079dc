"""Build resources/piano from FluidR3 GM's grand piano: `python packaging/build_piano.py [FluidR3_GM.sf2]`.

Takes one microphone of the twenty stereo recordings of "Yamaha Grand Piano", writes them end to end into one FLAC
file and says in piano.json where each begins, loops and how it fades. Needs numpy and `sox`; the soundfont is
Debian's package fluid-soundfont-gm (MIT licence). The layout of .sf2 follows the SoundFont 2.04 specification.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

DEFAULT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
TARGET = Path(__file__).resolve().parent.parent / "resources" / "piano"
INSTRUMENT = b"Yamaha Grand Piano"
# Generator numbers, SoundFont 2.04, section 8.1.2.
PAN, HOLD, DECAY, INST_KEYS, ROOT, SAMPLE = 17, 35, 36, 43, 58, 53
GUARD = 8  # frames copied behind each loop so that an interpolator may look ahead
FADE_IN = 32  # frames, 1 ms: none of the recordings may begin with a step


def chunks(data: bytes, at: int, end: int) -> dict[bytes, bytes]:
    """The chunks of a RIFF body by name; lists are entered."""
    found: dict[bytes, bytes] = {}
    while at < end:
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        if name == b"LIST":
            found |= chunks(data, at + 12, at + 8 + size)
        else:
            found[name] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return found


def zones(font: dict[bytes, bytes]) -> list[dict[int, int]]:
    """The generators of each zone of the grand piano; the unsigned 16 bits of each amount."""
    instruments = list(struct.iter_unpack("<20sH", font[b"inst"]))
    bags = list(struct.iter_unpack("<HH", font[b"ibag"]))
    generators = list(struct.iter_unpack("<HH", font[b"igen"]))
    index = next(i for i, (name, _) in enumerate(instruments) if name.rstrip(b"\0") == INSTRUMENT)
    first, last = instruments[index][1], instruments[index + 1][1]
    return [dict(generators[bags[z][0] : bags[z + 1][0]]) for z in range(first, last)]


def signed(amount: int) -> int:
    """A 16-bit amount read as a signed number."""
    return amount - 65536 if amount >= 32768 else amount


def seconds(timecents: int) -> float:
    """SoundFont time cents to seconds."""
    return float(2.0 ** (timecents / 1200))


def extract(font: dict[bytes, bytes]) -> tuple[list[dict[str, float | int]], np.ndarray, int]:
    """The table of samples from low to high, their frames end to end as int16, and the rate in Hz."""
    headers = list(struct.iter_unpack("<20sIIIIIBbHH", font[b"shdr"]))
    frames = np.frombuffer(font[b"smpl"], dtype="<i2")
    left = [z for z in zones(font) if SAMPLE in z and signed(z[PAN]) < 0]
    table: list[dict[str, float | int]] = []
    parts: list[np.ndarray] = []
    at = 0
    for zone in sorted(left, key=lambda z: z[ROOT]):
        _, start, end, loop, loop_end, rate, _, _, link, _ = headers[zone[SAMPLE]]
        here, there = frames[start:end].astype(float), frames[headers[link][1] : headers[link][2]].astype(float)
        part = frames[start:loop_end].astype(float)
        part[:FADE_IN] *= np.linspace(0, 1, FADE_IN)
        part = np.concatenate([part, part[loop - start : loop - start + GUARD]])
        # One microphone hears the bass nearer than the treble: its gain gives back the loudness of the pair.
        gain = np.sqrt((np.sum(here**2) + np.sum(there**2)) / 2 / np.sum(here**2))
        table.append(
            {
                "root": zone[ROOT],
                "high": zone[INST_KEYS] >> 8,
                "start": at,
                "loop": at + loop - start,
                "end": at + loop_end - start,
                "gain": round(float(gain), 4),
                "hold": round(seconds(signed(zone.get(HOLD, -12000 & 0xFFFF))), 4),
                "decay": round(seconds(signed(zone[DECAY])), 3),
            }
        )
        parts.append(part.round().astype("<i2"))
        at += len(part)
    return table, np.concatenate(parts), rate


def write(table: list[dict[str, float | int]], frames: np.ndarray, rate: int) -> None:
    """Write piano.flac and piano.json into resources/piano."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "piano.wav"
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(frames.tobytes())
        subprocess.run(["sox", str(wav), "-C", "8", str(TARGET / "piano.flac")], check=True)
    text = json.dumps({"rate": rate, "guard": GUARD, "samples": table}, indent=1)
    (TARGET / "piano.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Read the soundfont named on the command line, or Debian's."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    data = path.read_bytes()
    table, frames, rate = extract(chunks(data, 12, len(data)))
    write(table, frames, rate)
    sys.stdout.write(f"{len(table)} samples, {len(frames) / rate:.1f} s at {rate} Hz in {TARGET}\n")


if __name__ == "__main__":
    main()
