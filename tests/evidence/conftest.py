import pytest

from b12meta.evidence import choose, comparisons
from b12meta.tables import load_tables


@pytest.fixture(scope="session")
def tables():
    return load_tables()


@pytest.fixture(scope="session")
def b12_choice(tables):
    return choose(comparisons(tables, "b12"))


@pytest.fixture(scope="session")
def homocysteine_choice(tables):
    return choose(comparisons(tables, "homocysteine"))
