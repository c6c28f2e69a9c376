-- Names were counted as people count characters, so that a few of them could be megabytes of marks. What is longer than
-- any name may be now is cut: 240 code points, as in domain/src/name.rs.
UPDATE person SET name = substr(name, 1, 240) WHERE length(name) > 240;
UPDATE registration SET name = substr(name, 1, 240) WHERE length(name) > 240;
