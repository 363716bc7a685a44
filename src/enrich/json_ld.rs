//! JSON-LD, the description of a page for machines (schema.org vocabulary).

use serde_json::{Value, json};

use super::page::Link;
use crate::document::date::Date;
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
    WebPage,
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
    let config = view.config();
    let home = config.base.permalink("/");
    let publisher = json!({ "@type": "Organization", "name": config.title, "url": home });
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
                "isPartOf": { "@type": "WebSite", "name": config.title, "url": home },
            });
            set(
                &mut thing,
                "datePublished",
                published.and_then(Date::datetime),
            );
            let modified = updated.or(*published);
            set(
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
                "name": format!("Glossary – {}", config.title),
                "url": config.base.permalink("/glossary/"),
            },
        }),
        Kind::WebSite => {
            json!({ "@type": "WebSite", "name": config.title, "publisher": publisher })
        }
        Kind::CollectionPage => json!({ "@type": "CollectionPage", "name": title }),
        Kind::WebPage => json!({ "@type": "WebPage", "name": title }),
    };
    thing["url"] = json!(permalink);
    thing["description"] = json!(description);
    thing["inLanguage"] = json!(config.language);
    let mut graph = vec![thing];
    if !breadcrumbs.is_empty() {
        graph.push(crumbs(view, breadcrumbs, title, permalink));
    }
    escape(&json!({ "@context": "https://schema.org", "@graph": graph }).to_string())
}

fn set(thing: &mut Value, key: &str, value: Option<String>) {
    if let Some(value) = value {
        thing[key] = json!(value);
    }
}

fn crumbs(view: &mut View<'_>, breadcrumbs: &[Link], title: &str, permalink: &str) -> Value {
    let above = breadcrumbs.iter().map(|link| {
        (
            link.title.as_str(),
            view.config().base.permalink(&link.path),
        )
    });
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
