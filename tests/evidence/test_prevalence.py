"""Low B12: every count has its place, shares stand by cut-off, odds stand within studies."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from b12meta.evidence import prevalence
from b12meta.evidence.prevalence import placed
from b12meta.evidence.prevalence.confirmed import by_marker
from b12meta.evidence.prevalence.cut_offs import BAND, in_pmol
from b12meta.evidence.prevalence.denominators import other_counts, read_the_other_way
from b12meta.evidence.prevalence.odds import OddsAgainst, as_differences
from b12meta.figures import Diamond, forest
from b12meta.stats.interval import Interval
from b12meta.tables.units import UnitError


def with_cell(tables, study, column, value, group="ms", outcome="low_b12"):
    """The tables with one cell of counts.csv changed."""
    counts = tables.counts.copy()
    row = counts["study_id"].eq(study) & counts["group"].eq(group) & counts["outcome"].eq(outcome)
    assert row.sum() == 1
    counts.loc[row, column] = value
    return replace(tables, counts=counts)


class TestPlaces:
    def test_every_row_is_there_with_a_use_and_a_reason(self, tables):
        rows = prevalence.counts(tables)
        assert list(rows["line"]) == list(tables.counts.index)
        assert list(rows.columns) == placed.COLUMNS
        assert rows["reason"].str.len().gt(0).all()
        known = {getattr(placed, name) for name in ("POOLED", "COMPARED", "ODDS", "CONFIRMED")}
        assert set(rows["use"]) == known | {placed.CONTEXT, placed.ASIDE}

    def test_chosen_samples_are_never_a_prevalence(self, tables):
        rows = prevalence.counts(tables).set_index("line")
        chosen = rows[tables.counts["sampling"].ne("consecutive/unselected")]
        assert set(chosen["use"]) == {placed.ASIDE, placed.CONFIRMED}
        shares = prevalence.shares(tables)
        assert not {"deleva2012", "reynolds1991"} & set(shares.index)
        assert set(shares["sampling"]) == {"consecutive/unselected"}

    def test_controls_are_never_a_prevalence(self, tables):
        rows = prevalence.counts(tables)
        controls = rows[rows["group"].isin(["healthy", "neuro_control", "control"])]
        assert not set(controls["use"]) & {placed.POOLED, placed.COMPARED}

    @pytest.mark.parametrize(
        ("column", "value", "use", "reason"),
        [
            ("sampling", "selected_for_anaemia", placed.ASIDE, "selected for anaemia"),
            ("outcome", "low_egf", placed.ASIDE, "low EGF: not low B12"),
            ("cutoff", 400.0, placed.COMPARED, "outside 138 to 148"),
            ("group", "cis", placed.ASIDE, "CIS: neither"),
        ],
    )
    def test_a_changed_cell_changes_the_place(self, tables, column, value, use, reason):
        rows = prevalence.counts(with_cell(tables, "alsomali2022", column, value))
        row = rows.set_index("study_id").loc["alsomali2022"]
        assert row["use"] == use
        assert reason in row["reason"]

    def test_the_same_people_count_once(self, tables):
        studies = tables.studies.copy()
        studies.loc[studies["study_id"].eq("alsomali2022"), "same_cohort_as"] = "reynolds1992"
        rows = prevalence.counts(replace(tables, studies=studies)).set_index("study_id")
        assert rows.loc["alsomali2022", "use"] == placed.ASIDE
        assert "the same people as reynolds1992" in rows.loc["alsomali2022", "reason"]

    def test_shares_are_events_by_people(self, tables):
        rows = prevalence.counts(tables).set_index("line")
        raw = tables.counts["events"].astype(float) / tables.counts["total"].astype(float)
        np.testing.assert_allclose(rows["share"], raw, rtol=1e-15)
        assert rows["ci_low"].le(rows["share"]).all()
        assert rows["ci_high"].ge(rows["share"]).all()


class TestShares:
    def test_cut_offs_run_from_55_to_222(self, tables):
        """Issue 5; 75 and 301 pg/mL by a molar mass of 1355.37."""
        found = prevalence.shares(tables)["cutoff_pmol"]
        assert found.min() == pytest.approx(75 * 1000 / 1355.37, rel=1e-12)
        assert found.max() == pytest.approx(301 * 1000 / 1355.37, rel=1e-12)

    def test_unprinted_cut_offs_come_last(self, tables):
        found = prevalence.shares(tables)
        assert found["cutoff_pmol"].dropna().is_monotonic_increasing
        missing = found["cutoff_pmol"].isna()
        assert missing.is_monotonic_increasing
        assert set(found.loc[missing, "group"]) == {"Cut-off not printed"}
        assert set(found.index[missing]) == {"kalamafkianaki2009", "kocer2009", "vrethem2003"}

    def test_a_doubtful_scale_is_named_beside_the_number(self, tables):
        found = prevalence.shares(tables)
        assert list(found.index[found["doubtful"]]) == ["najafi2012"]
        assert found.loc["najafi2012", "note"] == "13 of 60 below 55 pmol/L; scale in doubt"

    def test_a_cut_off_without_unit_is_refused(self):
        rows = pd.DataFrame({"outcome": ["low_b12"], "cutoff": [200.0], "cutoff_unit": [None]})
        with pytest.raises(UnitError, match="no unit"):
            in_pmol(rows)

    def test_only_the_band_is_pooled(self, tables):
        """metafor 3.8-1: rma.glmm(measure="PLO", xi=c(14,9), ni=c(83,29), nAGQ=50)."""
        found = prevalence.in_band(tables)
        assert found.k == len(found.rows) == 2
        assert set(found.rows.index) == {"alsomali2022", "reynolds1992"}
        assert found.rows["cutoff_pmol"].between(*BAND).all()
        assert found.pooled.estimate == pytest.approx(-1.347511780521, abs=1e-6)  # lme4's optimiser
        limits = tuple(found.pooled.ci)
        assert limits == pytest.approx((-1.972798287038, -0.722225274003), abs=2e-5)
        assert found.estimate == pytest.approx(0.20627746, abs=1e-6)

    def test_a_third_study_in_the_band_joins_the_pool(self, tables):
        assert prevalence.in_band(with_cell(tables, "goodkin1994", "cutoff", 200.0)).k == 3

    def test_an_empty_band_is_refused(self, tables):
        with pytest.raises(ValueError, match="no study with a cut-off in the band"):
            prevalence.in_band(replace(tables, counts=tables.counts.assign(sampling="chosen")))


class TestOdds:
    def test_tables_come_from_the_raw_rows(self, tables):
        rows = prevalence.odds_rows(tables)
        assert rows[["ai", "bi", "ci", "di"]].to_numpy().tolist() == [
            [7, 28, 1, 29],
            [13, 47, 10, 28],
        ]
        np.testing.assert_allclose(np.exp(rows["yi"]), rows["ratio"])

    def test_common_odds_against_healthy_people(self, tables):
        """R 4.2.2, mantelhaen.test(x, exact = TRUE); its uniroot is good to about 1e-4."""
        found = prevalence.odds_against_healthy(tables)
        assert (found.k, found.people) == (2, 163)
        assert (found.estimate, *found.ci) == pytest.approx(
            (1.314587, 0.5436453, 3.31784), rel=5e-4
        )

    def test_other_controls_stand_apart(self, tables):
        rows = prevalence.odds_rows(tables, "neuro_control")
        assert list(rows.index) == ["goodkin1994"]
        assert math.isinf(rows.loc["goodkin1994", "ratio"])
        assert "goodkin1994" not in prevalence.odds_against_healthy(tables).rows.index

    def test_smallest_effect_of_interest_as_odds(self):
        """Chinn (2000): a log odds ratio is 1.81 standardised differences."""
        ends = as_differences(Interval(math.exp(0.2 * math.pi / math.sqrt(3)), 2.0))
        assert ends.low == pytest.approx(0.2)
        assert ends.high == pytest.approx(math.log(2) / 1.8138, rel=1e-4)
        assert as_differences(Interval(0.0, math.inf)) == (-math.inf, math.inf)

    @pytest.mark.parametrize(
        ("k", "ci", "expected"),
        [
            (2, (1.2, 3.0), "inconclusive"),
            (3, (1.2, 3.0), "supported"),
            (3, (0.5, 1.3), "contradicted"),
            (3, (0.5, 3.3), "inconclusive"),
        ],
    )
    def test_two_studies_give_no_verdict(self, k, ci, expected):
        found = OddsAgainst(
            k=k, people=0, estimate=1.0, ci=Interval(*ci), level=0.95, rows=pd.DataFrame()
        )
        assert found.verdict == expected

    def test_no_pair_of_counts_is_refused(self, tables):
        with pytest.raises(ValueError, match="no study with counts in both groups"):
            prevalence.odds_against_healthy(replace(tables, counts=tables.counts.head(1)))


class TestDoubts:
    def test_other_denominators_are_those_of_the_notes(self, tables):
        """Notes of the extractors: 83 or 84, and 35 or 30; the percentages are 16.6 and 20."""
        found = other_counts(tables).set_index("study_id")
        assert found.loc["alsomali2022", ["other_events", "other_total"]].tolist() == [14, 84]
        assert found.loc["kocer2009", ["other_events", "other_total"]].tolist() == [6, 30]
        assert len(found) == 2

    def test_they_are_used_only_where_asked(self, tables):
        other = read_the_other_way(tables)
        assert prevalence.in_band(other).pooled.ni.tolist() == [84, 29]
        assert prevalence.odds_rows(other).loc["kocer2009", ["ai", "n1i"]].tolist() == [6, 30]
        assert prevalence.in_band(tables).pooled.ni.tolist() == [83, 29]

    def test_a_percentage_that_fits_no_count_is_left_alone(self, tables):
        other = with_cell(tables, "kocer2009", "fragment", "21%")
        assert set(other_counts(other)["study_id"]) == {"alsomali2022"}


class TestBeside:
    def test_metabolites_among_low_values(self, tables):
        rows = prevalence.confirmed(tables)
        low = rows[rows["among_low"]]
        assert set(low["total"]) == {32, 7}
        best = rows[rows["outcome"].eq("raised_mma_or_homocysteine")].iloc[0]
        assert (best["events"], best["total"]) == (7, 32)
        whole = rows[~rows["among_low"]]
        assert whole[["events", "total"]].to_numpy().tolist() == [[7, 165]]

    def test_mma_and_homocysteine_are_counted_apart(self, tables):
        """By hand: Goodkin 6 homocysteine only, 1 both, 7 either; Vrethem 1 and none."""
        mma = by_marker(tables)
        assert mma[["study_id", "events", "total"]].to_numpy().tolist() == [
            ["goodkin1994", 1, 32],
            ["vrethem2003", 0, 7],
        ]
        either = tables.counts.query("outcome == 'raised_mma_or_homocysteine'")["events"].item()
        only = tables.counts.query("outcome == 'raised_homocysteine_only'")["events"].item()
        assert mma["events"].iloc[0] == either - only
        both = by_marker(tables, "homocysteine")
        assert both["events"].tolist() == [7, 1]
        # R 4.2.2, binom.test(1, 32)$conf.int and binom.test(0, 7)$conf.int
        assert mma["ci_high"].tolist() == pytest.approx([0.162171, 0.409616], abs=5e-7)

    def test_metabolites_need_the_low_ones_as_their_total(self, tables):
        other = with_cell(tables, "vrethem2003", "events", 8)
        rows = prevalence.counts(other)
        moved = rows[rows["outcome"].eq("high_mma")].iloc[0]
        assert moved["use"] == placed.ASIDE

    def test_surveys_are_not_ms_and_keep_their_own_intervals(self, tables):
        rows = prevalence.background.background(tables)
        assert set(rows["analyte"]) == {"b12"}
        row = rows[rows["fact_id"].eq("nhanes3_below_148")].iloc[0]
        assert (row["value"], row["ci_low"], row["ci_high"]) == (2.6, 1.4, 3.8)
        drawn = prevalence.background.survey_rows(tables)
        assert len(drawn) == 1
        assert drawn.index[0] == row.name

    def test_figures_take_the_rows(self, tables):
        words = Diamond(**prevalence.drawn.share_conclusion(prevalence.in_band(tables)))
        rows = prevalence.drawn.share_rows(tables)
        drawn = forest(rows, [words], measure="Low B12, %", sides=("none low", "more people low"))
        assert "Goodkin 1994 (156 with MS) 20.5 [14.5 to 27.7]" in drawn.get_label()
        assert not words.drawn
        found = prevalence.odds_against_healthy(tables)
        words = Diamond(**prevalence.drawn.odds_conclusion(found))
        assert words.label.endswith("(k = 2): no pooled verdict")
        enough = Diamond(**prevalence.drawn.odds_conclusion(replace(found, k=3)))
        assert enough.estimate == pytest.approx(math.log(found.estimate))
