# Redo the headline numbers in R, independently of the Python that made them.
#
#   unzip data.zip && cd b12meta-data && Rscript redo.R
#
# (or, in RStudio, with b12meta-data as the working directory: source("redo.R")).
#
# Reads data/processed/contrasts.csv (each study as an effect, or as two bounds), pools it anew and
# compares with data/processed/pooled.csv. Prints ours (pooled.csv), theirs (R's) and the
# difference, and ends with exit code 1 when a difference is larger than its tolerance.
#
# Needs base R. metafor redoes the pools of printed means; without it they are left out, with a
# word. Tried with R 4.2.2 and metafor 3.8-1.
#
# The model of every study (decisions 2 and 5 of the report): a study's effect is normal around mu
# with variance vi + tau^2. Where means are printed the effect is known (low equals high); where
# only a p value or a verdict is printed, it is known to lie between low and high, and the study
# contributes the probability of that. Nothing here is shared with the Python code: the likelihood
# is written anew, its maximum comes from optim, the posterior from integrate and from sums over a
# fine grid.

TOLERANCE <- c(
  bayes = 1e-6,       # nested integrate here, a grid there; both agree to 1e-8 or so
  likelihood = 1e-6,  # optim stops near the top: 1e-8 or so, for a top is flat
  means = 1e-6        # metafor stops when tau^2 changes by less than 1e-10 (set below)
)

here <- function() {
  file <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
  if (length(file)) dirname(normalizePath(file[1])) else getwd()
}

table_of <- function(name) {
  read.csv(file.path(here(), "data", "processed", name), encoding = "UTF-8",
           stringsAsFactors = FALSE, na.strings = "")
}

# Limits are numbers, -INF or INF
limit <- function(text) as.numeric(as.character(text))

# Log-probability that a normal variable lies between a and b, without losing small ones
log_between <- function(a, b) {
  flip <- a > 0                       # look at the tail where pnorm has its digits
  upper <- ifelse(flip, -a, b)
  lower <- ifelse(flip, -b, a)
  top <- pnorm(upper, log.p = TRUE)
  top + log1p(-exp(pnorm(lower, log.p = TRUE) - top))
}

# mu and tau: numbers, or one of them or both a vector
log_likelihood <- function(rows, mu, tau) {
  total <- 0
  for (i in seq_len(nrow(rows))) {
    s <- sqrt(rows$vi[i] + tau^2)
    low <- (rows$low[i] - mu) / s
    high <- (rows$high[i] - mu) / s
    known <- rows$low[i] == rows$high[i]
    total <- total + if (known) dnorm(low, log = TRUE) - log(s) else log_between(low, high)
  }
  total
}

# ---- Maximum likelihood: optim for the top, uniroot for the ends of the profile

best_tau <- function(rows, mu) {
  # several starts: the likelihood may have more than one top in tau
  found <- lapply(list(c(0, 0.3), c(0.3, 1), c(1, 4)), function(range) {
    optimize(function(tau) log_likelihood(rows, mu, tau), range, maximum = TRUE, tol = 1e-10)
  })
  max(sapply(found, function(one) one$objective), log_likelihood(rows, mu, 0))
}

fit_likelihood <- function(rows) {
  starts <- list(c(0, 0.1), c(0.3, 0.5), c(-0.3, 0.5))
  tops <- lapply(starts, function(start) {
    optim(start, function(p) -log_likelihood(rows, p[1], p[2]),
          control = list(reltol = 1e-15, maxit = 5000))
  })
  top <- tops[[which.min(sapply(tops, function(one) one$value))]]
  list(estimate = top$par[1], tau = abs(top$par[2]), value = -top$value)
}

profile_interval <- function(rows, top, cut_off) {
  above <- function(mu) best_tau(rows, mu) - (top$value - cut_off / 2)
  c(uniroot(above, c(top$estimate - 4, top$estimate), tol = 1e-9)$root,
    uniroot(above, c(top$estimate, top$estimate + 4), tol = 1e-9)$root)
}

# ---- Bayes: flat prior on mu, half-normal(0.5) on tau

SCALE <- 0.5
TAU_MOST <- 10 * SCALE  # beyond it the prior leaves less than 1e-22

joint <- function(rows, top, mu, tau) {
  exp(log_likelihood(rows, mu, tau) - top$value + dnorm(tau, 0, SCALE, log = TRUE))
}

# Median and interval of mu, by nested integrate
bayes_mean <- function(rows, top) {
  parts <- c(0, 0.4, 1.2, TAU_MOST)
  density_one <- function(mu) {
    at <- function(tau) joint(rows, top, mu, tau)
    over_tau <- function(a, b) integrate(at, a, b, rel.tol = 1e-8, abs.tol = 1e-12)$value
    sum(mapply(over_tau, parts[-length(parts)], parts[-1]))
  }
  density <- function(mu) vapply(mu, density_one, 0)
  mass <- function(a, b) integrate(density, a, b, rel.tol = 1e-7, abs.tol = 1e-12)$value
  # one integral per cell of a coarse grid, so that a quantile needs few evaluations
  cells <- top$estimate + c(-8, -3, -1.5, -0.75, -0.35, 0, 0.35, 0.75, 1.5, 3, 8)
  masses <- mapply(mass, cells[-length(cells)], cells[-1])
  below <- c(0, cumsum(masses)) / sum(masses)
  quantile_at <- function(p) {
    cell <- findInterval(p, below)
    left <- cells[cell]
    share <- function(x) below[cell] + (if (x > left) mass(left, x) else 0) / sum(masses)
    uniroot(function(x) share(x) - p, c(left, cells[cell + 1]), tol = 1e-8)$root
  }
  c(quantile_at(0.5), quantile_at(0.025), quantile_at(0.975))
}

