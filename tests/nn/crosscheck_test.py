#!/usr/bin/env python3
"""Holds networks, saliency maps, training and metrics to their definitions, with PyTorch, scikit-learn and SciPy.

Usage: crosscheck_test.py PROGRAM, where PROGRAM FOLDER writes what xil computes (tests/nn/crosscheck.cpp). Prints the
largest deviation of each kind. Then a value of each kind is put out of place, and the comparison must notice.
"""
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import scipy.ndimage
import torch

from crosscheck_metrics import away, compare_classification, compare_localisation

# Kind -> largest deviation allowed: of losses, features, maps and parameters as a share of the largest value, else
# absolute. Maps below SMALLEST_SCALE are held to that: scores near 1 are floats 6e-8 apart, and centred maps are
# differences of them. Trained parameters drift apart, as Adam divides even the smallest gradients by their size.
SMALLEST_SCALE = 0.01
TOLERANCES = {"probabilities": 1e-5, "features": 1e-5, "maps": 1e-5, "baselines": 1e-5, "deviations of scores": 1e-5,
              "perturbation": 1e-5, "training loss": 1e-6, "trained parameters": 1e-3, "classification": 1e-6,
              "localisation": 1e-6}
# A file or number that is put out of place -> the kind that must notice.
PERTURBED = {"squares_cnn.state": "maps", "squares_cnn.1.masks": "maps", "corners_mlp.probabilities": "probabilities",
             "squares_raw.1.1.colour.invrise.constant.map": "maps",
             "squares_mlp.training.penalty_weight": "training loss",
             "corners_cnn.after": "trained parameters", "squares_cnn.1.1.mean.rise.coverage.baseline": "baselines",
             "corners_cnn.6.0.black.rise.centred.deletion": "perturbation", "two.positive1.f1": "classification",
             "four.positive0.mcc": "classification", "constant.positive1.auroc": "classification",
             "smooth.median.dice": "localisation", "no_relevance.mean.hit": "localisation"}




class Network(torch.nn.Module):
    """The network of a state: convolutions with ReLU and pooling, dense layers with ReLU, one linear layer."""

    def __init__(self, state, raw):
        super().__init__()
        names = [name.removesuffix(".weight") for name in state if name.endswith(".weight")]
        body = []
        for name in names[:-1]:
            weight, bias = state[name + ".weight"], state[name + ".bias"]
            if weight.ndim == 4:
                body += [filled(torch.nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2]), weight, bias),
                         torch.nn.ReLU(), torch.nn.MaxPool2d(2)]
            else:
                body += [torch.nn.Flatten(), filled(torch.nn.Linear(*weight.shape[::-1]), weight, bias),
                         torch.nn.ReLU()]
        self.body = torch.nn.Sequential(*body)
        weight, bias = state[names[-1] + ".weight"], state[names[-1] + ".bias"]
        self.head = filled(torch.nn.Linear(*weight.shape[::-1]), weight, bias)
        self.raw = bool(raw)

    @torch.jit.export
    def read(self, pixels: torch.Tensor) -> torch.Tensor:
        return pixels if self.raw else pixels / 127.5 - 1

    @torch.jit.export
    def features(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x))


def filled(layer, weight, bias):
    layer.weight.data, layer.bias.data = torch.from_numpy(weight.copy()), torch.from_numpy(bias.copy())
    return layer


def through_torchscript(network):
    """What another program would load: the network written as TorchScript and read back."""
    with tempfile.TemporaryDirectory() as folder:
        torch.jit.script(network).save(f"{folder}/network.pt")
        return torch.jit.load(f"{folder}/network.pt")


def parse_state(data):
    """Name -> array, by the layout that framework/nn/networks/parameters.h documents."""
    header, values = data.split(b"\n\n", 1)
    lines = header.decode().split("\n")
    assert lines[0] == "xil-parameters 1", lines[0]
    state, flat = {}, np.frombuffer(values, "<f4")
    for name, shape in (line.split() for line in lines[1:]):
        shape = [int(side) for side in shape.split("x")]
        state[name], flat = flat[:math.prod(shape)].reshape(shape), flat[math.prod(shape):]
    assert flat.size == 0, "values left over"
    return state


