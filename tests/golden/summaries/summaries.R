# Doors from print to effect, computed anew in R: metafor where it has them, else base R alone
# (optim, optimize, integrate, qt), with tolerances far below those of the packages.
# Run:  Rscript summaries.R > summaries_r.csv
suppressMessages(library(metafor))
show <- function(key, ...) { v <- c(...); for (i in seq_along(v)) cat(sprintf("%s,%s,%.15g\n", key, names(v)[i], v[i])) }
cat("key,what,value\n")

## SMD from t and from p (metafor: escalc with ti), one- and two-sided
sizes <- data.frame(n1 = c(20, 3, 155, 40), n2 = c(22, 2, 156, 9))
ps <- c(0.5, 0.04, 0.001, 1e-8)
for (i in 1:4) for (p in ps) {
  t <- qt(p / 2, sizes$n1[i] + sizes$n2[i] - 2, lower.tail = FALSE)
  d <- escalc("SMD", n1i = sizes$n1[i], n2i = sizes$n2[i], ti = t)
  show(sprintf("smd/%g/%g/%g", sizes$n1[i], sizes$n2[i], p), t = t, yi = as.numeric(d$yi), vi = d$vi)
  t1 <- qt(p, sizes$n1[i] + sizes$n2[i] - 2, lower.tail = FALSE)
  d1 <- escalc("SMD", n1i = sizes$n1[i], n2i = sizes$n2[i], ti = t1)
  show(sprintf("smd1/%g/%g/%g", sizes$n1[i], sizes$n2[i], p), yi = as.numeric(d1$yi), vi = d1$vi)
}

## change: metafor's SMCC and SMCR from means and SDs, with the paired p that they give
pairs <- data.frame(m1 = c(300, 5.1), m2 = c(250, 5.4), s1 = c(90, 1.3), s2 = c(80, 1.9), r = c(0.6, 0.3), n = c(20, 7))
for (i in 1:2) with(pairs[i, ], {
  sdc <- sqrt(s1^2 + s2^2 - 2 * r * s1 * s2); t <- (m1 - m2) / (sdc / sqrt(n))
  p <- 2 * pt(-abs(t), n - 1)
  cc <- escalc("SMCC", m1i = m1, m2i = m2, sd1i = s1, sd2i = s2, ri = r, ni = n)
  cr <- escalc("SMCR", m1i = m1, m2i = m2, sd1i = s1, sd2i = s2, ri = r, ni = n)
  show(sprintf("change/%d", i), p = p, sdc = sdc, cc = as.numeric(cc$yi), cc_vi = cc$vi, cr = as.numeric(cr$yi), cr_vi = cr$vi)
})

## mean and SD from quantiles: the methods that need a search
sets <- list(skewed = c(120, 210, 265, 340, 610), left = c(60, 220, 290, 340, 395), even = c(12, 20, 25.5, 31, 39), counts = c(0.4, 1.1, 2.3, 4.8, 19))
pick <- list(S1 = c(1, 3, 5), S2 = c(2, 3, 4), S3 = 1:5)
luo <- function(x, n, s) switch(s,
  S1 = { w <- 4 / (4 + n^.75); w * (x[1] + x[3]) / 2 + (1 - w) * x[2] },
  S2 = { w <- .7 + .39 / n; w * (x[1] + x[3]) / 2 + (1 - w) * x[2] },
  S3 = { w <- 2.2 / (2.2 + n^.75); v <- .7 - .72 / n^.55; w * (x[1] + x[5]) / 2 + v * (x[2] + x[4]) / 2 + (1 - w - v) * x[3] })
wan <- function(x, n, s) { a <- 2 * qnorm((n - .375) / (n + .25)); b <- 2 * qnorm((.75 * n - .125) / (n + .25))
  switch(s, S1 = (x[3] - x[1]) / a, S2 = (x[3] - x[1]) / b, S3 = ((x[5] - x[1]) / a + (x[4] - x[2]) / b) / 2) }
