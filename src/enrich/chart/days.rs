//! Dates as places in time.

use crate::document::date::{Date, Day};

/// Returns the day in the middle of a date, as twice its number; none for a date without beginning
/// or end.
pub(super) fn middle(date: &Date) -> Option<i64> {
    match date {
        Date::At(_) | Date::Between(..) => {
            Some(day_number(date.earliest()?) + day_number(date.latest()?))
        }
        Date::From(_) | Date::Until(_) => None,
    }
}

/// Counts days from the year 0.
pub(super) fn day_number(day: Day) -> i64 {
    // Months from March on, so that the leap day is the last of a year (Howard Hinnant's rule).
    let (month, days) = (i64::from(day.month), i64::from(day.day));
    let year = i64::from(day.year) - i64::from(month <= 2);
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * ((month + 9) % 12) + 2) / 5 + days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_leap_years() {
        let number = |year, month, day| day_number(Day { year, month, day });
        assert_eq!(number(2024, 3, 1) - number(2024, 2, 28), 2);
        assert_eq!(number(2025, 3, 1) - number(2025, 2, 28), 1);
        assert_eq!(number(2025, 1, 1) - number(2024, 1, 1), 366);
        assert_eq!(number(2001, 1, 1) - number(1, 1, 1), 730_485);
    }

    #[test]
    fn a_date_stands_in_the_middle_of_what_it_covers() {
        let at = |text: &str| text.parse::<Date>().ok().as_ref().and_then(middle);
        assert_eq!(at("2025-06-30"), at("2025-06-29/2025-07-01"));
        assert!(at("2025-06") < at("2025"));
        assert!(at("2025") < at("2025-07-03"));
        assert_eq!(at("2025/.."), None);
    }
}
