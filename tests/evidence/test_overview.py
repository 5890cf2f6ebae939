from b12meta.evidence import overview


def test_screening_counts_are_those_of_the_data_dictionary(tables):
    """data/README.md: 56 included, 59 context only, 6 excluded, 28 awaiting full text."""
    counts = overview.screened(tables).set_index("decision")["records"].to_dict()
    assert counts == {"included": 56, "context_only": 59, "excluded": 6, "awaiting_full_text": 28}


def test_level_counts_add_up_to_the_chosen_comparisons(tables, b12_choice):
    counts = overview.level_counts(tables)
    assert counts["b12"].sum() == len(b12_choice.chosen)
    assert counts.loc["means", "b12"] == 2


def test_every_study_has_a_row(tables):
    assert set(overview.study_table(tables).index) == set(tables.studies["study_id"])


def test_every_study_of_b12_says_what_it_printed_and_why_it_is_not_pooled(tables):
    rows = overview.reported(tables, "b12")
    assert rows["printed"].str.len().gt(0).all()
    unpooled = rows[rows["level"].ne("means").fillna(value=True)]
    assert unpooled["why"].str.len().gt(0).all()
    assert rows.loc["kocer2009", "printed"] == "counts of low or high values"
    assert rows.loc["faraji2010", "why"] == "full text not read"
    assert rows.loc["salemi2010", "why"] == "no result printed"


def test_medians_are_named_as_such(tables):
    rows = overview.reported(tables, "homocysteine")
    assert rows.loc["zoccolella2012", "why"].startswith("medians printed")
    assert rows.loc["vrethem2003", "why"].startswith("means without spread printed")


def test_earlier_reviews_leave_out_the_umbrella_review(tables):
    rows = overview.earlier_reviews(tables, "b12")
    assert list(rows.index) == ["li2020", "dardiotis2017", "zhu2011"]
    assert rows.loc["li2020", ["yi", "ci_low", "ci_high"]].tolist() == [-0.08, -0.35, 0.2]


def test_records_awaiting_their_text_are_all_listed(tables):
    assert len(overview.awaiting(tables)) == 28
