"""Estimators of tau2, the variance of true effects between studies, and intervals for it."""
