# User weights in metafor: Knapp-Hartung factor, standard errors, intervals.
# Run:  Rscript weights.R > weights_metafor_3.8.1.csv   (in this folder)
suppressMessages(library(metafor))
d <- read.csv("bcg.csv")
d <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = d)
tight <- list(threshold = 1e-14, maxiter = 1e5, tol = 1e-14)
cat("method,test,what,value\n")
for (m in c("EE", "DL", "REML")) for (t in c("z", "knha", "adhoc")) {
  a <- suppressWarnings(rma(yi, vi, data = d, weights = seq_len(nrow(d)), method = m, test = t, control = tight))
  for (w in c("beta", "se", "pval", "ci.lb", "ci.ub", "tau2", "QE", "I2"))
    cat(sprintf("%s,%s,%s,%.17g\n", m, t, w, a[[w]]))
}
