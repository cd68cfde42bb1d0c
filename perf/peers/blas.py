"""The BLAS under numpy, which decides how fast a peer is: OpenBLAS with kernels for this processor, or no comparison."""
import ctypes
import os
import sys

import numpy  # noqa: F401  (so that its BLAS is loaded)


def insist():
    """Says what the BLAS is. Ends with 3 where it is not OpenBLAS; starts the script again if its kernels are old ones."""
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "openblas" in line.rsplit("/", 1)[-1]}
    if not paths:
        print("numpy does not run on OpenBLAS here: the reference BLAS is many times slower, and a comparison with it "
              "would be worthless. Install libopenblas0-pthread.", file=sys.stderr)
        sys.exit(3)
    library = ctypes.CDLL(paths.pop())
    library.openblas_get_corename.restype = ctypes.c_char_p
    core = library.openblas_get_corename().decode()
    # What it takes for processors newer than itself: kernels without AVX, several times slower.
    if core == "Prescott" and "OPENBLAS_CORETYPE" not in os.environ:
        with open("/proc/cpuinfo") as info:
            flags = next((line for line in info if line.startswith("flags")), "").split()
        better = "SkylakeX" if "avx512f" in flags else "Haswell" if "avx2" in flags else None
        if better:
            os.environ["OPENBLAS_CORETYPE"] = better
            os.execv(sys.executable, [sys.executable, *sys.argv])
    return f"OpenBLAS, core {core}"
