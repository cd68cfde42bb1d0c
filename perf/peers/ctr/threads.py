"""How torch uses the processor: to be imported before it. It knows nothing of the threads of the BLAS under it."""
import os
import pathlib
import sys

# Idle workers that spin take the processor from those of other libraries. OpenMP reads this when it is loaded.
QUIET = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0"}
if any(os.environ.get(name) != value for name, value in QUIET.items()):
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **QUIET})

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import blas  # noqa: E402
import threadpoolctl  # noqa: E402
import torch  # noqa: E402

blas_name = blas.insist()
torch.set_num_interop_threads(1)


def use(count):
    # Adam's moments of rows not met for long fade to numbers that processors are slow with. Workers inherit this.
    torch.set_flush_denormal(True)
    torch.set_num_threads(count)
    threadpoolctl.threadpool_limits(count, user_api="blas")


def versions():
    capability = next(line for line in torch.__config__.show().splitlines() if "CPU capability" in line)
    return f"torch {torch.__version__}, {capability.strip(' -')}, {blas_name}"
