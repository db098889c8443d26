"""What the makers' data sheets say of GPUs."""

from __future__ import annotations

# Dense bfloat16 (on older cards float16) rates, most specific name first.
_PEAK_TFLOPS = (
    ("B200", 2250.0), ("GB200", 2250.0), ("H200", 989.0), ("GH200", 989.0), ("H100 PCIE", 756.0),
    ("H100 NVL", 835.0), ("H100", 989.0), ("H800", 989.0), ("A100", 312.0), ("A800", 312.0),
    ("L40S", 362.0), ("L40", 181.0), ("L4", 121.0), ("A40", 150.0), ("A10", 125.0),
    ("A6000", 155.0), ("A5000", 111.0), ("V100", 125.0), ("T4", 65.0), ("RTX 5090", 209.5),
    ("RTX 5080", 112.6), ("RTX 4090", 165.2), ("RTX 4080", 97.5), ("RTX 4070", 58.3),
    ("RTX 3090", 71.0), ("RTX 3080", 59.5), ("RTX 3070", 40.6), ("RTX 3060", 25.6),
)  # fmt: skip


def peak_flops(name: str) -> float | None:
    """Dense bfloat16 operations a second of the GPU so called; None when it is not known."""
    name = name.upper()
    return next((1e12 * rate for part, rate in _PEAK_TFLOPS if part in name), None)
