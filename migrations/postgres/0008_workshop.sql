-- What a registration was when the team said no: 'pending', 'confirmed', 'waiting' or 'offered'. None unless declined.
ALTER TABLE registration ADD COLUMN declined_from TEXT;

-- What the dates of a series have in common, as fields of the form: a JSON list of pairs. Its day is the last one that
-- the rule gave, wherever that date was moved since. None for series planned before this column.
ALTER TABLE workshop_series ADD COLUMN common TEXT;
