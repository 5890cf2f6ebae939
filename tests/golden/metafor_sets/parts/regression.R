# Meta-regression and subgroups. Moderators stand in inputs.json as columns (text for categories, whose
# reference is the first level in alphabetical order) and as the design matrix that R made of them.

REGRESSION <- list(
  bcg_rr = list("ablat", c("ablat", "year"), "alloc", c("ablat", "year", "ablat:year")),
  raudenbush_smd = list("weeks", c("weeks", "setting"), c("weeks", "tester", "weeks:tester")),
  molloy_zcor = list("meanage", c("controls", "design"), c("meanage", "controls", "meanage:controls")),
  crede_zcor = list("criterion", c("criterion", "source"), c("year", "criterion")),
  baskerville_smd = list("tailor", c("tailor", "duration"), c("design", "outcomes"))
)
REGRESSION_NEW <- 3 # predictions at the first three rows and at the mean of every column of the design

SUBGROUPS <- list(bcg_rr = "alloc", raudenbush_smd = "tester", molloy_zcor = "a_measure", crede_zcor = "criterion",
                  baskerville_smd = "tailor")

moderator_tables <- function() {
  list(bcg_rr = dat.bcg[c("ablat", "year", "alloc")], raudenbush_smd = dat.raudenbush1985[c("weeks", "setting", "tester")],
       molloy_zcor = dat.molloy2014[c("meanage", "controls", "design", "a_measure")],
       crede_zcor = dat.crede2010[c("year", "criterion", "source")],
       baskerville_smd = dat.baskerville2012[c("tailor", "duration", "design", "outcomes")])
}

plain <- function(d) lapply(as.list(d), function(x) if (is.character(x) || is.factor(x)) as.character(x) else as.numeric(x))

design <- function(d, terms) {
  X <- model.matrix(as.formula(paste("~", paste(terms, collapse = " + "))), as.data.frame(plain(d)))
  colnames(X)[1] <- "intercept"
  X
}

new_rows <- function(X) rbind(X[seq_len(REGRESSION_NEW), ], colMeans(X))

# REML with every test, covariance and predictions; the other estimators with their coefficients alone
regression_tests <- function(u, X, method, test) {
  fit <- rma_tight(u$y, u$v, method, test, X, btt = 2:ncol(X))
  p <- predict(fit, newmods = new_rows(X)[, -1, drop = FALSE])
  out <- list(coef = c(fit$beta) / u$s, se = fit$se / u$s, stat = fit$zval, pval = fit$pval,
              ci_low = fit$ci.lb / u$s, ci_high = fit$ci.ub / u$s, qm = c(fit$QM, fit$QMdf, fit$QMp))
  if (method != "REML") return(out)
  c(out, list(vcov = unname(fit$vb) / u$s^2, predict = unname(rbind(p$pred, p$se, p$ci.lb, p$ci.ub, p$pi.lb, p$pi.ub)) / u$s))
}

vif_row <- function(fit) vapply(vif(fit)$vif, function(x) if (is.list(x)) x$vif else x, 0)

regression_case <- function(name, u, d, terms, method) {
  X <- design(d, terms); key <- paste(c(terms, method), collapse = " ")
  fit <- rma_tight(u$y, u$v, method, "z", X)
  why <- disagreement(fit, u$y, u$v, X, method)
  if (!is.null(why)) return(leave_out(paste(name, key), why))
  null_tau2 <- tau2_exact(u$y, u$v, NULL, method); r2 <- max(0, 100 * (null_tau2 - fit$tau2) / null_tau2)
  if (abs(r2 - fit$R2) > 1e-8) stop("R2 differs: ", key, r2, " ", fit$R2)
  common <- list(terms = terms, method = one(method), tau2 = one(fit$tau2 / u$s^2), se_tau2 = one(fit$se.tau2 / u$s^2),
                 i2 = one(fit$I2), h2 = one(fit$H2), r2 = one(fit$R2), qe = c(fit$QE, fit$k - fit$p, fit$QEp),
                 vif = if (ncol(X) > 2) vif_row(fit) else NULL)
  wanted <- if (method == "REML") c(z = "z", knha = "knha") else c(z = "z")
  tests <- lapply(wanted, function(test) regression_tests(u, X, method, test))
  setNames(list(c(common[!vapply(common, is.null, TRUE)], tests)), key)
}

regression_set <- function(name, set, d) {
  u <- in_unit(set); out <- list()
  for (terms in REGRESSION[[name]]) out <- c(out, regression_case(name, u, d, terms, "REML"))
  for (method in c("ML", "DL", "PM")) out <- c(out, regression_case(name, u, d, REGRESSION[[name]][[2]], method))
  out
}

designs <- function(d, name) {
  keys <- vapply(REGRESSION[[name]], paste, "", collapse = " ")
  one_design <- function(X) list(names = colnames(X), X = unname(X), new = unname(new_rows(X)))
  setNames(lapply(REGRESSION[[name]], function(terms) one_design(design(d, terms))), keys)
}

GROUP <- c("k", "estimate", "se", "ci_low", "ci_high", "pval", "tau2", "q", "q_pval", "i2")

group_fit <- function(u, rows, method, test) rma_tight(u$y[rows], u$v[rows], method, test)

mean_row <- function(k, fit, s, i = 1) c(k, fit$beta[i] / s, fit$se[i] / s, fit$ci.lb[i] / s, fit$ci.ub[i] / s, fit$pval[i])

group_row <- function(fit, s) c(mean_row(fit$k, fit, s), fit$tau2 / s^2, fit$QE, fit$QEp, fit$I2)

separate <- function(name, u, by, method, test) {
  levels <- sort(unique(by)); rows <- lapply(levels, function(l) which(by == l))
  fits <- lapply(rows, function(r) group_fit(u, r, method, test))
  for (i in seq_along(fits)) {
    why <- disagreement(fits[[i]], u$y[rows[[i]]], u$v[rows[[i]]], NULL, method)
    if (!is.null(why)) stop(name, why)
  }
  est <- vapply(fits, function(f) c(f$beta), 0); se <- vapply(fits, function(f) f$se, 0)
  between <- rma(est, se^2, method = "EE")
  c(setNames(lapply(fits, group_row, u$s), levels), list(between = c(between$QE, length(levels) - 1, between$QEp)))
}

# One tau2 for all: the means of the groups from a model without intercept, Q between from one with it
common <- function(u, by, method, test) {
  levels <- sort(unique(by)); dummies <- outer(by, levels, "==") + 0
  means <- rma_tight(u$y, u$v, method, test, dummies); contrast <- cbind(1, dummies[, -1, drop = FALSE])
  between <- rma_tight(u$y, u$v, method, test, contrast, btt = seq_along(levels)[-1])
  rows <- lapply(seq_along(levels), function(i) mean_row(sum(dummies[, i]), means, u$s, i))
  c(setNames(rows, levels), list(tau2 = one(means$tau2 / u$s^2), between = c(between$QM, between$QMdf, between$QMp)))
}

subgroup_set <- function(name, set, d) {
  u <- in_unit(set); by <- as.character(d[[SUBGROUPS[[name]]]]); out <- list(by = one(SUBGROUPS[[name]]))
  for (method in c("REML", "DL")) for (test in c("z", "knha")) {
    out[[paste("separate", method, test)]] <- separate(name, u, by, method, test)
    out[[paste("common", method, test)]] <- common(u, by, method, test)
  }
  out
}
