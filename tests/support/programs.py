"""What the tests of the programs share: starting them, and comparing the run files that they leave."""
import json
import os
import pathlib
import resource
import struct
import subprocess
import zlib

import h5py
import numpy

FASHION_MNIST = pathlib.Path("/usr/share/datasets/fashion-mnist")


def start(command, **more):
    """Starts a program with pipes, in a process group of its own."""
    words = [str(word) for word in command]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
                            **more)


def call(command, expected=0, **more):
    """Runs a program to its end and checks its exit code; gives (stdout, stderr)."""
    process = start(command, **more)
    out, err = process.communicate()
    what = " ".join(str(word) for word in command)
    assert process.returncode == expected, f"{what}: exit code {process.returncode}, not {expected}\n{out}{err}"
    return out, err


def work_of(command):
    """Seconds that a program itself works (user and system), so that others on the machine hardly count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    call(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def call_json(command):
    out, err = call([*command, "--json"])
    assert err == "", err
    return json.loads(out)


def with_environment(**variables):
    return {**os.environ, **variables}


def quick_gnuplot(folder):
    """A program in the place of gnuplot, which takes minutes for all figures of a report; gives the PATH to find it first."""
    folder.mkdir()
    (folder / "gnuplot").write_text("""#!/bin/sh
for word; do
  case "$word" in
    format=*)
      format=$(echo "$word" | sed "s/^format='\\([a-z]*\\)'.*/\\1/")
      folder=$(echo "$word" | sed "s/.*folder=.\\(.*\\).$/\\1/") ;;
    load*)
      name=$(echo "$word" | sed "s/^load .\\(.*\\)[.]gp.$/\\1/")
      echo '<svg width="9"/>' > "$folder/$name.$format" ;;
  esac
done
""")
    (folder / "gnuplot").chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def contents(folder):
    """Every file below a folder with its size and time of change."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def run_files(out):
    """Those that are finished: a killed process may leave a temporary file under another name."""
    return {path.name: path for path in (out / "runs").glob("*.h5")}


def is_timing(name):
    return name.endswith("_s") and name != "expert_s" and not name.endswith("/expert_s")


def as_bytes(value):
    value = numpy.asarray(value)
    return (value.tolist() if value.dtype == object else value.tobytes()), value.shape, str(value.dtype)


def attributes(node):
    """References between datasets and their scales are places in the file, not content."""
    skipped = ("provenance", "DIMENSION_LIST", "REFERENCE_LIST")
    return {name: as_bytes(value) for name, value in node.attrs.items() if name not in skipped}


def stored(path):
    """Everything in a run file but wall-clock times and where it came from: name -> content."""
    found = {}
    with h5py.File(path) as file:
        found["/ attributes"] = attributes(file)

        def visit(name, node):
            if name == "provenance":
                return
            found[name + " attributes"] = attributes(node)
            if isinstance(node, h5py.Dataset) and not is_timing(name):
                found[name] = as_bytes(node[()])

        file.visititems(visit)
    return found


def expect_equal_runs(expected_out, actual_out, what, stored=stored):
    """`stored` gives what is compared of a run file."""
    expected, actual = run_files(expected_out), run_files(actual_out)
    assert expected.keys() == actual.keys(), f"{what}: other files: {sorted(expected.keys() ^ actual.keys())}"
    for name in expected:
        one, other = stored(expected[name]), stored(actual[name])
        assert one.keys() == other.keys(), f"{what}: {name}: other names: {sorted(one.keys() ^ other.keys())}"
        differing = [key for key in one if one[key] != other[key]]
        assert not differing, f"{what}: {name}: {differing} differ"


def png_size(path):
    """Width and height of a PNG file whose checksums and amount of pixels are right."""
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n"), path
    place, chunks = 8, []
    while place < len(content):
        length, name = struct.unpack(">I4s", content[place:place + 8])
        data = content[place + 8:place + 8 + length]
        assert zlib.crc32(name + data) == struct.unpack(">I", content[place + 8 + length:place + 12 + length])[0], name
        chunks.append((name, data))
        place += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[0][1][:10])
    assert (depth, colour) == (8, 2), "not 8-bit RGB"
    pixels = zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT"))
    assert len(pixels) == height * (1 + 3 * width)
    return width, height


def write_png(path, height, width):
    """A grey PNG that becomes lighter downwards."""
    rows = b"".join(b"\0" + bytes([255 * y // height]) * width for y in range(height))
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
