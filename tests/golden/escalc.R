# Effect sizes of metafor for zero cells and for small groups, where packages differ most.
# Run:  Rscript escalc.R > escalc_metafor_3.8.1.csv
suppressMessages(library(metafor))
tables <- data.frame(ai = c(0, 3, 0, 10, 5, 12), bi = c(10, 7, 12, 0, 15, 20),
                     ci = c(2, 0, 0, 8, 6, 3),   di = c(8, 10, 11, 0, 14, 30))
events <- data.frame(xi = c(0, 3, 20, 7), ni = c(10, 12, 20, 31))
means <- data.frame(m1i = c(250, 310, 55), sd1i = c(90, 120, 47), n1i = c(20, 3, 155),
                    m2i = c(300, 290, 75), sd2i = c(80, 60, 64), n2i = c(22, 2, 156))
show <- function(name, d) {
  for (i in seq_len(nrow(d))) {
    cat(sprintf("%s,%d,yi,%.17g\n%s,%d,vi,%.17g\n", name, i - 1, d$yi[i], name, i - 1, d$vi[i]))
  }
}
cat("case,row,what,value\n")
for (m in c("OR", "RR", "RD")) for (to in c("only0", "all", "if0all", "none")) for (drop in c(FALSE, TRUE)) {
  d <- suppressWarnings(escalc(m, ai = ai, bi = bi, ci = ci, di = di, data = tables, to = to, drop00 = drop))
  show(paste(m, to, 0.5, drop, sep = "/"), d)
}
for (m in c("OR", "RR", "RD")) show(paste(m, "all", 0.1, FALSE, sep = "/"),
  escalc(m, ai = ai, bi = bi, ci = ci, di = di, data = tables, to = "all", add = 0.1))
for (to in c("only0", "all", "if0all", "none"))
  show(paste("PLO", to, 0.5, FALSE, sep = "/"), suppressWarnings(escalc("PLO", xi = xi, ni = ni, data = events, to = to)))
for (v in c("LS", "LS2", "UB", "AV")) show(paste("SMD", v, sep = "/"),
  escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = means, vtype = v))
show("MD/LS", escalc("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = means))
# metafor 3.8-1 has no bias correction of ROM: this is correct = FALSE of later versions
show("ROM/plain", escalc("ROM", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = means))
