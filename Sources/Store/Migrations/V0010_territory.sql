-- Reforms: an area ends, its successors have its place and people, and its code may mean another area later.

-- The one a code means at a time is the last that had begun; this finds it, and serves prefixes as the index before it.
CREATE UNIQUE INDEX area_code_begun ON area (code text_pattern_ops, valid_from);
DROP INDEX area_code;
-- Few, and looked for with every batch of reports.
CREATE INDEX area_ended ON area (code) WHERE valid_to < 'infinity';

-- Two systems may call different devices the same.
ALTER TABLE device DROP CONSTRAINT device_pkey, ADD PRIMARY KEY (source, id);

-- Reports with coordinates are placed by the nearest point; kept as GPS has them (WGS 84), in degrees.
ALTER TABLE area ADD COLUMN latitude double precision, ADD COLUMN longitude double precision,
    ADD CHECK ((latitude IS NULL) = (longitude IS NULL));
ALTER TABLE device ADD COLUMN latitude double precision, ADD COLUMN longitude double precision,
    ADD CHECK ((latitude IS NULL) = (longitude IS NULL));
CREATE INDEX area_point ON area USING gist (point(longitude, latitude)) WHERE latitude IS NOT NULL;
CREATE INDEX device_point ON device USING gist (point(longitude, latitude)) WHERE latitude IS NOT NULL;
ALTER TABLE source ADD COLUMN datum text NOT NULL DEFAULT 'wgs84' CHECK (datum IN ('wgs84', 'gcj02', 'bd09'));

-- Actors outside the net, called by their duty phone.
CREATE TABLE department (
    name      text PRIMARY KEY,
    title     text NOT NULL,
    phone     text NOT NULL,
    area_code text
);
