# What single studies do, and what small or missing studies may have done.

OUT <- c("estimate", "se", "stat", "pval", "ci_low", "ci_high", "q", "q_pval", "tau2", "i2", "h2")
OUT_POWER <- c(1, 1, 0, 0, 1, 1, 0, 0, 2, 0, 0)
INFLUENCE <- c("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "qe_del", "hat", "weight", "dfbs", "influential")

SENSITIVITY_SETS <- c("bcg_rr", "normand_smd", "raudenbush_smd", "molloy_zcor", "hine_rd", "collins_or",
                      "nielweise_or", "pritz_plo")

silent_plot <- function(expr) { pdf(NULL); on.exit(dev.off()); expr }

# leave1out and cumul refit at the tight control of the fit they are given. Every tau2 of theirs is compared
# with the second opinion on the same rows; one that differs takes its whole table out.
refits_agree <- function(tau2, rows, u, method) {
  exact <- vapply(rows, function(i) tau2_exact(u$y[i], u$v[i], NULL, method), 0)
  scale <- vapply(rows, function(i) if (length(i) > 1) typical(u$v[i]) else 1, 0)
  gap <- max(abs(tau2 - exact) / pmax(exact, scale)); note_worst("refits", gap)
  gap < 1e-10
}

columns_table <- function(x, names, s) {
  setNames(lapply(seq_along(names), function(j) as.numeric(x[[j]]) / s^OUT_POWER[j]), names)
}

# The same threshold serves every refit: the tightest at which all of them come to rest
settled <- function(u, method, test, f, tau2_of) {
  for (try in seq_len(nrow(TRIES))) {
    x <- attempt(f(call_rma(u$y, u$v, method, test, NULL, tight(u$y, 1, try))))
    if (!failed(x) && !anyNA(tau2_of(x))) break
  }
  x
}

refit_table <- function(name, u, kind, method, test) {
  k <- length(u$y); label <- paste(kind, method, test, sep = ".")
  x <- settled(u, method, test, if (kind == "leave1out") leave1out else function(fit) cumul(fit), function(x) x$tau2)
  rows <- lapply(seq_len(k), function(i) if (kind == "leave1out") setdiff(seq_len(k), i) else seq_len(i))
  if (!refits_agree(x$tau2, rows, u, method)) return(leave_out(paste(name, label), DIFFERS))
  setNames(list(columns_table(unclass(x)[1:11], OUT, u$s)), label)
}

influence_table <- function(name, u, method, test) {
  x <- settled(u, method, test, influence, function(x) x$inf$tau2.del)
  k <- length(u$y); d <- x$inf; label <- paste0("influence.", method, ".", test)
  rows <- lapply(seq_len(k), function(i) setdiff(seq_len(k), i))
  if (!refits_agree(d$tau2.del, rows, u, method)) return(leave_out(paste(name, label), DIFFERS))
  table <- list(d$rstudent, d$dffits, d$cook.d, d$cov.r, d$tau2.del / u$s^2, d$QE.del, d$hat, d$weight, x$dfbs[[1]],
                as.logical(x$is.infl))
  setNames(list(setNames(table, INFLUENCE)), label)
}

coordinates <- function(u, method) {
  fit <- rma_tight(u$y, u$v, method)
  b <- silent_plot(baujat(fit)); r <- silent_plot(radial(fit))
  out <- list(list(x = as.numeric(b$x), y = as.numeric(b$y)), list(x = as.numeric(r$x) * u$s, y = as.numeric(r$y)))
  setNames(out, paste0(c("baujat.", "radial."), method))
}

PREDICTORS <- c("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")
REGTEST <- c("stat", "df", "pval", "limit", "limit_low", "limit_high")

predictor_column <- function(u, predictor) {
  switch(predictor, sei = sqrt(u$v), vi = u$v, ni = u$ni, ninv = 1 / u$ni, sqrtni = sqrt(u$ni), sqrtninv = 1 / sqrt(u$ni))
}

egger_row <- function(name, u, predictor, model, test) {
  label <- paste0("regtest.", if (model == "lm") "lm" else paste0("rma.", test), ".", predictor)
  X <- cbind(1, predictor_column(u, predictor))
  fit <- rma_tight(u$y, u$v, "REML", test)
  x <- attempt(regtest(fit, model = model, predictor = predictor, ni = u$ni))
  if (failed(x)) return(leave_out(paste(name, label), x))
  why <- if (model == "rma") disagreement(x$fit, u$y, u$v, X, "REML")
  if (!is.null(why)) return(leave_out(paste(name, label), why))
  limit <- if (is.null(x$est)) c(NA, NA, NA) else c(x$est, x$ci.lb, x$ci.ub) / u$s
  setNames(list(unname(c(x$zval, if (is.null(x$ddf)) NA else x$ddf, x$pval, limit))), label)
}

small_study <- function(name, u) {
  out <- list()
  for (p in if (is.null(u$ni)) PREDICTORS[1:2] else PREDICTORS) {
    out <- c(out, egger_row(name, u, p, "lm", "z"), egger_row(name, u, p, "rma", "z"))
    if (p == "sei") out <- c(out, egger_row(name, u, p, "rma", "knha"))
  }
  b <- attempt(ranktest(rma_tight(u$y, u$v, "EE")))
  c(out, list(ranktest = unname(c(b$tau, b$pval))), pet_peese_rows(name, u))
}

PET_PEESE <- c("intercept", "intercept_se", "intercept_stat", "intercept_pval", "slope", "slope_se", "slope_stat", "slope_pval")

pet_peese_rows <- function(name, u) {
  row <- function(m, power) c(m[1, 1:2] / u$s, m[1, 3:4], m[2, 1:2] * u$s^(power - 1), m[2, 3:4])
  out <- list()
  for (part in c("pet", "peese")) {
    x <- if (part == "pet") sqrt(u$v) else u$v; power <- if (part == "pet") 1 else 2
    out[[paste0(part, ".lm")]] <- unname(row(coef(summary(lm(u$y ~ x, weights = 1 / u$v))), power))
    for (test in c("z", "knha")) {
      fit <- rma_tight(u$y, u$v, "REML", test, cbind(1, x)); why <- disagreement(fit, u$y, u$v, cbind(1, x), "REML")
      label <- paste0(part, ".rma.", test)
      if (!is.null(why)) leave_out(paste(name, label), why)
      else out[[label]] <- unname(row(cbind(c(fit$beta), fit$se, fit$zval, fit$pval), power))
    }
  }
  out
}

trim_fill <- function(name, u, method, estimator, side) {
  fit <- rma_tight(u$y, u$v, method); label <- paste(c("trimfill", method, estimator, side), collapse = ".")
  x <- attempt(trimfill(fit, estimator = estimator, side = side, control = tight(u$y)))
  if (failed(x) && estimator == "Q0") x <- "metafor stops: Q0 takes the root of a negative number"
  if (failed(x)) return(leave_out(paste(name, label), x))
  why <- disagreement(x, as.numeric(x$yi), x$vi, NULL, method)
  if (!is.null(why)) return(leave_out(paste(name, label), why))
  added <- list(k0 = one(x$k0), side = one(x$side), pooled = c(x$tau2 / u$s^2, x$beta / u$s, x$se / u$s))
  if (is.null(side)) return(setNames(list(added["side"]), label))
  if (x$k0 > 0 && method == "REML") added <- c(added, list(yi = as.numeric(x$yi)[x$fill] / u$s, vi = x$vi[x$fill] / u$s^2))
  setNames(list(added), label)
}

trim_fills <- function(name, u) {
  out <- list()
  for (method in c("REML", "EE")) {
    out <- c(out, trim_fill(name, u, method, "L0", NULL))
    for (e in c("L0", "R0", "Q0")) for (side in c("left", "right")) out <- c(out, trim_fill(name, u, method, e, side))
  }
  out
}

fail_safe <- function(u) {
  kinds <- c("Rosenthal", "Orwin", "Rosenberg")
  x <- lapply(kinds, function(kind) fsn(u$y, u$v, type = kind))
  setNames(lapply(x, function(f) c(f$fsnum, f$pval)), paste0("fsn.", kinds))
}

# Observed, expected, p of the test of excess significance; exact where that is under a million terms.
# `REML`: power at the REML mean, averaged over N(mu, tau2) within 5 tau (metafor's bounds: it loses 6e-7).
excess <- function(u) {
  row <- function(x) c(x$O, x$E, x$pval)
  ee <- tes(u$y, u$v, progbar = FALSE, find.lim = FALSE)
  re <- tes(rma_tight(u$y, u$v, "REML"), progbar = FALSE, find.lim = FALSE, rel.tol = 1e-12)
  chi <- tes(u$y, u$v, test = "chi2", find.lim = FALSE)
  list(tes.EE = row(ee), tes.EE.test = one(ee$test), tes.EE.chi2 = row(chi), tes.REML = row(re), tes.REML.test = one(re$test))
}

# metafor's hc with its quadrature at 1e-12 instead of 1e-4
henmi_copas <- function(u) {
  f <- getFromNamespace("hc.rma.uni", "metafor")
  finer <- list(integrate = function(...) stats::integrate(..., rel.tol = 1e-12))
  environment(f) <- list2env(finer, parent = asNamespace("metafor"))
  x <- f(rma_tight(u$y, u$v, "DL"), control = list(tol = 1e-14))
  list(hc = unname(c(x$beta, x$se, x$ci.lb, x$ci.ub)) / u$s)
}

permutation <- function(u) {
  if (length(u$y) > 10) return(list())
  out <- list()
  for (case in list(c("DL", "z"), c("DL", "knha"), c("REML", "z"), c("REML", "knha"))) {
    x <- attempt(permutest(rma_tight(u$y, u$v, case[1], case[2]), exact = TRUE, progbar = FALSE, retpermdist = TRUE))
    if (failed(x) || anyNA(unlist(x$zval.perm))) stop("a permutation did not converge")
    out[[paste0("permutest.", case[1], ".", case[2])]] <- one(x$pval)
  }
  out
}

sensitivity_set <- function(name, set) {
  u <- in_unit(set); out <- list()
  tables <- list(c("REML", "knha")); if (name %in% c("bcg_rr", "normand_smd")) tables <- c(tables, list(c("DL", "z"), c("REML", "z")))
  for (x in tables) {
    out <- c(out, influence_table(name, u, x[1], x[2]))
    for (kind in c("leave1out", "cumul")) out <- c(out, refit_table(name, u, kind, x[1], x[2]))
  }
  out <- c(out, coordinates(u, "EE")["baujat.EE"], coordinates(u, "REML"), small_study(name, u), trim_fills(name, u))
  c(out, fail_safe(u), excess(u), henmi_copas(u), permutation(u), selection(name, u))
}
