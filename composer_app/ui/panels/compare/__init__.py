"""The Compare window: methods trained on one folder for the same time, side by side."""
