//! Currencies: their codes, signs and names, and how the house prints them.

use std::fmt;

/// A currency by its three-letter code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// How the house writes an amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum House {
    /// `€210 billion`.
    Sign(&'static str),
    /// `CHF 7.4 billion`.
    Code,
    /// `18.17 trillion roubles`; first the singular, then the plural.
    Words(&'static str, &'static str),
}

/// What is known of one currency.
struct Known {
    code: &'static str,
    house: House,
    signs: &'static [&'static str],
    words: &'static [&'static str],
}

const fn known(
    code: &'static str,
    house: House,
    signs: &'static [&'static str],
    words: &'static [&'static str],
) -> Known {
    Known {
        code,
        house,
        signs,
        words,
    }
}

use House::{Code, Sign, Words};

/// The currencies with signs or names. A plain `$` is the American dollar and a plain `¥` the yen.
/// Of two words that begin alike the longer stands first; the first word is the plural.
static KNOWN: &[Known] = &[
    known("EUR", Sign("€"), &["€"], &["euros", "euro"]),
    known(
        "USD",
        Sign("$"),
        &["US$", "$"],
        &[
            "dollars",
            "dollar",
            "US dollars",
            "US dollar",
            "American dollars",
            "American dollar",
        ],
    ),
    known(
        "GBP",
        Sign("£"),
        &["£"],
        &[
            "pounds sterling",
            "pounds",
            "pound",
            "British pounds",
            "British pound",
        ],
    ),
    known("JPY", Sign("¥"), &["JP¥", "¥"], &["yen", "Japanese yen"]),
    known(
        "CHF",
        Code,
        &[],
        &["Swiss francs", "Swiss franc", "francs", "franc"],
    ),
    known(
        "CAD",
        Sign("C$"),
        &["CA$", "C$"],
        &["Canadian dollars", "Canadian dollar"],
    ),
    known(
        "RUB",
        Words("rouble", "roubles"),
        &["₽"],
        &[
            "roubles",
            "rouble",
            "rubles",
            "ruble",
            "Russian roubles",
            "Russian rubles",
        ],
    ),
    known(
        "AUD",
        Sign("A$"),
        &["AU$", "A$"],
        &["Australian dollars", "Australian dollar"],
    ),
    known(
        "NZD",
        Sign("NZ$"),
        &["NZ$"],
        &["New Zealand dollars", "New Zealand dollar"],
    ),
    known(
        "SGD",
        Sign("S$"),
        &["S$"],
        &["Singapore dollars", "Singapore dollar"],
    ),
    known(
        "HKD",
        Sign("HK$"),
        &["HK$"],
        &["Hong Kong dollars", "Hong Kong dollar"],
    ),
    known(
        "SEK",
        Words("Swedish krona", "Swedish kronor"),
        &[],
        &["Swedish kronor", "Swedish krona"],
    ),
    known(
        "NOK",
        Words("Norwegian krone", "Norwegian kroner"),
        &[],
        &["Norwegian kroner", "Norwegian krone"],
    ),
    known(
        "DKK",
        Words("Danish krone", "Danish kroner"),
        &[],
        &["Danish kroner", "Danish krone"],
    ),
    known(
        "PLN",
        Words("zloty", "zlotys"),
        &["zł"],
        &["zlotys", "zloty", "Polish zlotys"],
    ),
    known(
        "CZK",
        Words("Czech koruna", "Czech korunas"),
        &["Kč"],
        &["Czech korunas", "Czech koruna", "Czech crowns"],
    ),
    known(
        "HUF",
        Words("forint", "forints"),
        &[],
        &["forints", "forint", "Hungarian forints"],
    ),
    known(
        "RON",
        Words("Romanian leu", "Romanian lei"),
        &[],
        &["Romanian lei", "Romanian leu"],
    ),
    known(
        "UAH",
        Words("hryvnia", "hryvnias"),
        &["₴"],
        &["hryvnias", "hryvnia", "Ukrainian hryvnias"],
    ),
    known(
        "TRY",
        Words("Turkish lira", "Turkish lira"),
        &["₺"],
        &["Turkish lira", "Turkish liras"],
    ),
    known(
        "CNY",
        Words("yuan", "yuan"),
        &["CN¥"],
        &["yuan", "renminbi", "Chinese yuan"],
    ),
    known(
        "INR",
        Words("Indian rupee", "Indian rupees"),
        &["₹"],
        &["Indian rupees", "Indian rupee", "rupees", "rupee"],
    ),
    known(
        "KRW",
        Words("won", "won"),
        &["₩"],
        &["won", "South Korean won"],
    ),
    known(
        "AED",
        Code,
        &[],
        &["UAE dirhams", "UAE dirham", "dirhams", "dirham"],
    ),
];

impl Currency {
    /// Returns the currency with this code of three capitals; any such code is accepted.
    pub fn from_code(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Currency(bytes))
    }

    /// Returns the code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a code is made of capitals")
    }

    /// Returns whether the currency is one whose signs and names are known.
    pub(crate) fn is_known(&self) -> bool {
        self.entry().is_some()
    }

    /// Returns how the house prints an amount.
    pub(crate) fn house(&self) -> House {
        self.entry().map_or(House::Code, |entry| entry.house)
    }

    /// Returns the plural name, if the currency has one.
    pub(crate) fn plural(&self) -> Option<&'static str> {
        self.entry().and_then(|entry| entry.words.first().copied())
    }

    /// Returns the currency whose sign begins the text, and the length of the sign.
    pub(crate) fn starting_sign(text: &str) -> Option<(Currency, usize)> {
        signs()
            .filter(|(_, sign)| text.starts_with(sign))
            .map(longest)
            .max_by_key(|found| found.1)
    }

    /// Returns the currency whose sign ends the text, and the length of the sign.
    pub(crate) fn ending_sign(text: &str) -> Option<(Currency, usize)> {
        signs()
            .filter(|(_, sign)| text.ends_with(sign))
            .map(longest)
            .max_by_key(|found| found.1)
    }

    /// Returns all names of currencies, each with its currency.
    pub(crate) fn names() -> impl Iterator<Item = (Currency, &'static str)> {
        KNOWN
            .iter()
            .flat_map(|entry| entry.words.iter().map(|word| (entry.currency(), *word)))
    }

    fn entry(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|entry| entry.code == self.code())
    }
}

impl Known {
    fn currency(&self) -> Currency {
        Currency::from_code(self.code).expect("the table has codes of three capitals")
    }
}

fn signs() -> impl Iterator<Item = (Currency, &'static str)> {
    KNOWN
        .iter()
        .flat_map(|entry| entry.signs.iter().map(|sign| (entry.currency(), *sign)))
}

fn longest((currency, sign): (Currency, &'static str)) -> (Currency, usize) {
    (currency, sign.len())
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
