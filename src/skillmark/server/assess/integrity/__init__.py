"""Worth a look: patterns in stored responses that people should look at, never verdicts."""
