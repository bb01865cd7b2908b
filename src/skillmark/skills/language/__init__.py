"""Words as people write them: folding, stems, sentences, and the lists these rest on."""
