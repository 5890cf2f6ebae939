# Two arms measured before and after: lm() on single values constructed to have exactly the given
# moments (MASS::mvrnorm(empirical = TRUE)), so that the answer does not depend on the seed.
# Run:  Rscript make.R > ancova.csv   (R 4.2.2, MASS 7.3-58.2)
suppressMessages(library(MASS))
set.seed(1)
arm <- function(n, before, sd_before, after, sd_after, r, group) {
  cov <- r * sd_before * sd_after
  x <- mvrnorm(n, c(before, after), matrix(c(sd_before^2, cov, cov, sd_after^2), 2), empirical = TRUE)
  data.frame(before = x[, 1], after = x[, 2], group = group)
}
cases <- list(
  quality = list(c(25, 29.58, 15.99, 51.68, 18.22), c(25, 37.46, 19.01, 50.98, 21.64)),
  unequal = list(c(8, 5.2, 1.1, 4.4, 1.6), c(31, 4.9, 0.7, 4.8, 0.9))
)
correlations <- list(c(0.3, 0.3), c(0.7, 0.7), c(0.95, 0.95), c(0.2, 0.8), c(-0.4, 0.1))
cat("case,r1,r2,contrast,yi,se,df,pval\n")
for (name in names(cases)) for (r in correlations) {
  one <- cases[[name]][[1]]; two <- cases[[name]][[2]]
  d <- rbind(do.call(arm, as.list(c(one, r[1], 1))), do.call(arm, as.list(c(two, r[2], 0))))
  fits <- list(final = lm(after ~ group, d), change = lm(I(after - before) ~ group, d),
               adjusted = lm(after ~ group + before, d))
  for (contrast in names(fits)) {
    found <- summary(fits[[contrast]])$coefficients["group", ]
    cat(sprintf("%s,%g,%g,%s,%.15g,%.15g,%d,%.15g\n", name, r[1], r[2], contrast,
                found[1], found[2], df.residual(fits[[contrast]]), found[4]))
  }
}
