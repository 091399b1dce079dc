"""What the methods' networks have in common: dropout, steps, sampling, sums, training sets. It knows no method."""
