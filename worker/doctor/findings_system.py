"""Files, disks and what is installed on the machine."""

from __future__ import annotations

from worker.doctor import fixes
from worker.doctor.finding import Finding, finding

_FILE = r"(?:: '(?P<file>[^'\n]{1,300})')?"

SYSTEM: tuple[Finding, ...] = (
    finding(
        "quota_exceeded",
        rf"Disk quota exceeded{_FILE}",
        r"Your disk quota is used up",
        says="Your disk quota is used up.",
        advice=(
            "Delete what you do not need, or ask for more, and start the run again; it continues "
            "from its last checkpoint."
        ),
        fix=fixes.again,
    ),
    finding(
        "disk_full",
        rf"No space left on device{_FILE}",
        r"The disk is full|StorageFull",
        says="The disk is full.",
        advice=("Free some space and start the run again; it continues from its last checkpoint."),
        fix=fixes.again,
    ),
    finding(
        "read_only",
        rf"Read-only file system{_FILE}",
        says=(
            "The run may only read where it has to write: {file}.",
            "The run may only read where it has to write.",
        ),
        advice=(
            "Mount that place for writing. A disk that became read-only by itself is failing: look "
            "at the system's log."
        ),
    ),
    finding(
        "permission_denied",
        rf"Permission denied{_FILE}",
        rf"PermissionError: [^\n]*Operation not permitted{_FILE}",
        says=("The run is not allowed to use {file}.", "The run is not allowed to use a file."),
        advice="Give the user who runs the worker the right to it.",
    ),
    finding(
        "too_many_files",
        r"Too many open files",
        says="The run had more files open than the system allows.",
        advice="Raise the limit (ulimit -n 65536, in Docker ulimits: nofile), then try again.",
        fix=fixes.again,
    ),
    finding(
        "missing_cuda_toolkit",
        r"CUDA_HOME environment variable is not set|nvcc[^\n]*(?:not found|No such file)",
        r"MissingCUDAException|CUDA_HOME does not exist",
        says="Something had to be built for the GPU, and the CUDA toolkit (nvcc) is missing.",
        advice="Install it in the version of your PyTorch, or run without DeepSpeed and compiling.",
        fix=fixes.without_compiling,
    ),
    finding(
        "missing_compiler",
        r"Failed to find C compiler|InvalidCxxCompiler|No working C\+\+ compiler found",
        r"(?:command )?'?(?P<compiler>g\+\+|gcc|c\+\+|cc|x86_64-linux-gnu-g(?:cc|\+\+))'?: "
        r"(?:command )?not found",
        r"No such file or directory: '(?P<compiler>g\+\+|gcc|c\+\+|cc|which|ninja)'",
        r"Ninja is required to load C\+\+ extensions",
        r"The model cannot be compiled on this machine",
        r"Error checking compiler version for (?P<compiler>\S+)",
        says=(
            "Something had to be built on the machine, and {compiler} is missing.",
            "Something had to be built on the machine, and it has no C++ compiler.",
        ),
        advice="Install it (on Debian and Ubuntu: apt install g++), or run without compiling.",
        fix=fixes.without_compiling,
    ),
    finding(
        "library_mismatch",
        r"version `(?P<wanted>(?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)' not found",
        r"(?P<library>lib[\w+.-]+\.so[\w.]*): cannot open shared object file",
        r"undefined symbol: (?P<symbol>\w+)",
        says=(
            "A system library is too old: {wanted} is missing.",
            "The system library {library} is missing.",
            "Two installed packages do not fit each other ({symbol} is missing).",
        ),
        advice="Install the versions that requirements.lock names on a system that they support.",
    ),
    finding(
        "missing_package",
        r"ModuleNotFoundError: No module named '(?P<package>[\w.]+)'",
        r"import of (?P<package>[\w.]+) halted",
        r"ImportError: (?P<said>[^\n]{1,200})",
        says=(
            "The Python package {package} is missing.",
            "A Python package cannot be imported: {said}",
        ),
        advice="Install what requirements.lock names into the worker's environment.",
    ),
    finding(
        "file_missing",
        r"(?:No such file or directory|FileNotFoundError)[^\n]*?: '(?P<file>[^'\n]{1,300})'",
        says="A file that the run needs is missing: {file}.",
        advice="Put it back, or register the dataset or checkpoint anew.",
        weight="general",
    ),
)
