# Step-function selection models with one step at p = .025, by maximum likelihood.
#
# metafor maximises with optim's BFGS. Its answer is then compared with Newton's method on a
# likelihood written here; `polished` is where the gradient of that likelihood is zero.

step_loglik <- function(par, y, v, greater) {
  mu <- par[1]; tau2 <- par[2]; delta <- par[3]; se <- sqrt(v); total <- sqrt(v + tau2); cut <- qnorm(0.975) * se
  significant <- if (greater) y > cut else y < -cut
  chance <- if (greater) pnorm(cut, mu, total, lower.tail = FALSE) else pnorm(-cut, mu, total)
  sum(dnorm(y, mu, total, log = TRUE) + ifelse(significant, 0, log(delta)) - log(chance + delta * (1 - chance)))
}

newton_step <- function(par, f) {
  H <- numDeriv::hessian(f, par); g <- numDeriv::grad(f, par)
  step <- solve(H, g); for (i in 1:30) { if (all((par - step)[2:3] > 0)) break; step <- step / 2 }
  par - step
}

polish <- function(start, u, greater) {
  f <- function(par) step_loglik(par, u$y, u$v, greater)
  for (i in 1:25) start <- newton_step(start, f)
  list(par = start, gradient = max(abs(numDeriv::grad(f, start))), loglik = f(start), hessian = -numDeriv::hessian(f, start))
}

# The highest likelihood at a given weight
best_at <- function(delta, u, greater) {
  f <- function(par) -step_loglik(c(par[1], exp(par[2]), delta), u$y, u$v, greater)
  -min(vapply(c(-6, -2, 2), function(t0) optim(c(mean(u$y), t0), f, control = list(maxit = 5000, reltol = 1e-12))$value, 0))
}

# Where the likelihood keeps rising: the answer is then the bound of the search, not of the data
bound_of <- function(u, greater) {
  at <- vapply(c(1e-6, 1e-3, 1, 1e3, 1e6), best_at, 0, u, greater)
  c("the weight goes to zero", "tau2 at zero", "the weight grows without end")[c(1, 1, 2, 3, 3)[which.max(at)]]
}

SELECTION <- c("estimate", "se", "ci_low", "ci_high", "tau2", "delta", "loglik", "lr_stat", "lr_pval")

selection_row <- function(name, u, direction) {
  label <- paste0("selmodel.", direction); key <- paste(name, label)
  base <- rma_tight(u$y, u$v, "ML")
  search <- list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-13, maxit = 2000)
  x <- attempt(selmodel(base, type = "stepfun", steps = 0.025, alternative = direction, control = search))
  greater <- direction == "greater"
  if (failed(x)) return(leave_out(key, paste0("at a bound, metafor's optimiser stops: ", bound_of(u, greater))))
  par <- c(x$beta, x$tau2, x$delta[2]); found <- par / c(u$s, u$s^2, 1)
  if (par[3] > 99 || par[3] < 1e-4 || par[2] < 1e-6) return(leave_out(key, paste("at a bound:", bound_of(u, greater)), found))
  p <- polish(par, u, greater)
  if (p$gradient > 1e-6 || max(abs(p$par - par) / p$par) > 1e-3) return(leave_out(key, "Newton's method disagrees", found))
  shift <- length(u$y) * log(u$s); ll0 <- c(logLik(base, REML = FALSE))
  lr <- max(0, 2 * (p$loglik - ll0)); se <- sqrt(solve(p$hessian)[1, 1])
  note_worst("selmodel loglik", abs(p$loglik - x$ll)); note_worst("selmodel estimate / se", abs(p$par[1] - x$beta[1]) / se)
  metafor <- c(c(x$beta, x$se, x$ci.lb, x$ci.ub) / u$s, found[2:3], x$ll + shift, x$LRT, x$LRTp)
  ends <- p$par[1] + c(-1, 1) * qnorm(0.975) * se
  polished <- c(c(p$par[1], se, ends) / u$s, p$par[2] / u$s^2, p$par[3], p$loglik + shift, lr, pchisq(lr, 1, lower.tail = FALSE))
  setNames(list(list(metafor = unname(metafor), polished = polished)), label)
}

selection <- function(name, u) c(selection_row(name, u, "less"), selection_row(name, u, "greater"))
