"""docs/states.md, made from the state tables."""

from collections.abc import Iterator

from placements.states import NOUNS, STUDENT_LABELS, Noun

HEAD = """\
# States

Made from `placements/states.py` by `manage.py write_states`; a test fails when this
page is stale. The first label is what staff read, the second what the student reads.
"""


def states_page() -> str:
    """The whole page, ending in one line break."""
    return "\n".join([HEAD, *("\n".join(_section(noun)) for noun in NOUNS)])


def _section(noun: Noun) -> Iterator[str]:
    yield f"## {noun.title}\n"
    yield "```mermaid\nstateDiagram-v2"
    yield f"    [*] --> {noun.start}"
    for name, move in noun.moves.items():
        for source in sorted(move.sources):
            yield f"    {source} --> {move.target}: {name} {move.label}"
    yield "```\n"
    yield from _table(noun)
    yield ""


def _table(noun: Noun) -> Iterator[str]:
    students = STUDENT_LABELS.get(noun.name, {})
    if not students:
        yield "| state | staff read |\n|---|---|"
        yield from (f"| {state} | {state.label} |" for state in noun.states)
        return
    yield "| state | staff read | the student reads |\n|---|---|---|"
    for state in noun.states:
        yield f"| {state} | {state.label} | {students[state]} |"