# Interval for the effect in a new study, and the median of tau, by sums over a fine grid: the
# integrand is smooth, falls to nothing at the ends, and is even in tau, so that sums over
# midpoints are nearly exact
bayes_new <- function(rows, top) {
  tau <- (seq_len(320) - 0.5) * TAU_MOST / 400  # up to eight prior scales
  mu <- top$estimate + seq(-6, 6, by = 0.01)
  weight <- vapply(tau, function(t) joint(rows, top, mu, t), mu)
  weight <- weight / sum(weight)
  new_below <- function(x) sum(weight * pnorm(outer(x - mu, tau, "/")))
  limit_at <- function(p) {
    uniroot(function(x) new_below(x) - p, top$estimate + c(-6, 6), tol = 1e-8)$root
  }
  of_tau <- function(tau) vapply(tau, function(t) sum(joint(rows, top, mu, t)), 0)
  mass <- function(b) integrate(of_tau, 0, b, rel.tol = 1e-9)$value
  half <- (mass(1) + integrate(of_tau, 1, TAU_MOST, rel.tol = 1e-9)$value) / 2
  c(limit_at(0.025), limit_at(0.975),
    uniroot(function(b) mass(b) - half, c(0.01, TAU_MOST), tol = 1e-8)$root)
}

# ---- Compare

COMPARED <- new.env()
COMPARED$worst <- 0

line_of <- function(pooled, analyte, analysis) {
  pooled[pooled$analyte == analyte & pooled$analysis == analysis, , drop = FALSE]
}

compare <- function(ours, columns, theirs, tolerance, what) {
  for (i in seq_along(columns)) {
    one <- ours[[columns[i]]]
    if (length(one) != 1 || is.na(one)) stop("pooled.csv has no ", columns[i], " for ", what)
    difference <- theirs[i] - one
    bad <- !is.finite(difference) || abs(difference) > tolerance
    COMPARED$count <- c(COMPARED$count, bad)
    cat(sprintf("%-60s %-9s %13.8f %13.8f %10.1e%s\n", what, columns[i], one, theirs[i], difference,
                if (bad) sprintf("  MORE THAN %g", tolerance) else ""))
  }
}

redo_likelihood <- function(pooled, rows, analyte, top) {
  k <- nrow(rows)
  cut_offs <- c("chi-square" = qchisq(0.95, 1), t = qt(0.975, k - 1)^2)
  for (kind in names(cut_offs)) {
    name <- sprintf("Every study, maximum likelihood (%s cut-off)", kind)
    theirs <- c(top$estimate, profile_interval(rows, top, cut_offs[[kind]]), top$tau)
    compare(line_of(pooled, analyte, name), c("estimate", "ci_low", "ci_high", "tau"), theirs,
            TOLERANCE[["likelihood"]], paste0(analyte, ": ML (", kind, ")"))
  }
}

redo_means <- function(pooled, rows, analyte) {
  ours <- line_of(pooled, analyte, "Means only, the usual practice")
  if (!nrow(ours)) return(invisible())
  what <- paste0(analyte, ": means only, REML + Knapp-Hartung")
  if (!requireNamespace("metafor", quietly = TRUE)) {
    cat(what, ": left out, metafor is not installed\n", sep = "")
    return(invisible())
  }
  means <- rows[rows$level == "means", ]
  fit <- metafor::rma(yi, vi, data = means, method = "REML", test = "adhoc",
                      control = list(threshold = 1e-10, maxiter = 1000))
  new <- predict(fit)
  theirs <- c(fit$beta[1], fit$ci.lb, fit$ci.ub, new$pi.lb, new$pi.ub, sqrt(fit$tau2))
  compare(ours, c("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau"), theirs,
          TOLERANCE[["means"]], what)
}

main <- function() {
  studies <- table_of("contrasts.csv")
  studies$low <- limit(studies$low)
  studies$high <- limit(studies$high)
  pooled <- table_of("pooled.csv")
  cat(sprintf("%-60s %-9s %13s %13s %10s\n", "analysis", "column", "ours", "theirs", "difference"))
  for (analyte in unique(pooled$analyte)) {
    rows <- studies[studies$analyte == analyte, ]
    ours <- line_of(pooled, analyte, "Every study (headline)")
    if (nrow(rows) != ours$k) stop(analyte, ": ", nrow(rows), " studies, pooled.csv has ", ours$k)
    top <- fit_likelihood(rows)
    compare(ours, c("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau"),
            c(bayes_mean(rows, top), bayes_new(rows, top)), TOLERANCE[["bayes"]],
            paste0(analyte, ": Bayes (headline)"))
    redo_likelihood(pooled, rows, analyte, top)
    redo_means(pooled, rows, analyte)
  }
  wrong <- sum(COMPARED$count)
  cat(sprintf("%d numbers compared, %d differ by more than the tolerance.\n",
              length(COMPARED$count), wrong))
  if (!interactive()) quit(status = if (wrong) 1 else 0)  # RStudio stays open
}

main()
