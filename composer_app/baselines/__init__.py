"""What a network must beat: predictors that only count."""
