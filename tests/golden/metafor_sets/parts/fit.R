# Fitting: metafor at tight tolerance, in a unit in which that tolerance means something.
#
# metafor's tolerances are absolute. Each set is therefore multiplied by a power of two that brings the
# median variance near 1, fitted, and the answers divided by it again. A power of two changes no digit.

ledger <- new.env()
ledger$out <- list(); ledger$worst <- list(); ledger$count <- 0

leave_out <- function(key, reason, metafor = NA, exact = NA) {
  ledger$out[[key]] <- c(list(reason = one(reason)), if (!all(is.na(metafor))) list(metafor = as.numeric(metafor)),
                         if (!all(is.na(exact))) list(exact = as.numeric(exact)))
  NULL
}

note_worst <- function(what, difference) {
  if (is.finite(difference)) ledger$worst[[what]] <- max(ledger$worst[[what]], difference)
}

unit_of <- function(vi) 2^round(-log2(median(vi)) / 2)

in_unit <- function(set) {
  s <- unit_of(set$vi)
  list(y = set$yi * s, v = set$vi * s^2, s = s, ni = set$ni)
}

# Fisher scoring can circle for ever: then half steps, then a looser threshold
TRIES <- data.frame(factor = c(1, 1, 10, 100, 1000, 10000), stepadj = c(1, 0.5, 0.5, 0.5, 0.5, 0.5))

tight <- function(y, p = 1, try = 1) {
  k <- length(y); size <- sum((y - mean(y))^2)
  list(threshold = 1e-14 * TRIES$factor[try] * max(1, size / max(1, k - 1)), stepadj = TRIES$stepadj[try],
       maxiter = 3000, tol = 1e-14, evtol = 1e-15,
       tau2.max = max(1, if (k > p) 2 * size / qchisq(0.01, k - p) else 1))
}

attempt <- function(expr) tryCatch(suppressWarnings(expr), error = function(e) gsub("\\s+", " ", conditionMessage(e)))

failed <- function(x) is.character(x)

call_rma <- function(y, v, method, test, X, control, ...) {
  attempt(if (is.null(X)) rma(y, v, method = method, test = test, control = control, ...)
          else rma(y, v, mods = X, intercept = FALSE, method = method, test = test, control = control, ...))
}

# The tightest threshold at which Fisher scoring comes to rest. Beside the bound it halves its steps and
# stops short, at 1e-15 or so: started at zero it stays there, if zero is where it belongs.
rma_tight <- function(y, v, method, test = "z", X = NULL, ...) {
  for (try in seq_len(nrow(TRIES))) {
    control <- tight(y, columns_of(X), try)
    fit <- call_rma(y, v, method, test, X, control, ...)
    if (!failed(fit) || !grepl("converge", fit)) break
  }
  if (failed(fit) || !(method %in% c("ML", "REML", "EB")) || fit$tau2 > 1e-6 * min(v)) return(fit)
  call_rma(y, v, method, test, X, c(control, tau2.init = 0), ...)
}

# Why a fit cannot stand, or NULL. Differences are measured against the typical sampling variance and the
# standard error: relative to zero nothing is exact.
disagreement <- function(fit, y, v, X = NULL, method = fit$method) {
  if (failed(fit)) return(fit)
  if (length(y) <= columns_of(X)) return(NULL)
  exact <- tau2_exact(y, v, X, method); f <- wls(exact, y, v, X)
  gap <- c(tau2 = abs(fit$tau2 - exact) / max(exact, typical(v)))
  if (fit$test == "z" && is.null(fit$weights)) gap <- c(gap, estimate = max(abs(fit$beta - f$beta) / fit$se))
  if (fit$test == "z" && columns_of(X) == 1) gap <- c(gap, se = abs(fit$se * sqrt(sum(f$w)) - 1))
  bad <- names(gap)[gap > 1e-10]
  if (length(bad) == 0) { for (n in names(gap)) note_worst(n, gap[[n]]); return(NULL) }
  sprintf("%s differs from the second opinion by %.1e", bad[1], gap[[bad[1]]])
}
