"""Makes route files wrong in the ways in which people do: one slip each, with the characters that are now wrong.

Places come from the file's own YAML nodes, choices from a generator seeded by file and kind: every run makes the
same mutations.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Callable, Iterator

import yaml

# Mappings whose keys their author chooses; the keys of all others are the language's.
NAMING = {"routes", "states", "vars", "shared", "let", "set", "when", "tables", "rulesets", "upstreams"}
# Scalars that hold templates, and those that hold patterns.
TEMPLATES = {"reply", "text", "log", "let", "set", "vars", "fixed"}
PATTERNS = {"match"}
DURATION = re.compile(r"\d+(ms|s|m|h)")
SIZE = re.compile(r"\d+(B|KiB|MiB)")


@dataclasses.dataclass
class Mutation:
    kind: str
    text: str
    """The file as it is after the slip."""
    start: int
    end: int
    """Which characters of `text` are wrong now."""
    was: str | None = None
    """What has to be suggested: what stood there before, as far as it is suggested at all."""

    @property
    def place(self) -> tuple[int, int]:
        line = self.text.count("\n", 0, self.start) + 1
        return line, self.start - self.text.rfind("\n", 0, self.start)

    def describe(self) -> str:
        line, column = self.place
        shown = self.text.splitlines()[line - 1] if self.text else ""
        return f"{self.kind} at {line}:{column} ({self.text[self.start:self.end]!r}): {shown.strip()}"


@dataclasses.dataclass
class Item:
    """A node of the file: where it stands, and the keys that lead to it."""

    node: yaml.Node
    path: tuple[str, ...]
    is_key: bool = False
    parent: yaml.Node | None = None

    @property
    def start(self) -> int:
        return self.node.start_mark.index

    @property
    def end(self) -> int:
        return self.node.end_mark.index

    @property
    def owner(self) -> str:
        """The nearest mapping key above it."""
        return next((name for name in reversed(self.path) if name != "[]"), "")

    @property
    def is_plain(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode) and self.node.style is None


def walk(text: str) -> list[Item]:
    items: list[Item] = []

    def visit(node: yaml.Node, path: tuple[str, ...], parent: yaml.Node | None) -> None:
        if path and path[0].startswith("x-"):
            return
        items.append(Item(node, path, parent=parent))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                items.append(Item(key, path, is_key=True, parent=node))
                visit(value, (*path, key.value), node)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                visit(item, (*path, "[]"), node)

    visit(yaml.compose(text), (), None)
    return items


class File:
    """A route file and everything that can be made wrong in it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.items = walk(text)

    def mutations(self, each: int) -> list[Mutation]:
        """At most `each` of every kind."""
        made: list[Mutation] = []
        for kind in KINDS:
            chance = random.Random(f"{self.name}/{kind.__name__}")
            candidates = list(kind(self, chance))
            made += candidates if len(candidates) <= each else chance.sample(candidates, each)
        return made

    def replaced(
        self, kind: str, start: int, end: int, new: str, was: str | None = None, wrong: tuple[int, int] | None = None
    ) -> Mutation:
        text = self.text[:start] + new + self.text[end:]
        first, last = wrong or (start, start + len(new))
        return Mutation(kind, text, first, last, was)

    def line_end(self, place: int) -> int:
        return self.text.index("\n", place)

    def scalars(self) -> Iterator[Item]:
        return (item for item in self.items if isinstance(item.node, yaml.ScalarNode) and not item.is_key)

    def keys(self) -> Iterator[Item]:
        return (item for item in self.items if item.is_key)

    def language_keys(self) -> Iterator[Item]:
        return (
            item
            for item in self.keys()
            if item.owner not in NAMING and "tables" not in item.path and not item.node.value.startswith("x-")
        )

    def source(self, item: Item) -> str:
        return self.text[item.start : item.end]


