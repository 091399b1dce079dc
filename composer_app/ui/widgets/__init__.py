"""Small widgets and the look that panels are made of."""