def load(folder):
    """Name -> array, number, or state (itself name -> array)."""
    data = {}
    for line in (folder / "arrays.txt").read_text().splitlines():
        name, kind, shape = line.split()
        data[name] = np.fromfile(folder / name, "<" + kind).reshape([int(side) for side in shape.split("x")])
    for line in (folder / "numbers.txt").read_text().splitlines():
        name, value = line.split()
        data[name] = float(value)
    for path in folder.iterdir():
        if path.suffix in (".state", ".before", ".after"):
            data[path.name] = parse_state(path.read_bytes())
    return data


def probability(network, pixels):
    with torch.no_grad():
        x = network.read(torch.from_numpy(np.ascontiguousarray(pixels, np.float32)))
        return torch.softmax(network(x), 1).double().numpy()


def compare_predictions(data, case, network):
    images = data[case + ".images"]
    reference = probability(network, images)
    yield "probabilities", away(data[case + ".probabilities"], reference)
    yield "probabilities", away(data[case + ".scores"], reference[:, 1])
    with torch.no_grad():
        features = network.features(network.read(torch.from_numpy(images.astype(np.float32)))).numpy()
    yield "features", away(data[case + ".features"], features) / np.abs(features).max()


def fill_of(image, fill, colours):
    """What hidden pixels become: broadcasts against [masks, channels, height, width]."""
    if fill == "colour":
        return colours[:, :, None, None]
    if fill == "mean":
        return image.mean((1, 2), keepdims=True)
    if fill == "blur":
        def blur(plane):
            return scipy.ndimage.gaussian_filter(plane, np.array(plane.shape) / 10, mode="constant", truncate=30)
        return np.stack([blur(plane) / blur(np.ones_like(plane)) for plane in image])
    return np.zeros_like(image)


def saliency(f, masks, explainer, normalise, p=0.5):
    """(map, baseline) of the explainers' definitions; f: scores [masks]."""
    if normalise == "centred":
        return np.tensordot(f - f.mean(), masks, 1) / len(f), 0
    g, weight, share = (f, masks, p) if explainer == "rise" else (1 - f, 1 - masks, 1 - p)
    sums = np.tensordot(g, weight, 1)
    return sums / (len(f) * share) if normalise == "constant" else sums / weight.sum(0), g.mean()


def blurred(image):
    """A Gaussian of 11 pixels, sigma 5, renormalised at the edges, in whole grey values."""
    kernel = np.exp(-0.5 * (np.arange(-5, 6) / 5) ** 2)
    for axis in (2, 1):
        sums = scipy.ndimage.correlate1d(image, kernel, axis, mode="constant")
        image = sums / scipy.ndimage.correlate1d(np.ones_like(image), kernel, axis, mode="constant")
    return np.floor(image + 0.5)


def perturbation_area(network, start, end, order, target):
    pictures, flat_end = [start.copy()], end.reshape(len(end), -1)
    for step in range(0, order.size, start.shape[2]):
        pictures.append(pictures[-1].copy())
        pixels = order[step:step + start.shape[2]]
        pictures[-1].reshape(len(end), -1)[:, pixels] = flat_end[:, pixels]
    return np.trapz(probability(network, np.stack(pictures))[:, target], dx=1 / (len(pictures) - 1))


