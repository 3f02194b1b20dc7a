#!/usr/bin/env python3
"""Holds the tree to its own rules: who includes whom, third-party libraries in their rooms, sizes, bans.

Usage: layers_test.py [ROOT]. Each rule yields (file, line, sentence); planted violations of every rule are tested
in layers_selftest.py. An exception to a rule is an entry in one of the tables below
or in rooms.py, with its reason.
"""
import functools
import pathlib
import re
import subprocess
import sys

from rooms import LIBRARIES, MAX_FOLDER_SOURCES, MAY_INCLUDE, SUB_ROOMS

STANDARD = set("""algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes
    climits cmath compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint cstdio
    cstdlib cstring ctime cwchar deque exception execution filesystem forward_list fstream functional future
    initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource
    mutex new numbers numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set
    shared_mutex source_location span sstream stack stdexcept stop_token streambuf string string_view syncstream
    system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant
    vector version""".split())
# Of the operating system; stdio.h and stdlib.h declare more than cstdio and cstdlib promise (renameat2, mkdtemp).
POSIX = re.compile(r"(sys/\w+|unistd|fcntl|spawn|signal|dirent|dlfcn|glob|malloc|poll|sched|termios|time|stdio|stdlib|"
                   r"arpa/inet|netdb|netinet/\w+)\.h$")
TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "analysis", "experiments", "framework",
             "slurm", "strategies", "tests", "CITATION.cff", "CHANGELOG.md"}
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60
# Pattern in C++ code -> where it is at home (nowhere: None) and what to do instead.
BANS = [
    (r"^\s*#\s*define\b", None, "no macros: use a function, a template or constexpr"),
    # A bare "throw;" passes on what somebody else has thrown, and pause_run() is no error.
    (r"\bthrow\b(?!\s*;)", r"(framework/core/base/error\.cpp|framework/core/interfaces/run_paused\.h)$", "throw only in error.cpp: call fail(), refuse() or require()"),
    (r"\b(random_device|mt19937(_64)?|minstd_rand0?|default_random_engine|ranlux\w+|knuth_b)\b|std::\w+_distribution\b"
     r"|(?<![\w.>:])(std::)?s?rand\s*\(", None, "random numbers come from framework/core/numeric/rng.h only"),
    (r"(?<![\w.>:])(std::|::)?time\s*\(", None, "no seeds from the clock; for durations use std::chrono"),
]
# Paths of a development machine; written in pieces, so that this file does not contain them.
FOREIGN_PATHS = re.compile(r"(?<![\w.])/(" + "|".join(["wo" + "rk", "tm" + "p/xil", "tm" + "p/bash_jobs"]) + r")\b")
CODE = re.compile(r"\.(h|cpp)$")
SIZED = re.compile(r"\.(h|cpp|py|sh)$|(^|/)CMakeLists\.txt$")

