# Counts: Mantel-Haenszel, Peto, the binomial-normal model of proportions, and proportions carried back.

MH <- c("estimate", "se", "stat", "pval", "ci_low", "ci_high", "q", "q_df", "q_pval")
mh_row <- function(x) c(x$beta, x$se, x$zval, x$pval, x$ci.lb, x$ci.ub, x$QE, x$k.yi - 1, x$QEp)

MH_TABLES <- c("bcg", "nielweise", "hahn", "lee", "zeros")

mantel_haenszel_set <- function(name, tables) {
  d <- tables[[name]][RAW_NAMES$table]; out <- list()
  for (m in c("OR", "RR", "RD")) out[[m]] <- mh_row(suppressWarnings(do.call(rma.mh, c(d, list(measure = m)))))
  x <- suppressWarnings(do.call(rma.mh, c(d, list(measure = "OR"))))
  out$OR_tests <- list(cmh = c(x$MH, x$MHp), tarone = c(x$TA, x$TAp), breslow_day = c(x$BD, x$BDp))
  out$PETO <- mh_row(suppressWarnings(do.call(rma.peto, d)))
  out
}

# Nodes and weights of Gauss-Hermite quadrature for the standard normal (Golub and Welsch 1969)
hermite <- function(n) {
  off <- sqrt(seq_len(n - 1)); J <- diag(0, n); J[cbind(1:(n - 1), 2:n)] <- off; J[cbind(2:n, 1:(n - 1))] <- off
  e <- eigen(J, symmetric = TRUE)
  list(z = e$values, w = e$vectors[1, ]^2)
}

# Adaptive quadrature of the marginal likelihood: logit of study i is N(b, tau2), n nodes about each mode
glmm_loglik <- function(b, tau, xi, ni, rule) {
  z <- rep(0, length(xi))
  for (i in 1:100) {
    p <- plogis(b + tau * z); step <- (tau * (xi - ni * p) - z) / (tau^2 * ni * p * (1 - p) + 1); z <- z + step
    if (max(abs(step)) < 1e-14) break
  }
  p <- plogis(b + tau * z); width <- 1 / sqrt(tau^2 * ni * p * (1 - p) + 1)
  nodes <- outer(width, rule$z) + z
  base <- matrix(dnorm(rule$z, log = TRUE), length(xi), length(rule$z), byrow = TRUE)
  logs <- dbinom(xi, ni, plogis(b + tau * nodes), log = TRUE) + dnorm(nodes, log = TRUE) - base
  top <- apply(logs, 1, max)
  sum(top + log(width * (exp(logs - top) %*% rule$w)))
}

glmm_exact <- function(start, xi, ni, nodes) {
  rule <- hermite(nodes); f <- function(par) glmm_loglik(par[1], par[2], xi, ni, rule)
  for (i in 1:15) start <- start - solve(numDeriv::hessian(f, start), numDeriv::grad(f, start))
  if (max(abs(numDeriv::grad(f, start))) > 1e-7) stop("Newton's method has not come to rest")
  c(start[1], sqrt(solve(-numDeriv::hessian(f, start))[1, 1]), start[2]^2, f(start))
}

# metafor's log-likelihood is left out: it takes the deviance of lme4, which is conditional on the random effects
GLMM <- c("estimate", "se", "tau2", "loglik")

glmm_set <- function(xi, ni) {
  row <- function(n) { x <- rma.glmm(measure = "PLO", xi = xi, ni = ni, nAGQ = n); c(x$beta, x$se, x$tau2, NA) }
  metafor <- list(nAGQ_7 = unname(row(7)), nAGQ_50 = unname(row(50)))
  exact <- glmm_exact(c(metafor$nAGQ_50[1], sqrt(metafor$nAGQ_50[3])), xi, ni, 81)
  coarse <- glmm_exact(c(exact[1], sqrt(exact[3])), xi, ni, 7)
  note_worst("glmm estimate / se", abs(exact[1] - metafor$nAGQ_50[1]) / exact[2])
  note_worst("glmm tau2", abs(exact[3] / metafor$nAGQ_50[3] - 1))
  c(metafor, list(polished_7 = coarse, polished_81 = exact))
}

BACK <- c("pred", "ci_low", "ci_high", "pi_low", "pi_high")

proportion_row <- function(name, measure, xi, ni, method, test) {
  d <- escalc(measure, xi = xi, ni = ni); u <- in_unit(list(yi = as.numeric(d$yi), vi = as.numeric(d$vi)))
  why <- disagreement(rma_tight(u$y, u$v, method), u$y, u$v, NULL, method)
  if (!is.null(why)) stop(name, why)
  p <- predict(rma_tight(u$y, u$v, method, test)); x <- c(p$pred, p$ci.lb, p$ci.ub, p$pi.lb, p$pi.ub) / u$s
  switch(measure, PLO = transf.ilogit(x), PAS = transf.iarcsin(x), PFT = vapply(x, transf.ipft.hm, 0, targs = list(ni = ni)))
}

proportions_set <- function(name, xi, ni) {
  out <- list()
  for (m in c("PLO", "PAS", "PFT")) for (method in c("REML", "DL")) for (test in c("z", "knha")) {
    out[[paste(m, method, test)]] <- unname(proportion_row(name, m, xi, ni, method, test))
  }
  d <- escalc("PFT", xi = xi, ni = ni); out$PFT_each <- as.numeric(transf.ipft(d$yi, ni))
  out
}
