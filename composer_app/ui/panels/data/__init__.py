"""The data view: what a folder of music holds, as charts, patterns and songs."""