def compare_maps(data, case, network):
    for name in [name for name in data if name.startswith(case + ".") and name.endswith(".map")]:
        item, target, fill, explainer, normalise = name.split(".")[1:6]
        image, masks = data[case + ".images"][int(item)].astype(float), data[f"{case}.{item}.masks"].astype(float)
        shown = masks[:, None] * image + (1 - masks[:, None]) * fill_of(image, fill, data[f"{case}.{item}.colours"])
        f = probability(network, shown)[:, int(target)]
        reference, baseline = saliency(f, masks, explainer, normalise)
        stem = name.removesuffix(".map")
        yield "maps", away(data[name], reference) / max(np.abs(reference).max(), SMALLEST_SCALE)
        yield "baselines", away(data[stem + ".baseline"], baseline)
        yield "deviations of scores", away(data[stem + ".score_sd"], f.std())
        order = np.argsort(-data[name].ravel(), kind="stable")
        for area, start, end in (("deletion", image, 0 * image), ("insertion", blurred(image), image)):
            reference = perturbation_area(network, start, end, order, int(target))
            yield "perturbation", away(data[f"{stem}.{area}"], reference)


def compare_training(data, case):
    """torch.optim.Adam on the cross entropy plus the squared input gradients of the summed log probabilities."""
    number = {key: data[f"{case}.training.{key}"] for key in ("updates", "batch_size", "learning_rate", "weight_decay",
                                                              "penalty_weight")}
    network = Network(data[case + ".before"], case.endswith("raw"))
    adam = torch.optim.Adam(network.parameters(), number["learning_rate"], weight_decay=number["weight_decay"])
    size, images = int(number["batch_size"]), torch.from_numpy(data[case + ".images"]).float()
    labels, regions = torch.from_numpy(data[case + ".labels"]).long(), torch.from_numpy(data[case + ".regions"]).float()
    losses = []
    for update in range(int(number["updates"])):
        batch = torch.arange(update * size, (update + 1) * size) % len(images)
        x = network.read(images[batch]).requires_grad_()
        log_p = torch.log_softmax(network(x), 1)
        gradient, = torch.autograd.grad(log_p.sum(), x, create_graph=True)
        penalty = (regions[batch] * gradient).pow(2).sum() / size
        loss = torch.nn.functional.nll_loss(log_p, labels[batch]) + number["penalty_weight"] * penalty
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    yield "training loss", away(data[case + ".training.loss"], np.mean(losses)) / np.mean(losses)
    trained = [parameter.detach().numpy() for parameter in network.parameters()]
    moved = max(np.abs(a - b).max() for a, b in zip(trained, data[case + ".before"].values()))
    yield "trained parameters", max(away(a, b) for a, b in zip(data[case + ".after"].values(), trained)) / moved


def compare_learner(data, case):
    network = through_torchscript(Network(data[case + ".state"], case.endswith("raw")))
    yield from compare_predictions(data, case, network)
    yield from compare_maps(data, case, network)
    yield from compare_training(data, case)


def deviations(data, cases):
    """Kind -> largest deviation over the cases."""
    largest = {}
    for case in cases:
        compare = (compare_learner if case + ".state" in data else
                   compare_localisation if case + ".map" in data else compare_classification)
        for kind, deviation in compare(data, case):
            largest[kind] = max(largest.get(kind, 0), deviation)
    return largest


def out_of_place(value):
    """The same with one value moved by a hundredth of the largest, or defined where it was not."""
    if isinstance(value, dict):
        return {**value, "classes.bias": out_of_place(value["classes.bias"])}
    if isinstance(value, float):
        return 0.0 if math.isnan(value) else value + 0.01 * max(abs(value), 0.01)
    changed = value.copy()
    changed.flat[changed.size // 2] += 0.01 * np.abs(value).max()
    return changed


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        data = load(pathlib.Path(folder))
    cases = sorted({name.split(".")[0] for name in data})
    largest, failures = deviations(data, cases), 0
    assert largest.keys() == TOLERANCES.keys(), "a kind was not compared"
    for kind, tolerance in TOLERANCES.items():
        good = largest[kind] <= tolerance
        failures += not good
        print(f"{kind}: largest deviation {largest[kind]:.1e}, allowed {tolerance:.0e}{'' if good else '  FAILED'}")
    for name, kind in PERTURBED.items():
        noticed = deviations({**data, name: out_of_place(data[name])}, [name.split(".")[0]])[kind] > TOLERANCES[kind]
        failures += not noticed
        print(f"{name} out of place: {'noticed' if noticed else 'NOT NOTICED'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
