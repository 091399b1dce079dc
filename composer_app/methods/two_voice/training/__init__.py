"""How two_voice learns."""
