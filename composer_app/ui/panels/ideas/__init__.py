"""The panel of ideas and its parts."""
