//! The calendar: days, their place in the week, and the lengths and names of the months.

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
