"""PNG: a picture of the piano roll."""

from composer_app.formats.roll_picture.paint import picture_bytes, write_clip

__all__ = ["picture_bytes", "write_clip"]
