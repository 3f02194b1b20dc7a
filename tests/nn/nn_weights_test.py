#!/usr/bin/env python3
"""Holds xil's reader of state dicts to torch.load, and shows it damaged files, on files that torch.save writes.

Usage: nn_weights_test.py PROGRAM, where PROGRAM is tests/nn/stored_tensors.cpp. Skipped (77) where torch is not installed.
"""
import collections
import pathlib
import subprocess
import sys
import tempfile
import zipfile

try:
    import numpy as np
    import torch
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

FLIPS, PREFIXES, MUTATIONS = 600, 500, 300


def run(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode not in (0, 1) or "Sanitizer" in done.stderr or "runtime error" in done.stderr:
        sys.exit(f"{arguments}: exit code {done.returncode}\n{done.stderr[-3000:]}")
    return done


def dump(program, file):
    done = run(program, "dump", file)
    if done.returncode:
        sys.exit(f"{file.name} is refused: {done.stderr}")
    tensors = collections.OrderedDict()
    for line in done.stdout.splitlines():
        name, shape, bits = line.split("\t")
        shape = [int(side) for side in shape.split(",")[:-1]]
        tensors[name] = np.frombuffer(bytes.fromhex(bits), dtype=">u4").astype(np.uint32).view(np.float32).reshape(shape)
    return tensors


def odd_tensors():
    torch.manual_seed(1)
    tensors = collections.OrderedDict()
    base = torch.randn(6, 5, 4)
    tensors["plain"] = base
    tensors["offset"] = base[2:, 1:4, ::2]
    tensors["transposed"] = base.transpose(0, 2)
    tensors["expanded"] = torch.arange(3.0).expand(4, 3)
    tensors["channels_last"] = torch.randn(4, 3, 5, 2).contiguous(memory_format=torch.channels_last)
    tensors["ones"] = torch.randn(7, 1, 1)
    tensors["scalar"] = torch.tensor(-2.5)
    tensors["empty"] = torch.zeros(0, 3)
    tensors["half"] = torch.tensor([1.5, -0.0, 6e-8, 65504, float("inf"), -1e-5]).half()
    tensors["bfloat16"] = torch.randn(3, 3).bfloat16()
    tensors["double"] = torch.randn(2, 2, dtype=torch.float64) * 1e-30
    tensors["long"] = torch.tensor([[1 << 40, -3], [16777217, 0]])
    for kind in (torch.int32, torch.int16, torch.int8, torch.uint8):
        tensors[str(kind)] = torch.arange(5).to(kind)
    tensors["bool"] = torch.tensor([True, False])
    tensors["parameter"] = torch.nn.Parameter(torch.randn(3, 2).t())
    return tensors


def model():
    torch.manual_seed(2)
    return torch.nn.Sequential(torch.nn.Conv2d(3, 16, 3), torch.nn.BatchNorm2d(16), torch.nn.ReLU(), torch.nn.Flatten(),
                               torch.nn.Linear(512, 90), torch.nn.Linear(90, 4))


def same(file, got, expected):
    if list(got) != list(expected):
        sys.exit(f"{file.name}: {list(got)} instead of {list(expected)}")
    for name, tensor in expected.items():
        if list(got[name].shape) != list(tensor.shape) or not np.array_equal(got[name], tensor.detach().cpu().float().numpy()):
            sys.exit(f"{file.name}: {name} differs")


def check_values(program, folder):
    """Every kind of tensor and every kind of file."""
    network = model()
    checkpoint = {"epoch": 4, "best": 0.7, "names": ["ok", "defect"], "state_dict": torch.nn.DataParallel(network).state_dict(),
                  "optimizer": torch.optim.Adam(network.parameters()).state_dict()}
    cases = {"odd": (odd_tensors(), odd_tensors()), "model": (network.state_dict(), network.state_dict()),
             "checkpoint": (checkpoint, torch.nn.DataParallel(network).state_dict()), "named_model": ({"model": odd_tensors()}, odd_tensors())}
    for protocol in (2, 3, 4, 5):
        for case, (saved, expected) in cases.items():
            file = folder / f"{case}{protocol}.pth"
            for archive in (True, False):  # since torch 1.6, and before
                torch.save(saved, file, pickle_protocol=protocol, _use_new_zipfile_serialization=archive)
                same(file, dump(program, file), expected)
    print(f"{8 * len(cases)} files equal torch.load's")


def check_refused(program, folder):
    """What torch.save writes besides state dicts."""
    cases = {"model": (model(), {}, "Python object (torch.nn.modules.container.Sequential)"),
             "sparse": ({"a": torch.eye(3).to_sparse()}, {}, "Python object (torch._utils._rebuild_sparse_tensor)"),
             "complex": ({"a": torch.zeros(2, dtype=torch.complex64)}, {}, "Python object (torch.ComplexFloatStorage)")}
    for case, (saved, options, reason) in cases.items():
        file = folder / f"{case}.pth"
        torch.save(saved, file, **options)
        done = run(program, "dump", file)
        if done.returncode != 1 or reason not in done.stderr:
            sys.exit(f"{case}: {done.returncode} {done.stderr}")
    torch.save(model().state_dict(), folder / "stored.pth")
    with zipfile.ZipFile(folder / "stored.pth") as stored, zipfile.ZipFile(folder / "packed.pth", "w", zipfile.ZIP_DEFLATED) as packed:
        for name in stored.namelist():
            packed.writestr(name, stored.read(name))
    if "is packed, as torch.save() never does" not in run(program, "dump", folder / "packed.pth").stderr:
        sys.exit("a packed archive is not told from one of torch.save()")
    torch.jit.save(torch.jit.script(model()), str(folder / "script.pth"))
    if "TorchScript module" not in run(program, "dump", folder / "script.pth").stderr:
        sys.exit("a TorchScript module is not told from a state dict")


def counts(program, command, file, number):
    done = run(program, command, file, number)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    print(f"{file.name}, {file.stat().st_size} bytes:")
    print("  " + done.stdout.replace("\n", "\n  ").strip())
    return {line.split()[0]: [int(n) for n in line.split()[1:]] for line in done.stdout.splitlines()}


def check_damage(program, folder):
    """(refused, the same tensors, other tensors) of damaged files."""
    small, large = folder / "small.pth", folder / "large.pth"
    torch.save(collections.OrderedDict(list(odd_tensors().items())[:5]), small)
    torch.save(model().state_dict(), large)
    for file in (small, large):
        refused, equal, other = counts(program, "flips", file, FLIPS)["flips"]
        # What remains hits bytes that nobody reads: padding, dates, versions.
        assert other == 0 and refused + equal == FLIPS and refused > FLIPS * (0.97 if file == large else 0.6), file
    for file, number in ((small, small.stat().st_size), (large, PREFIXES)):
        assert counts(program, "prefixes", file, number)["prefixes"] == [number, 0, 0], file
    old = folder / "old.pth"  # without sums: another value is another value, but no byte may be missing or too many
    torch.save(model().state_dict(), old, _use_new_zipfile_serialization=False)
    assert counts(program, "prefixes", old, PREFIXES)["prefixes"] == [PREFIXES, 0, 0]
    assert sum(counts(program, "flips", old, FLIPS)["flips"]) == FLIPS
    outcome = counts(program, "mutations", small, MUTATIONS)
    assert outcome.pop("peak_megabytes")[0] < 150, "memory grows with what a file claims"
    for kind, (refused, equal, other) in outcome.items():
        assert refused + equal + other == MUTATIONS and refused > MUTATIONS // 10, kind
        assert other == 0 or kind.startswith(("pickle", "record")), kind  # the others leave wrong checksums


def check_scripts(program, folder):
    """Archives of TorchScript, whose code is deflated, and every kind of deflated block."""
    torch.jit.save(torch.jit.script(model()), str(folder / "script.pt"))
    noise = np.random.default_rng(4).integers(0, 256, 70000, np.uint8).tobytes()
    contents = [b"", b"a", b"abc" * 5, noise, noise[:300] * 300, "\n".join(map(str, range(20000))).encode(), bytes(100000)]
    for level in (0, 1, 6, 9):
        with zipfile.ZipFile(folder / f"level{level}.pt", "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
            archive.writestr("a/constants.pkl", "x")
            for number, content in enumerate(contents):
                archive.writestr(f"a/code/{number}", content)
    for file in [folder / "script.pt"] + [folder / f"level{level}.pt" for level in (0, 1, 6, 9)]:
        flips, prefixes = counts(program, "script", file, 300)["script"]
        assert prefixes == 300 and flips >= (290 if file.stat().st_size > 10**5 else 200), file


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_values(program, folder)
        check_refused(program, folder)
        check_damage(program, folder)
        check_scripts(program, folder)


if __name__ == "__main__":
    main()
