"""The GPU itself: its driver, its hardware, and the programs that run on it."""

from __future__ import annotations

from worker.doctor import fixes
from worker.doctor.finding import Finding, finding

GPU: tuple[Finding, ...] = (
    finding(
        "gpu_lost",
        r"uncorrectable (?P<what>ECC) error",
        r"CUDA error: (?P<what>hardware stack) error",
        says="The GPU failed: it found an {what} error, which is a fault of the hardware.",
        advice=(
            "Run it again on another GPU. If this one fails again, restart the machine, then have "
            "the card checked."
        ),
        fix=fixes.again,
    ),
    finding(
        "gpu_lost",
        r"Xid \([^)\n]*\): (?P<xid>\d+)",
        r"fallen off the bus|GPU is lost|device is lost|Unable to determine the device handle",
        r"Cuda failure (?:\d+ )?'(?:unknown error|system not yet initialized)'",
        says=(
            "The GPU failed: its driver reported error {xid} (Xid).",
            "The GPU failed: the machine cannot reach it any more.",
        ),
        advice=(
            "Check its power and cooling and restart the machine; until then, run on another GPU."
        ),
        fix=fixes.again,
    ),
    finding(
        "driver_too_old",
        r"NVIDIA driver on your system is too old "
        r"\(found version (?P<major>\d{1,2})0(?P<minor>\d)0\)",
        r"NVIDIA driver on your system is too old|CUDA driver version is insufficient",
        r"cudaErrorInsufficientDriver|PTX was compiled with an unsupported toolchain",
        says=(
            "The GPU's driver is too old for this PyTorch (it knows CUDA {major}.{minor}).",
            "The GPU's driver is too old for this PyTorch.",
        ),
        advice="Install a newer NVIDIA driver and restart the machine.",
    ),
    finding(
        "gpu_unsupported",
        r"no kernel image is available for execution|named symbol not found[^\n]*CUDA",
        r"with CUDA capability (?P<capability>sm_\d+) is not compatible",
        says=(
            "This PyTorch has no code for GPUs of this kind ({capability}).",
            "This PyTorch has no code for GPUs of this kind.",
        ),
        advice="Install a PyTorch that supports the GPU, or choose another GPU.",
    ),
    finding(
        "no_gpu",
        r"No CUDA GPUs are available|Found no NVIDIA driver|no CUDA-capable device is detected",
        r"Torch not compiled with CUDA enabled|CUDA driver initialization failed",
        says="The run wanted a GPU and found none.",
        advice=(
            "Look whether nvidia-smi lists it on that machine and whether PyTorch was installed "
            "with CUDA; or train on the processor (GPUs: 0)."
        ),
    ),
    finding(
        "gpu_busy",
        r"CUDA-capable device\(s\) is/are busy or unavailable",
        says="The GPU does not let the run in: somebody else has it to themselves.",
        advice="Wait until it is free, or set its compute mode to default (nvidia-smi -c 0).",
        fix=fixes.again,
    ),
    finding(
        "gpu_assertion",
        r"Assertion `(?P<check>[^`\n]{1,200})` failed",
        r"device-side assert triggered",
        says=(
            "A check on the GPU failed ({check}): some number is not where it may be, most often a "
            "token the model does not know.",
            "A check on the GPU failed: some number is not where it may be, most often a token the "
            "model does not know.",
        ),
        advice="Make sure that the dataset and the model have the same tokenizer.",
    ),
    finding(
        "gpu_fault",
        r"CUDA error: (?:an )?(?P<what>illegal memory access|misaligned address|illegal "
        r"instruction|invalid program counter)",
        r"CUDA error: unspecified (?P<what>launch failure)",
        r"Cuda failure (?:\d+ )?'an (?P<what>illegal memory access)",
        says="A program on the GPU crashed ({what}).",
        advice=(
            "Try again without compiled kernels; if it comes back on one GPU only, that card is "
            "faulty."
        ),
        fix=lambda case: fixes.without_compiling(case) or fixes.again(case),
    ),
    finding(
        "dtype_unsupported",
        r"(?P<dtype>fp16|bf16|Float16|BFloat16|float16|bfloat16)(?: dtype)? (?:is )?not supported "
        r"(?:on|by|for) (?:your |this )?(?P<device>\w+)",
        r"Type (?P<dtype>fp16|bf16) is not supported",
        r"(?:GPU|[Dd]evice|setup) does(?: not|n't) support (?P<dtype>bfloat16|bf16|float16)",
        r"not implemented for '(?P<dtype>Half|BFloat16)'",
        r"(?P<dtype>Bfloat16|bf16|BFloat16) is only supported on",
        says="This device cannot compute with {dtype} numbers.",
        advice="Choose the precision 'auto' or 'float32'.",
        fix=fixes.other_precision,
    ),
)
