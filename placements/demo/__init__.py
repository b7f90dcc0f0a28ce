"""A season to look at: invented people and posts, the same on every machine.

Everything goes through the actions that real people use, so the demo is also a proof
that they work together. Generator rules and shares are assumptions, not history.
"""

SEED = 2021
PASSWORD = "yangquan-demo"  # noqa: S105 - printed on the screen, for DEBUG only
STUDENT, HOST, COUNTY, CITY, SECOND_CITY = (f"1990000000{n}" for n in range(1, 6))
