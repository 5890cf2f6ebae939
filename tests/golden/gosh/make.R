# Reference answers for gosh and permutation_test: metafor 3.8-1 on R 4.2.2, Rscript make.R in this folder.
#
# gosh_metafor_3.8.1.csv: gosh() of the BCG trials (log risk ratios) under EE, DL and REML. `code` has bit i
# set where trial i + 1 is in the subset. Every 16th of the 8191 subsets is written, and the sums of each
# column over all of them (code "sum"). REML is run to convergence, with half steps.
# permutest_metafor_3.8.1.csv: permutest() with moderators, on the first trials of the same set; `missing`
# counts permutations in which metafor's REML did not converge.
suppressMessages({library(metafor); library(metadat)})
stopifnot(packageVersion("metafor") == "3.8.1")
tight <- list(threshold = 1e-12, maxiter = 1e5, stepadj = 0.5)
d <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)

columns <- list()
for (method in c("EE", "DL", "REML")) {
  g <- gosh(rma(yi, vi, data = d, method = method, control = tight), progbar = FALSE)
  code <- as.vector(as.matrix(g$incl) %*% 2^(0:12))
  found <- cbind(estimate = g$res$estimate, tau2 = g$res$tau2, i2 = g$res$I2 / 100, q = g$res$QE)[order(code), ]
  colnames(found) <- paste(method, colnames(found), sep = ".")
  columns[[method]] <- found
}
every <- do.call(cbind, columns)
every <- every[, colnames(every) != "EE.tau2"]
stopifnot(!anyNA(every), nrow(every) == 8191)
digits <- function(x) apply(x, 2, function(column) sprintf("%.12g", column))
rows <- seq(1, 8191, 16)
out <- rbind(cbind(code = rows, digits(every[rows, ])), c("sum", digits(t(colSums(every)))))
write.csv(out, "gosh_metafor_3.8.1.csv", row.names = FALSE, quote = FALSE)

lines <- list()
for (case in list(list(7, ~ablat), list(9, ~alloc), list(6, ~ablat + year)))
  for (method in c("EE", "DL", "ML", "REML"))
    for (test in c("z", "knha")) {
      fit <- rma(yi, vi, mods = case[[2]], data = d[seq_len(case[[1]]), ], method = method, test = test, control = tight)
      p <- suppressWarnings(permutest(fit, exact = TRUE, progbar = FALSE))
      lines[[length(lines) + 1]] <- data.frame(
        k = case[[1]], mods = gsub(" ", "", as.character(case[[2]])[2]), method = method, test = test,
        permutations = nrow(p$zval.perm), missing = sum(is.na(p$zval.perm[, 1])),
        pval = paste(sprintf("%.12g", p$pval), collapse = " "), qmp = sprintf("%.12g", p$QMp))
    }
write.csv(do.call(rbind, lines), "permutest_metafor_3.8.1.csv", row.names = FALSE, quote = FALSE)
