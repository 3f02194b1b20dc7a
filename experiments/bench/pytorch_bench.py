#!/usr/bin/env python3
"""What a plain PyTorch loop makes of the work of `xil bench train`, to be held against it: pictures per second.

Usage: pytorch_bench.py MODEL [SIZE [BATCH [UPDATES [DEVICE [THREADS [PRECISION]]]]]], MODEL from torchvision. Training: a
batch is drawn from bytes on the device and normalised, forward and backward pass, Adam. Masked copies: masks of a 7 x 7
grid, upsampled on the device and shifted batch by batch as in xplique, applied, scored and summed. Prints one JSON document.
"""
import json
import statistics
import sys
import time

import torch
import torchvision

REPETITIONS, GRID = 3, 7
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Loops:
    def __init__(self, model, size, batch, updates, device, precision):
        self.size, self.batch, self.updates, self.device = size, batch, updates, device
        self.mixed = precision == "mixed"
        self.network = getattr(torchvision.models, model)(weights=None, num_classes=2).to(device)
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=1e-3)
        self.bytes = torch.randint(0, 256, (2 * batch, 3, size, size), dtype=torch.uint8, device=device)
        self.labels = (torch.arange(2 * batch) % 2).to(device)
        self.mean = torch.tensor(MEAN, device=device).view(1, 3, 1, 1)
        self.deviation = torch.tensor(DEVIATION, device=device).view(1, 3, 1, 1)

    def read(self, pixels):
        x = (pixels.float() / 255 - self.mean) / self.deviation
        return x.contiguous(memory_format=torch.channels_last)

    def train(self):
        self.network.train()
        for _ in range(self.updates):
            rows = torch.randperm(2 * self.batch)[:self.batch].to(self.device)
            with torch.autocast(self.device, torch.bfloat16, enabled=self.mixed):
                logits = self.network(self.read(self.bytes[rows]))
            loss = torch.nn.functional.cross_entropy(logits.float(), self.labels[rows])
            self.optimiser.zero_grad()
            loss.backward()
            self.optimiser.step()
        loss.item()

    @torch.no_grad()
    def explain(self):
        self.network.eval()
        image = self.read(self.bytes[:1])
        black = self.read(torch.zeros_like(self.bytes[:1]))
        cell = -(-self.size // GRID)
        saliency = torch.zeros(self.size, self.size, device=self.device)
        for _ in range(self.updates):
            grid = (torch.rand(self.batch, 1, GRID, GRID, device=self.device) < 0.5).float()
            large = torch.nn.functional.interpolate(grid, size=(GRID + 1) * cell, mode="bilinear")
            y, x = int(torch.randint(cell, ())), int(torch.randint(cell, ()))
            masks = large[:, :, y:y + self.size, x:x + self.size]
            score = torch.softmax(self.network(black + masks * (image - black)), 1)[:, 0]
            saliency += (score.view(-1, 1, 1) * masks[:, 0]).sum(0)
        return saliency.sum().item()


def rate(work, pictures):
    work()
    seconds = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return pictures / statistics.median(seconds)


def main(model, size="224", batch="32", updates="10", device="cpu", threads="1", precision="float32"):
    torch.set_num_threads(int(threads))
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    loops = Loops(model, int(size), int(batch), int(updates), device, precision)
    pictures = int(batch) * int(updates)
    print(json.dumps({"model": model, "size": int(size), "batch": int(batch), "device": device, "precision": precision,
                      "library": f"PyTorch {torch.__version__}", "training_per_s": rate(loops.train, pictures),
                      "masked_per_s": rate(loops.explain, pictures)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
