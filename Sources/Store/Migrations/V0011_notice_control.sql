-- Somebody has a notice held: its deliveries wait until he lets them go, or stops it for good.
ALTER TABLE notice ADD COLUMN held_at timestamptz;
