"""The one error that a user may see: a sentence that says what to do."""


class InputError(ValueError):
    """What was given cannot be used. The message is one clear sentence that says what to do."""
