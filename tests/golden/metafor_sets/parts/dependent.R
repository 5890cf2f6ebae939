# Several effects of one study: rma.mv, and cluster-robust errors by clubSandwich.
#
# rma.mv maximises to about eight digits. Its variances are polished by Fisher scoring on a score written
# here, and rma.mv then fitted with those variances fixed; the distance it had moved is recorded.

codes <- function(x) as.integer(factor(x))

multilevel_sets <- function() {
  k <- dat.konstantopoulos2011; a <- dat.assink2016
  r <- escalc("ZCOR", ri = dat.crede2010$ri, ni = dat.crede2010$ni)
  b <- dat.bornmann2007
  o <- escalc("OR", ai = b$waward, n1i = b$wtotal, ci = b$maward, n2i = b$mtotal)
  list(
    konstantopoulos = list(source = "dat.konstantopoulos2011", yi = k$yi, vi = k$vi, outer = codes(k$district), inner = k$study),
    assink = list(source = "dat.assink2016", yi = a$yi, vi = a$vi, outer = a$study, inner = a$id),
    crede = list(source = "dat.crede2010, ZCOR", yi = c(r$yi) + 0, vi = r$vi, outer = dat.crede2010$studyid, inner = seq_along(r$yi)),
    bornmann = list(source = "dat.bornmann2007, log OR", yi = c(o$yi) + 0, vi = o$vi, outer = codes(b$study), inner = seq_along(o$yi))
  )
}

block <- function(id) outer(id, id, "==") + 0

score_and_information <- function(sigma2, d, blocks, method) {
  V <- diag(d$vi) + Reduce(`+`, Map(`*`, sigma2, blocks)); W <- solve(V); one_ <- rep(1, length(d$yi))
  P <- W - (W %*% one_) %*% (one_ %*% W) / sum(W); M <- if (method == "REML") P else W
  Py <- P %*% d$yi; MB <- lapply(blocks, function(B) M %*% B)
  score <- vapply(blocks, function(B) sum(Py * (B %*% Py)), 0) - vapply(MB, function(x) sum(diag(x)), 0)
  list(score = score / 2, information = outer(1:2, 1:2, Vectorize(function(i, j) sum(MB[[i]] * t(MB[[j]])) / 2)))
}

polish_sigma2 <- function(sigma2, d, blocks, method) {
  for (i in 1:60) {
    x <- score_and_information(sigma2, d, blocks, method)
    sigma2 <- pmax(0, sigma2 + solve(x$information, x$score))
  }
  if (any(sigma2 == 0)) stop("a variance at its bound")
  if (max(abs(x$score / sqrt(diag(x$information)))) > 1e-9) stop("scoring has not come to rest")
  sigma2
}

MV <- c("estimate", "se", "stat", "pval", "ci_low", "ci_high")
mv_row <- function(fit) c(fit$beta, fit$se, fit$zval, fit$pval, fit$ci.lb, fit$ci.ub)

multilevel_fit <- function(name, d, method) {
  blocks <- list(block(d$outer), block(d$inner)); rows <- as.data.frame(d[c("yi", "vi", "outer", "inner")])
  call_mv <- function(...) rma.mv(yi, vi, random = ~ 1 | outer/inner, data = rows, method = method, ...)
  loose <- call_mv(); sigma2 <- polish_sigma2(loose$sigma2, d, blocks, method)
  z <- call_mv(sigma2 = sigma2); t <- call_mv(sigma2 = sigma2, test = "t")
  contain <- call_mv(sigma2 = sigma2, test = "t", dfs = "contain")
  if (max(abs(sigma2 - loose$sigma2) / sigma2) > 1e-4 || logLik(z) < logLik(loose) - 1e-10) stop("polishing went astray")
  note_worst("rma.mv sigma2, metafor's own", max(abs(sigma2 - loose$sigma2) / sigma2))
  p <- predict(z); pt <- predict(t)
  list(fit = z, values = list(
    sigma2 = sigma2, sigma2_metafor = loose$sigma2, z = mv_row(z), t = mv_row(t), t_df = one(t$ddf),
    contain = mv_row(contain), contain_df = one(contain$ddf), pi_z = c(p$pi.lb, p$pi.ub), pi_t = c(pt$pi.lb, pt$pi.ub),
    loglik = one(c(logLik(z))), qe = c(z$QE, z$k - 1, z$QEp)
  ))
}

ROBUST <- c("estimate", "se", "stat", "df", "pval", "ci_low", "ci_high")

robust_rows <- function(fit, cluster, s = 1) {
  out <- lapply(c(CR0 = "CR0", CR1 = "CR1", CR2 = "CR2"), function(kind) {
    x <- clubSandwich::coef_test(fit, vcov = kind, cluster = cluster, test = "Satterthwaite")
    ci <- clubSandwich::conf_int(fit, vcov = kind, cluster = cluster)
    c(x$beta / s, x$SE / s, x$tstat, x$df_Satt, x$p_Satt, ci$CI_L / s, ci$CI_U / s)
  })
  m <- do.call(robust, list(fit, cluster = cluster, adjust = TRUE))
  c(lapply(out, unname), list(metafor_robust = unname(c(m$beta / s, m$se / s, m$zval, m$ddf, m$pval, m$ci.lb / s, m$ci.ub / s))))
}

dependent_set <- function(name, d) {
  out <- list(source = one(d$source))
  for (method in c("REML", "ML")) {
    fit <- multilevel_fit(name, d, method); out[[paste0("rma.mv.", method)]] <- fit$values
    if (method == "REML") out$robust.rma.mv <- robust_rows(fit$fit, d$outer)
  }
  u <- in_unit(d)
  for (method in c("REML", "DL", "EE")) {
    fit <- rma_tight(u$y, u$v, method); why <- disagreement(fit, u$y, u$v, NULL, method)
    if (!is.null(why)) stop(name, why)
    out[[paste0("robust.rma.", method)]] <- c(list(tau2 = one(fit$tau2 / u$s^2)), robust_rows(fit, d$outer, u$s))
  }
  out
}

singletons <- function(set) {
  u <- in_unit(set); fit <- rma_tight(u$y, u$v, "REML")
  rows <- robust_rows(fit, seq_along(u$y), u$s)
  list(source = one("every row its own cluster"), robust.rma.REML = c(list(tau2 = one(fit$tau2 / u$s^2)), rows))
}
