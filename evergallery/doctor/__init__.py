"""The doctor: finds out what the way between here and a gallery carries, and says it in words.

`examination` asks a server through the two kinds of probes, `judge` draws the conclusions without asking anybody,
`report` prints them. The browser has the same in javascript/evergallery (io/self_test.mjs, model/diagnosis.mjs);
tests/vectors/diagnosis.json is played by both.
"""
