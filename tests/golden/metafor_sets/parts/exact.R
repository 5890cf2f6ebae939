# A second opinion, independent of metafor: plain sums of weighted squares and roots bracketed by a scan.
# It decides which of metafor's answers enter the file. It never replaces them silently: an answer that
# differs is left out, and stands in `left_out` beside the one found here.

# Weighted least squares with weights 1 / (v + t). `free` is 1 - leverage; for the mean alone it and the
# residuals are sums over the other studies, which loses no digits beside a giant study.
wls <- function(t, y, v, X = NULL) {
  w <- 1 / (v + t)
  if (is.null(X) || ncol(X) == 1) {
    total <- sum(w)
    others <- outer(w, w) * (1 - diag(length(w)))
    free <- rowSums(others / w) / total
    r <- rowSums(outer(y, y, "-") * rep(w, each = length(w))) / total
    return(list(w = w, free = free, r = r, beta = sum(w * (y - y[1])) / total + y[1], logdet = log(total)))
  }
  q <- qr(sqrt(w) * X)
  list(w = w, free = 1 - rowSums(qr.Q(q)^2), r = qr.resid(q, sqrt(w) * y) / sqrt(w),
       beta = qr.coef(q, sqrt(w) * y), logdet = 2 * sum(log(abs(diag(qr.R(q))))))
}

columns_of <- function(X) if (is.null(X)) 1 else ncol(X)

q_at <- function(t, y, v, X = NULL) { f <- wls(t, y, v, X); sum(f$w * f$r^2) }

# Up to a constant in t
loglik <- function(t, y, v, X = NULL, method = "REML") {
  f <- wls(t, y, v, X)
  -0.5 * (sum(log(v + t)) + sum(f$w * f$r^2) + if (method == "REML") f$logdet else 0)
}

estimating <- function(t, y, v, X, method) {
  k <- length(y); p <- columns_of(X); f <- wls(t, y, v, X)
  switch(method,
    REML = sum(f$w^2 * f$r^2) - sum(f$w * f$free),
    ML = sum(f$w^2 * f$r^2) - sum(f$w),
    PMM = sum(f$w * f$r^2) - qchisq(0.5, k - p),
    sum(f$w * f$r^2) - (k - p)) # PM and EB are the same equation
}

typical <- function(v) { w <- 1 / v; (length(v) - 1) * sum(w) / (sum(w)^2 - sum(w^2)) }

root <- function(f, low, high) {
  exp(uniroot(function(u) f(exp(u)), log(c(low, high)), tol = 1e-15, maxiter = 10000)$root)
}

# Every point where the estimating function falls through zero, and zero itself if it is falling there
modes <- function(y, v, X = NULL, method = "REML") {
  f <- function(t) estimating(t, y, v, X, method)
  size <- max(v, diff(range(y))^2)
  grid <- c(0, exp(seq(log(min(v)) - 14, log(size) + 9, length.out = 300)))
  s <- vapply(grid, f, 0); n <- length(grid)
  falls <- which(s[-n] > 0 & s[-1] <= 0)
  found <- vapply(falls, function(i) root(f, if (i == 1) grid[2] * 1e-12 else grid[i], grid[i + 1]), 0)
  c(if (s[1] <= 0) 0, found)
}

tau2_exact <- function(y, v, X = NULL, method = "REML") {
  k <- length(y); p <- columns_of(X)
  if (method == "EE" || k <= p) return(0)
  if (method %in% c("DL", "HE", "HS", "HSk", "SJ")) return(max(0, moment(y, v, X, method)))
  m <- modes(y, v, X, method)
  if (length(m) == 1 || !(method %in% c("ML", "REML"))) return(m[length(m)])
  m[which.max(vapply(m, loglik, 0, y, v, X, method))]
}

moment <- function(y, v, X, method) {
  k <- length(y); p <- columns_of(X); flat <- rep(1, k)
  if (method == "SJ") {
    t0 <- sum((y - mean(y))^2) / k
    return(if (t0 == 0) 0 else t0 * q_at(t0, y, v, X) / (k - p))
  }
  if (method == "HE") {
    f <- wls(0, y, flat, X)
    return((sum(f$r^2) - sum(v * f$free)) / (k - p))
  }
  f <- wls(0, y, v, X); q <- sum(f$w * f$r^2)
  switch(method, DL = (q - (k - p)) / sum(f$w * f$free), HS = (q - k) / sum(f$w), HSk = (k / (k - p) * q - k) / sum(f$w))
}

# Ends of the Q-profile interval: where Q(t) meets a chi-square quantile. NA: even at zero Q is below it.
profile_end <- function(y, v, X, quantile) {
  f <- function(t) q_at(t, y, v, X) - quantile
  if (f(0) <= 0) return(if (f(0) < 0) NA else 0)
  high <- sum((y - mean(y))^2) / quantile + max(v)
  root(f, min(v) * 1e-12, high)
}

likelihood_ends <- function(t, y, v, X, method) {
  f <- function(u) 2 * (loglik(t, y, v, X, method) - loglik(u, y, v, X, method)) - qchisq(0.95, 1)
  high <- max(4 * t, max(v)); while (f(high) < 0) high <- 4 * high
  low <- if (t == 0 || f(0) <= 0) 0 else root(f, min(min(v) * 1e-12, t * 1e-9), t)
  c(low, root(f, max(t, min(v) * 1e-9), high))
}

# P(sum of lambda * chi-square(1) > q): the inversion integral along a parabola around the cut, by the
# trapezoidal rule, which converges geometrically. It crosses the axis at the saddle point, left or right
# of the pole at zero; on the left the integral is minus the lower tail.
chi_mix_upper <- function(q, lambda) {
  q <- q / max(lambda); lambda <- lambda / max(lambda)
  steep <- function(c) -0.5 * sum(log(1 - 2 * c * lambda)) - q * c - log(abs(c))
  left <- optimize(steep, c(-5, -1e-4)); right <- optimize(steep, c(1e-4, 0.499))
  start <- if (left$objective < right$objective) left$minimum else right$minimum
  h <- min(0.015, abs(start) / 8, (0.5 - start) / 8)
  u <- seq(h / 2, sqrt(36 / q + 1) + h, by = h)
  z <- complex(real = start + u^2, imaginary = u); dz <- complex(real = 2 * u, imaginary = 1)
  density <- exp(-0.5 * rowSums(log(1 - 2 * outer(z, lambda))))
  (start < 0) + Im(sum(density * exp(-q * z) / z * dz)) * h / pi
}

# Jackson's interval from the generalised Q with weights a (an intercept alone)
genq_ends <- function(y, v, a) {
  A <- diag(a) - outer(a, a) / sum(a)
  q <- sum(a * (y - sum(a * y) / sum(a))^2); k <- length(y)
  if (q < 1e-20 * sum(a * v)) return(c(NA, NA))
  upper_tail <- function(t) {
    S <- sqrt(v + t)
    lambda <- eigen(outer(S, S) * A, symmetric = TRUE, only.values = TRUE)$values[seq_len(k - 1)]
    chi_mix_upper(q, lambda)
  }
  end <- function(tail) {
    if (upper_tail(0) > tail) return(NA)
    high <- max(v); while (upper_tail(high) < tail) high <- 4 * high
    root(function(t) upper_tail(t) - tail, min(v) * 1e-10, high)
  }
  c(end(0.025), end(0.975))
}
