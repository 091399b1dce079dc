"""What the methods' networks have in common: how they forget, step, draw and are summed up. It knows no method."""
