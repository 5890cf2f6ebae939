"""How fast b12meta is beside its peers: ``make bench``.

A ratio of two speeds is only worth printing when both did the same work, at the same time, on the
same machine. So each row first compares the answers, then times blocks of ours and of the peer in
turn, and gives the median of the ratios of neighbouring blocks. Python peers run in the same
process; R runs beside it, times its own loop, and its start does not count.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before NumPy is imported; R inherits it
