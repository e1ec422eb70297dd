-- One department leads a matter: for each category at most one in an area, and one where no area is named ('').
CREATE TABLE department_lead (
    category   text NOT NULL,
    area_code  text NOT NULL,
    department text NOT NULL REFERENCES department,
    PRIMARY KEY (category, area_code)
);
