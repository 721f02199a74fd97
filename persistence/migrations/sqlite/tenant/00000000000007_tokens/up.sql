-- The organisation that acted on behalf of another, where the token names one.
ALTER TABLE journal ADD COLUMN supplier TEXT;
