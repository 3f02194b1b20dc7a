#!/usr/bin/env python3
"""Holds xil's AlexNet, VGG-16, ResNets, ResNeXt-50 and MobileNetV2 to torchvision's: names, outputs, gradients, training.

Usage: torchvision_test.py PROGRAM [MODEL ...], where PROGRAM is tests/nn/torchvision_networks.cpp. Random weights are written
by torch.save. Prints the largest deviations. Skipped (77) where torchvision is not installed.
"""
import math
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import torch
    import torchvision
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

from crosscheck_test import load

HEADS = {"alexnet": "classifier.6", "vgg16": "classifier.6", "mobilenet_v2": "classifier.1"}  # the others: fc
SPATIAL = {"alexnet": "features", "vgg16": "features", "mobilenet_v2": "features"}  # the last maps; the others: layer4
# Model -> pairs of (updates, freeze, batch_norm, optimiser, schedule) and the modules that are frozen then. Small differences
# grow with every update, fast where batch norm takes the statistics of six pictures: deep networks take one.
CASES = {
    "alexnet": [((5, "features.3", "trained", "sgd", "cosine"), ["features.0", "features.3"]),
                ((5, "none", "trained", "adamw", "linear"), []),
                ((9, "none", "trained", "adam", "step"), [])],
    "vgg16": [((1, "features.2", "trained", "sgd", "constant"), ["features.0", "features.2"])],
    "resnet18": [((1, "layer1", "trained", "sgd", "constant"), ["conv1", "bn1", "layer1"]),
                 ((1, "none", "frozen", "sgd", "constant"), [])],
    "resnet34": [((1, "none", "frozen", "sgd", "constant"), [])],
    "resnet50": [((1, "layer2", "trained", "sgd", "constant"), ["conv1", "bn1", "layer1", "layer2"])],
    "resnext50_32x4d": [((1, "none", "trained", "sgd", "constant"), [])],
    "mobilenet_v2": [((1, "features.1", "trained", "sgd", "constant"), ["features.0", "features.1"])],
}
OUTPUT_TOLERANCE = 1e-4    # of the largest value
# Of the length of a picture's gradients. Of its units a few are so near 0 that rounding switches them on or off: by some per
# cent in ResNet-18. What is computed otherwise than in torch shows up as more than half.
GRADIENT_TOLERANCE = 0.1
# Of the length of a tensor's change. Batch norm over six pictures is badly conditioned: in 50 layers differences of 1e-6 grow
# to some per cent. What is done otherwise than in torch shows up as more than half.
TRAINED_TOLERANCE, ROUNDING = 5e-2, 1e-5
BATCH, BACKBONE_RATE, DECAY = 6, 0.5, 0.02


def rate(updates):
    return 0.05 if updates == 1 else 1e-4  # large enough for one update to be far from rounding
SHARE = {"constant": lambda t: 1.0, "linear": lambda t: 1 - t, "cosine": lambda t: (1 + math.cos(math.pi * t)) / 2,
         "step": lambda t: 1.0 if t < 0.5 else 0.1 if t < 0.75 else 0.01}


def random_network(name):
    torch.manual_seed(len(name))
    network = getattr(torchvision.models, name)(weights=None, num_classes=5)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.7, 1.3)
            torch.nn.init.normal_(module.bias, 0, 0.1)
            module.momentum = 1.0
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    with torch.no_grad():  # stored statistics under which values neither grow nor vanish with depth
        network.train()(torch.randn(8, 3, 64, 64))
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 0.1
    return network


def with_head(network, head, state):
    """The same network with the last linear layer that xil drew."""
    weight, bias = state[head + ".weight"], state[head + ".bias"]
    layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data, layer.bias.data = torch.from_numpy(weight.copy()), torch.from_numpy(bias.copy())
    owner = network.get_submodule(head.rpartition(".")[0]) if "." in head else network
    setattr(owner, head.rpartition(".")[2], layer)
    return network


