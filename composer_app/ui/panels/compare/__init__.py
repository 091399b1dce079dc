"""The Compare view: methods that learn from one folder with one budget, side by side."""
