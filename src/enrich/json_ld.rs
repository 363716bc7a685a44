//! JSON-LD, the description of a page for machines (schema.org vocabulary).

use serde_json::{Value, json};

use super::page::Link;
use crate::document::date::{Date, Day};
use crate::site::View;

/// What a page is to schema.org.
pub(super) enum Kind<'a> {
    Article {
        published: Option<&'a Date>,
        updated: Option<&'a Date>,
        authors: &'a [String],
    },
    DefinedTerm {
        name: &'a str,
    },
    WebSite,
    CollectionPage,
    /// Questions with their answers, plain.
    FaqPage(Vec<(String, String)>),
    /// Figures, by series.
    Datasets(Vec<Dataset>),
    WebPage,
}

/// A series of figures as data.
pub(super) struct Dataset {
    /// The title of the series.
    pub(super) name: String,
    /// The path of its place on the page of figures.
    pub(super) path: String,
    /// What each figure is called.
    pub(super) labels: Vec<String>,
    /// The dates for which the figures hold.
    pub(super) dates: Vec<Date>,
}

/// Returns the description of a page: what it is, and its breadcrumbs.
pub(super) fn describe(
    view: &mut View<'_>,
    kind: &Kind<'_>,
    title: &str,
    description: &str,
    permalink: &str,
    breadcrumbs: &[Link],
) -> String {
    let base = view.base();
    let home = base.permalink("/");
    let site = view.site_title();
    let publisher = json!({ "@type": "Organization", "name": site, "url": home });
    let mut thing = match kind {
        Kind::Article {
            published,
            updated,
            authors,
        } => {
            let mut thing = json!({
                "@type": "Article",
                "headline": title,
                "mainEntityOfPage": permalink,
                "publisher": publisher,
                "isPartOf": { "@type": "WebSite", "name": site, "url": home },
            });
            set_value(
                &mut thing,
                "datePublished",
                published.and_then(Date::datetime),
            );
            let modified = updated.or(*published);
            set_value(
                &mut thing,
                "dateModified",
                modified.and_then(Date::datetime),
            );
            let people: Vec<Value> = authors
                .iter()
                .map(|name| json!({ "@type": "Person", "name": name }))
                .collect();
            thing["author"] = if people.is_empty() {
                publisher
            } else {
                Value::Array(people)
            };
            thing
        }
        Kind::DefinedTerm { name } => json!({
            "@type": "DefinedTerm",
            "name": name,
            "inDefinedTermSet": {
                "@type": "DefinedTermSet",
                "name": format!("Glossary – {}", site),
                "url": base.permalink("/glossary/"),
            },
        }),
        Kind::WebSite => {
            json!({ "@type": "WebSite", "name": site, "publisher": publisher })
        }
        Kind::CollectionPage | Kind::Datasets(_) => {
            json!({ "@type": "CollectionPage", "name": title })
        }
        Kind::FaqPage(questions) => faq(title, questions),
        Kind::WebPage => json!({ "@type": "WebPage", "name": title }),
    };
    thing["url"] = json!(permalink);
    thing["description"] = json!(description);
    thing["inLanguage"] = json!(view.language());
    let mut graph = vec![thing];
    if let Kind::Datasets(sets) = kind {
        graph.extend(sets.iter().map(|set| dataset(view, set)));
    }
    if !breadcrumbs.is_empty() {
        graph.push(crumbs(view, breadcrumbs, title, permalink));
    }
    escape(&json!({ "@context": "https://schema.org", "@graph": graph }).to_string())
}

/// The site asks and answers by itself: a `FAQPage`. A `QAPage` would be for answers by readers.
fn faq(title: &str, questions: &[(String, String)]) -> Value {
    let questions: Vec<Value> = questions
        .iter()
        .map(|(question, answer)| {
            json!({
                "@type": "Question",
                "name": question,
                "acceptedAnswer": { "@type": "Answer", "text": answer },
            })
        })
        .collect();
    json!({ "@type": "FAQPage", "name": title, "mainEntity": questions })
}

/// Search engines want at least so many characters of description, and at most so many.
const DESCRIPTION: std::ops::Range<usize> = 50..5000;

/// Describes a series, whose rows are in the files of all figures.
fn dataset(view: &mut View<'_>, set: &Dataset) -> Value {
    let checked = view.checked().and_then(Date::datetime);
    let (base, site) = (view.base(), view.site_title());
    let home = base.permalink("/");
    let mut description = format!(
        "{} on {}, each with its date, what it measures and its sources: {}",
        match set.labels.len() {
            1 => "1 figure".to_owned(),
            count => format!("{count} figures"),
        },
        site,
        set.labels.join("; ")
    );
    if description.len() >= DESCRIPTION.end {
        let end = description.floor_char_boundary(DESCRIPTION.end - 4);
        description.truncate(end);
        description.push('…');
    }
    let distribution = [
        ("text/csv", "/figures.csv"),
        ("application/json", "/figures.json"),
    ];
    let mut thing = json!({
        "@type": "Dataset",
        "name": set.name,
        "description": description,
        "url": base.permalink(&set.path),
        "creator": { "@type": "Organization", "name": site, "url": home },
        "isAccessibleForFree": true,
        "inLanguage": view.language(),
        "distribution": distribution.map(|(format, path)| json!({
            "@type": "DataDownload",
            "encodingFormat": format,
            "contentUrl": base.permalink(path),
        })),
    });
    if let Some(licence) = view.licence() {
        thing["license"] = json!({ "@type": "CreativeWork", "name": licence });
    }
    set_coverage(&mut thing, &set.dates);
    set_value(&mut thing, "dateModified", checked);
    thing
}

/// Says from when to when the figures hold, as ISO 8601 has it.
fn set_coverage(thing: &mut Value, dates: &[Date]) {
    let first = dates.iter().filter_map(Date::earliest).min();
    let last = dates.iter().filter_map(Date::latest).max();
    let day = |day: Day| format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
    let coverage = match (first.map(day), last.map(day)) {
        (Some(first), Some(last)) if first == last => Some(first),
        (Some(first), Some(last)) => Some(format!("{first}/{last}")),
        _ => None,
    };
    set_value(thing, "temporalCoverage", coverage);
}

fn set_value(thing: &mut Value, key: &str, value: Option<String>) {
    if let Some(value) = value {
        thing[key] = json!(value);
    }
}

fn crumbs(view: &mut View<'_>, breadcrumbs: &[Link], title: &str, permalink: &str) -> Value {
    let above = breadcrumbs
        .iter()
        .map(|link| (link.title.as_str(), view.base().permalink(&link.path)));
    let items: Vec<Value> = above
        .chain([(title, permalink.to_owned())])
        .enumerate()
        .map(|(at, (name, url))| {
            json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": url })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// Makes JSON safe inside a script element: `</script>` and `<!--` cannot occur without `<`.
fn escape(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}
