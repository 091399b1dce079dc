"""The one kind of error whose text is written for the composer."""


class ComposerError(Exception):
    """Something went wrong that the composer can mend: the text says what, where and what to do."""
