"""What songs share: near-copies among them, and what an idea has from them."""
