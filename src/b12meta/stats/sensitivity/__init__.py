"""Does the answer hang on single studies? Refits and diagnostics."""
