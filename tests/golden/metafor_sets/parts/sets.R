# The data sets: from metadat, one list(source, measure, yi, vi, ni) each. Rows without yi or vi are dropped.

one_set <- function(source, measure, d) {
  d <- d[!is.na(d$yi) & !is.na(d$vi), ]
  list(source = source, measure = measure, yi = as.numeric(d$yi), vi = as.numeric(d$vi),
       ni = if (is.null(d$ni)) NULL else as.numeric(d$ni))
}

from_table <- function(measure, source, ...) {
  d <- escalc(measure, ..., append = FALSE)
  one_set(source, measure, data.frame(yi = c(d$yi), vi = d$vi, ni = attr(d$yi, "ni")))
}

given <- function(source, measure, yi, vi, ni = NULL) {
  d <- data.frame(yi = yi, vi = vi)
  if (!is.null(ni)) d$ni <- ni
  one_set(source, measure, d)
}

from_means <- function(measure, source, d, ...) {
  d <- d[!is.na(d$m1i), ]
  from_table(measure, source, m1i = d$m1i, sd1i = d$sd1i, n1i = d$n1i, m2i = d$m2i, sd2i = d$sd2i, n2i = d$n2i, ...)
}

two_arms <- function(measure, source, d, ...) {
  from_table(measure, source, ai = d$ai, n1i = d$n1i, ci = d$ci, n2i = d$n2i, ...)
}

against_placebo <- function(drug) {
  d <- dat.senn2013
  a <- d[d$treatment == drug, ]; b <- d[d$treatment == "placebo", ]
  studies <- intersect(a$study, b$study)
  a <- a[match(studies, a$study), ]; b <- b[match(studies, b$study), ]
  data.frame(m1i = a$mi, sd1i = a$sdi, n1i = a$ni, m2i = b$mi, sd2i = b$sdi, n2i = b$ni)
}

dat_sets <- function() {
  b <- dat.bcg; co <- dat.collins1985b; ca <- dat.cannon2006; ba <- dat.bangertdrowns2004
  ax <- subset(dat.axfors2021, hcq_cq == "hcq")
  list(
    bcg_rr = from_table("RR", "dat.bcg", ai = b$tpos, bi = b$tneg, ci = b$cpos, di = b$cneg),
    normand_smd = from_means("SMD", "dat.normand1999", dat.normand1999),
    normand_md = from_means("MD", "dat.normand1999", dat.normand1999),
    raudenbush_smd = given("dat.raudenbush1985", "SMD", dat.raudenbush1985$yi, dat.raudenbush1985$vi,
                           dat.raudenbush1985$n1i + dat.raudenbush1985$n2i),
    molloy_zcor = from_table("ZCOR", "dat.molloy2014", ri = dat.molloy2014$ri, ni = dat.molloy2014$ni),
    cohen_zcor = from_table("ZCOR", "dat.cohen1981", ri = dat.cohen1981$ri, ni = dat.cohen1981$ni),
    crede_zcor = from_table("ZCOR", "dat.crede2010", ri = dat.crede2010$ri, ni = dat.crede2010$ni),
    pritz_plo = from_table("PLO", "dat.pritz1997", xi = dat.pritz1997$xi, ni = dat.pritz1997$ni),
    debruin_pas = from_table("PAS", "dat.debruin2009", xi = dat.debruin2009$xi, ni = dat.debruin2009$ni),
    hannum_pft = from_table("PFT", "dat.hannum2020", xi = dat.hannum2020$xi, ni = dat.hannum2020$ni),
    hine_rd = two_arms("RD", "dat.hine1989", dat.hine1989),
    collins_or = from_table("OR", "dat.collins1985b, pre-eclampsia",
                            ai = co$pre.xti, n1i = co$pre.nti, ci = co$pre.xci, n2i = co$pre.nci),
    yusuf_peto = two_arms("PETO", "dat.yusuf1985, table 6", subset(dat.yusuf1985, table == "6")),
    curtis_rom = from_means("ROM", "dat.curtis1998; ROM as in metafor 3.8 (no bias correction)", dat.curtis1998),
    bangertdrowns_smd = given("dat.bangertdrowns2004", "SMD", ba$yi, ba$vi, ba$ni),
    hackshaw_lor = given("dat.hackshaw1998", "log OR", dat.hackshaw1998$yi, dat.hackshaw1998$vi),
    linde_rr = two_arms("RR", "dat.linde2005", dat.linde2005),
    nielweise_or = two_arms("OR", "dat.nielweise2007", dat.nielweise2007),
    gibson_md = from_means("MD", "dat.gibson2002", dat.gibson2002),
    baskerville_smd = given("dat.baskerville2012", "SMD", dat.baskerville2012$smd, dat.baskerville2012$se^2),
    lee_rr = two_arms("RR", "dat.lee2004", dat.lee2004),
    cannon_or = from_table("OR", "dat.cannon2006, endpoint 1", ai = ca$ep1t, n1i = ca$nt, ci = ca$ep1c, n2i = ca$nc),
    metformin_md = from_means("MD", "dat.senn2013, metformin against placebo", against_placebo("metformin")),
    miglitol_md = from_means("MD", "dat.senn2013, miglitol against placebo", against_placebo("miglitol")),
    michael_md = given("dat.michael2013", "MD", dat.michael2013$yi, dat.michael2013$vi),
    knapp_smd = given("dat.knapp2017", "SMD", dat.knapp2017$yi, dat.knapp2017$vi),
    ishak_md = given("dat.ishak2007, time 1", "MD", dat.ishak2007$y1i, dat.ishak2007$v1i),
    axfors_or = from_table("OR", "dat.axfors2021, hcq", ai = ax$hcq_arm_event, n1i = ax$hcq_arm_total,
                           ci = ax$control_arm_event, n2i = ax$control_arm_total, drop00 = TRUE)
  )
}
