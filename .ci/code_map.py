#!/usr/bin/env python3
"""Keeps the code map of ARCHITECTURE.md: a line for each source file, taken from its module docs.

Without arguments it says whether the map is current; with `--write` it writes the map anew.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "ARCHITECTURE.md"
CRATES = ["document", "generator", "cli", "runtime", "gateway/vtl", "gateway", "generated-sdk", "tests"]
MAP = re.compile(r"(<!-- code map: begin -->\n).*?(<!-- code map: end -->)", re.DOTALL)
WIDTH = 26


def purpose(path):
    """The first sentence of a file's docs."""
    words = []
    for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
        if not line.startswith("//!") or line.strip() == "//!":
            break
        words.append(line[3:].strip())
    # A link is shown by its text alone.
    text = re.sub(r"(?<![\w\]])\[([^]]*)\](\([^)]*\))?", r"\1", " ".join(words))
    return re.split(r"(?<=\.) (?=[A-Z])", text)[0]


def tree(crate, paths):
    """The files of a crate, folder by folder."""
    lines, shown = [], None
    for path in sorted(paths, key=lambda path: (path.parent.parts, path.name)):
        if path.parent != shown:
            shown = path.parent
            lines.append(f"{shown}/")
        said = purpose(path)
        lines.append(f"  {path.name:{WIDTH}}{said}" if said else f"  {path.name}")
    return f"### `{crate}`\n\n```text\n" + "\n".join(lines) + "\n```\n"


def code_map():
    listed = subprocess.run(["git", "ls-files", "*.rs"], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    paths = [path for path in map(Path, listed.stdout.split()) if (ROOT / path).exists()]
    sections = []
    for crate in CRATES:
        inner = [Path(other, "src") for other in CRATES if other != crate]
        source = Path(crate, "src")
        own = [path for path in paths if path.is_relative_to(source) and not any(path.is_relative_to(i) for i in inner)]
        if own:
            sections.append(tree(crate, own))
    return "\n".join(sections)


def main():
    old = FILE.read_text(encoding="utf-8")
    new = MAP.sub(lambda found: f"{found[1]}\n{code_map()}\n{found[2]}", old)
    if "--write" in sys.argv:
        FILE.write_text(new, encoding="utf-8")
    elif new != old:
        print("the code map of ARCHITECTURE.md is stale: run `.ci/code_map.py --write`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
