"""The table of a bootstrap."""

import numpy as np
import pytest

from b12meta.frames.bootstrap import bootstrap
from b12meta.stats.bootstrap.run import bootstrap_arrays

YI, VI = [0.1, 0.9, -0.4, 0.3, 0.25, -0.1], [0.2, 0.03, 0.1, 0.15, 0.05, 0.09]


@pytest.mark.parametrize("kind", ["parametric", "case"])
def test_table_holds_the_numbers(kind):
    given = {"kind": kind, "replicates": 300, "method": "DL", "level": 0.9, "seed": 4}
    found, plain = bootstrap(YI, VI, **given), bootstrap_arrays(YI, VI, **given)
    np.testing.assert_array_equal(found.estimate, plain.estimate)
    assert str(found) == str(plain)
    table = found.table()
    for name, one in (("estimate", plain.of_estimate), ("tau2", plain.of_tau2)):
        row = table.loc[name]
        assert row.iloc[:5].tolist() == [one.value, one.bias, one.se, *one.ci]
        if kind == "case":
            assert row.iloc[5:].tolist() == list(one.bca)
        else:
            assert row.iloc[5:].isna().all()
