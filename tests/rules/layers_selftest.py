#!/usr/bin/env python3
"""Plants violations of every rule of layers_test.py in trees that exist in memory only, and checks that each is found."""
import unittest

import layers_test as layers

CLEAN = {
    "CMakeLists.txt": "", "CMakePresets.json": "{}", "LICENSE": "", "README.md": "", ".gitignore": "", "CITATION.cff": "", "CHANGELOG.md": "",
    "slurm/README.md": "", "experiments/programs/main.cpp": '#include "framework/comm/farm.h"\n#include <boost/program_options.hpp>\n',
    "analysis/report/report.h": '#pragma once\n#include "framework/store/files/file.h"\n',
    "framework/core/base/error.h": "#pragma once\n#include <fmt/format.h>\n",
    "framework/core/base/error.cpp": '#include "framework/core/base/error.h"\n\nvoid fail() { throw 1; }\n',
    "framework/store/files/file.h": "#pragma once\n#include <string>\n",
    "framework/comm/farm.h": '#pragma once\n#include "framework/core/base/error.h"\n',
    "framework/comm/farm.cpp": '#include "framework/comm/farm.h"\n\n#include <mpi.h>\n#include <unistd.h>\n',
    "framework/comm/CMakeLists.txt": "xil_library(comm\n  SOURCES farm.cpp\n  USES xil::core PRIVATELY MPI::MPI_C)\n",
    "strategies/strategy.h": '#pragma once\n#include "framework/core/base/error.h"\n',
    "tests/comm/farm_test.cpp": '#include <gtest/gtest.h>\n#include "framework/comm/farm.h"\n',
}


def violations(rule, changes):
    """(file, line) of what the rule finds in the clean tree with these changes."""
    files = {**CLEAN, **changes}
    tree = layers.Tree({path: text for path, text in files.items() if text is not None})
    return [(path, line) for path, line, _ in rule(tree)]


def function_of(lines, head="int long_one(int x)"):
    return head + " {\n" + "  x += 1;\n" * (lines - 2) + "}\n"


