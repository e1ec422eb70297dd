-- Part-time and seconded staff work at hours of their own, as `1-5 08:00-12:00; 6 09:00-12:00`; null is the township's.
ALTER TABLE officer ADD COLUMN hours text;
