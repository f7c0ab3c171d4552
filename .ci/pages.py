#!/usr/bin/env python3
"""Runs the commands of README.md and the guide as they stand there, and compares what they print.

A fenced block of `console` has commands, each behind `$ `, and below each the lines that it prints. Every
line shown must be printed, in that order; others may stand between them, and `…` within a line stands for
anything. `console exit=1` says which exit code the commands of a block have. Commands given by `--ran`
were run already. Links to files of the repository must lead somewhere.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```console(?: exit=(\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


def pages():
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands(text):
    """Yields (command, exit code, lines shown)."""
    for code, block in BLOCK.findall(text):
        command, shown = None, []
        for line in block.splitlines():
            if line.startswith("$ "):
                if command:
                    yield command, int(code or 0), shown
                command, shown = line[2:], []
            elif line.strip():
                shown.append(line)
        if command:
            yield command, int(code or 0), shown


def missing(shown, printed):
    """The first line shown that is not printed after the lines before it."""
    lines = iter(printed.splitlines())
    for line in shown:
        parts = [re.escape(part) for part in line.strip().split("…")]
        pattern = re.compile(".*".join(parts))
        if not any(pattern.search(found) for found in lines):
            return line
    return None


def dead_links(page, text):
    """Links of a page to files that are not there."""
    for target in LINK.findall(FENCED.sub("", text)):
        if "://" not in target and not (page.parent / target).exists():
            yield target


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ran", action="append", default=[], metavar="COMMAND")
    ran = parser.parse_args().ran
    count = differ = 0
    for page in pages():
        name, text = page.relative_to(ROOT), page.read_text(encoding="utf-8")
        for target in dead_links(page, text):
            print(f"{name}: there is no {target}")
            differ += 1
        for command, code, shown in commands(text):
            if command in ran:
                continue
            print(f"$ {command}", flush=True)
            done = subprocess.run(
                ["bash", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
            )
            count += 1
            wrong = missing(shown, done.stdout)
            if done.returncode == code and wrong is None:
                continue
            differ += 1
            print(done.stdout)
            if done.returncode != code:
                print(f"{name}: exit code {done.returncode} instead of {code}: {command}")
            if wrong is not None:
                print(f"{name}: not printed by `{command}`: {wrong}")
    print(f"guide: {count} commands, {differ} differ")
    return 1 if differ or not count else 0


if __name__ == "__main__":
    sys.exit(main())
