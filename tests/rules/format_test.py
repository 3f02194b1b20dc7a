#!/usr/bin/env python3
"""Every C++ file is as clang-format leaves it with .clang-format. Skipped (77) where Debian 12's clang-format 14 is not there:
other versions break lines elsewhere. To mend: clang-format -i FILE.
"""
import pathlib
import re
import shutil
import subprocess
import sys

from layers_test import CODE, list_files

SKIPPED = 77
VERSION = 14


def main():
    program = shutil.which(f"clang-format-{VERSION}") or shutil.which("clang-format")
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout if program else "none"
    if not re.search(rf"version {VERSION}\.", said):
        print(f"skipped: clang-format {VERSION} is needed; here is {said.strip()}")
        return SKIPPED
    root = pathlib.Path(__file__).resolve().parents[2]
    files = sorted({path for path in list_files(root)[0] if CODE.search(path) and (root / path).is_file()})
    assert len(files) > 100, f"only {len(files)} files were found"
    result = subprocess.run([program, "--dry-run", "--Werror", *files], cwd=root, capture_output=True, text=True)
    wrong = sorted({line.split(":")[0] for line in result.stderr.splitlines() if "-Wclang-format-violations" in line})
    print(f"{len(files)} files, {len(wrong)} to be formatted: {' '.join(wrong)}")
    return 1 if wrong or result.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
