"""Every idea ever written, kept."""
