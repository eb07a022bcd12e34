#!/usr/bin/env python3
"""Reads a checkpoint, or any other .safetensors file of a run, by the public library, and compares
names, types, shapes and bytes with what Go reads there. It needs `pip install safetensors numpy`:

    go run ./benchmarks/crash -tensors FILE.safetensors > tensors.json
    python3 benchmarks/crash/checkpoint.py FILE.safetensors tensors.json
"""

import hashlib
import json
import sys

from safetensors import safe_open

TYPES = {"F64": "float64", "F32": "float32", "F16": "float16", "I64": "int64", "I32": "int32", "U64": "uint64", "U8": "uint8", "BOOL": "bool"}


def main(path, listing):
    with open(listing) as f:
        want = json.load(f)
    wrong = []
    with safe_open(path, framework="numpy") as f:
        names = set(f.keys())
        if names != set(want["tensors"]):
            wrong.append(f"names differ: {sorted(names ^ set(want['tensors']))}")
        if (f.metadata() or {}) != (want["metadata"] or {}):
            wrong.append("metadata differ")
        for name in sorted(names & set(want["tensors"])):
            have, go = f.get_tensor(name), want["tensors"][name]
            if str(have.dtype) != TYPES.get(go["dtype"]) or list(have.shape) != go["shape"]:
                wrong.append(f"{name}: {have.dtype} {have.shape}, Go has {go['dtype']} {go['shape']}")
            elif hashlib.sha256(have.tobytes()).hexdigest() != go["sha256"]:
                wrong.append(f"{name}: values differ")
    print("\n".join(wrong) or f"{len(names)} tensors are the same")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
