//! The calendar: days, their place in the week, and the lengths and names of the months.

use std::fmt;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month.
    pub day: u8,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names of the days say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All days of the week, Monday first.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Returns the English name.
    pub fn name(self) -> &'static str {
        match self {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        }
    }
}

impl Day {
    /// Returns the day of the week.
    pub fn weekday(&self) -> Weekday {
        // Zeller's rule as Sakamoto wrote it: months from March on carry their drift in a table.
        const DRIFT: [usize; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
        let month = usize::from(self.month).clamp(1, 12);
        let year = usize::from(self.year) + 400 - usize::from(month < 3);
        let days =
            year + year / 4 - year / 100 + year / 400 + DRIFT[month - 1] + usize::from(self.day);
        Weekday::ALL[(days + 6) % 7]
    }

    /// Returns the day after; none after the last day that can be written.
    pub fn next(&self) -> Option<Day> {
        let Day { year, month, day } = *self;
        if day < days_in(year, month) {
            return Some(Day {
                day: day + 1,
                ..*self
            });
        }
        if month < 12 {
            return Some(Day {
                year,
                month: month + 1,
                day: 1,
            });
        }
        (year < 9999).then_some(Day {
            year: year + 1,
            month: 1,
            day: 1,
        })
    }
}

impl Day {
    /// Returns how many days lie between 1 January of the year 1 and this day.
    pub fn number(&self) -> i64 {
        let past = i64::from(self.year) - 1;
        let months = (1..self.month).map(|month| i64::from(days_in(self.year, month)));
        past * 365 + past / 4 - past / 100 + past / 400 + months.sum::<i64>() + i64::from(self.day)
            - 1
    }

    /// Returns the day of that [`Day::number`], if it can be written.
    pub fn of_number(number: i64) -> Option<Day> {
        let year = (1..=9999u16).rev().find(|year| {
            let first = Day {
                year: *year,
                month: 1,
                day: 1,
            };
            first.number() <= number
        })?;
        let mut day = Day {
            year,
            month: 1,
            day: 1,
        };
        while day.number() < number {
            day = day.next()?;
        }
        Some(day)
    }
}

/// Returns the number of days of the month.
pub(crate) fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the English name of the month.
pub(crate) fn month_name(month: u8) -> &'static str {
    MONTHS
        .get(usize::from(month).saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

/// The names of the months, January first.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_one_by_one() {
        let mut day = Day {
            year: 1999,
            month: 12,
            day: 30,
        };
        for _ in 0..800 {
            let next = day.next().expect("there is a day after");
            assert_eq!(next.number(), day.number() + 1, "{next:?}");
            assert_eq!(Day::of_number(next.number()), Some(next));
            day = next;
        }
        let epoch = Day {
            year: 1970,
            month: 1,
            day: 1,
        };
        assert_eq!(epoch.number(), 719_162);
        assert_eq!(Day::of_number(-1), None);
    }
}
