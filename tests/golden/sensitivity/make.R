# Golden values that metafor_sets does not hold: Rscript make.R writes inputs.csv and values.csv beside itself.

suppressMessages(library(metafor))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
tight <- list(threshold = 1e-14, maxiter = 1e5, tol = 1e-14)

seeded <- function(seed, k, shift, digits = 5) {
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  vi <- round(0.01 + rexp(k) * 0.08, digits)
  data.frame(yi = round(shift + rnorm(k) * sqrt(0.05 + vi), digits), vi = vi)
}

sets <- list(
  many = seeded(60, 60, 0.3), steps = seeded(40, 40, 0.35), below = within(seeded(41, 40, 0.35), yi <- -yi),
  ties = data.frame(yi = c(0.2, 0.2, 0.5, 0.5, -0.1, 0.8, 0.8, 0.2), vi = c(0.1, 0.1, 0.05, 0.05, 0.2, 0.02, 0.02, 0.1)),
  tied_v = data.frame(yi = c(0.31, 0.12, 0.55, 0.48, -0.11, 0.83), vi = c(0.1, 0.1, 0.05, 0.05, 0.2, 0.02))
)

out <- list()
row <- function(set, key, value) out[[length(out) + 1]] <<- data.frame(set = set, key = key, value = sprintf("%.17g", as.numeric(value)))

for (name in names(sets)) {
  y <- sets[[name]]$yi; v <- sets[[name]]$vi
  fit <- rma(y, v, control = tight)
  b <- suppressWarnings(ranktest(rma(y, v, method = "EE"))); row(name, "begg.tau", b$tau); row(name, "begg.pval", b$pval)
  for (side in c("greater", "less")) {
    t <- suppressWarnings(tes(y, v, alternative = side, alpha = 0.1, test = "chi2", find.lim = FALSE))
    row(name, paste0("tes.", side, ".observed"), t$O); row(name, paste0("tes.", side, ".expected"), t$E); row(name, paste0("tes.", side, ".chi2"), t$X2)
  }
  for (side in c("left", "right")) {
    t <- trimfill(fit, side = side, estimator = "R0", control = tight)
    row(name, paste0("trimfill.", side, ".k0"), t$k0); row(name, paste0("trimfill.", side, ".se_k0"), t$se.k0)
    row(name, paste0("trimfill.", side, ".p_k0"), t$p.k0); row(name, paste0("trimfill.", side, ".estimate"), t$beta)
  }
  row(name, "trimfill.L0.se_k0", trimfill(fit, side = "left", control = tight)$se.k0)
  row(name, "trimfill.Q0.se_k0", trimfill(fit, side = "left", estimator = "Q0", control = tight)$se.k0)
  row(name, "fsn.rosenthal", fsn(y, v, alpha = 0.01)$fsnum); row(name, "fsn.rosenberg", fsn(y, v, type = "Rosenberg", alpha = 0.01)$fsnum)
  row(name, "fsn.orwin", fsn(y, v, type = "Orwin", target = 0.07)$fsnum)
  pdf(NULL); b <- baujat(rma(y, v, test = "knha", control = tight)); dev.off()
  for (i in seq_along(y)) { row(name, paste0("baujat.x[", i, "]"), b$x[i]); row(name, paste0("baujat.y[", i, "]"), b$y[i]) }
}

models <- list(c("many", "greater", "0.025,0.5"), c("steps", "greater", "0.025,0.5"), c("steps", "greater", "0.01,0.1,0.5"), c("below", "less", "0.05"), c("below", "less", "0.025,0.3"))
for (m in models) {
  d <- sets[[m[1]]]; steps <- as.numeric(strsplit(m[3], ",")[[1]])
  s <- selmodel(rma(yi, vi, data = d, method = "ML", control = tight), type = "stepfun", alternative = m[2], steps = steps,
                control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-15, maxit = 5000))
  key <- paste("selmodel", m[2], m[3])
  values <- c(estimate = s$beta, se = s$se, ci_low = s$ci.lb, ci_high = s$ci.ub, tau2 = s$tau2, se_tau2 = s$se.tau2, loglik = c(logLik(s)), lr_stat = s$LRT, lr_pval = s$LRTp)
  for (n in names(values)) row(m[1], paste(key, n), values[[n]])
  for (i in seq_along(s$delta)) row(m[1], paste0(key, " weights[", i, "]"), s$delta[i])
}

write.csv(do.call(rbind, lapply(names(sets), function(n) cbind(set = n, sets[[n]]))), file.path(here, "inputs.csv"), row.names = FALSE, quote = FALSE)
write.csv(do.call(rbind, out), file.path(here, "values.csv"), row.names = FALSE)
cat(R.version.string, "metafor", as.character(packageVersion("metafor")), "\n")
