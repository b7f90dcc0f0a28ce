"""Reads what was drawn as a browser would, and says what is wrong with it."""

from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Faults(HTMLParser):
    """Tags that do not close, ids used twice, and whatever the CSP forbids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.found: list[str] = []
        self.feed(text)
        self.close()
        self.found += [f"<{tag}> never closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self._look(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self._look(tag, dict(attrs))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.found.append(f"</{tag}> closes something else")

    def _look(self, tag, attrs):
        if tag == "style" or (tag == "script" and not attrs.get("src")):
            self.found.append(f"inline <{tag}>")
        self.found += [
            f"{a} on <{tag}>" for a in attrs if a[:2] == "on" or a == "style"
        ]
        if (name := attrs.get("id")) in self.ids:
            self.found.append(f"id {name} twice")
        self.ids |= {name} - {None}


def faults(text: str) -> list[str]:
    return Faults(text).found
