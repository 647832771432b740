"""Programs and libraries in C that tests need: compiled on first use, and again when the source has changed."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess

import pytest

_SOURCES = pathlib.Path(__file__).with_name("native")
_BUILT = pathlib.Path(__file__).resolve().parents[2] / ".build" / "process-tests"
_FLAGS = ["-std=c17", "-O2", "-Wall", "-Wextra", "-Werror"]


def has_compiler() -> bool:
    return _compiler() is not None


def program(name: str) -> pathlib.Path:
    """The program made of `native/NAME.c`."""
    return _compiled(name, name, ["-pthread"])


def library(name: str) -> pathlib.Path:
    """The shared library made of `native/NAME.c`, for LD_PRELOAD."""
    return _compiled(name, f"{name}.so", ["-shared", "-fPIC"])


def _compiler() -> str | None:
    return next(filter(None, map(shutil.which, ("cc", "clang", "gcc"))), None)


def _compiled(name: str, product: str, flags: list[str]) -> pathlib.Path:
    compiler = _compiler()
    if compiler is None:
        pytest.skip("no C compiler: apt-get install gcc libc6-dev")
    source, built = _SOURCES / f"{name}.c", _BUILT / product
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        _BUILT.mkdir(parents=True, exist_ok=True)
        fresh = built.with_name(f"{product}.{os.getpid()}")
        subprocess.run([compiler, *_FLAGS, *flags, str(source), "-o", str(fresh)], check=True)
        fresh.rename(built)
    return built
