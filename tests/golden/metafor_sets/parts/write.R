# Writing: JSON with 17 significant digits, one key per line, keys in the order in which they were made.
# An array stands on one line. NA and NaN become null. JSON has no infinity: it is the string "inf" or "-inf".

number <- function(x) {
  plain <- ifelse(is.na(x), "null", sprintf("%.17g", x + 0)) # + 0 turns -0 into 0
  ifelse(is.infinite(x), ifelse(x > 0, "\"inf\"", "\"-inf\""), plain)
}

text <- function(x) ifelse(is.na(x), "null", paste0("\"", gsub("([\"\\\\])", "\\\\\\1", enc2utf8(x)), "\""))

atoms <- function(x) {
  if (is.factor(x)) x <- as.character(x)
  if (is.logical(x) && !all(is.na(x))) return(ifelse(is.na(x), "null", tolower(x)))
  if (is.character(x)) text(x) else number(as.numeric(x))
}

bracket <- function(parts) paste0("[", paste(parts, collapse = ","), "]")

value <- function(x, depth) {
  if (inherits(x, "scalar")) return(atoms(unclass(x)))
  if (is.matrix(x)) return(bracket(apply(x, 1, function(row) bracket(atoms(row)))))
  if (!is.list(x)) return(bracket(atoms(x)))
  if (length(x) == 0) return("{}")
  if (is.null(names(x)) || any(names(x) == "") || anyDuplicated(names(x))) stop("every key needs a name of its own")
  pad <- strrep(" ", depth + 1)
  lines <- vapply(names(x), function(key) paste0(pad, text(key), ": ", value(x[[key]], depth + 1)), "")
  paste0("{\n", paste(lines, collapse = ",\n"), "\n", strrep(" ", depth), "}")
}

one <- function(x) structure(x[1], class = "scalar")

write_json <- function(x, path) writeLines(value(x, 0), path, useBytes = TRUE)
