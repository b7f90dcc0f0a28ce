"""Input the engine refuses: it never repairs, it says which student or post."""


class MatchingError(ValueError):
    """Some input is wrong. `student` and `post` name it where there is one."""

    def __init__(
        self, message: str, *, student: str | None = None, post: str | None = None
    ) -> None:
        super().__init__(message)
        self.student = student
        self.post = post


class IdIsNotText(MatchingError):
    """Students and posts are named by strings, so that digests are unambiguous."""


class NotAList(MatchingError):
    """A bare string where a list of names belongs would be read letter by letter."""


class UnknownStudent(MatchingError):
    """A grade, band, pin or forbid names a student who is not in the market."""


class UnknownPost(MatchingError):
    """A list, band, pin or forbid names a post that is not in the market."""


class DuplicatePreference(MatchingError):
    """A student lists one post twice."""


class GradedTwice(MatchingError):
    """A post gives one student two grades."""


class BadCapacity(MatchingError):
    """Seats are a whole number, zero or more."""


class BadBand(MatchingError):
    """A band is a whole number, zero (the best) or more."""


class PinnedTwice(MatchingError):
    """A student can leave the market with one seat only."""


class PinOnForbiddenPair(MatchingError):
    """Staff pin and forbid the same pair."""


class PinOnClosedPost(MatchingError):
    """A closed post takes nobody, not even by hand."""


class TooManyPins(MatchingError):
    """More students are pinned to a post than it has seats."""


class DuplicateId(MatchingError):
    """A lottery cannot give one student two numbers."""


class MissingNumber(MatchingError):
    """A student of the market has no lottery number."""


class SharedNumber(MatchingError):
    """Two students have the same lottery number."""


class BadSecret(MatchingError):
    """Seed and salt of a commitment are 32 bytes each."""


class BadArrays(MatchingError):
    """The arrays given to the integer core do not fit together."""


class UnknownBackend(MatchingError):
    """No such backend, or it is not installed."""


class OutcomeDoesNotFit(MatchingError):
    """An outcome is explained with a market it was not computed from."""


class AlreadyPlaced(MatchingError):
    """A released round is final: who holds a seat takes no part in the next."""


class GradeChanged(MatchingError):
    """Grades of an earlier round are frozen."""


class SeatsBelowPlaced(MatchingError):
    """A post now has fewer seats than students who already hold one."""
