"""Says what Schemathesis found: `schemathesis DOCUMENT: N cases, K failures, O ours`.

    verdict.py DOCUMENT REPORT ACCEPTED

ACCEPTED lists what the document itself causes, a line each: `CHECK OPERATION # why`. CHECK is
the code of a check of Schemathesis (`st explain ST103`), and `*` is every operation.
"""

import json
import os
import sys


def accepted(path):
    lines = open(path, encoding="utf-8") if os.path.exists(path) else []
    found = {}
    for line in lines:
        what, _, why = line.partition("#")
        if not what.strip():
            continue
        if not why.strip():
            sys.exit(f"{path}: no reason for {what.strip()}")
        check, _, operation = what.strip().partition(" ")
        found[check, operation.strip()] = why.strip()
    return found


def main():
    name, report, known = sys.argv[1:]
    with open(report, encoding="utf-8") as file:
        report = json.load(file)
    known = accepted(known)
    used = set()
    ours = 0
    found = [(one["code"], operation, one["title"]) for one in report["failures"] for operation in one["operations"]]
    for check, operation, title in found:
        keys = [key for key in ((check, operation), (check, "*")) if key in known]
        used.update(keys[:1])
        if not keys:
            ours += 1
            print(f"  ours: {check} {operation}: {title}")
    for check, operation in sorted(set(known) - used):
        print(f"  not found any more: {check} {operation}")
    for error in report["errors"]:
        ours += error["count"]
        print(f"  error: {error['title']}, {error['count']} times")
    cases, failures = report["test_cases"]["generated"], len(found)
    print(f"schemathesis {name}: {cases} cases, {failures} failures, {ours} ours")
    return 1 if ours or not report["complete"] else 0


sys.exit(main())
