# Effect sizes: the raw tables, and what escalc makes of them. Each case names its table and its options,
# so that a test can call with the same words. "v3.8" ends the name of what metafor changed later.

RAW_NAMES <- list(table = c("ai", "bi", "ci", "di"), means = c("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"),
                  events = c("xi", "ni"), correlation = c("ri", "ni"), paired = c("m1i", "m2i", "sd1i", "sd2i", "ri", "ni"))

raw <- function(kind, source, d) {
  names <- RAW_NAMES[[kind]]
  c(list(source = one(source), kind = one(kind)), lapply(setNames(names, names), function(n) as.numeric(d[[n]])))
}

arms <- function(d) data.frame(ai = d$ai, bi = d$n1i - d$ai, ci = d$ci, di = d$n2i - d$ci)

# The two arms of a trial read as before and after, with correlations made up: there is no such set in metadat
as_paired <- function(d, ri) data.frame(m1i = d$m1i, m2i = d$m2i, sd1i = d$sd1i, sd2i = d$sd2i, ri = ri, ni = d$n1i)

raw_tables <- function() {
  gibson <- subset(dat.gibson2002, !is.na(m1i)); bcg <- dat.bcg
  list(
    bcg = raw("table", "dat.bcg", data.frame(ai = bcg$tpos, bi = bcg$tneg, ci = bcg$cpos, di = bcg$cneg)),
    nielweise = raw("table", "dat.nielweise2007, with zero cells", arms(dat.nielweise2007)),
    hahn = raw("table", "dat.hahn2001, with double zeros", arms(dat.hahn2001)),
    lee = raw("table", "dat.lee2004", arms(dat.lee2004)),
    zeros = raw("table", "made: zero cells of every kind", data.frame(
      ai = c(0, 3, 0, 10, 5, 12), bi = c(10, 7, 12, 0, 15, 20), ci = c(2, 0, 0, 8, 6, 3), di = c(8, 10, 11, 0, 14, 30)
    )),
    normand = raw("means", "dat.normand1999", dat.normand1999),
    gibson = raw("means", "dat.gibson2002", gibson),
    small = raw("means", "made: groups of two and three, SD 0", data.frame(
      m1i = c(250, 310, 55, 4), sd1i = c(90, 120, 47, 0), n1i = c(20, 3, 155, 5),
      m2i = c(300, 290, 75, 3), sd2i = c(80, 60, 64, 1), n2i = c(22, 2, 156, 6)
    )),
    pritz = raw("events", "dat.pritz1997", dat.pritz1997),
    hannum = raw("events", "dat.hannum2020", dat.hannum2020),
    debruin = raw("events", "dat.debruin2009", dat.debruin2009),
    none_or_all = raw("events", "made: no event, all events", data.frame(xi = c(0, 3, 20, 7, 0), ni = c(10, 12, 20, 31, 250))),
    molloy = raw("correlation", "dat.molloy2014", dat.molloy2014),
    strong = raw("correlation", "made: correlations near their bounds",
                 data.frame(ri = c(-0.999, 0, 0.9999, 0.5, -0.3), ni = c(10, 5, 200, 6, 30))),
    normand_paired = raw("paired", "dat.normand1999 read as before and after, ri made",
                         as_paired(dat.normand1999, c(0.3, 0.5, 0.7, 0.9, 0.95, 0, -0.2, 0.6, 0.4))),
    paired = raw("paired", "made: before and after", data.frame(
      m1i = c(250, 310, 5, 12.5), m2i = c(300, 290, 4.2, 11), sd1i = c(90, 120, 1.1, 3), sd2i = c(80, 60, 1.3, 4.5),
      ri = c(0.6, 0.95, 0, 0.3), ni = c(20, 3, 155, 8)
    ))
  )
}

CHANGED <- c("SMDH", "SMCRH", "ROM", "ROMC")

case_name <- function(table, measure, options) {
  words <- if (length(options)) paste0(names(options), "=", vapply(options, format, ""))
  paste(c(table, measure, words, if (measure %in% CHANGED) "v3.8"), collapse = " ")
}

one_case <- function(tables, table, measure, ...) {
  options <- list(...); columns <- tables[[table]][RAW_NAMES[[unclass(tables[[table]]$kind)]]]
  d <- attempt(do.call(escalc, c(list(measure), columns, options)))
  name <- case_name(table, measure, options)
  if (failed(d)) return(leave_out(paste("escalc", name), d))
  yi <- as.numeric(d$yi); vi <- as.numeric(d$vi)
  yi[is.infinite(yi)] <- NA; vi[is.infinite(vi)] <- NA
  setNames(list(c(list(raw = one(table), measure = one(measure)), lapply(options, one), list(yi = yi, vi = vi))), name)
}

escalc_cases <- function(tables) {
  case <- function(...) one_case(tables, ...)
  out <- list()
  for (m in c("OR", "RR", "RD", "PETO")) {
    out <- c(out, case("bcg", m), case("nielweise", m))
    for (to in c("only0", "all", "if0all", "none")) for (drop in c(FALSE, TRUE)) {
      out <- c(out, case("zeros", m, to = to, drop00 = drop))
    }
    out <- c(out, case("hahn", m, to = "only0"), case("hahn", m, to = "only0", drop00 = TRUE))
    out <- c(out, case("zeros", m, add = 0.1, to = "all"))
  }
  for (table in c("normand", "gibson", "small")) {
    for (v in c("LS", "LS2", "UB", "AV")) out <- c(out, case(table, "SMD", vtype = v))
    for (m in c("MD", "SMDH", "ROM")) out <- c(out, case(table, m))
  }
  for (table in c("pritz", "hannum", "none_or_all")) for (m in c("PR", "PLO", "PAS", "PFT")) out <- c(out, case(table, m))
  for (m in c("PR", "PLO")) for (to in c("all", "if0all", "none")) out <- c(out, case("none_or_all", m, to = to))
  out <- c(out, case("none_or_all", "PLO", add = 0.1, to = "all"))
  for (table in c("molloy", "strong")) out <- c(out, case(table, "ZCOR"))
  for (table in c("normand_paired", "paired")) for (m in c("MC", "SMCC", "SMCR", "SMCRH", "ROMC")) out <- c(out, case(table, m))
  out
}
