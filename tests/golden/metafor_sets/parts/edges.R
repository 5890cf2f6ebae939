# Edge cases: made by hand or from a seed; what each is for stands in `source`.

edge <- function(what, yi, vi) list(source = what, measure = "none", yi = yi, vi = vi, ni = NULL)

seeded <- function(seed, k, tau, digits = 4) {
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  vi <- round(rexp(k) + 0.05, digits)
  list(yi = round(0.3 + rnorm(k) * sqrt(tau^2 + vi), digits), vi = vi)
}

bcg_rd <- function(rows) {
  d <- escalc("RD", ai = dat.bcg$tpos, bi = dat.bcg$tneg, ci = dat.bcg$cpos, di = dat.bcg$cneg)[rows, ]
  list(yi = as.numeric(d$yi), vi = as.numeric(d$vi))
}

from_bcg <- function(what, rows) {
  d <- bcg_rd(rows)
  edge(paste0(what, ": RD of dat.bcg, rows ", paste(rows, collapse = " ")), d$yi, d$vi)
}

edge_sets <- function(bcg) {
  big <- seeded(500, 500, 0.5); calm <- seeded(7, 12, 0)
  list(
    k1 = edge("one study", 0.3, 0.04),
    k2 = edge("two studies, apart", c(0.5, 1.5), c(0.02, 0.05)),
    k2_alike = edge("two studies, alike", c(0.30, 0.32), c(0.05, 0.04)),
    k3 = edge("three studies, apart", c(0.1, 0.5, 0.9), c(0.02, 0.03, 0.05)),
    small_q = edge("Q far below its degrees of freedom: Knapp-Hartung shrinks, Q-profile set empty",
                   c(0.30, 0.31, 0.29, 0.305), c(0.02, 0.03, 0.025, 0.04)),
    identical = edge("identical effects", rep(0.5, 5), c(0.1, 0.2, 0.05, 0.3, 0.15)),
    identical_both = edge("identical effects and variances", rep(0.5, 4), rep(0.1, 4)),
    tau2_zero = edge("seeded without heterogeneity", calm$yi, calm$vi),
    giant = edge("one giant study", c(0.2, 0.9, -0.4, 0.6, 0.1, 0.5), c(1e-8, 0.2, 0.15, 0.3, 0.1, 0.25)),
    dwarf = edge("one study of no weight", c(0.2, 0.9, -0.4, 0.6, 0.1, 25), c(0.01, 0.02, 0.015, 0.03, 0.01, 1e4)),
    twelve_orders = edge("vi over 12 orders of magnitude",
                         c(0.1, 0.3, -0.2, 0.5, 0.8, -1.5, 3, -20, 60, -400, 900, 100, -300), 10^(-6:6)),
    k500 = edge("500 studies, seed 500, tau = 0.5", big$yi, big$vi),
    huge_tau2 = edge("huge heterogeneity", c(-900, 450, 1200, -300, 80, 700, -650), c(0.01, 0.02, 0.015, 0.01, 0.03, 0.02, 0.01)),
    nearly_equal_v = edge("nearly equal variances", c(0.1, 0.7, -0.3, 0.5, 1.1, 0.2), 0.1 * (1 + (0:5) * 1e-9)),
    equal_v = edge("equal variances", c(0.1, 0.7, -0.3, 0.5, 1.1, 0.2), rep(0.125, 6)),
    ties = edge("ties in yi and vi", c(0.2, 0.2, 0.5, 0.5, -0.1, 0.8, 0.8, 0.2), c(0.1, 0.1, 0.05, 0.05, 0.2, 0.02, 0.02, 0.1)),
    tiny_scale = edge("bcg_rr times 1e-6", bcg$yi * 1e-6, bcg$vi * 1e-12),
    large_scale = edge("bcg_rr times 1e6", bcg$yi * 1e6, bcg$vi * 1e12),
    far_from_zero = edge("bcg_rr plus 1000", bcg$yi + 1000, bcg$vi),
    reml_fails = edge("metafor's Fisher scoring does not converge at its defaults",
                      c(0.309455, 0.359994, -0.69151, -0.324137, -0.287083, -0.367838, -1.2599, 2.05934, 2.56167, 0.0200965,
                        0.129461, -0.0149271),
                      c(5.63782, 2.17406, 0.100692, 0.159804, 0.255518, 0.162562, 7.44919, 4.12535, 12.3213, 0.00752068,
                        10.3339, 0.258005)),
    two_modes_dl_a = from_bcg("two REML modes, a start at DL misses the higher", c(1, 2, 5, 8, 9)),
    two_modes_dl_b = from_bcg("two REML modes, a start at DL misses the higher", c(1, 2, 3, 5, 7, 8, 9, 11)),
    two_modes_he_a = from_bcg("two REML modes, metafor (start at HE) misses the higher", c(1, 3, 8, 9)),
    two_modes_he_b = from_bcg("two REML modes, metafor (start at HE) misses the higher", c(1, 2, 3, 5, 8, 9, 11)),
    mean_zero = edge("effects symmetric about zero", c(-1, 1, -0.5, 0.5, -2, 2), c(0.1, 0.1, 0.2, 0.2, 0.3, 0.3)),
    tiny_p = edge("p-values near the smallest numbers", c(3.6, 3.7, 3.5, 3.65), c(0.04, 0.05, 0.03, 0.04)),
    all_variance = edge("tau2 ten orders above vi", c(1, 2, 4, 3, 7), c(1, 2, 1.5, 3, 2) * 1e-10)
  )
}
