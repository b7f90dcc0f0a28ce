"""Refusals a person can understand; the message is shown to them."""


class RuleViolation(Exception):
    """Understood and permitted, but a rule of the programme forbids it (409)."""


class IllegalMove(RuleViolation):
    """The thing has left the state from which this move starts."""


class WindowClosed(RuleViolation):
    """The season's window for this is not open."""


class NoPlacesLeft(RuleViolation):
    """Every place of the post is taken."""


class AlreadyPlaced(RuleViolation):
    """The student already holds a live placement this season."""


class NeedsSecondPerson(RuleViolation):
    """The same person may not take both steps (four eyes)."""
