-- The language of a person's mail: 'en' or 'de'; none until they or their browser have named one.
ALTER TABLE person ADD COLUMN language TEXT;

-- What the browser it was made with preferred; used while the person has none.
ALTER TABLE registration ADD COLUMN language TEXT;

-- Thanks, materials and certificates are a kind of mail of their own now. Whoever wanted none of it, when it was one
-- kind with surveys, still wants none.
INSERT INTO mail_optout (email, topic, created_at)
SELECT email, 'after_workshops', created_at FROM mail_optout WHERE topic = 'surveys';
