"""Item response models: calibration, fit, ability, linking of forms, severity of raters."""
