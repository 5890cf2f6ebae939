# metafor 3.8-1: meta-regression of dat.bcg (log RR) by every estimator and test, joint tests, inflation.
# Writes regression_metafor_3.8.1.csv: key, value (17 digits).
suppressMessages({ library(metafor); library(metadat) })
d <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
d$later <- d$year - 1948 # metafor loses six digits to years near 2000; the slopes are the same
rows <- list()
keep <- function(key, x) for (i in seq_along(x)) rows[[length(rows) + 1]] <<- sprintf("%s[%d],%.17g", key, i, x[i])
tight <- list(threshold = 1e-14, maxiter = 1e5, tol = 1e-14, stepadj = 0.5)
fit <- function(mods, method, test, ...) rma(yi, vi, mods = mods, data = d, method = method, test = test, control = tight, ...)

for (method in c("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")) {
  f <- fit(~ ablat + later, method, "z")
  keep(paste0(method, ".tau2"), f$tau2); if (method != "EE") keep(paste0(method, ".se_tau2"), f$se.tau2)
  keep(paste0(method, ".i2"), f$I2); keep(paste0(method, ".h2"), f$H2); keep(paste0(method, ".r2"), f$R2)
  keep(paste0(method, ".qe"), f$QE); keep(paste0(method, ".qe_pval"), f$QEp); keep(paste0(method, ".coef"), f$beta)
  for (test in c("z", "t", "knha", "adhoc")) {
    f <- suppressWarnings(fit(~ ablat + later, method, test)); key <- paste0(method, ".", test, ".")
    keep(paste0(key, "se"), f$se); keep(paste0(key, "pval"), f$pval); keep(paste0(key, "ci_low"), f$ci.lb)
    keep(paste0(key, "qm"), f$QM); keep(paste0(key, "qm_pval"), f$QMp)
  }
}
f <- fit(~ ablat + alloc, "REML", "knha")
for (v in vif(f, btt = list("ablat", "alloc"))$vif) keep("gvif", v$vif)
a <- anova(f, btt = 3:4); keep("alloc.stat", a$QM); keep("alloc.df", a$QMdf); keep("alloc.pval", a$QMp)
f <- fit(~ ablat * alloc, "REML", "knha"); keep("interaction.coef", f$beta); keep("interaction.se", f$se)
a <- anova(f, btt = 5:6); keep("interaction.stat", a$QM); keep("interaction.pval", a$QMp)
f <- fit(~ 0 + alloc, "REML", "knha"); keep("cells.coef", f$beta); keep("cells.qm", f$QM); keep("cells.qm_pval", f$QMp)
writeLines(c("key,value", unlist(rows)), "regression_metafor_3.8.1.csv")