def dropped(word: str, chance: random.Random) -> str:
    """The word without one of its letters."""
    place = chance.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def swapped(word: str, chance: random.Random) -> str:
    """The word with two different neighbours in each other's place."""
    places = [i for i in range(len(word) - 1) if word[i] != word[i + 1] and word[i : i + 2].isalpha()]
    if not places:
        return dropped(word, chance)
    place = chance.choice(places)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def key_without_a_letter(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.language_keys():
        if len(item.node.value) > 3:
            yield file.replaced("a key without a letter", item.start, item.end, dropped(item.node.value, chance),
                                item.node.value)


def key_with_swapped_letters(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.language_keys():
        if len(item.node.value) > 3:
            yield file.replaced("a key with swapped letters", item.start, item.end, swapped(item.node.value, chance),
                                item.node.value)


def key_twice(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.keys():
        line = file.text.rfind("\n", 0, item.start) + 1
        if file.text[line : item.start].strip() or item.parent.flow_style:
            continue
        end = file.text.find("\n", item.start) + 1
        value = next(value for key, value in item.parent.value if key is item.node)
        if value.end_mark.index <= end and isinstance(value, yaml.ScalarNode) and value.style not in ("|", ">"):
            copy = file.text[line:end]
            start = end + item.start - line
            yield file.replaced("a key twice", end, end, copy, wrong=(start, start + len(item.node.value)))


def name_twice(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.keys():
        others = [key.value for key, _ in item.parent.value if key is not item.node]
        before = others[: [key for key, _ in item.parent.value].index(item.node)]
        if item.owner in NAMING - {"when", "let", "set"} and item.is_plain and before:
            yield file.replaced("a name twice", item.start, item.end, before[0])


def number_without_unit(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.is_plain and (unit := DURATION.fullmatch(item.node.value) or SIZE.fullmatch(item.node.value)):
            bare = item.node.value.removesuffix(unit[1])
            yield file.replaced("a number without its unit", item.start, item.end, bare)


def unit_misspelt(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.is_plain and (unit := DURATION.fullmatch(item.node.value) or SIZE.fullmatch(item.node.value)):
            start = item.end - len(unit[1])
            yield file.replaced("a unit that is none", start, item.end, unit[1] + "x")


def _names_in_templates(file: File, pattern: str, owners: set[str]) -> Iterator[tuple[int, int, str]]:
    for item in file.scalars():
        inside = item.owner in owners or any(name in owners for name in item.path[-2:])
        if inside and "tests" not in item.path:
            for found in re.finditer(pattern, file.source(item)):
                yield item.start + found.start(1), item.start + found.end(1), found[1]


def placeholder_misspelt(file: File, chance: random.Random) -> Iterator[Mutation]:
    for start, end, name in _names_in_templates(file, r"<([a-z][\w.]*)(?=[|:>])", TEMPLATES):
        if len(name) > 3 and not name.startswith(("arg.", "header.", "0x")):
            yield file.replaced("a placeholder misspelt", start, end, swapped(name, chance), name)


def filter_misspelt(file: File, chance: random.Random) -> Iterator[Mutation]:
    for start, end, name in _names_in_templates(file, r"\|([a-z]\w*)(?=[|:>])", TEMPLATES):
        if len(name) > 2:
            yield file.replaced("a filter misspelt", start, end, swapped(name, chance), name)


def type_misspelt(file: File, chance: random.Random) -> Iterator[Mutation]:
    pattern = r"<\w+:(rest|word|int|num|hex|alpha|quoted|bytes|u8|u16|u24|u32|u64)(?=[ >])"
    for start, end, name in _names_in_templates(file, pattern, PATTERNS):
        if len(name) > 2 and name.isalpha():
            yield file.replaced("a type misspelt", start, end, swapped(name, chance), name)


def placeholder_unclosed(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.owner in TEMPLATES | PATTERNS and "tests" not in item.path:
            source = file.source(item)
            for found in re.finditer(r"<[a-z][\w.]*(>)(?=[^>]*$)", source):
                place = item.start + found.start(1)
                opened = item.start + found.start()
                yield file.replaced("a placeholder that is not closed", place, place + 1, "",
                                    wrong=(opened, opened + 1))


def table_unknown(file: File, chance: random.Random) -> Iterator[Mutation]:
    for start, end, name in _names_in_templates(file, r"(?:\|lookup:|:in )(\w+)(?=[|>])", TEMPLATES | PATTERNS):
        yield file.replaced("a table that is not there", start, end, swapped(name, chance), name)


def goto_nowhere(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.owner in {"goto", "start"} and item.is_plain:
            yield file.replaced("a goto to nowhere", item.start, item.end, swapped(item.node.value, chance),
                                item.node.value)


def use_of_nothing(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.owner == "use" and item.is_plain:
            yield file.replaced("a use of no rule set", item.start, item.end, swapped(item.node.value, chance),
                                item.node.value)


def variable_unknown(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.keys():
        name = item.node.value.split("|")[0]
        if item.owner == "set" or item.owner == "when" and name.isidentifier() and len(name) > 3:
            start = item.start + file.source(item).index(name)
            new = "shared." + swapped(name[7:], chance) if name.startswith("shared.") else swapped(name, chance)
            if new != name:
                yield file.replaced("a variable that is not there", start, start + len(name), new, name)


def test_of_no_route(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.owner == "route" and item.path[0] == "tests" and item.is_plain and len(item.node.value) > 2:
            yield file.replaced("a test of no route", item.start, item.end, swapped(item.node.value, chance),
                                item.node.value)


def framing_misspelt(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.owner in {"framing", "read"} and item.is_plain and item.path[-1] != "[]":
            word = item.node.value
            # Short names are near to each other.
            yield file.replaced("a framing misspelt", item.start, item.end, dropped(word, chance),
                                word if len(word) > 4 else None)


def truth_misspelt(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.is_plain and item.node.value in {"true", "false"} and "tests" not in item.path:
            yield file.replaced("a truth value misspelt", item.start, item.end, swapped(item.node.value, chance),
                                item.node.value)


def truth_of_another_language(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.is_plain and item.node.value == "true" and "tests" not in item.path:
            yield file.replaced("yes for true", item.start, item.end, chance.choice(["yes", "on", "True"]), "true")


def port_out_of_range(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.owner == "listen" and (port := re.search(r":(\d+)", file.source(item))):
            start = item.start + port.start(1)
            yield file.replaced("a port out of range", start, start + len(port[1]), str(chance.randrange(65536, 99999)))


def number_out_of_range(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.owner in {"connections", "connections_per_ip", "bytes", "digits"} and item.node.value.isdigit():
            yield file.replaced("a number out of range", item.start, item.end, "-1")


def closing_quote_dropped(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.node.style in ("'", '"') and "\n" not in file.source(item):
            yield file.replaced("a closing quote dropped", item.end - 1, item.end, "",
                                wrong=(item.start, file.line_end(item.start) - 1))


def opening_quote_dropped(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.node.style in ("'", '"') and "\n" not in file.source(item):
            yield file.replaced("an opening quote dropped", item.start, item.start + 1, "",
                                wrong=(item.start, file.line_end(item.start) - 1))


def bracket_dropped(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.items:
        if isinstance(item.node, yaml.CollectionNode) and item.node.flow_style and "\n" not in file.source(item):
            yield file.replaced("a bracket dropped", item.end - 1, item.end, "", wrong=(item.start, file.line_end(item.end - 1)))


def colon_dropped(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.keys():
        if not item.parent.flow_style:
            yield file.replaced("a colon dropped", item.end, item.end + 1, "", wrong=(item.start, item.end + 2))


def blank_dropped(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.keys():
        if not item.parent.flow_style and re.match(r": [^ #\n]", file.text[item.end : item.end + 3]):
            yield file.replaced("the blank after a colon dropped", item.end + 1, item.end + 2, "",
                                wrong=(item.start, item.end + 1))


def line_pushed_in(file: File, chance: random.Random) -> Iterator[Mutation]:
    for place in _later_keys(file):
        yield file.replaced("a line pushed in", place, place, " ", wrong=(place, file.line_end(place) + 1))


def line_pulled_out(file: File, chance: random.Random) -> Iterator[Mutation]:
    for place in _later_keys(file):
        if file.text[place - 1] == " ":
            yield file.replaced("a line pulled out", place - 1, place, "",
                                wrong=(place - 1, file.text.index("\n", place) - 1))


def _later_keys(file: File) -> Iterator[int]:
    """Where keys of block mappings stand, but for the first of each."""
    for item in file.items:
        if isinstance(item.node, yaml.MappingNode) and not item.node.flow_style and len(item.node.value) > 1:
            for key, _ in item.node.value[1:]:
                yield key.start_mark.index


def tab_for_blanks(file: File, chance: random.Random) -> Iterator[Mutation]:
    for place in _later_keys(file):
        line = file.text.rfind("\n", 0, place) + 1
        if place > line and not file.text[line:place].strip():
            yield file.replaced("a tab for blanks", line, place, "\t", wrong=(line, line + 1))


def wildcard_unquoted(file: File, chance: random.Random) -> Iterator[Mutation]:
    for item in file.scalars():
        if item.owner == "listen" and item.node.value.startswith(("*", "[")):
            yield file.replaced("an address without its quotes", item.start, item.end, item.node.value,
                                f'"{item.node.value}"')


KINDS: list[Callable[[File, random.Random], Iterator[Mutation]]] = [
    key_without_a_letter, key_with_swapped_letters, key_twice, name_twice, number_without_unit, unit_misspelt,
    placeholder_misspelt, filter_misspelt, type_misspelt, placeholder_unclosed, table_unknown, goto_nowhere,
    use_of_nothing, variable_unknown, test_of_no_route, framing_misspelt, truth_misspelt, truth_of_another_language,
    port_out_of_range, number_out_of_range, closing_quote_dropped, opening_quote_dropped, bracket_dropped,
    colon_dropped, blank_dropped, line_pushed_in, line_pulled_out, tab_for_blanks, wildcard_unquoted,
]
