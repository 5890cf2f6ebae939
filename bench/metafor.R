# The R side of the benchmark: reads one command per line, answers with one line.
#   data 0.1,0.2;0.01,0.02     effects, then variances
#   answer NAME                the numbers of one call, 17 digits
#   time NAME N                seconds that N calls took, by R's own clock
suppressMessages(library(metafor))

# metafor's tolerances are absolute and loose; with these its answers agree with ours to 1e-8. trimfill keeps neither
# the tolerances nor the test of the fit unless it is told again.
control <- list(threshold = 1e-12, maxiter = 1000, tol = 1e-12)

fit <- NULL
calls <- list(
  leave_one_out = function() leave1out(fit),
  influence = function() influence(fit),
  trim_and_fill = function() trimfill(fit, test = "knha", control = control),
  profile_likelihood = function() confint(fit, type = "PL", control = list(tol = 1e-12, maxiter = 1000)),
  rma = function() rma(yi, vi, method = "REML", test = "knha", control = control)
)
answers <- list(
  leave_one_out = function(x) unlist(unclass(x)[c("estimate", "se", "pval", "ci.lb", "ci.ub", "Q", "Qp", "tau2", "I2", "H2")]),
  influence = function(x) c(unlist(unclass(x$inf)[c("rstudent", "dffits", "cook.d", "cov.r", "tau2.del", "QE.del", "hat", "weight")]), unclass(x$dfbs)[[1]], as.numeric(x$is.infl)),
  trim_and_fill = function(x) c(x$k0, x$beta, x$se, x$pval, x$ci.lb, x$ci.ub, x$tau2),
  profile_likelihood = function(x) x$random[1, c("ci.lb", "ci.ub")],
  rma = function(x) c(x$beta, x$se, x$pval, x$ci.lb, x$ci.ub, x$tau2, x$QE, x$QEp)
)

reply <- function(values) cat(paste(sprintf("%.17g", values), collapse = ","), "\n", sep = "")

input <- file("stdin", "r")
repeat {
  words <- strsplit(readLines(input, n = 1), " ")[[1]]
  if (!length(words) || words[1] == "quit") break
  if (words[1] == "data") {
    sides <- lapply(strsplit(strsplit(words[2], ";")[[1]], ","), as.numeric)
    yi <- sides[[1]]; vi <- sides[[2]]
    fit <- calls$rma()
    reply(length(yi))
  } else if (words[1] == "answer") {
    reply(answers[[words[2]]](suppressWarnings(calls[[words[2]]]())))
  } else {
    call <- calls[[words[2]]]; n <- as.integer(words[3])
    invisible(gc())
    start <- Sys.time()
    suppressWarnings(for (i in seq_len(n)) call())
    reply(as.numeric(difftime(Sys.time(), start, units = "secs")))
  }
  flush(stdout())
}
