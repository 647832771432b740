"""Slips of the finger in good files: each is caught, at its characters, with what stood there before."""

from __future__ import annotations

import json
import pathlib
import subprocess

import pytest

from harness import ENVIRONMENT, ROOT, binary
from mutating import File, Mutation

EACH = 4
GOOD = sorted((ROOT / "examples").rglob("*.yaml")) + sorted(pathlib.Path(__file__).with_name("files").glob("*.yaml"))
FILES = [File(path.stem, path.read_text()) for path in GOOD if not path.name.endswith(".tests.yaml")]
MUTATIONS = {
    f"{file.name} {number:02} {mutation.kind}": mutation
    for file in FILES
    for number, mutation in enumerate(file.mutations(EACH))
}


def validate_all(folder: pathlib.Path) -> dict[str, list[dict]]:
    """What is said about each file of a folder, strictly."""
    command = [str(binary()), "validate", "--strict", "--format", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, env=ENVIRONMENT, timeout=60)
    found: dict[str, list[dict]] = {}
    for problem in json.loads(done.stdout):
        found.setdefault(pathlib.Path(problem["file"]).name, []).append(problem)
    return found


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict]]:
    folder = tmp_path_factory.mktemp("mutations")
    names = {f"{number:04}.yaml": name for number, name in enumerate(MUTATIONS)}
    for file, name in names.items():
        (folder / file).write_text(MUTATIONS[name].text)
    found = validate_all(folder)
    return {name: found.get(file, []) for file, name in names.items()}


def covers(problem: dict, mutation: Mutation) -> bool:
    """Whether the problem points at what is wrong: a common character, or the very place."""
    line, column = mutation.place
    width = max(1, mutation.end - mutation.start)
    if (problem["line"], problem["end_line"]) != (line, line):
        return problem["line"] <= line <= problem["end_line"]
    return problem["column"] < column + width and column < max(problem["end_column"], problem["column"] + 1)


@pytest.mark.parametrize("folder", [ROOT / "examples", pathlib.Path(__file__).with_name("files")], ids=["examples", "files"])
def test_nothing_is_said_about_what_is_right(folder: pathlib.Path) -> None:
    assert validate_all(folder) == {}


def test_there_are_enough_mutations() -> None:
    assert len(MUTATIONS) >= 200
    assert len({mutation.kind for mutation in MUTATIONS.values()}) >= 15


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_slip_is_caught_where_it_is(name: str, verdicts: dict[str, list[dict]]) -> None:
    mutation, problems = MUTATIONS[name], verdicts[name]
    said = "\n".join(f"  {p['line']}:{p['column']} {p['code']} {p['message']} ({p['help']})" for p in problems)
    there = [problem for problem in problems if covers(problem, mutation)]
    assert there, f"{mutation.describe()}\n{said or '  nothing is said'}"
    if mutation.was is not None:
        quoted = mutation.was if mutation.was.startswith('"') else f"`{mutation.was}`"
        assert any(quoted in f"{problem['help']}" for problem in there), f"{mutation.was!r} is not suggested: {mutation.describe()}\n{said}"