search <- function(par, f, ...) { for (i in 1:30) par <- optim(par, f, ..., control = list(reltol = 1e-16, maxit = 5000))$par; par }
moments <- function(l, mu, sg) {
  if (l == 0) { m <- exp(mu + sg^2 / 2); return(c(mean = m, sd = m * sqrt(exp(sg^2) - 1))) }
  lo <- max(-1 / l, mu - 12 * sg); hi <- min(2 * mu + 1 / l, mu + 12 * sg)
  k <- sapply(0:2, function(q) integrate(function(x) dnorm(x, mu, sg) * exp(q * log1p(pmax(l * x, -1)) / l), lo, hi, rel.tol = 1e-12, subdivisions = 5000)$value)
  c(mean = k[2] / k[1], sd = sqrt(k[3] / k[1] - (k[2] / k[1])^2)) }
inner <- function(f, b, top) { if (b == top) return(top) # an end of the grid is kept only where nothing beside it is lower
  o <- optimize(f, c(max(b - .01, 0), b + .01), tol = 1e-12); if (o$minimum < 1e-8) 0 else o$minimum }
bc <- function(x, l) if (l == 0) log(x) else expm1(l * log(x)) / l
for (name in names(sets)) for (s in names(pick)) for (n in c(17, 48)) {
  x <- sets[[name]][pick[[s]]]; key <- sprintf("%s/%s/%d", name, s, n)
  probs <- switch(s, S1 = c(1 / n, .5, 1 - 1 / n), S2 = c(.25, .5, .75), S3 = c(1 / n, .25, .5, .75, 1 - 1 / n))
  m <- luo(x, n, s); sd <- wan(x, n, s)
  ss <- function(q) sum((q - x)^2)
  f <- list(
    normal = list(c(m, log(sd)), function(t) qnorm(probs, t[1], exp(t[2])), function(t) c(t[1], exp(t[2]))),
    lnorm = list(c(log(median(x)), log(log(1 + sd / m))), function(t) qlnorm(probs, t[1], exp(t[2])), function(t) { v <- exp(2 * t[2]); c(exp(t[1] + v / 2), exp(t[1] + v / 2) * sqrt(exp(v) - 1)) }),
    gamma = list(c(2 * log(m / sd), log(m)), function(t) qgamma(probs, exp(t[1]), exp(t[1] - t[2])), function(t) c(exp(t[2]), exp(t[2] - t[1] / 2))),
    weibull = list(c(log(m / sd), log(m)), function(t) qweibull(probs, exp(t[1]), exp(t[2])), function(t) { k <- exp(t[1]); c(exp(t[2]) * gamma(1 + 1 / k), exp(t[2]) * sqrt(gamma(1 + 2 / k) - gamma(1 + 1 / k)^2)) }),
    beta = list(c(1, 1), function(t) 700 * qbeta(probs, exp(t[1]), exp(t[2])), function(t) { a <- exp(t[1]); b <- exp(t[2]); 700 * c(a / (a + b), sqrt(a * b / (a + b + 1)) / (a + b)) }))
  for (g in names(f)) { par <- suppressWarnings(search(f[[g]][[1]], function(t) ss(f[[g]][[2]](t)))); got <- f[[g]][[3]](par)
    show(paste("qe", key, g, sep = "/"), distance = ss(f[[g]][[2]](par)), mean = got[1], sd = got[2]) }
  # everything below is relative to the median
  u <- x / x[(length(x) + 1) / 2]
  off <- function(l) { t <- bc(u, l); k <- length(t); i <- (k + 1) / 2; e <- ((t[k] - t[i]) / (t[i] - t[1]) - 1)^2
    if (k == 5) e <- e + ((t[4] - t[3]) / (t[3] - t[2]) - 1)^2; e }
  grid <- seq(0, 3, .01); b <- grid[which.min(sapply(grid, off))]
  l <- inner(off, b, 3)
  t <- bc(u, l); show(paste("bc", key, sep = "/"), power = l, median(x) * moments(l, luo(t, n, s), wan(t, n, s)))
  r <- floor(c(.25, .5, .75) * n + 1); r <- c(0, switch(s, S1 = c(1, r[2], n), S2 = r, S3 = c(1, r, n)), n + 1)
  ll <- function(t, mu, sg) { z <- c(-Inf, (t - mu) / sg, Inf); w <- diff(r) - 1
    -(sum(dnorm(t, mu, sg, log = TRUE)) + sum((w * log(diff(pnorm(z))))[w > 0])) }
  pl <- function(l) { t <- bc(u, l); ll(t, luo(t, n, s), wan(t, n, s)) - (l - 1) * sum(log(u)) }
  grid <- seq(0, 10, .01); b <- grid[which.min(sapply(grid, pl))]
  l <- inner(pl, b, 10)
  t <- bc(u, l); par <- search(c(luo(t, n, s), log(wan(t, n, s))), function(a) ll(t, a[1], exp(a[2])))
  show(paste("mln", key, sep = "/"), power = l, median(x) * moments(l, par[1], exp(par[2])))
}

