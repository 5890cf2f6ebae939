# The R side of the benchmark: reads one command per line, answers with one line.
#   data NAME K 0.1,0.2;0.01,0.02   effects, then variances, of one or more sets of K studies each
#   answer CALL NAME                the numbers of one call with these data, 17 digits
#   time CALL NAME N                seconds that N calls took, by R's own clock
suppressMessages(library(metafor))

# metafor's tolerances are absolute and loose; with these its answers agree with ours to 1e-8. trimfill keeps neither
# the tolerances nor the test of the fit unless it is told again.
control <- list(threshold = 1e-12, maxiter = 1000, tol = 1e-12)
pooled <- function(x, set) rma(x$yi[, set], x$vi[, set], method = "REML", test = "knha", control = control)

held <- list()
calls <- list(
  rma = function(x) pooled(x, 1),
  every_set = function(x) lapply(seq_len(ncol(x$yi)), function(set) pooled(x, set)),
  leave_one_out = function(x) leave1out(x$fit),
  influence = function(x) influence(x$fit),
  trim_and_fill = function(x) trimfill(x$fit, test = "knha", control = control),
  profile_likelihood = function(x) confint(x$fit, type = "PL", control = list(tol = 1e-12, maxiter = 1000)),
  gosh_dl = function(x) gosh(x$dl, progbar = FALSE),
  gosh_reml = function(x) gosh(x$fit, subsets = 500, seed = 1, progbar = FALSE)
)
of_fit <- function(x) c(x$beta, x$se, x$pval, x$ci.lb, x$ci.ub, x$tau2, x$QE, x$QEp)
of_gosh <- function(x) c(as.matrix(x$incl) %*% 2^(seq_len(ncol(x$incl)) - 1), x$res$estimate, x$res$tau2, x$res$I2 / 100, x$res$QE)
answers <- list(
  rma = of_fit,
  every_set = function(x) t(sapply(x, of_fit)),
  leave_one_out = function(x) unlist(unclass(x)[c("estimate", "se", "pval", "ci.lb", "ci.ub", "Q", "Qp", "tau2", "I2", "H2")]),
  influence = function(x) c(unlist(unclass(x$inf)[c("rstudent", "dffits", "cook.d", "cov.r", "tau2.del", "QE.del", "hat", "weight")]), unclass(x$dfbs)[[1]], as.numeric(x$is.infl)),
  trim_and_fill = function(x) c(x$k0, x$beta, x$se, x$pval, x$ci.lb, x$ci.ub, x$tau2),
  profile_likelihood = function(x) x$random[1, c("ci.lb", "ci.ub")],
  gosh_dl = of_gosh,
  gosh_reml = of_gosh
)

reply <- function(values) cat(paste(sprintf("%.17g", values), collapse = ","), "\n", sep = "")

input <- file("stdin", "r")
repeat {
  words <- strsplit(readLines(input, n = 1), " ")[[1]]
  if (!length(words) || words[1] == "quit") break
  if (words[1] == "data") {
    sides <- lapply(strsplit(strsplit(words[4], ";")[[1]], ","), function(side) matrix(as.numeric(side), as.integer(words[3])))
    x <- list(yi = sides[[1]], vi = sides[[2]])
    x$fit <- pooled(x, 1)
    x$dl <- rma(x$yi[, 1], x$vi[, 1], method = "DL")
    held[[words[2]]] <- x
    reply(ncol(x$yi))
  } else if (words[1] == "answer") {
    reply(answers[[words[2]]](suppressWarnings(calls[[words[2]]](held[[words[3]]]))))
  } else {
    call <- calls[[words[2]]]; x <- held[[words[3]]]; n <- as.integer(words[4])
    invisible(gc())
    start <- Sys.time()
    suppressWarnings(for (i in seq_len(n)) call(x))
    reply(as.numeric(difftime(Sys.time(), start, units = "secs")))
  }
  flush(stdout())
}
