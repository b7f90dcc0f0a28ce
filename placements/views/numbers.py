"""Numbers in addresses and hidden fields, where anybody may write anything."""

LARGEST = 2**63 - 1  # what a key of the database can be
DIGITS = len(str(LARGEST))


def whole_number(typed: str, *, most: int = LARGEST) -> int | None:
    """The number, or None for what no page of ours says.

    Long ones are not even read: Python itself refuses some thousand digits.
    """
    if not typed.isascii() or not typed.isdecimal() or len(typed) > DIGITS:
        return None
    number = int(typed)
    return number if number <= most else None