## log-normal groups, the formulas of Shi et al. (2020) with the constants that metafor 5.1 has
## (conv_ref.txt confirms S1 and S2; metafor 3.8-1 has no conv.fivenum)
for (name in c("skewed", "counts")) for (s in names(pick)) for (n in c(6, 17, 48)) {
  x <- log(sets[[name]][pick[[s]]]); L <- log(n)^2; k <- length(x)
  a <- (x[k] - x[1]) / (2 * qnorm((n - .375) / (n + .25))); b <- (x[k - 1] - x[2]) / (2 * qnorm((.75 * n - .125) / (n + .25)))
  w <- 1 / (1 + .07 * n^.6)
  sd <- switch(s, S1 = a, S2 = wan(x, n, s), S3 = w * a + (1 - w) * b)
  v <- sd^2 / switch(s, S1 = 1.01 + .25 / L, S2 = 1 + 1.58 / n, S3 = 1 + .28 / L)
  q <- sd^4 / switch(s, S1 = 1 + 2.23 / L, S2 = 1 + 19.2 / n^1.2, S3 = 1 + 3.93 / n)
  p <- switch(s, S1 = c(.565, .37, 2.26, 5.92, 1.48), S2 = c(.57, .75, 2.28, 12, 3), S3 = c(.405, .315, 1.62, 5.04, 1.26))
  mu <- luo(x, n, s)
  show(sprintf("lnorm/%s/%s/%d", name, s, n), log_mean = mu, log_sd = sqrt(v), mean = exp(mu + v / 2) / (1 + (p[1] * v + p[2] * q) / n),
       sd = sqrt(exp(2 * mu + 2 * v) / (1 + (p[3] * v + p[4] * q) / n) - exp(2 * mu + v) / (1 + (p[3] * v + p[5] * q) / n)))
}

## combined groups, logs, SD from differences
x <- c(3, 5, 8, 9, 1, 4, 4.5, 7, 12, 30); g <- rep(1:3, c(4, 4, 2))
show("combined", mean = mean(x), sd = sd(x))
show("t_test", p = t.test(x[1:4], x[5:10], var.equal = TRUE)$p.value, t = unname(t.test(x[1:4], x[5:10], var.equal = TRUE)$statistic),
     low = t.test(x[1:4], x[5:10], var.equal = TRUE)$conf.int[1], high = t.test(x[1:4], x[5:10], var.equal = TRUE)$conf.int[2],
     mean_low = t.test(x)$conf.int[1], mean_high = t.test(x)$conf.int[2],
     pooled = sqrt((3 * var(x[1:4]) + 5 * var(x[5:10])) / 8))
