# Golden values of metafor: Rscript make.R writes inputs.json and values.json beside itself. See README.md.

started <- Sys.time()
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
suppressMessages({ library(metafor); library(metadat); library(clubSandwich) })
parts <- c("write", "exact", "sets", "edges", "fit", "escalc", "pool", "sensitivity", "selection", "regression", "dependent",
           "counts")
for (part in parts) {
  source(file.path(here, "parts", paste0(part, ".R")), encoding = "UTF-8")
}

version_of <- function(package) one(as.character(packageVersion(package)))
each <- function(names, f) setNames(lapply(names, f), names)

sets <- dat_sets(); edges <- edge_sets(sets$bcg_rr); tables <- raw_tables()
moderators <- moderator_tables(); multilevel <- multilevel_sets()
proportions <- tables[c("pritz", "hannum", "debruin")]

about <- list(
  made_by = one("Rscript make.R"),
  r = one(R.version.string), metafor = version_of("metafor"), metadat = version_of("metadat"),
  clubSandwich = version_of("clubSandwich"), lme4 = version_of("lme4"), numDeriv = version_of("numDeriv")
)

columns <- list(
  pool = list(method = FIT, method.z = TEST, method.knha = TEST, method.t = T_TEST,
              Q = c("q", "df", "pval", "i2", "h2"), QP = c("low", "high"), PL = c("low", "high"), GENQ = c("tau2", "se_tau2", "estimate", "se", "low", "high")),
  sensitivity = list(regtest = REGTEST, ranktest = c("tau", "pval"), pet_peese = PET_PEESE,
                     trimfill.pooled = c("tau2", "estimate", "se"), fsn = c("n", "pval"),
                     tes = c("observed", "expected", "pval"),
                     hc = c("estimate", "se", "ci_low", "ci_high"), selmodel = SELECTION),
  regression = list(qe = c("q", "df", "pval"), qm = c("q", "df1", "df2", "pval"),
                    predict = c("pred", "se", "ci_low", "ci_high", "pi_low", "pi_high")),
  subgroups = list(separate = GROUP, common = GROUP[1:6], between_separate = c("q", "df", "pval"),
                   between_common = c("q", "df1", "df2", "pval")),
  dependent = list(rma.mv = MV, robust = ROBUST), mantel_haenszel = MH, glmm = GLMM, proportions = BACK
)

values <- list(
  about = about, columns = columns,
  escalc = escalc_cases(tables),
  sets = each(names(sets), function(n) pool_set(n, sets[[n]])),
  edges = each(names(edges), function(n) pool_set(n, edges[[n]])),
  sensitivity = each(SENSITIVITY_SETS, function(n) sensitivity_set(n, sets[[n]])),
  regression = each(names(REGRESSION), function(n) regression_set(n, sets[[n]], moderators[[n]])),
  subgroups = each(names(SUBGROUPS), function(n) subgroup_set(n, sets[[n]], moderators[[n]])),
  dependent = c(each(names(multilevel), function(n) dependent_set(n, multilevel[[n]])), list(bcg_rr = singletons(sets$bcg_rr))),
  mantel_haenszel = each(MH_TABLES, function(n) mantel_haenszel_set(n, tables)),
  glmm = lapply(proportions, function(d) glmm_set(d$xi, d$ni)),
  proportions = each(names(proportions), function(n) proportions_set(n, proportions[[n]]$xi, proportions[[n]]$ni))
)
values$worst_difference_kept <- lapply(ledger$worst, function(x) one(signif(x, 2)))
values$left_out <- ledger$out

describe <- function(set) {
  Filter(Negate(is.null), list(source = one(set$source), measure = one(set$measure), yi = set$yi, vi = set$vi, ni = set$ni))
}
inputs <- list(
  about = about,
  raw = tables, sets = lapply(sets, describe), edges = lapply(edges, describe),
  moderators = each(names(moderators), function(n) list(columns = plain(moderators[[n]]), designs = designs(moderators[[n]], n))),
  multilevel = lapply(multilevel, function(d) c(list(source = one(d$source)), d[c("yi", "vi", "outer", "inner")]))
)

write_json(inputs, file.path(here, "inputs.json"))
write_json(values, file.path(here, "values.json"))
message(sprintf("%d values left out; %.0f seconds", length(ledger$out), as.numeric(Sys.time() - started, units = "secs")))
