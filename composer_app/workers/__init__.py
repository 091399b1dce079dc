"""Child processes that run one generator and stream its values."""
