from .albatross_plot import albatross as albatross
from .baujat_plot import baujat as baujat
from .bubble_plot import bubble as bubble
from .conclusions import Diamond as Diamond
from .cumulative_plot import cumulative as cumulative
from .density_plot import density as density
from .direction_plot import effect_direction as effect_direction
from .display import Drawing as Drawing
from .display import save_svg as save_svg
from .display import show as show
from .display import to_svg as to_svg
from .forest_plot import forest as forest
from .funnel_plot import funnel as funnel
from .gosh_plot import gosh as gosh
from .growth_plot import growth as growth
from .interactive_plot import Interactive as Interactive
from .interactive_plot import interactive_forest as interactive_forest
from .leave_one_out_plot import leave_one_out as leave_one_out
from .places_plot import places as places
from .prior_plot import priors as priors
from .prisma_plot import prisma as prisma
from .radial_plot import radial as radial
from .specification_plot import specification_curve as specification_curve

__all__ = [
    "Diamond",
    "Drawing",
    "Interactive",
    "albatross",
    "baujat",
    "bubble",
    "cumulative",
    "density",
    "effect_direction",
    "forest",
    "funnel",
    "gosh",
    "growth",
    "interactive_forest",
    "leave_one_out",
    "places",
    "priors",
    "prisma",
    "radial",
    "save_svg",
    "show",
    "specification_curve",
    "to_svg",
]