TOKENS = re.compile(r'//(?:\\\n|[^\n])*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"'
                    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'", re.DOTALL)


def blank(code):
    """C++ without comments and the contents of literals; line breaks stay where they are."""
    def replacement(match):
        text = match.group()
        quote = "" if text.startswith("/") else '"'
        return quote + re.sub(r"[^\n]", "", text) + quote
    return TOKENS.sub(replacement, code)


class Tree:
    """The files of a source tree: path -> text."""

    def __init__(self, files, tracked=None):
        self.files = files
        self.tracked = set(files if tracked is None else tracked)
        self.sources = {path: text for path, text in files.items() if CODE.search(path)}
        self.includes = {path: find_includes(text) for path, text in self.sources.items()}

    @functools.cached_property
    def blanked(self):
        return {path: blank(text) for path, text in self.sources.items()}

    def third_party_seen(self, path, done):
        """Third-party headers that a file sees, directly or through ours: (header, file that names it)."""
        if path in done:
            return
        done.add(path)
        for _, kind, header in self.includes.get(path, []):
            if kind == "<":
                yield header, path
            else:
                yield from self.third_party_seen(header, done)


def find_includes(text):
    """(line, '<' or '"', header) of each include, in order."""
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
    return [(text.count("\n", 0, m.start()) + 1, m[1], m[2]) for m in pattern.finditer(text)]


def room_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "framework" else parts[0]


def rule_include_graph(tree):
    for path in tree.sources:
        room = room_of(path)
        if room not in MAY_INCLUDE:
            yield path, 1, f"'{room}' is no room of the layout"
            continue
        for line, kind, header in tree.includes[path]:
            if kind == "<":
                continue
            if header not in tree.files:
                yield path, line, f'"{header}" is not a file of the tree, seen from its root'
            elif not any(header == entry or header.startswith(entry + "/") for entry in [room, *MAY_INCLUDE[room]]):
                yield path, line, f"{room} may not include {header}"


def sub_room_of(path):
    """The folder below its room; empty for what lies in the room itself."""
    below = path[len(room_of(path)) + 1:]
    return below.split("/")[0] if "/" in below else ""


def rule_sub_rooms(tree):
    for path in tree.sources:
        room, own = room_of(path), sub_room_of(path)
        sub_rooms = SUB_ROOMS.get(room, {"": []})
        if room == "tests":
            continue
        if own not in sub_rooms:
            yield path, 1, f"'{own}' is no sub-room of {room}: {', '.join(sub_rooms)}"
            continue
        for line, kind, header in tree.includes[path]:
            if kind == '"' and room_of(header) == room and sub_room_of(header) not in [own, *sub_rooms[own]]:
                yield path, line, f"{room}/{own} may not include {header}"


def rule_folder_size(tree):
    folders = {}
    for path in sorted(tree.sources):
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    for paths in folders.values():
        if len(paths) > MAX_FOLDER_SOURCES:
            yield paths[-1], 1, f"one of {len(paths)} source files in its folder, at most {MAX_FOLDER_SOURCES}: make sub-rooms"


def rule_libraries_in_their_rooms(tree):
    for path in tree.sources:
        lines = {header: line for line, kind, header in tree.includes[path] if kind == "<"}
        for header, via in tree.third_party_seen(path, set()):
            if header in STANDARD or (POSIX.match(header) and room_of(path) != "framework/core"):
                continue
            home = next((home for library, home in LIBRARIES.items() if re.match(library, header)), None)
            if home is None:
                yield path, lines.get(header, 1), f"<{header}> has no room: add its library to LIBRARIES in rooms.py"
            elif not re.match(home, path):
                through = "" if via == path else f", which it sees through {via},"
                yield path, lines.get(header, 1), f"<{header}>{through} does not belong here"


def rule_cmake_agrees(tree):
    """The line that declares a room links no other rooms than it may include."""
    for path, text in tree.files.items():
        for match in re.finditer(r"\bxil_library\((\w+)([^)]*)\)", text) if path.endswith("CMakeLists.txt") else ():
            room = room_of(path)
            for used in re.findall(r"\bxil::(\w+)", match[2]):
                target = used if used in MAY_INCLUDE else f"framework/{used}"
                if not any((entry + "/").startswith(target + "/") or target.startswith(entry + "/")
                           for entry in [room, *MAY_INCLUDE.get(room, [])]):
                    yield path, text.count("\n", 0, match.start()) + 1, f"{room} may not link xil::{used}"


def rule_headers(tree):
    for path, text in tree.sources.items():
        own = re.sub(r"\.cpp$", ".h", path)
        if path.endswith(".h"):
            if "#pragma once" not in text:
                yield path, 1, "a header begins with #pragma once"
        elif own in tree.sources:
            first = tree.includes[path][0] if tree.includes[path] else (1, '"', "nothing")
            if first[2] != own:
                yield path, first[0], f"includes {first[2]} before its own header"


def rule_one_type_of_a_name(tree):
    """Two types of one name in one program are undefined behaviour that no compiler reports: the linker keeps one of their functions."""
    places = {}
    for path in sorted(path for path in tree.sources if path.endswith(".h") and room_of(path) != "tests"):
        for match in re.finditer(r"^(?:struct|class) (\w+)(?: final)?(?: :[^;{]*)? \{", tree.sources[path], flags=re.MULTILINE):
            first = places.setdefault(match[1], path)
            if first != path:
                line = tree.sources[path].count("\n", 0, match.start()) + 1
                yield path, line, f"{match[1]} is a type of {first} already: give it a name of its own"


def rule_file_size(tree):
    for path, text in tree.files.items():
        if SIZED.search(path) and text.count("\n") > MAX_FILE_LINES:
            yield path, MAX_FILE_LINES, f"{text.count(chr(10))} lines, at most {MAX_FILE_LINES}: split it by behaviour"


def functions(code):
    """(first line, last line, head) of each outermost function in blanked C++ formatted by clang-format.

    A brace opens a container (namespace, class, enum, table), an initialiser (no space before it, or within
    parentheses) or a function (its head has a parameter list or is a lambda). Blocks inside a function are part of it.
    """
    code = re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", "", code, flags=re.MULTILINE)
    stack, head_start = [], 0
    for match in re.finditer(r"[{};]", code):
        position, sign = match.start(), match.group()
        inside_function = any(kind != "container" for kind, *_ in stack)
        if sign == "{":
            head = code[head_start:position]
            if inside_function:
                kind = "block"
            elif head.count("(") > head.count(")") or re.search(r"[\w>,({]$", head) and not head.endswith(("else", "do", "try")):
                kind = "initialiser"
            elif re.search(r"\b(namespace|enum)\b", head) or re.search(r"=\s*$", head) or "(" not in head \
                    or re.match(r"\s*(template\s*<.*>\s*)?(class|struct|union)\b[^()]*(:|$)", head, re.DOTALL):
                kind = "container"
            else:
                kind = "function"
            before = re.match(r"(\s|(public|protected|private):)*", head).end()
            stack.append((kind, head_start + before, head[before:]))
            if kind in ("block", "initialiser"):
                continue
        elif sign == "}" and stack:
            kind, start, head = stack.pop()
            if kind == "function":
                yield code.count("\n", 0, start) + 1, code.count("\n", 0, position) + 1, " ".join(head.split())
            if kind in ("block", "initialiser") or inside_function and kind != "function":
                continue
        elif sign == "}":
            continue
        elif inside_function:
            continue
        head_start = position + 1


def rule_function_size(tree):
    for path, code in tree.blanked.items():
        for first, last, head in functions(code):
            if last - first + 1 > MAX_FUNCTION_LINES:
                yield path, first, f"{last - first + 1} lines, at most {MAX_FUNCTION_LINES}: {head[:60]}"


def rule_bans(tree):
    for path, code in tree.blanked.items():
        for number, line in enumerate(code.split("\n"), 1):
            for pattern, home, advice in BANS:
                if re.search(pattern, line) and not (home and re.match(home, path)):
                    yield path, number, advice


def rule_no_foreign_paths(tree):
    for path, text in tree.files.items():
        for number, line in enumerate(text.split("\n"), 1):
            if FOREIGN_PATHS.search(line):
                yield path, number, "names a path of somebody's machine"


def rule_top_level(tree):
    present = {path.split("/")[0] for path in tree.tracked}
    for name in sorted(name for name in present - TOP_LEVEL if not name.startswith(".")):
        yield name, 1, "does not belong on the top level"
    for name in sorted(TOP_LEVEL - present):
        yield name, 1, "is missing from the top level"


RULES = [rule for name, rule in sorted(globals().items()) if name.startswith("rule_")]


def list_files(root):
    """(all, tracked) by git; without git everything that does not look like a product of building."""
    def git(*options):
        return subprocess.run(["git", "-C", str(root), "ls-files", "-z", *options], check=True, capture_output=True,
                              text=True).stdout.split("\0")[:-1]
    try:
        tracked = git()
        return tracked + git("--others", "--exclude-standard"), tracked
    except (OSError, subprocess.CalledProcessError):
        skip = re.compile(r"(build(-.*)?|results|__pycache__|\.git|\.cache)$")
        paths = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
        kept = [str(path) for path in paths if not any(skip.match(part) for part in path.parts[:-1])]
        return kept, kept


def load(root):
    files = {}
    paths, tracked = list_files(root)
    for path in paths:
        if (root / path).is_file():
            files[path] = (root / path).read_bytes().decode("utf-8", errors="replace")
    return Tree(files, [path for path in tracked if path in files])


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]).resolve()
    tree = load(root)
    found = sorted(violation for rule in RULES for violation in rule(tree))
    for path, line, sentence in found:
        print(f"{path}:{line}: {sentence}")
    print(f"{len(tree.files)} files, {len(tree.sources)} of C++, {len(found)} violations of {len(RULES)} rules")
    return 1 if found or not tree.sources else 0


if __name__ == "__main__":
    sys.exit(main())
