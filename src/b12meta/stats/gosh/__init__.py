"""Every subset of the studies pooled: does the answer hang on a few of them?

Where studies share one distribution of effects, the pooled estimates of all subsets make one cloud.
Two clouds mean that some study, or some group of them, carries an answer of its own; which one is
seen by marking the subsets that hold it.

`run` is the door, `subsets` says which ones, `result` is what comes out.
"""
