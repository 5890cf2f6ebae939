"""How Sphinx makes the pages; `b12meta report` gathers the source and calls it."""

import json
from pathlib import Path

import pybtex.plugin
import sphinxcontrib.bibtex.plugin

from b12meta.report.bibstyle import PrintedOnly, RoundYear

HERE = Path(__file__).parent

project = "b12meta"
author = "The b12meta maintainers"
html_title = "Vitamin B12 and multiple sclerosis"
language = "en"

extensions = [
    "myst_nb",
    "sphinxcontrib.bibtex",
    "b12meta.report.folded",
    "b12meta.report.glossary",
    "b12meta.report.mathml",
    "b12meta.report.start",
]
exclude_patterns = ["_templates"]
templates_path = ["_templates"]
nitpicky = True

nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_code_prompt_show = "Show code"
nb_code_prompt_hide = "Hide code"
nb_merge_streams = True
nb_number_source_lines = False
myst_enable_extensions = [
    "amsmath",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "smartquotes",
]
myst_heading_anchors = 3

numfig = True
numfig_format = {"figure": "Figure %s", "table": "Table %s", "code-block": "Listing %s"}
math_numfig = True
math_eqref_format = "Equation {number}"
html_math_renderer = "mathml"

pybtex.plugin.register_plugin("pybtex.style.formatting", "printed-only", PrintedOnly)
sphinxcontrib.bibtex.plugin.register_plugin(
    "sphinxcontrib.bibtex.style.referencing", "round-year", RoundYear
)
bibtex_bibfiles = ["refs.bib"]
bibtex_default_style = "printed-only"
bibtex_reference_style = "round-year"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["b12.css", "downloads.css", "interactive.css"]
html_js_files = [("forest_math.js", {"defer": "defer"}), ("forest.js", {"defer": "defer"})]
html_context = {"about": json.loads((HERE / "provenance.json").read_text(encoding="utf-8"))}
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # it would fetch pages, which browsers refuse on file://
html_show_copyright = False
html_use_index = False
html_domain_indices = False
html_permalinks_icon = "#"

# Colours that pages and figures share (as --b12-…, in SVG too), and the theme's own.
LIGHT = {
    "b12-accent": "#1b5e83",
    "b12-pooled": "#a8401a",
    "b12-quiet": "#5c6670",
    "b12-rule": "#d5dade",
    "b12-rule-strong": "#2b3238",
    "b12-tint": "#f4f6f7",
    "color-foreground-primary": "#1c2226",
    "color-foreground-secondary": "#4c565e",
    "color-foreground-muted": "#5c6670",
    "color-background-secondary": "#f7f8f9",
    "color-background-border": "#e3e6e8",
}
DARK = {
    "b12-accent": "#86bfe2",
    "b12-pooled": "#f09a70",
    "b12-quiet": "#a3adb6",
    "b12-rule": "#3a4249",
    "b12-rule-strong": "#c5ccd2",
    "b12-tint": "#1d2327",
    "color-foreground-primary": "#dfe4e8",
    "color-foreground-secondary": "#b4bdc4",
    "color-foreground-muted": "#a3adb6",
    "color-background-primary": "#14181b",
    "color-background-secondary": "#191e22",
    "color-background-border": "#2b3238",
}
BOTH = {
    "b12-study": "var(--b12-accent)",
    "b12-context": "var(--b12-quiet)",
    "color-brand-primary": "var(--b12-accent)",
    "color-brand-content": "var(--b12-accent)",
    "color-brand-visited": "var(--b12-accent)",
    "color-admonition-title": "var(--b12-accent)",
    "color-admonition-title-background": "transparent",
    "color-admonition-title--note": "var(--b12-accent)",
    "color-admonition-title-background--note": "transparent",
}
html_theme_options = {
    "top_of_page_buttons": [],
    "navigation_with_keys": True,
    "light_css_variables": LIGHT | BOTH,
    "dark_css_variables": DARK | BOTH,
}
