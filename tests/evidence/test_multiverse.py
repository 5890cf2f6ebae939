"""The multiverse against direct calls, against data/processed, and against counts by hand."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from b12meta.evidence import alternatives, contrasts, effects, pool_every, pool_means
from b12meta.evidence import multiverse as mv
from b12meta.evidence.multiverse import flips
from b12meta.evidence.multiverse.choices import CHOICES, DATA, PRIORS
from b12meta.evidence.multiverse.sense import FEW, MEASURE, NO_EFFECT, SILENCE, methods
from b12meta.evidence.processed import FOLDER
from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.pooling import pool

SAME = 1e-9
"""The same numbers through the same function: what is left is the order of rows."""

FILED = 5e-9
"""data/processed keeps nine digits."""

ONE = {name: (getattr(mv.Choices(), name)[0],) for name in CHOICES}
"""The headline alone; every test names what it lets vary."""


def choices(**options):
    return mv.Choices(**(ONE | options))


@pytest.fixture(scope="module")
def b12(tables):
    return mv.universe(tables, "b12")


@pytest.fixture(scope="module")
def hcy(tables):
    """Every choice about data, and every model but with one prior and fewer tests."""
    return mv.universe(
        tables,
        "homocysteine",
        mv.Choices(
            prior=("half-normal(0.5)",),
            model=("Bayes", "REML", "EE"),
            interval=("posterior", "adhoc", "z"),
            silent=("left out",),
        ),
    )


@pytest.fixture(scope="module")
def filed():
    return pd.read_csv(FOLDER / "pooled.csv").query("measure == 'SMD'")


def one(frame, **options):
    """The only row that differs from the headline by `options` alone."""
    wanted = {name: values[0] for name, values in ONE.items()} | {"prediction": "none"} | options
    hit = frame[np.logical_and.reduce([frame[name].eq(wanted[name]) for name in wanted])]
    assert len(hit) == 1
    return hit.iloc[0]


class TestTheHeadline:
    def test_is_the_first_row_and_the_filed_one(self, b12, hcy, filed):
        for name, found in (("b12", b12), ("homocysteine", hcy)):
            row = filed[filed["analyte"].eq(name)].iloc[0]
            first = found.frame.iloc[0]
            for column in ("k", "people", "estimate", "ci_low", "ci_high", "pi_low", "tau"):
                assert first[column] == pytest.approx(row[column], rel=FILED)
            assert first["method"] == row["method"]

    @pytest.mark.parametrize(
        ("analysis", "options"),
        [
            ("Serum only", {"matrix": "serum only"}),
            ("Healthy controls only", {"controls": "healthy only"}),
            ("No secondary pages", {"pages": "no secondary"}),
            ("Every ± read as a standard deviation", {"plus_minus": "as SD"}),
            ("Without spreads read as standard errors", {"plus_minus": "left out"}),
            ("Printed p instead of means where they disagree", {"disagreeing": "printed p"}),
        ],
    )
    def test_each_filed_alternative_is_one_step_away(self, hcy, filed, analysis, options):
        row = filed[filed["analyte"].eq("homocysteine") & filed["analysis"].eq(analysis)].iloc[0]
        found = one(hcy.frame, **options)
        assert found["k"] == row["k"]
        assert [found[name] for name in ("estimate", "ci_low", "ci_high")] == pytest.approx(
            [row[name] for name in ("estimate", "ci_low", "ci_high")], rel=FILED
        )

    @pytest.mark.parametrize(
        ("analysis", "options"),
        [
            ("Prior on τ: half-normal(0.25)", {"prior": "half-normal(0.25)"}),
            ("Prior on τ: half-normal(1)", {"prior": "half-normal(1)"}),
            ("Prior on τ: half-Cauchy(0.5)", {"prior": "half-Cauchy(0.5)"}),
            (
                "Every study, maximum likelihood (chi-square cut-off)",
                {"model": "ML with bounds", "prior": "none", "interval": "chi-square"},
            ),
            (
                "Every study, maximum likelihood (t cut-off)",
                {"model": "ML with bounds", "prior": "none", "interval": "t"},
            ),
            (
                "with silent studies: abstract read and silent, each as not different",
                {"silent": "not different"},
            ),
            (
                "with silent studies: abstract read and silent, each as exactly zero",
                {"silent": "zero"},
            ),
        ],
    )
    def test_so_is_each_filed_method(self, b12, filed, analysis, options):
        row = filed[filed["analyte"].eq("b12") & filed["analysis"].eq(analysis)].iloc[0]
        found = one(b12.frame, **options)
        assert (found["estimate"], found["ci_high"]) == pytest.approx(
            (row["estimate"], row["ci_high"]), rel=FILED
        )

    def test_usual_practice_is_one_of_them(self, hcy, homocysteine_choice):
        rows = contrasts(homocysteine_choice.chosen, "homocysteine").rows
        expected = pool_means(rows)
        found = one(
            hcy.frame,
            levels="means", model="REML", prior="none", interval="adhoc", prediction="t",
        )  # fmt: skip
        assert (found["estimate"], found["ci_low"], found["pi_low"]) == pytest.approx(
            (expected.estimate, expected.ci.low, expected.pi.low), rel=SAME
        )


class TestEachRow:
    @pytest.mark.parametrize("name", ["b12", "hcy"])
    def test_is_what_a_direct_call_gives(self, name, request):
        """A sample of rows, each pooled again from the entries that it names, in another order."""
        found = request.getfixturevalue(name)
        for _, row in found.frame.sample(25, random_state=6).iterrows():
            rows = found.sets.entries.loc[list(row["pick"])[::-1]]
            if row["model"] in ("Bayes", "ML with bounds"):
                columns = (rows[column] for column in ("yi", "vi", "low", "high"))
                expected = pool_bounded(*columns, tau_prior=PRIORS.get(row["prior"]))
                ends = expected.ci_t if row["interval"] == "t" else expected.ci
            else:
                expected = pool(
                    rows["effect_yi"], rows["effect_vi"],
                    method=row["model"], test=row["interval"],
                )  # fmt: skip
                ends = expected.ci
            got = row["estimate"], row["ci_low"], row["ci_high"]
            assert got == pytest.approx((expected.estimate, *ends), rel=SAME, abs=SAME)
            assert row["people"] == rows["n1i"].sum() + rows["n2i"].sum()

    def test_takes_its_studies_from_the_door_that_changes_them(
        self, hcy, tables, homocysteine_choice
    ):
        """Two changes at once, made here by hand on the chosen comparisons."""
        changed = alternatives(tables, homocysteine_choice.chosen, "homocysteine")
        rows = changed["Every ± read as a standard deviation"]
        rows = rows[rows["matrix"].eq("serum") & rows["group2"].eq("healthy")]
        expected = pool_every(rows)
        found = one(hcy.frame, plus_minus="as SD", matrix="serum only", controls="healthy only")
        assert found["estimate"] == pytest.approx(expected.estimate, rel=SAME)

    @pytest.mark.parametrize("measure", ["SMDH", "ROM"])
    def test_takes_its_measure_from_escalc(self, hcy, homocysteine_choice, measure):
        rows = effects(homocysteine_choice.chosen, "homocysteine", measure=measure).rows
        expected = pool(rows["yi"], rows["vi"], method="EE", test="z")
        found = one(
            hcy.frame,
            measure=measure, levels="means", model="EE", prior="none", interval="z",
            prediction="none",
        )  # fmt: skip
        assert found["estimate"] == pytest.approx(expected.estimate, rel=SAME)

    def test_reads_medians_as_the_converter_does(self, hcy):
        """zoccolella2012 prints medians and ranges; by hand: Shi 2020 on logarithms, then g."""
        frame = hcy.sets.entries
        row = frame[frame["option"].eq("converted") & frame["measure"].eq("SMD")].iloc[0]
        pooled = np.sqrt((216 * 4.44647241**2 + 218 * 3.53563183**2) / 434)
        g = (1 - 3 / (4 * 434 - 1)) * (10.07409539 - 9.28038383) / pooled
        assert row["study_id"] == "zoccolella2012"
        assert row["yi"] == pytest.approx(g, rel=1e-6)  # the usual approximation of J

    def test_takes_other_controls_where_a_study_has_both(self, b12):
        frame = b12.sets.entries
        row = frame[frame["option"].eq("others first")]
        assert list(row["study_id"]) == ["reynolds1992"]
        assert row["n2i"].item() == 17  # contrasts.csv: 29 patients, 17 neurological controls


class TestCombinations:
    def test_are_counted_by_hand(self, tables):
        """Two matrices; Bayes with two priors, EE refused for its bounds: 2 x 2 rows, 2 refused."""
        found = mv.universe(
            tables,
            "b12",
            choices(
                matrix=("all blood", "serum only"),
                model=("Bayes", "EE"),
                prior=("half-normal(0.5)", "half-normal(1)"),
                interval=("posterior", "z"),
            ),
        )
        assert (len(found.frame), found.senseless) == (4, {NO_EFFECT: 2})
        assert list(found.frame["k"]) == [8, 8, 7, 7]

    def test_are_left_out_by_rule(self, tables):
        """B12: two studies print means; a bound has no SMDH; silence needs "significance"."""
        found = mv.universe(
            tables,
            "b12",
            choices(
                levels=("every level", "means"),
                measure=("SMD", "SMDH"),
                silent=("left out", "zero"),
            ),
        )
        assert len(found.frame) == 2
        assert found.senseless == {MEASURE: 2, FEW: 2, SILENCE: 2}

    def test_of_all_kinds_add_up(self, b12, hcy):
        for found in (b12, hcy):
            ways = len(methods(found.sets.choices))
            every = np.prod([len(getattr(found.sets.choices, name)) for name in DATA])
            assert len(found.frame) + sum(found.senseless.values()) == every * ways

    def test_that_change_nothing_are_not_run(self, b12):
        """No B12 study was read on a secondary page, and none has a doubtful spread."""
        assert b12.sets.choices.pages == ("all",)
        assert b12.sets.choices.plus_minus == ("as judged",)

    def test_name_every_choice_in_the_frame(self, tables):
        frame = mv.multiverse(tables, "b12", choices())
        assert set(CHOICES) <= set(frame.columns)
        assert "pick" not in frame.columns

    def test_without_any_sense_are_refused(self, tables):
        with pytest.raises(ValueError, match=FEW):
            mv.multiverse(tables, "b12", choices(levels=("means",)))

    @pytest.mark.parametrize(
        ("option", "words"),
        [
            ({"model": ("REMLL",)}, r"model: got \['REMLL'\], expected some of \('Bayes'"),
            ({"prior": ()}, r"prior: got \(\)"),
            ({"pages": "all"}, "pages"),
        ],
    )
    def test_of_unknown_options_are_refused(self, option, words):
        with pytest.raises(ValueError, match=words):
            mv.Choices(**option)


class TestMerging:
    def test_joins_what_pools_the_same_numbers_in_the_same_way(self, hcy):
        """Serum only leaves out ribeiro2024 (plasma), the one study read on a secondary page."""
        serum = hcy.frame[hcy.frame["matrix"].eq("serum only") & hcy.frame["model"].eq("Bayes")]
        keys = [name for name in CHOICES if name != "pages"]
        assert serum.groupby(keys)["distinct"].nunique().eq(1).all()
        assert serum.groupby(keys)["pages"].nunique().eq(2).all()

    def test_leaves_nothing_joined_that_differs(self, b12, hcy):
        for found in (b12, hcy):
            numbers = ["k", "people", "estimate", "ci_low", "ci_high", "tau"]
            assert found.frame.groupby("distinct")[numbers].nunique().le(1).all().all()

    def test_counts_labels(self, hcy):
        merged = mv.merged(hcy.frame)
        assert merged["labels"].sum() == len(hcy.frame)
        assert merged["distinct"].is_unique

    def test_shares_are_of_distinct_specifications(self, hcy):
        row = mv.shares(hcy.frame).query("scale == 'standardised'").iloc[0]
        rows = hcy.frame[hcy.frame["measure"].ne("ROM")].drop_duplicates(
            ["pick", "model", "prior", "interval"]
        )
        assert row["specifications"] == len(rows)
        assert row["median"] == pytest.approx(rows["estimate"].median(), rel=SAME)
        assert row["interval_above"] == pytest.approx(rows["ci_low"].gt(0).mean(), rel=SAME)
        assert row["above_smallest"] == pytest.approx(rows["estimate"].gt(0.2).mean(), rel=SAME)

    def test_options_share_what_they_lead_to(self, hcy):
        table = mv.by_option(hcy.frame)
        total = mv.shares(hcy.frame).set_index("scale").loc["standardised", "specifications"]
        assert table.groupby("choice")["weight"].sum().to_numpy() == pytest.approx(total)

    def test_the_doubtful_spread_moves_homocysteine_most(self, hcy):
        """data/README.md: read as SD its difference is 7.5, where others are about 1."""
        table = mv.moves(hcy.frame)
        assert table["choice"].iloc[0] == "plus_minus"
        assert table["share"].sum() == pytest.approx(1)


def brute(found):
    """The permutation test pattern by pattern, each fit by `pool_bounded`; Bayes and ML only."""
    rows = found.frame.drop_duplicates("distinct")
    pooled = sorted({place for pick in rows["pick"] for place in pick})
    studies = list(found.sets.entries.loc[pooled, "study_id"].unique())
    medians = []
    for signs in product([1.0, -1.0], repeat=len(studies)):
        of = dict(zip(studies, signs, strict=True))
        medians.append(
            np.median([turned(found.sets.entries, row, of) for _, row in rows.iterrows()])
        )
    far = np.abs(medians) >= abs(medians[0]) - 1e-9
    return medians[0], far.mean()


def turned(entries, row, of):
    rows = entries.loc[list(row["pick"])]
    sign = rows["study_id"].map(of)
    low, high = (
        rows["low"].where(sign > 0, -rows["high"]),
        rows["high"].where(sign > 0, -rows["low"]),
    )
    prior = PRIORS.get(row["prior"])
    return pool_bounded(rows["yi"] * sign, rows["vi"], low, high, tau_prior=prior).estimate


class TestTurningSigns:
    @pytest.mark.long
    def test_equals_every_pattern_by_hand(self, tables):
        """Six B12 studies with three specifications: 64 patterns by the single fit."""
        few = mv.universe(
            tables,
            "b12",
            choices(
                acute_attack=("kept", "left out"), controls=("healthy only",),
                matrix=("serum only",), model=("Bayes", "ML with bounds"),
                interval=("posterior", "chi-square"),
            ),
        )  # fmt: skip
        assert few.frame["k"].max() == 6
        statistic, pval = brute(few)
        found = mv.flip_test(few)
        assert found.statistic == pytest.approx(statistic, abs=3e-3)  # the grid's three decimals
        assert found.pval == pytest.approx(pval, abs=1e-12)

    def test_counts_what_can_be_turned(self, b12):
        """Of the eight only sener1996, najafi2012, reynolds1992 and moghaddasi2013 have a side."""
        found = mv.flip_test(b12)
        assert (found.turnable, found.patterns, found.least) == (4, 8, 1 / 8)
        assert found.exact
        assert len(found.medians) == 8

    @pytest.mark.long
    def test_statistic_is_the_median_of_the_frame(self, b12, hcy):
        for found in (b12, hcy):
            rows = mv.merged(found.frame[found.frame["scale"].eq("standardised")])
            expected = rows["estimate"].median()
            assert mv.flip_test(found).statistic == pytest.approx(expected, abs=3e-3)

    def test_studies_all_on_one_side_give_the_least_p(self, tables):
        """All but "not different" studies of homocysteine are higher: no turn comes as far."""
        found = mv.flip_test(mv.universe(tables, "homocysteine", choices()))
        assert found.turnable == 11
        assert found.pval == found.least == 1 / 1024

    def test_is_not_computed_below_six_studies(self, tables):
        few = mv.universe(tables, "homocysteine", choices(levels=("means",)))
        found = mv.flip_test(few)
        assert found.studies == 5
        assert np.isnan(found.pval)
        assert "not tested" in str(mv.said.told_flips(found, name="It"))
        assert "too few to test it" in str(mv.said.answer(few, found, name="It"))

    def test_draws_patterns_where_they_are_too_many(self, tables, monkeypatch):
        """The drawn p is within four of its errors of the exact one."""
        one_set = mv.universe(tables, "b12", choices())
        exact = mv.flip_test(one_set)
        monkeypatch.setattr(flips, "EXACT_TO", 2)
        drawn = mv.flip_test(one_set)
        assert not drawn.exact
        assert drawn.patterns == 1000
        assert drawn.pval == pytest.approx(exact.pval, abs=4 * drawn.error)
        assert "Monte Carlo" in str(mv.said.told_flips(drawn, name="It"))


class TestWords:
    def test_state_what_the_frame_says(self, b12):
        test = mv.flip_test(b12)
        words = str(mv.said.answer(b12, test, name="Serum B12"))
        rows = mv.merged(b12.frame)
        assert f"{len(b12.frame)} combinations" in words
        assert f"{len(rows)} distinct" in words
        assert f"{100 * rows['estimate'].lt(0).mean():.0f}% of the estimates lie below" in words

    @pytest.mark.long
    def test_change_with_a_raw_value(self, tables, b12):
        """A wrong digit of one mean reaches the sentence, the range and the test."""
        arms = tables.arms.copy()
        row = arms["study_id"].eq("najafi2012") & arms["group"].eq("ms") & arms["analyte"].eq("b12")
        arms.loc[row, "centre"] = 58.9
        other = mv.universe(replace(tables, arms=arms), "b12")
        before, after = mv.flip_test(b12), mv.flip_test(other)
        assert before.statistic != after.statistic
        for say in (mv.said.range_of, mv.said.told_moves):
            assert str(say(b12.frame, name="B12")) != str(say(other.frame, name="B12"))

    def test_tables_hold_every_option_that_was_run(self, b12):
        table = mv.shown.options_table(b12.frame)
        assert {"serum only", "half-Cauchy(0.5)", "zero"} <= set(table["option"])
        assert "none" not in set(table["option"])

    def test_the_curve_starts_at_the_headline_and_orders_options(self, hcy):
        table = mv.shown.curve(hcy.frame)
        assert table.loc[0, "estimate"] == hcy.frame["estimate"].iloc[0]
        assert table["levels"].cat.categories[0] == "every level"
        assert table.loc[table["model"].eq("REML"), "prior"].isna().all()
        assert "prediction" not in mv.shown.drawn(hcy.frame)
