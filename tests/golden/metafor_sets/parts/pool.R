# One set, every estimator, every test: tau2, the mean, its intervals, heterogeneity, intervals of tau2.

METHODS <- c("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")
FIT <- c("tau2", "se_tau2", "estimate", "i2", "h2")
TEST <- c("se", "pval", "ci_low", "ci_high", "pi_low", "pi_high", "riley_low", "riley_high")
T_METHODS <- c("EE", "DL", "REML") # the t quantile does not depend on the estimator
T_TEST <- c("pval", "ci_low", "ci_high", "pi_low", "pi_high") # se and Riley's interval are those of z

fit_row <- function(fit, s) {
  c(fit$tau2 / s^2, if (is.null(fit$se.tau2)) NA else fit$se.tau2 / s^2, fit$beta / s, fit$I2, fit$H2)
}

test_row <- function(fit, s) {
  p <- attempt(predict(fit)); r <- attempt(predict(fit, pi.type = "riley"))
  ends <- function(x) if (failed(x)) c(NA, NA) else c(x$pi.lb, x$pi.ub) / s
  c(fit$se / s, fit$pval, fit$ci.lb / s, fit$ci.ub / s, ends(p), ends(r))
}

same <- function(a, b) {
  parts <- c("se", "ci.lb", "ci.ub")
  isTRUE(all.equal(unlist(a[parts]), unlist(b[parts]), tolerance = 1e-15))
}

# Which of the two the ad hoc rule picks: Knapp-Hartung where its factor is at least 1, else t
ad_hoc <- function(tests) if (same(tests$adhoc, tests$knha)) "knha" else if (same(tests$adhoc, tests$t)) "t" else stop("neither")

method_rows <- function(name, u, method) {
  z <- rma_tight(u$y, u$v, method)
  why <- disagreement(z, u$y, u$v, method = method)
  if (!is.null(why)) {
    exact <- tau2_exact(u$y, u$v, NULL, method); f <- wls(exact, u$y, u$v)
    found <- if (failed(z)) NA else c(z$tau2 / u$s^2, z$beta / u$s, z$se / u$s)
    leave_out(paste(name, method), why, found, c(exact / u$s^2, f$beta / u$s, 1 / sqrt(sum(f$w)) / u$s))
    return(list())
  }
  tests <- lapply(c(t = "t", knha = "knha", adhoc = "adhoc"), function(test) rma_tight(u$y, u$v, method, test))
  if (any(vapply(tests, failed, TRUE))) stop(name, method, tests)
  rows <- list(fit_row(z, u$s), test_row(z, u$s), test_row(tests$knha, u$s), one(ad_hoc(tests)))
  rows <- setNames(rows, paste0(method, c("", ".z", ".knha", ".adhoc")))
  if (method %in% T_METHODS) rows[[paste0(method, ".t")]] <- test_row(tests$t, u$s)[2:6]
  rows
}

DIFFERS <- "differs from the second opinion"

distance <- function(found, exact, v) max(abs(found - exact) / pmax(exact, typical(v)))

q_row <- function(name, u) {
  fit <- rma_tight(u$y, u$v, "EE"); exact <- q_at(0, u$y, u$v)
  if (abs(fit$QE - exact) > 1e-10 * max(1, exact)) return(leave_out(paste(name, "Q"), DIFFERS, fit$QE, exact))
  list(Q = c(fit$QE, length(u$y) - 1, fit$QEp, fit$I2, fit$H2))
}

q_profile <- function(name, u) {
  k <- length(u$y); fit <- rma_tight(u$y, u$v, "DL")
  out <- attempt(confint(fit, control = list(tol = 1e-14, maxiter = 10000)))
  if (failed(out)) return(leave_out(paste(name, "QP"), out))
  ends <- unname(out$random[1, 2:3])
  if (out$ub.sign == ">") stop("the Q-profile interval is capped: ", name)
  exact <- c(profile_end(u$y, u$v, NULL, qchisq(0.975, k - 1)), profile_end(u$y, u$v, NULL, qchisq(0.025, k - 1)))
  exact[is.na(exact)] <- 0
  gap <- distance(ends, exact, u$v)
  if (gap > 1e-10) return(leave_out(paste(name, "QP"), DIFFERS, ends / u$s^2, exact / u$s^2))
  note_worst("QP", gap)
  c(list(QP = ends / u$s^2), if (isTRUE(out$ci.null)) list(QP_empty = one(TRUE)))
}

profile_likelihood <- function(name, u, method) {
  key <- paste0("PL.", method); fit <- rma_tight(u$y, u$v, method)
  if (!is.null(disagreement(fit, u$y, u$v, method = method))) return(leave_out(paste(name, key), "the fit itself is left out"))
  exact <- likelihood_ends(fit$tau2, u$y, u$v, NULL, method)
  out <- attempt(confint(fit, type = "PL", control = list(tol = 1e-14, maxiter = 10000, tau2.max = 2 * exact[2] + 1)))
  if (failed(out)) return(leave_out(paste(name, key), out, exact = exact / u$s^2))
  ends <- unname(out$random[1, 2:3])
  gap <- distance(ends, exact, u$v)
  if (is.na(gap) || gap > 1e-9) return(leave_out(paste(name, key), DIFFERS, ends / u$s^2, exact / u$s^2))
  note_worst("PL", gap)
  setNames(list(ends / u$s^2), key)
}

log_likelihood <- function(name, u, method) {
  fit <- rma_tight(u$y, u$v, method); k <- length(u$y)
  if (!is.null(disagreement(fit, u$y, u$v, method = method))) return(NULL)
  rows <- k - (method == "REML")
  setNames(list(one(c(logLik(fit, REML = method == "REML")) + rows * log(u$s))), paste0("loglik.", method))
}

generalised_q <- function(name, u, label, a) {
  fit <- attempt(rma(u$y, u$v, method = "GENQ", weights = a, control = tight(u$y)))
  if (failed(fit)) return(leave_out(paste(name, label), fit))
  P <- diag(a) - outer(a, a) / sum(a); r <- u$y - sum(a * u$y) / sum(a)
  exact <- max(0, (sum(a * r^2) - sum(diag(P) * u$v)) / sum(diag(P)))
  if (distance(fit$tau2, exact, u$v) > 1e-10) return(leave_out(paste(name, label), DIFFERS, fit$tau2 / u$s^2, exact / u$s^2))
  ends <- genq_ends(u$y, u$v, a); empty <- is.na(ends[2]); ends[is.na(ends)] <- 0
  rows <- list(c(fit$tau2 / u$s^2, fit$se.tau2 / u$s^2, fit$beta / u$s, fit$se / u$s, ends / u$s^2))
  c(setNames(rows, label), if (empty) setNames(list(one(TRUE)), paste0(label, "_empty")))
}

pool_set <- function(name, set) {
  u <- in_unit(set); k <- length(u$y)
  out <- do.call(c, lapply(METHODS, function(m) method_rows(name, u, m)))
  if (k == 1) return(out)
  out <- c(out, q_row(name, u), q_profile(name, u))
  if (k <= 150) {
    out <- c(out, profile_likelihood(name, u, "ML"), profile_likelihood(name, u, "REML"),
             generalised_q(name, u, "GENQ.1/v", 1 / u$v), generalised_q(name, u, "GENQ.1/sqrt(v)", 1 / sqrt(u$v)))
  } else leave_out(paste(name, "PL and GENQ"), "metafor's matrices of k x k take minutes")
  c(out, log_likelihood(name, u, "ML"), log_likelihood(name, u, "REML"))
}
