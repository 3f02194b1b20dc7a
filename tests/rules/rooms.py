"""The house as tables: its rooms, what each may include, and where each third-party library is at home."""

# Room -> what of ours it may include, besides itself. An entry with a dot is one header instead of a whole room.
MAY_INCLUDE = {
    "framework/core": [],
    "framework/loop": ["framework/core", "strategies/strategy.h", "strategies/registry.h"],  # it drives strategies
    "framework/config": ["framework/core"],
    "framework/data": ["framework/core"],
    "framework/nn": ["framework/core"],
    "framework/store": ["framework/core"],
    "framework/comm": ["framework/core"],
    "strategies": ["framework/core"],
    "analysis": ["framework/core", "framework/store"],
    "experiments": ["framework", "strategies", "analysis"],
    "tests": ["framework", "strategies", "analysis", "experiments"],
}
# Room -> its sub-rooms -> those of the same room that each may include. No arrow goes back.
SUB_ROOMS = {
    "framework/core": {
        "base": [], "numeric": ["base"], "interfaces": ["base", "numeric"], "catalogue": ["base", "numeric", "interfaces"],
        "cost": ["base", "catalogue"], "schedule": ["base"]},
    "framework/loop": {"metrics": [], "": ["metrics"]},
    "strategies": {"embedding": [], "": ["embedding"]},
    "framework/nn": {
        "weights": [], "networks": ["weights"], "explainers": ["networks"], "losses": ["networks"], "training": ["weights", "networks", "losses"],
        "learner": ["weights", "networks", "explainers", "training"],
        "bench": ["networks", "explainers", "training", "learner"]},
    "framework/data": {
        "codecs": [], "edits": ["codecs"], "files": ["codecs"], "annotations": ["codecs", "files"], "layouts": ["codecs", "files", "annotations"], "splits": ["edits"], "weld": ["splits"],
        "sources": ["codecs", "files", "annotations", "layouts", "splits", "weld"], "drawing": ["codecs"],
        "check": ["codecs", "files", "annotations", "layouts", "splits", "sources", "drawing"]},
    "framework/store": {
        "files": [], "hdf5": ["files"], "runs": ["files", "hdf5"], "recorded": ["files", "hdf5", "runs"], "journal": ["files"], "sets": ["files", "hdf5", "runs"],
        "readings": ["files", "hdf5", "runs", "recorded"], "parquet": ["files"],
        "tables": ["files", "runs", "journal", "parquet"]},
    "analysis": {
        "statistics": [], "comparison": ["statistics"], "results": ["statistics", "comparison"],
        "planned": ["statistics", "comparison", "results"],
        "drawing": ["statistics", "results"], "figures": ["statistics", "comparison", "results", "drawing"],
        "quality": ["statistics", "comparison", "results", "drawing"],
        "page": ["statistics", "comparison", "results", "planned", "drawing", "figures"],
        "report": ["comparison", "results", "planned", "drawing", "figures", "quality", "page"]},
    "experiments": {
        "command_line": [], "sweep": [], "planning": ["command_line", "sweep"], "data": ["command_line", "sweep", "planning"],
        "runner": ["command_line", "sweep", "planning", "data"],
        "explain": ["command_line", "sweep", "data", "runner"], "regions": ["command_line"], "bench": ["command_line", "sweep", "data", "runner"],
        "pilot": ["command_line", "sweep", "data", "runner"],
        "web": [], "interact": ["command_line", "sweep", "data", "runner", "web"],
        "commands": ["command_line", "sweep", "planning"], "prune": ["command_line", "sweep", "planning", "commands"],
        "programs": ["command_line", "sweep", "planning", "data", "runner", "explain", "regions", "bench", "pilot", "interact", "commands", "prune"]},
}
MAX_FOLDER_SOURCES = 30
# Pattern of a third-party header -> the files that may see it, directly or through headers of ours.
LIBRARIES = {
    r"fmt/": r"",
    r"(torch|ATen|c10)/": r"framework/nn/\w+/(\w+/)?\w+\.cpp$",
    r"(opencv2/|turbojpeg\.h|jpeglib\.h|jerror\.h|png\.h|tiffio\.h)": r"framework/data/",
    r"zlib\.h": r"framework/(data/|store/parquet/gzip\.cpp$)",
    r"(ft2build\.h|freetype/)": r"framework/data/drawing/letters\.cpp$",
    r"pugixml\.hpp": r"framework/data/annotations/voc_file\.cpp$",
    r"openssl/": r"framework/core/base/digest\.cpp$",
    r"zip\.h": r"framework/nn/weights/zip_archive\.cpp$",
    r"mpi\.h": r"framework/comm/\w+\.cpp$",
    r"hdf5\.h": r"(framework/store|tests/fuzz)/",  # files are spoilt with the library itself
    r"(hdf5|H5)\w*\.h|sqlite3\.h": r"framework/store/",
    r"yaml-cpp/": r"framework/config/",
    r"nlohmann/": r"framework/core/base/json\.cpp$",
    r"boost/program_options": r"experiments/",
    r"boost/math/": r"analysis/",
    r"httplib\.h": r"experiments/web/(page_server\.cpp|caller_stream\.(h|cpp))$",
    r"(gtest|gmock)/": r"tests/",
}
