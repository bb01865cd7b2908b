"""Linear and logistic models: one design matrix and one fit for everything that adjusts."""
