"""Writes the public holidays and make-up working days of mainland China as lines, from PyPI's chinesecalendar.

Run by hand when a new year's days have been announced and the package has them:

    pip install chinesecalendar && python3 scripts/lib/holidays.py >Sources/Domain/Calendar/holidays.txt
"""

import importlib.metadata

from chinese_calendar import constants

FIRST = 2007  # announced in this form, with make-up days for each holiday, since then


def main():
    version = importlib.metadata.version("chinesecalendar")
    days = [(day, "off", name) for day, name in constants.holidays.items()]
    days += [(day, "work", name) for day, name in constants.workdays.items()]
    days = sorted((day, kind, name) for day, kind, name in days if day.year >= FIRST)
    print("# Public holidays (off) and make-up working days (work, 调休) of mainland China.")
    print(f"# Source: chinesecalendar {version} on PyPI (MIT licence), after the State Council's yearly notices.")
    print("# A day not named is worked from Monday to Friday. Only the years named by a `year` line are known.")
    year = None
    for day, kind, name in days:
        if day.year != year:
            year = day.year
            print(f"year {year}")
        print(day.isoformat(), kind, name)


if __name__ == "__main__":
    main()