class Planted(unittest.TestCase):
    def check(self, rule, path, text, line=None):
        expected = [] if line is None else [(path, line)]
        self.assertEqual(violations(rule, {path: text}), expected, text)

    def test_the_clean_tree_is_clean(self):
        for rule in layers.RULES:
            self.assertEqual(violations(rule, {}), [], rule.__name__)

    def test_include_graph(self):
        rule = layers.rule_include_graph
        upward = '#include <string>\n#include "framework/comm/farm.h"\n'
        for room in ["core", "loop", "config", "data", "nn", "store"]:
            self.check(rule, f"framework/{room}/x.cpp", upward, 2)
        for path in ["strategies/x.cpp", "analysis/x.cpp"]:
            self.check(rule, path, upward, 2)
        self.check(rule, "framework/loop/x.cpp", '#include "strategies/strategy.h"\n')
        self.check(rule, "framework/nn/networks/x.cpp", '#include "strategies/strategy.h"\n', 1)
        self.check(rule, "experiments/x.cpp", '#include "tests/comm/farm_test.cpp"\n', 1)
        self.check(rule, "framework/comm/x.cpp", '  #  include "farm.h"\n', 1)
        self.check(rule, "framework/comm/x.cpp", '// #include "farm.h"\n')
        self.check(rule, "framework/vision/x.cpp", "", 1)

    def test_tables_have_no_cycles(self):
        rooms = {room: [entry for entry in entries if entry in layers.MAY_INCLUDE] for room, entries in layers.MAY_INCLUDE.items()}
        for arrows in [rooms, *layers.SUB_ROOMS.values()]:
            done = set()
            while len(done) < len(arrows):
                ready = {room for room, used in arrows.items() if room not in done and set(used) <= done}
                self.assertTrue(ready, f"a cycle among {sorted(set(arrows) - done)}")
                done |= ready

    def test_sub_rooms(self):
        rule = layers.rule_sub_rooms
        self.check(rule, "framework/nn/networks/x.cpp", '#include "framework/nn/weights/file.h"\n')
        self.check(rule, "framework/nn/weights/x.cpp", '#include <map>\n#include "framework/nn/networks/file.h"\n', 2)
        self.check(rule, "framework/nn/x.cpp", "", 1)
        self.check(rule, "framework/nn/attic/x.cpp", "", 1)
        self.check(rule, "framework/loop/inner/x.cpp", "", 1)

    def test_folder_size(self):
        crowd = {f"framework/loop/x{i:02}.cpp": "" for i in range(layers.MAX_FOLDER_SOURCES)}
        self.assertEqual(violations(layers.rule_folder_size, crowd), [])
        crowd["framework/loop/y.h"] = ""
        self.assertEqual(violations(layers.rule_folder_size, crowd), [("framework/loop/y.h", 1)])

    def test_libraries(self):
        rule = layers.rule_libraries_in_their_rooms
        homes = {"torch/torch.h": "framework/nn/networks/x.cpp", "ATen/ATen.h": "framework/nn/networks/x.cpp", "c10/util/x.h": "framework/nn/networks/x.cpp",
                 "opencv2/core.hpp": "framework/data/x.cpp", "zlib.h": "framework/data/x.cpp", "mpi.h": "framework/comm/x.cpp",
                 "hdf5.h": "framework/store/x.cpp", "hdf5_hl.h": "framework/store/x.cpp", "sqlite3.h": "framework/store/x.h",
                 "yaml-cpp/yaml.h": "framework/config/x.cpp", "boost/program_options.hpp": "experiments/x.cpp",
                 "boost/math/distributions/normal.hpp": "analysis/x.cpp", "fmt/format.h": "strategies/x.h"}
        for header, home in homes.items():
            self.check(rule, home, f"#include <{header}>\n")
            if not header.startswith("fmt/"):
                self.check(rule, "framework/loop/x.cpp", f"\n#include <{header}>\n", 2)
                self.check(rule, "tests/x.cpp", f"\n#include <{header}>\n", 2)
        self.check(rule, "framework/nn/networks/x.h", "#include <torch/torch.h>\n", 1)
        self.check(rule, "framework/comm/x.h", "#include <mpi.h>\n", 1)
        self.check(rule, "framework/core/x.cpp", "#include <unistd.h>\n", 1)
        self.check(rule, "framework/core/x.cpp", "#include <eigen3/Eigen/Dense>\n", 1)
        self.check(rule, "analysis/x.cpp", "#include <boost/asio.hpp>\n", 1)

    def test_a_library_behind_a_header_of_ours(self):
        changes = {"framework/store/files/file.h": "#pragma once\n#include <hdf5.h>\n"}
        self.assertEqual(violations(layers.rule_libraries_in_their_rooms, changes), [("analysis/report/report.h", 1)])

    def test_cmake(self):
        rule = layers.rule_cmake_agrees
        for room, used in [("nn", "data"), ("core", "store"), ("comm", "strategies"), ("data", "core xil::nn")]:
            self.check(rule, f"framework/{room}/CMakeLists.txt", f"\nxil_library({room}\n  USES xil::{used})\n", 2)
        self.check(rule, "framework/loop/CMakeLists.txt", "xil_library(loop USES xil::core xil::strategies)\n")
        self.check(rule, "analysis/CMakeLists.txt", "xil_library(analysis USES xil::core xil::store)\n")

    def test_headers(self):
        rule = layers.rule_headers
        self.check(rule, "framework/core/x.h", "int x();\n", 1)
        self.check(rule, "framework/comm/farm.cpp", '#include <mpi.h>\n#include "framework/comm/farm.h"\n', 1)
        self.check(rule, "framework/comm/farm.cpp", "int x;\n", 1)
        self.check(rule, "framework/comm/other.cpp", "#include <mpi.h>\n")

    def test_file_size(self):
        for path in ["framework/core/x.cpp", "tests/x.py", "slurm/x.sh", "tests/CMakeLists.txt"]:
            self.check(layers.rule_file_size, path, "\n" * 300)
            self.check(layers.rule_file_size, path, "\n" * 301, 300)

    def test_one_type_of_a_name(self):
        rule, path = layers.rule_one_type_of_a_name, "framework/store/files/near.h"
        for text in ["struct Near {\n};\n", "class Near final : public X<int> {\n};\n"]:
            self.assertEqual(violations(rule, {"analysis/report/near.h": "\nstruct Near {\n};\n", path: text}), [(path, 1)])
        for text in ["struct Near;\n", "struct Near<int> {\n};\n", "enum class Near {\n};\n", "  struct Near {\n};\n"]:
            self.assertEqual(violations(rule, {"analysis/report/near.h": "struct Near {\n};\n", path: text}), [])

    def test_function_size(self):
        rule, path = layers.rule_function_size, "framework/core/x.cpp"
        self.check(rule, path, "namespace xil {\n" + function_of(60) + function_of(60) + "}\n")
        heads = ["int f(int x)", "int f(int x) const noexcept", "X::X(int x) : a_{x}, b_(x)", "auto f(int x = {}) -> int",
                 "const auto f = [](int x)", "TEST(X, DoesIt)", "bool operator==(const X& x)", "int main(int x) try",
                 "enum Kind : int {}; struct S {}; int f(int x)", "template <class T> requires C<T> int f(T x)"]
        for head in heads:
            self.check(rule, path, "namespace {\n\n" + function_of(61, head) + "}\n", 3)
            self.check(rule, path, "namespace {\n\n" + function_of(60, head) + "}\n")
        self.check(rule, path, "class X final : public Y<int> {\n public:\n" + function_of(61) + "};\n", 3)
        self.check(rule, path, "class X {\n" + function_of(50) + function_of(50) + "};\n")
        self.check(rule, path, "constexpr Row kRows[] = {\n" + "    {1, f(2)},\n" * 90 + "};\n")
        self.check(rule, path, "enum class E {\n" + "  A,\n" * 90 + "};\n")

    def test_braces_in_text_are_no_braces(self):
        text = 'int f(int x) {\n  g("}");\n  h(\'}\');\n  // }\n  i(R"(}\n})");\n' + "  x += 1;\n" * 60 + "}\n"
        self.check(layers.rule_function_size, "framework/core/x.cpp", text, 1)

    def test_bans(self):
        for code in ["#define X 1", "  # define X", 'throw Error("x");', "throw", "std::random_device device;", "std::mt19937_64 g;",
                     "std::normal_distribution<double> d;", "srand(1);", "int x = std::rand();", "auto s = time(nullptr);",
                     "auto s = std::time(0);"]:
            self.check(layers.rule_bans, "tests/x.cpp", f"int a;\n{code}\n", 2)
        for code in ["throw;", 'f("throw");', "// throw", "EXPECT_THROW(f(), Error);", "double run_time(int x);", "x.time();",
                     "int operand(int x);", "/* #define X\n#define X */", "#undef X", "char c = '\"'; // throw \""]:
            self.check(layers.rule_bans, "framework/core/x.cpp", f"{code}\n")

    def test_foreign_paths(self):
        for path in ["slurm/x.sh", "README.md"]:
            self.check(layers.rule_no_foreign_paths, path, "cd /" + "work/main\n", 1)
            self.check(layers.rule_no_foreign_paths, path, "x\nls=/" + "tmp/xil/a\n", 2)
            self.check(layers.rule_no_foreign_paths, path, "framework/core and https://x.org/work" + "ers\n")

    def test_top_level(self):
        self.assertEqual(violations(layers.rule_top_level, {"scripts/x.sh": ""}), [("scripts", 1)])
        self.assertEqual(violations(layers.rule_top_level, {"slurm/README.md": None}), [("slurm", 1)])
        self.check(layers.rule_top_level, ".clang-tidy", "")


if __name__ == "__main__":
    unittest.main()
