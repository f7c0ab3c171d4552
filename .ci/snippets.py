"""Writes the hooks and workflows of the guide into files: `snippets.py GUIDE OUT`."""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A step is shown alone where its workflow would say nothing.
AROUND = "on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n"


def kind(block):
    """The folder of a block, and what it is in full."""
    if block.startswith("repos:"):
        return "hooks", block
    if re.search(r"^jobs:$", block, re.MULTILINE):
        return "workflows", block
    if block.startswith(("- run:", "- uses:")):
        return "workflows", AROUND + "".join(f"    {line}\n" for line in block.splitlines())
    return None, block


def main():
    guide, out = map(Path, sys.argv[1:])
    for page in sorted(guide.glob("*.md")):
        for number, block in enumerate(BLOCK.findall(page.read_text(encoding="utf-8"))):
            folder, text = kind(block)
            if folder:
                (out / folder).mkdir(parents=True, exist_ok=True)
                (out / folder / f"{page.stem}-{number}.yaml").write_text(text, encoding="utf-8")


main()
