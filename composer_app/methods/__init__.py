"""The published methods, each encoding, network and sampling together."""

from __future__ import annotations

from types import ModuleType

from composer_app.methods import two_voice

# A method is a module with Config, Network, Crops, encode, likelihood, measure and write.
METHODS: dict[str, ModuleType] = {"two_voice": two_voice}
