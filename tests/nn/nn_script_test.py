#!/usr/bin/env python3
"""Holds xil's use of TorchScript modules to PyTorch's own: what it reads of what they return, and what it refuses.

Usage: nn_script_test.py PROGRAM, where PROGRAM is tests/nn/scripted_outputs.cpp. Skipped (77) where torch is not installed.
"""
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from typing import Dict, List, Tuple

try:
    import numpy as np
    import torch
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

from crosscheck_test import load

TOLERANCE = 1e-5  # of the largest value
CLASSES, WIDTH = 2, 8


class Body(torch.nn.Module):
    """Everything that evaluation reads otherwise than training, and an activation that LibTorch likes to fuse."""

    def __init__(self):
        super().__init__()
        self.convolution, self.norm = torch.nn.Conv2d(3, WIDTH, 3, stride=2), torch.nn.BatchNorm2d(WIDTH)
        self.drop, self.head = torch.nn.Dropout(0.5), torch.nn.Linear(WIDTH, CLASSES)

    def maps(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm(self.convolution(x / 255))
        return y * torch.sigmoid(y) + 0.1 * torch.tanh(y)

    def both(self, x: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        features = self.drop(self.maps(x).mean((2, 3)))
        return features, self.head(features)


class Logits(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.both(x)[1]


class Named(Body):
    def forward(self, x: torch.Tensor) -> Dict[str, torch.Tensor]:
        features, logits = self.both(x)
        return {"features": features, "logits": logits, "maps": self.maps(x)}


class Segmenter(Body):
    def forward(self, x: torch.Tensor) -> Dict[str, torch.Tensor]:
        features, logits = self.both(x)
        return {"aux": features, "out": logits}


class Single(Body):
    def forward(self, x: torch.Tensor) -> Dict[str, torch.Tensor]:
        return {"scores": self.both(x)[1]}


class Unclear(Body):
    def forward(self, x: torch.Tensor) -> Dict[str, torch.Tensor]:
        features, logits = self.both(x)
        return {"a": features, "b": logits}


class Pair(Body):
    def forward(self, x: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        features, logits = self.both(x)
        return logits, features


class Listed(Body):
    def forward(self, x: torch.Tensor) -> List[torch.Tensor]:
        features, logits = self.both(x)
        return [logits, features]


class Maps(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.maps(x)


class Number(Body):
    def forward(self, x: torch.Tensor) -> float:
        return 0.5


class Nothing(Body):
    def forward(self, x: torch.Tensor) -> List[torch.Tensor]:
        found: List[torch.Tensor] = []
        return found


class Raises(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.size(1) == 3:
            raise ValueError("no colours,\nplease")
        return x


class OfGrey(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.both(x[:, :1])[1]


class Wide(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.both(x)[1], self.both(x)[1]], 1)


class Probabilities(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.both(x)[1], 1)


class LogProbabilities(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.log_softmax(self.both(x)[1], 1)


class AlwaysDrops(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.dropout(self.both(x)[1], 0.5, True)


class StatisticsOfTheBatch(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        maps = torch.nn.functional.batch_norm(self.convolution(x / 255), None, None, training=True)
        return self.head(maps.square().mean((2, 3)))


class NotANumber(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.log(self.both(x)[1] - 1e6)


class Detached(Body):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.both(x.detach())[1]


class NoForward(Body):
    @torch.jit.export
    def other(self, x: torch.Tensor) -> torch.Tensor:
        return x


ACCEPTED = [(Logits, "", 1), (Named, "", 1), (Named, "features", 0), (Segmenter, "", 1), (Segmenter, "aux", 0),
            (Single, "", 1), (Pair, "", 1), (Pair, "1", 0), (Pair, "0", 1), (Listed, "1", 0)]
REFUSED = [(Named, "wrong", "trained", "has no output 'wrong': it returns 'features' [1, 8], 'logits' [1, 2], 'maps' [1, 8, 8, 9]"),
           (Named, "maps", "trained", "where one row of floats each is needed"),
           (Unclear, "", "trained", "has no output 'logits': it returns 'a' [1, 8], 'b' [1, 2]"),
           (Pair, "2", "trained", "has no output '2': it returns '0' [1, 2], '1' [1, 8]"),
           (Logits, "logits", "trained", "has no output 'logits': it returns [1, 2]"),
           (Maps, "", "trained", "returns [1, 8, 8, 9] for 1 images where one row of floats each is needed"),
           (Number, "", "trained", "returns no tensor but a Double"),
           (Nothing, "", "trained", "it returns nothing"),
           (Raises, "", "trained", "fails on images of [1, 3, 18, 20]: builtins.ValueError: no colours,"),
           (OfGrey, "", "trained", "RuntimeError: Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 1, 18, 20] to have 3"),
           (Wide, "", "own", "gives 4 logits, the dataset has 2 classes"),
           (NoForward, "", "trained", "has no forward()"),
           (Probabilities, "", "own", "gives probabilities (rows in [0, 1] that sum to 1), and logits are needed"),
           (AlwaysDrops, "", "own", "gives another answer when the same pictures are shown again"),
           (AlwaysDrops, "", "trained", "it was saved in training mode; save it again after model.eval()"),
           (StatisticsOfTheBatch, "", "own", "answers of a picture by the other pictures that are shown with it"),
           (NotANumber, "", "own", "gives NaN or infinite values for pictures of noise")]


def module(kind):
    torch.manual_seed(3)
    network = kind()
    torch.nn.init.normal_(network.norm.running_mean)
    torch.nn.init.uniform_(network.norm.running_var, 0.5, 2)
    return network


def write(kind, file):
    torch.jit.save(torch.jit.script(module(kind).train()), str(file))  # saved in training mode: xil evaluates all the same


def run(program, folder, file, output, head):
    return subprocess.run([program, folder, file, output, head], capture_output=True, text=True)


def deviation(a, b):
    return float(np.abs(a - b).max() / np.abs(b).max())


def check_outputs(program, folder):
    worst = 0.0
    for kind, output, which in ACCEPTED:
        file = folder / "module.pt"
        write(kind, file)
        network = module(kind).eval()
        for head in ["trained"] + ["own"] * (output == ""):
            done = run(program, folder, file, output, head)
            assert done.returncode == 0, f"{kind.__name__} {output}: {done.stderr}"
            data = load(folder)
            images = torch.from_numpy(data["images"].astype(np.float32)).requires_grad_()
            logits = expected = network.both(images)[which]
            if head == "trained":
                weight, bias = (torch.from_numpy(data["network.state"]["classes." + name].copy()) for name in ("weight", "bias"))
                logits = torch.nn.functional.linear(expected, weight, bias)
            shown = len(data["gradients"])
            gradients, = torch.autograd.grad(logits[:shown, 0].sum(), images)
            probabilities = torch.softmax(logits, 1)
            worst = max(worst, deviation(data["features"], expected.detach().numpy()),
                        deviation(data["probabilities"], probabilities.detach().numpy()),
                        deviation(data["gradients"], gradients[:shown].numpy()))
            assert all((folder / f"no_{loss}").read_text() == "" for loss in ("rrr", "rbr"))
            assert "model 'torchscript' offers no spatial layer" in (folder / "no_spatial_layer").read_text()
    print(f"{len(ACCEPTED)} outputs: largest deviation {worst:.1e}")
    assert worst < TOLERANCE


def expect_refused(program, folder, file, output, head, reason):
    done = run(program, folder, file, output, head)
    message = done.stderr.strip()
    assert done.returncode == 1 and reason in message and "\n" not in message and file.name in message, \
        f"{done.returncode} {message!r} should speak of: {reason}"


def check_refusals(program, folder):
    for kind, output, head, reason in REFUSED:
        write(kind, folder / "module.pt")
        expect_refused(program, folder, folder / "module.pt", output, head, reason)


def check_modes(program, folder):
    """Modules traced in training mode, and what is no trouble: logarithms of probabilities, probabilities as features."""
    file = folder / "traced.pt"
    pictures = torch.rand(4, 3, 18, 20) * 255
    torch.jit.save(torch.jit.trace(module(Logits).train(), pictures, check_trace=False), str(file))
    expect_refused(program, folder, file, "", "own", "it was saved in training mode; save it again after model.eval()")
    torch.jit.save(torch.jit.trace(module(Logits).eval(), pictures), str(file))
    assert run(program, folder, file, "", "own").returncode == 0
    for kind, head in ((LogProbabilities, "own"), (Probabilities, "trained")):
        write(kind, file)
        done = run(program, folder, file, "", head)
        assert done.returncode == 0, done.stderr


def check_detached(program, folder):
    """A module that lets no gradients through is good for everything else."""
    write(Detached, folder / "detached.pt")
    for head in ("trained", "own"):
        done = run(program, folder, folder / "detached.pt", "", head)
        assert done.returncode == 0, done.stderr
        reason = (folder / "no_gradients").read_text()
        assert reason == ("model 'torchscript' lets no gradients through to its images: choose an explainer that needs none, "
                          "such as rise"), reason
        for loss in ("rrr", "rbr"):
            reason = (folder / f"no_{loss}").read_text()
            assert reason == ("model 'torchscript' lets no gradients through to its images, which region losses need: correct "
                              "with counterexamples, or take another model" if head == "trained" else ""), reason


def check_damage(program, folder):
    """One wrong bit in the weights, in the code and its debug information; other files."""
    whole, file = folder / "whole.pt", folder / "damaged.pt"
    write(Logits, whole)
    content = whole.read_bytes()
    with zipfile.ZipFile(whole) as archive:
        records = archive.infolist()
    packed = [record for record in records if record.compress_type != zipfile.ZIP_STORED]
    assert packed, "code is not deflated: the unpacking is not tested"
    for record in records:
        names = int.from_bytes(content[record.header_offset + 26:record.header_offset + 28], "little")
        extra = int.from_bytes(content[record.header_offset + 28:record.header_offset + 30], "little")
        at = record.header_offset + 30 + names + extra + record.compress_size // 2
        file.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1:])
        expect_refused(program, folder, file, "", "trained", "): copy or download it again")
    file.write_bytes(content[:-100])
    expect_refused(program, folder, file, "", "trained", "is truncated or damaged")
    file.write_bytes(b"no module")
    expect_refused(program, folder, file, "", "trained", "is not a file of torch.jit.save()")
    torch.save(module(Logits).state_dict(), file)
    expect_refused(program, folder, file, "", "trained", "holds no TorchScript module")


if __name__ == "__main__":
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        for check in (check_outputs, check_refusals, check_modes, check_detached, check_damage):
            check(sys.argv[1], pathlib.Path(place))
