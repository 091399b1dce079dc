"""The published methods, each encoding, network and sampling together."""
