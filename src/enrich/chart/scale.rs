//! Numbers to lengths: the exact values of figures become places, rounded only when they are drawn,
//! and round numbers are found for the lines behind them.

use crate::document::number::decimal::Decimal;

/// Returns a value as a length may be worked out from it. Labels are never made from this.
pub(super) fn length(value: &Decimal) -> f64 {
    // The digits of a decimal always read as a float; the nearest one is the same everywhere.
    value.to_string().parse().unwrap_or(0.0)
}

/// From values to a share from 0 to 1. Nought is always in sight, so that lengths can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// Makes a scale that holds nought and all values.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        if low == high {
            high = 1.0;
        }
        Self { low, high }
    }

    /// Returns where a value stands, from 0 for the lowest to 1 for the highest.
    pub(super) fn at(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Returns round values for about `count` lines, nought among them, from low to high, each with
    /// the text that names it.
    pub(super) fn ticks(&self, count: u32) -> Vec<(f64, String)> {
        let rough = (self.high - self.low) / f64::from(count.max(1));
        let power = rough.log10().floor();
        let power = if power.is_finite() { power as i32 } else { 0 };
        let unit = 10_f64.powi(power);
        let (digit, step) = [1_u32, 2, 5, 10]
            .into_iter()
            .map(|digit| (digit, f64::from(digit) * unit))
            .find(|(_, step)| *step >= rough * 0.999)
            .unwrap_or((10, 10.0 * unit));
        let decimals = usize::try_from(-power - i32::from(digit == 10)).unwrap_or(0);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step + 0.0001).floor() as i64;
        (first..=last)
            .map(|at| {
                let value = at as f64 * step;
                let text = format!("{:.decimals$}", value.abs());
                (value, grouped(value < 0.0, &text))
            })
            .collect()
    }
}

fn grouped(is_negative: bool, text: &str) -> String {
    let minus = if is_negative { "−" } else { "" };
    match text.parse::<Decimal>() {
        Ok(number) => format!(
            "{minus}{}",
            crate::document::number::grouped(&number, Some(','))
        ),
        Err(_) => format!("{minus}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(values: &[f64]) -> Vec<String> {
        let ticks = Scale::of(values.iter().copied()).ticks(4);
        ticks.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn lines_stand_at_round_numbers() {
        assert_eq!(ticks(&[195.0]), ["0", "50", "100", "150"]);
        assert_eq!(ticks(&[0.9]), ["0.0", "0.5"]);
        assert_eq!(ticks(&[0.8]), ["0.0", "0.2", "0.4", "0.6", "0.8"]);
        assert_eq!(
            ticks(&[40_000.0]),
            ["0", "10,000", "20,000", "30,000", "40,000"]
        );
        assert_eq!(ticks(&[-3.0, 5.0]), ["−2", "0", "2", "4"]);
        assert_eq!(ticks(&[0.0]), ["0.0", "0.5", "1.0"]);
        assert_eq!(ticks(&[1e30]).len(), 3);
        assert!(ticks(&[1e-9]).len() > 1);
    }

    #[test]
    fn nought_is_always_in_sight() {
        let scale = Scale::of([159.0, 195.0]);
        assert_eq!((scale.at(0.0), scale.at(195.0)), (0.0, 1.0));
        let scale = Scale::of([-5.0, -10.0]);
        assert_eq!((scale.at(-10.0), scale.at(0.0)), (0.0, 1.0));
    }
}
