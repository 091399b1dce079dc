"""What every model must beat: models that count, each by one protocol for all methods.

Where songs were set aside before a run, baselines are counted on all other songs of the folder, which the run was
given. Where a model has learnt from songs of the folder, they are counted on these. Otherwise every song, with its
near-copies where the method knows them, is scored by counts of all other songs of the folder (leave-one-out), which
favours the baselines over a model that has never seen the folder.
"""