def read(images):
    x = torch.from_numpy(images.astype(np.float32) / 255)
    x = x.expand(-1, 3, -1, -1) if x.shape[1] == 1 else x
    return torchvision.transforms.functional.normalize(x, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def relative(a, b):
    return float(np.abs(np.asarray(a) - np.asarray(b)).max() / np.abs(b).max())


def outputs(network, head, x):
    kept = []
    hook = network.get_submodule(head).register_forward_pre_hook(lambda _, inputs: kept.append(inputs[0]))
    network.eval()
    with torch.no_grad():
        logits = network(x)
    hook.remove()
    return kept[0].numpy(), torch.softmax(logits, 1).numpy()


def gradients(network, name, x, target):
    """What a network's spatial layer holds, and the gradients of the target's logit by it and by the images."""
    kept = []
    hook = network.get_submodule(SPATIAL.get(name, "layer4")).register_forward_hook(lambda *passed: kept.append(passed[2]))
    network.eval()
    x = x.clone().requires_grad_()
    logit = network(x)[:, target].sum()
    hook.remove()
    by_activations, by_images = torch.autograd.grad(logit, [kept[0], x])
    return {"spatial.activations": kept[0].detach().numpy(), "spatial.gradients": by_activations.numpy(),
            "input.gradients": by_images.numpy()}


def away(a, b):
    """Of the length of a picture's values, in the middle of the pictures."""
    assert a.shape == b.shape, f"{a.shape} instead of {b.shape}"
    def lengths(values):
        return np.linalg.norm(values.reshape(len(values), -1), axis=1)
    return float(np.median(lengths(a - b) / lengths(b)))


def set_mode(network, frozen, batch_norm):
    network.train()
    for name, module in network.named_modules():
        is_frozen = any(name == part or name.startswith(part + ".") for part in frozen)
        if isinstance(module, torch.nn.BatchNorm2d) and (is_frozen or batch_norm == "frozen"):
            module.eval()
        for parameter in module.parameters(recurse=False):
            parameter.requires_grad = not is_frozen


def optimiser_of(kind, network, head, full):
    def group(is_head):
        return [p for n, p in network.named_parameters() if n.startswith(head + ".") == is_head and p.requires_grad]
    groups = [{"params": group(False), "lr": 0, "full": full * BACKBONE_RATE},
              {"params": group(True), "lr": 0, "full": full}]
    if kind == "sgd":
        return torch.optim.SGD(groups, momentum=0.9, weight_decay=DECAY)
    return {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[kind](groups, weight_decay=DECAY)


def train(network, head, frozen, case, x, labels):
    updates, _, batch_norm, kind, schedule = case
    set_mode(network, frozen, batch_norm)
    optimiser = optimiser_of(kind, network, head, rate(updates))
    counts = torch.bincount(labels, minlength=2)
    weights = len(labels) / (2 * counts.float())
    losses = []
    for update in range(updates):
        factor = 1.0 if update < 1 else SHARE[schedule]((update - 1) / (updates - 1))  # one update of warm-up
        for group in optimiser.param_groups:
            group["lr"] = group["full"] * factor
        rows = [i % len(labels) for i in range(update * BATCH, (update + 1) * BATCH)]
        loss = torch.nn.functional.cross_entropy(network(x[rows]), labels[rows], weights)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def check(program, name, case, frozen):
    head = HEADS.get(name, "fc")
    network = random_network(name)
    saved = {key: value.clone() for key, value in network.state_dict().items()}
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        torch.save(saved, folder / "weights.pth")
        subprocess.run([program, folder, name, *map(str, case)], check=True)
        notes = (folder / "notes").read_text()
        data = load(folder)
    before, after = data["network.before"], data["network.after"]
    assert list(before) == list(saved), "the names differ, or their order"
    for key, value in saved.items():
        if not key.startswith(head + "."):
            assert np.array_equal(before[key].ravel(), value.float().numpy().ravel()), f"{key} was not taken over"
    assert f"{head}.weight (5x" in notes and "starts anew" in notes, notes
    x, labels = read(data["images"]), torch.from_numpy(data["labels"].astype(np.int64))
    network = with_head(network, head, before)
    features, probabilities = outputs(network, head, x)
    deviations = {"features": relative(data["features"], features),
                  "probabilities": relative(data["probabilities"], probabilities)}
    expected = gradients(network, name, x[:len(data["input.gradients"])], 1)
    deviations |= {kind: away(data[kind], values) for kind, values in expected.items()}
    loss = train(network, head, frozen, case, x, labels)
    deviations["loss"] = abs(data["loss"] - loss) / loss
    deviations["trained"] = 0.0
    for key, value in network.state_dict().items():
        change = np.abs(after[key] - before[key]).max()
        if any(key == part or key.startswith(part + ".") for part in frozen):
            assert change == 0, f"{key} is frozen and changed"
        elif change > 0:
            missed = np.linalg.norm(after[key].ravel() - value.float().numpy().ravel())
            missed /= max(np.linalg.norm(after[key] - before[key]), ROUNDING * np.linalg.norm(before[key]), ROUNDING)
            deviations["trained"] = max(deviations["trained"], float(missed))
        else:
            assert np.array_equal(after[key].ravel(), value.float().numpy().ravel()), f"{key} did not learn"
    print(f"{name} {case}: " + ", ".join(f"{kind} {value:.1e}" for kind, value in deviations.items()), flush=True)
    assert max(deviations["features"], deviations["probabilities"]) < OUTPUT_TOLERANCE
    assert max(deviations[kind] for kind in expected) < GRADIENT_TOLERANCE
    assert deviations["loss"] < 1e-3 and deviations["trained"] < TRAINED_TOLERANCE


if __name__ == "__main__":
    torch.set_num_threads(1)
    for model in sys.argv[2:] or CASES:
        for training, kept in CASES[model]:
            check(sys.argv[1], model, training, kept)
